import { expect, test } from "vitest";
import { matchScore } from "./match.ts";

test("what begins as typed comes before what only holds the word, and before what is only found by other words", () => {
  const begins = matchScore("re", "Redo", []);
  const holds = matchScore("re", "Show or hide the results", []);
  const other = matchScore("re", "Delete the selection", ["remove"]);
  expect(begins).toBeGreaterThan(holds);
  expect(holds).toBeGreaterThan(other);
  expect(other).toBeGreaterThan(0);
});

test("letters scattered over a title are no match", () => {
  expect(matchScore("rename", "Run this design", ["Run", "start", "simulate"])).toBe(0);
  expect(matchScore("rename", "Rename this design…", [])).toBeGreaterThan(0.9);
});

test("every typed word has to be found, in any order", () => {
  expect(matchScore("file save", "Save as a file", [])).toBeGreaterThan(0);
  expect(matchScore("save cloud", "Save as a file", ["download"])).toBe(0);
  expect(matchScore("", "Anything", [])).toBe(1);
});
