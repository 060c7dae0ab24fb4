import { expect, test } from "vitest";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { parseSettings } from "../../fields/settings.ts";
import { batchDrop } from "./kind.ts";

test("the endpoint is paid by the hour and the data by the GB", () => {
  const bill = billOf(batchDrop, {}, { bytesOut: 500e9 });
  expect(bill["Endpoint"]).toBeCloseTo(730 * 0.3, 9);
  expect(bill["Data through the endpoint"]).toBeCloseTo(20, 9);
});

test("its headline says how often, and a p99 below the median is refused", () => {
  expect(headlineOf(batchDrop, {})).toBe("a file every 1 h · no manifest");
  expect(headlineOf(batchDrop, { everyMs: 86_400_000, checked: true })).toBe("a file every day · with manifest");
  const swapped = parseSettings(batchDrop, { makingMedianMs: 10, makingP99Ms: 5 }, "settings");
  expect(swapped.ok ? [] : swapped.error.map(({ where }) => where)).toEqual(["settings.makingP99Ms"]);
});
