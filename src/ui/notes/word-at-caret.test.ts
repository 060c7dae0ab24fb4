import { expect, test } from "vitest";
import { completed, completionsAt } from "./word-at-caret.ts";

const NAMES = ["daily_users", "sessions_per_user", "events/s mean", "events/s peak"];
const offered = (formula: string, caret = formula.length): readonly string[] =>
  completionsAt(formula, caret, NAMES).map(({ name }) => name);

test("names that begin as what is typed come first, then those that hold it", () => {
  expect(offered("d")).toEqual(["daily_users"]);
  expect(offered("2 * ses")).toEqual(["sessions_per_user"]);
  expect(offered("5 + user")).toEqual(["daily_users", "sessions_per_user"]);
  expect(offered("ro")).toEqual(["room("]);
});

test("a name with a mark in it goes on behind the mark", () => {
  expect(offered("3 × events/s p")).toEqual(["events/s peak"]);
  expect(offered("events/s ")).toEqual(["events/s mean", "events/s peak"]);
});

test("numbers, their units, whole names and the middle of a word ask for nothing", () => {
  expect(offered("40 M ev")).toEqual([]);
  expect(offered("daily_users")).toEqual([]);
  expect(offered("dily_users", 1)).toEqual([]);
  expect(offered("")).toEqual([]);
});

test("the name takes the place of what was typed, and the caret stands behind it", () => {
  const [first] = completionsAt("2 * events/s p / 3", 14, NAMES);
  expect(first === undefined ? null : completed("2 * events/s p / 3", first)).toEqual({ formula: "2 * events/s peak / 3", caret: 17 });
});
