import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { INSIDE_DUCKDB, wordsOf } from "../../scripts/parts-inside.mjs";
import { exportNames, namespacesIn } from "./wasm-names.ts";

const ROOT = path.join(import.meta.dirname, "../..");
const { of, version, parts } = INSIDE_DUCKDB;
const dist = path.join(ROOT, "node_modules", of, "dist");
/** Every function of the engine is exported under its C++ name, so that extensions could find it. */
const names = exportNames(readFileSync(path.join(dist, "duckdb-eh.wasm")));
/** What C++ calls its library, and a structure inside a function of fmt that reads like a namespace. */
const OWN = new Set(["std", "__2", "pfs_writer"]);

describe("what is inside DuckDB's files", () => {
  test("was looked for in the version that is shipped", () => {
    expect(JSON.parse(readFileSync(path.join(ROOT, "node_modules", of, "package.json"), "utf8"))).toMatchObject({ version });
  });

  test("every namespace met in the engine belongs to a part of the list", () => {
    const listed = new Set([...OWN, ...parts.flatMap(({ namespaces = [] }) => namespaces)]);
    const met = namespacesIn(names);
    expect(met.size).toBeGreaterThan(25);
    expect([...met].filter((name) => !listed.has(name))).toEqual([]);
  });

  test("every part of the list is really there, or says why it cannot be seen", () => {
    const met = namespacesIn(names);
    const scripts = new Set(scriptPackages());
    const unseen = parts.filter(({ namespaces = [], symbols, scripts: folders = [], inlined }) => {
      if (inlined !== undefined) return inlined.length < 10;
      const pattern = symbols === undefined ? null : new RegExp(symbols);
      const seen = [...namespaces.map((name) => met.has(name)), ...folders.map((name) => scripts.has(name))];
      return (
        seen.includes(false) || (seen.length === 0 && pattern === null) || (pattern !== null && !names.some((name) => pattern.test(name)))
      );
    });
    expect(unseen.map(({ name }) => name)).toEqual([]);
  });

  test("every package in its scripts stands in the list, or is shipped beside it and listed by the build", () => {
    const listed = new Set(parts.flatMap(({ scripts: folders = [] }) => folders));
    expect(scriptPackages().filter((name) => !listed.has(name) && !["apache-arrow", "flatbuffers"].includes(name))).toEqual([]);
  });

  test("every part has its words, and no words lie about", () => {
    for (const part of parts) {
      expect(wordsOf(part).length, part.name).toBeGreaterThan(500);
      expect(wordsOf(part), part.name).toMatch(/copyright/i);
      expect(part.source.length, part.name).toBeGreaterThan(10);
    }
    const texts = readdirSync(path.join(ROOT, "scripts/licences")).filter((name) => name.endsWith(".txt"));
    expect(texts.sort()).toEqual(parts.map(({ text }) => text).sort());
  });
});

test("names of a wasm module are read, and a namespace nobody listed would be seen", () => {
  const module = [0, 97, 115, 109, 1, 0, 0, 0, 7, 9, 2, 1, 97, 0, 0, 2, 98, 99, 0];
  expect(exportNames(Uint8Array.from(module))).toEqual(["a", "bc"]);
  expect([...namespacesIn(["_ZN10duckdb_new4sort3runEv", "_ZNK6duckdb5Value3getEi", "plain", "_ZN6duckdb1fENS_5ValueE"])]).toEqual([
    "duckdb_new",
    "duckdb",
  ]);
});

/** Packages whose files the scripts that are shipped were bundled of, as their maps tell. */
function scriptPackages(): string[] {
  const maps = ["duckdb-browser-eh.worker.js.map", "duckdb-browser.mjs.map"].map((name) => path.join(dist, name)).filter(existsSync);
  expect(maps).toHaveLength(2);
  const sources = maps.flatMap((file) => (JSON.parse(readFileSync(file, "utf8")) as { sources: string[] }).sources);
  return [...new Set(sources.flatMap((source) => /^\.\.\/\.\.\/((?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1] ?? []))];
}
