import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { filesBelow } from "../architecture/scan.ts";
import { PROMISES_COUNT, PROOFS_FOLDER, type Proof } from "../support/promise-record.ts";
import { PROMISES } from "./promises.ts";
import { promisesPage } from "./promises-page.ts";
import { mergedProofs, proofBreaches } from "./proofs.ts";

/**
 * docs/promises.md says what the tests say. Figures are written by the tests that hold a promise and kept in figures.json;
 * `npm run promises` renews them.
 */
const PAGE = new URL("../../docs/promises.md", import.meta.url);
const FIGURES = new URL("figures.json", import.meta.url);
const tests = [...filesBelow("src", /\.test\.tsx?$/), ...filesBelow("test", /\.(test|spec)\.ts$/)].filter(
  ({ path: file }) => !file.startsWith("test/promises/"),
);

if (process.env["QUADRANT_UPDATE"] === "1") {
  const proofs = mergedProofs(tests, figures(), writtenSince());
  writeFileSync(FIGURES, `${JSON.stringify(proofs, null, 2)}\n`);
  writeFileSync(PAGE, promisesPage(PROMISES, proofs));
}

function figures(): readonly Proof[] {
  return JSON.parse(readFileSync(FIGURES, "utf8")) as Proof[];
}

function writtenSince(): readonly Proof[] {
  if (!existsSync(PROOFS_FOLDER)) return [];
  return readdirSync(PROOFS_FOLDER).map((name) => JSON.parse(readFileSync(path.join(PROOFS_FOLDER, name), "utf8")) as Proof);
}

describe("the table of promises", () => {
  test("has every promise once", () => {
    expect(PROMISES.map(({ row }) => row)).toEqual(Array.from({ length: PROMISES_COUNT }, (_, index) => index + 1));
  });

  test("names the tests there are, and every promise they say they prove", () => expect(proofBreaches(tests, figures())).toEqual([]));

  test("docs/promises.md is what the figures say", () => {
    expect(readFileSync(PAGE, "utf8"), "docs/promises.md is out of date").toBe(promisesPage(PROMISES, figures()));
  });
});

describe("planted breaches are caught", () => {
  const source = (title: string, row: number) => ({
    path: "a.test.ts",
    text: `test("${title}", () => {\n  promise(${row}, "9 of 9");\n});`,
  });
  const proof: Proof = { row: 3, file: "a.test.ts", title: "group > holds", figure: "9 of 9" };

  test("a figure that is missing, a test that is gone, renamed, or proves something else", () => {
    expect(proofBreaches([source("holds", 3)], [proof])).toEqual([]);
    expect(proofBreaches([source("holds ${count} times", 3)], [{ ...proof, title: "holds 9 times" }])).toEqual([]);
    expect(proofBreaches([source("holds", 3)], [])).toHaveLength(1);
    expect(proofBreaches([], [proof])).toHaveLength(1);
    expect(proofBreaches([source("is called otherwise", 3)], [proof])).toHaveLength(1);
    expect(proofBreaches([source("holds", 4)], [proof])).toHaveLength(2);
  });

  test("what is measured again replaces what was, and what no test says any more goes", () => {
    const again = { ...proof, figure: "10 of 10" };
    const gone = { ...proof, row: 5, file: "gone.test.ts" };
    expect(mergedProofs([source("holds", 3)], [proof, gone], [again])).toEqual([again]);
    expect(mergedProofs([source("holds", 3)], [proof], [])).toEqual([proof]);
  });

  test("a promise that nothing shows says so, and one that is shown in part", () => {
    const page = (proofs: readonly Proof[]): string => promisesPage([{ row: 3, promise: "P", asked: "A", gap: "half of it" }], proofs);
    expect(page([])).toContain("| **not proven**: half of it |");
    expect(page([proof])).toContain("9 of 9<br>*Not shown: half of it*");
    expect(page([])).toContain("1 not proven");
  });
});
