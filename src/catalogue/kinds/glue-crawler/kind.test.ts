import { expect, test } from "vitest";
import { billOf, headlineOf, refusalsOf } from "../../../../test/support/kind-bill.ts";
import { glueCrawler } from "./kind.ts";

test("a run is paid by its DPUs", () => {
  expect(billOf(glueCrawler, {}, { billedHours: 3 })["Runs"]).toBeCloseTo(3 * 2 * 0.44, 9);
});

test("its headline says how often and what it looks at, and a p99 below the median is refused", () => {
  expect(headlineOf(glueCrawler, { recrawl: "new-folders" })).toBe("every 1 h unless told · new folders");
  expect(refusalsOf(glueCrawler, { runP99Ms: 10 })[0]).toContain("s.runP99Ms");
});
