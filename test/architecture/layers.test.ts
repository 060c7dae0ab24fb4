import { describe, expect, test } from "vitest";
import { BELOW_WORKERS, CLOCK_AND_LUCK, EXACT_FOLDERS, FENCES, FLOORS, INEXACT_MATH } from "./layers.ts";
import {
  covers,
  crowdedFolders,
  FILES_AT_MOST,
  fenceBreaches,
  importCycles,
  layerBreaches,
  partsToldApart,
  roomCycles,
  siblingBreaches,
  wordsOfParts,
} from "./rules.ts";
import { codeOf, filesBelow, productFiles, type SourceFile, usesOf } from "./scan.ts";

const files = productFiles();

/** Everything below src, styles too: a folder of the table may hold nothing else. */
const inSource = filesBelow("src", /\.(tsx?|css)$/).map((file) => file.path.slice("src/".length));

/** `folder/file.ts:line name` for every use of a name below the folders. */
function bannedUses(sources: readonly SourceFile[], folders: readonly string[], names: readonly string[]): string[] {
  return sources
    .filter((file) => folders.some((folder) => file.path.startsWith(`${folder}/`)))
    .flatMap((file) => {
      const code = codeOf(file.text);
      return names.flatMap((name) => usesOf(name, code).map((line) => `${file.path}:${line} ${name}`));
    });
}

/** A current time without an argument; `new Date(ms)` only writes a given time down. */
function currentDates(sources: readonly SourceFile[]): string[] {
  return sources
    .filter((file) => BELOW_WORKERS.some((folder) => file.path.startsWith(`${folder}/`)))
    .flatMap((file) => {
      const code = codeOf(file.text);
      return [...code.matchAll(/\bDate\s*\(\s*\)/g)].map((match) => `${file.path}:${code.slice(0, match.index).split("\n").length} Date()`);
    });
}

describe("the source tree", () => {
  test("has something to check", () => expect(files.length).toBeGreaterThan(20));
  test("imports only downwards", () => expect(files.flatMap(layerBreaches)).toEqual([]));
  test("keeps siblings apart", () => expect(files.flatMap(siblingBreaches)).toEqual([]));
  test("keeps packages behind their fences", () => expect(files.flatMap(fenceBreaches)).toEqual([]));
  test("has no circles of files, types included", () => expect(importCycles(files)).toEqual([]));
  test("has no circles of rooms, types included", () => expect(roomCycles(files)).toEqual([]));
  test("has no folder that is two rooms", () => expect(crowdedFolders(files)).toEqual([]));
  test("has every folder of the table", () => {
    const named = Object.entries(FLOORS).flatMap(([folder, { values, types = [] }]) => [folder, ...values, ...types]);
    expect(named.filter((entry) => !inSource.some((file) => covers(entry, file)))).toEqual([]);
  });
  test("tells parts and operators apart by their facets and not by their classes where they are drawn and judged (A1)", () => {
    expect(partsToldApart(files)).toEqual([]);
  });
  test("has no sentence of a remark in the engine: the words live with the kind (A2)", () => {
    expect(wordsOfParts(files)).toEqual([]);
  });
  test("lets no clock and no luck below the workers", () => {
    expect([...bannedUses(files, BELOW_WORKERS, CLOCK_AND_LUCK), ...currentDates(files)]).toEqual([]);
  });
  test("uses only arithmetic that is the same in every engine (E8)", () => {
    expect(bannedUses(files, EXACT_FOLDERS, INEXACT_MATH)).toEqual([]);
  });
  test("names only folders that the table knows", () => {
    const known = new Set(Object.keys(FLOORS).map((folder) => folder.split("/")[0]));
    for (const folders of [...Object.values(FENCES), BELOW_WORKERS, EXACT_FOLDERS]) {
      for (const folder of folders) expect(known).toContain(folder.split("/")[0]);
    }
  });
});

describe("planted breaches are caught", () => {
  test("A1 a part or an operator told apart by its class", () => {
    const engine = [
      file("engine/part/a.ts", "export abstract class Kept<T> extends Part {}"),
      file("engine/operators/b.ts", "export class Join implements Operator {}"),
    ];
    expect(partsToldApart([...engine, file("simulate/a.ts", "if (node instanceof Kept) look();")])).toHaveLength(1);
    expect(partsToldApart([...engine, file("simulate/judge/a.ts", "operators.filter((each) => each instanceof Join);")])).toHaveLength(1);
    expect(partsToldApart([...engine, file("simulate/a.ts", "if (error instanceof TypeError) look();")])).toEqual([]);
    expect(partsToldApart([...engine, file("catalogue/a.ts", "if (node instanceof Kept) look();")])).toHaveLength(1);
    expect(partsToldApart([...engine, file("engine/a.ts", "if (node instanceof Kept) look();")])).toEqual([]);
  });

  test("A2 words where a part remarks something, and a family that hides what it builds", () => {
    const remarking = (facts: string): SourceFile => file("engine/part/a.ts", `this.remark(at, "crash", ${facts}, "acks");`);
    expect(wordsOfParts([remarking("{ downMs: span(a, b), lost }")])).toEqual([]);
    expect(wordsOfParts([remarking('"It was down."')])).toHaveLength(1);
    expect(wordsOfParts([remarking("{ why: `${(id)} was down` }")])).toHaveLength(1);
    expect(wordsOfParts([file("catalogue/families/a.ts", "export function a(ctx: BuildContext): Part {}")])).toHaveLength(1);
    expect(wordsOfParts([file("catalogue/families/a.ts", "export function a(ctx: BuildContext): Sink {}")])).toEqual([]);
  });

  const file = (path: string, text: string): SourceFile => ({ path, text });

  test("a floor that imports one above it", () => {
    expect(layerBreaches(file("base/rng.ts", 'import { a } from "../design/edits.ts";'))).toHaveLength(1);
    expect(layerBreaches(file("engine/kernel/clock.ts", 'import { a } from "../part/part.ts";'))).toHaveLength(1);
    expect(layerBreaches(file("ui/shell/App.tsx", 'import { run } from "../../simulate/run.ts";'))).toHaveLength(1);
    expect(layerBreaches(file("ui/shell/App.tsx", 'const a = await import("../../engine/part/part.ts");'))).toHaveLength(1);
    expect(layerBreaches(file("ui/shell/App.tsx", 'import { a } from "../../workers/simulation.worker.ts";'))).toHaveLength(1);
    expect(layerBreaches(file("warehouse/a.ts", 'export { a } from "../simulate/result.ts";'))).toHaveLength(1);
    expect(layerBreaches(file("elsewhere/a.ts", ""))).toHaveLength(1);
    expect(layerBreaches(file("ui/elsewhere/a.ts", ""))).toHaveLength(1);
  });

  test("a room of the page that imports one beside or above it", () => {
    expect(layerBreaches(file("ui/stores/a.ts", 'import type { A } from "../interview/steps.ts";'))).toHaveLength(1);
    expect(layerBreaches(file("ui/drawing/a.ts", 'import { a } from "../canvas/use-flow.ts";'))).toHaveLength(1);
    expect(layerBreaches(file("ui/results/Dock.tsx", 'const a = await import("../whatif/WhatIf.tsx");'))).toHaveLength(1);
    expect(layerBreaches(file("ui/results/lag/Lag.tsx", 'import { a } from "../Overview.tsx";'))).toHaveLength(1);
    expect(layerBreaches(file("ui/parts/a.ts", 'import type { Design } from "../../design/types.ts";'))).toHaveLength(1);
    expect(layerBreaches(file("ui/canvas/a.ts", 'import { a } from "../drawing/placement.ts";'))).toEqual([]);
  });

  test("a value taken from where only types may come", () => {
    expect(layerBreaches(file("ui/stores/a.ts", 'import { A } from "../../simulate/result.ts";'))).toHaveLength(1);
    expect(layerBreaches(file("ui/stores/a.ts", 'import { type A } from "../../simulate/result.ts";'))).toHaveLength(1);
    expect(layerBreaches(file("ui/stores/a.ts", 'import type { A } from "../../result/result.ts";'))).toEqual([]);
    expect(layerBreaches(file("ui/stores/a.ts", 'import type { A } from "../../simulate/run.ts";'))).toHaveLength(1);
  });

  test("what is allowed stays allowed", () => {
    expect(layerBreaches(file("ui/stores/a.ts", 'import { a } from "../../workers/simulation-client.ts";'))).toEqual([]);
    expect(layerBreaches(file("workers/a-client.ts", 'new Worker(new URL("./a.worker.ts", import.meta.url));'))).toEqual([]);
    expect(layerBreaches(file("simulate/run.ts", 'import { a } from "../engine/part/part.ts";'))).toEqual([]);
    expect(layerBreaches(file("engine/part/a.ts", 'import { a } from "./b.ts";'))).toEqual([]);
  });

  test("a kind that imports a kind, an operator an operator", () => {
    expect(siblingBreaches(file("catalogue/kinds/kafka/kind.ts", 'import { a } from "../flink/kind.ts";'))).toHaveLength(1);
    expect(siblingBreaches(file("catalogue/kinds/kafka/kind.ts", 'import { a } from "./model.ts";'))).toEqual([]);
    expect(siblingBreaches(file("engine/operators/dedup.ts", 'import type { A } from "./filter.ts";'))).toHaveLength(1);
  });

  test("a package outside its fence, or with no fence", () => {
    expect(fenceBreaches(file("design/a.ts", 'import { useState } from "react";'))).toHaveLength(1);
    expect(fenceBreaches(file("ui/stores/a.ts", 'import { jsx } from "react/jsx-runtime";'))).toEqual([]);
    expect(fenceBreaches(file("simulate/a.ts", 'import { readFileSync } from "node:fs";'))).toHaveLength(1);
    expect(fenceBreaches(file("ui/stores/a.ts", 'import url from "@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url";'))).toHaveLength(1);
    expect(fenceBreaches(file("ui/stores/a.ts", 'import _ from "lodash";'))).toHaveLength(1);
  });

  test("a circle of values, and one of types", () => {
    const a = (text: string) => [file("base/a.ts", text), file("base/b.ts", 'import { a } from "./a.ts";')];
    expect(importCycles(a('import { b } from "./b.ts";'))).toEqual([["base/a.ts", "base/b.ts"]]);
    expect(importCycles(a('import type { B } from "./b.ts";'))).toEqual([["base/a.ts", "base/b.ts"]]);
    expect(importCycles([file("base/a.ts", 'import "./a.ts";')])).toEqual([["base/a.ts"]]);
    expect(importCycles(a('new Worker(new URL("./b.ts", import.meta.url));'))).toEqual([]);
  });

  test("a circle of rooms though no file is in one", () => {
    const rooms = [
      file("engine/log/a.ts", 'import type { B } from "../feeds/b.ts";'),
      file("engine/feeds/b.ts", ""),
      file("engine/feeds/c.ts", 'import { d } from "../log/d.ts";'),
      file("engine/log/d.ts", ""),
    ];
    expect(importCycles(rooms)).toEqual([]);
    expect(roomCycles(rooms)).toEqual([["engine/feeds", "engine/log"]]);
    expect(roomCycles(rooms.slice(0, 2))).toEqual([]);
  });

  test("a folder with one file too many", () => {
    const folder = (count: number) => Array.from({ length: count }, (_, i) => file(`engine/log/a${i}.ts`, ""));
    expect(crowdedFolders(folder(FILES_AT_MOST))).toEqual([]);
    expect(crowdedFolders(folder(FILES_AT_MOST + 1))).toHaveLength(1);
  });

  test("a clock, luck and inexact arithmetic", () => {
    const planted = [file("engine/part/a.ts", "const a = Date.now() + Math.random();\nconst b = Math.log(new Date());")];
    expect(bannedUses(planted, BELOW_WORKERS, CLOCK_AND_LUCK)).toEqual(["engine/part/a.ts:1 Date.now", "engine/part/a.ts:1 Math.random"]);
    expect(bannedUses(planted, EXACT_FOLDERS, INEXACT_MATH)).toEqual(["engine/part/a.ts:2 Math.log"]);
    expect(currentDates(planted)).toEqual(["engine/part/a.ts:2 Date()"]);
  });
});
