import { describe, test } from "vitest";
import { textbookCases } from "../support/textbook.ts";
import { judge, Verdicts } from "../support/theory.ts";

/** Intervals of about a percent, and of a few percent at 0.95. */
const SIZES = { records: 200_000, recordsAt95: 400_000, allRowsAt95: true };

describe("S1 at length: every row at every load", () => {
  const verdicts = new Verdicts();
  test.each(textbookCases(SIZES).map((each) => [each.name, each] as const))("%s", (_, each) => judge(verdicts, each));
  test("no more cases miss at 99 % than chance allows", () => verdicts.expectFewMisses());
});
