import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { filesBelow, ROOT } from "./scan.ts";
import { idsIn, openRules, ruleBreaches, rulesOf, titlesOf } from "./spec.ts";

const SPEC = "src/engine/SPEC.md";
const spec = readFileSync(path.join(ROOT, SPEC), "utf8");
const tests = [...filesBelow("src", /\.test\.tsx?$/), ...filesBelow("test", /\.(test|spec)\.ts$/)];
/** Where paths of SPEC.md begin: at the repository, or at a floor that the table is about. */
const BASES = ["", "src/", "src/engine/", "src/catalogue/", "test/theory/"];

describe("what the engine promises", () => {
  test("has rules", () => expect(rulesOf(spec).length).toBeGreaterThan(80));
  test("is held by tests that name the rule", () => expect(ruleBreaches(spec, tests)).toEqual([]));
  test("lists what nothing holds", () => expect(openRules(spec)).toEqual(["C5"]));
  test("names files that exist", () => {
    const named = rulesOf(spec).flatMap(({ heldBy }) => [...heldBy.matchAll(/`([\w./-]+\.ts)`/g)].map(([, file = ""]) => file));
    const known = new Set([...filesBelow("src", /\.ts$/), ...filesBelow("test", /\.ts$/)].map((file) => file.path));
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter((file) => !BASES.some((base) => known.has(`${base}${file}`)))).toEqual([]);
  });
});

describe("planted breaches are caught", () => {
  const table = "| rule | promise | held by |\n|---|---|---|\n| A1 | One. | a test |\n| A2 | Two. | open: nobody has measured it |\n";
  const held = (title: string) => [{ path: "a.test.ts", text: `test("${title}", () => {});` }];

  test("a rule nobody names, and a name that is no rule", () => {
    expect(ruleBreaches(table, held("one (A1)"))).toEqual([]);
    expect(ruleBreaches(table, held("A1: one"))).toEqual([]);
    expect(ruleBreaches(table, held("one"))).toHaveLength(1);
    expect(ruleBreaches(table, held("as A1 says"))).toHaveLength(1);
    expect(ruleBreaches(table, held("one (A1, A3)"))).toHaveLength(1);
  });

  test("an open rule that is held, and a rule that stands twice", () => {
    expect(ruleBreaches(table, held("both (A1, A2)"))).toHaveLength(1);
    expect(ruleBreaches(`${table}| A1 | Again. | a test |\n`, held("one (A1)"))).toHaveLength(1);
    expect(openRules(table)).toEqual(["A2"]);
  });

  test("titles of every form, and what is none", () => {
    const text = [
      'test("plain", () => {});',
      "it.each([1, (2)])('each (%i)', () => {});",
      'describe.each(cases(a, ")"))(\n  `template ${a({ b: `c` })} end`,\n  () => {},\n);',
      'expect("no title");',
      '// test("in a comment")',
      'const a = "test(\\"in a string\\")";',
    ].join("\n");
    expect(titlesOf(text)).toEqual(["plain", "each (%i)", "template ${a({ b: `c` })} end"]);
    expect(idsIn("E3, E20b: both")).toEqual(["E3", "E20b"]);
    expect(idsIn("a bucket of S3 (KIP-848)")).toEqual([]);
  });
});
