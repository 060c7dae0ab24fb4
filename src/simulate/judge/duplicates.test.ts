import { expect, test } from "vitest";
import { duplicatesOf } from "./duplicates.ts";

test("a table that two stores hold counts once, by the one in which most stands twice; other tables add up", () => {
  const quality = { "events@silver": { duplicates: 4 }, "events@warehouse": { duplicates: 7 }, sessions: { duplicates: 2 } };
  expect(duplicatesOf(quality)).toBe(9);
  expect(duplicatesOf({})).toBe(0);
});
