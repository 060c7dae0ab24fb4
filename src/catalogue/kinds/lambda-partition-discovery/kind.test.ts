import { expect, test } from "vitest";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { lambdaPartitionDiscovery } from "./kind.ts";

test("calls cost 0.20 USD a million, time by memory", () => {
  const bill = billOf(lambdaPartitionDiscovery, { memoryMb: 512 }, { invocations: 2e6, busyMs: 2e9 });
  expect(bill["Calls"]).toBeCloseTo(0.4, 9);
  expect(bill["Time"]).toBeCloseTo(2e6 * 0.5 * 0.0000166667, 9);
});

test("the headline says when it runs", () => {
  expect(headlineOf(lambdaPartitionDiscovery, {})).toBe("at each new file");
  expect(headlineOf(lambdaPartitionDiscovery, { trigger: "scheduled", intervalMs: 900_000 })).toBe("every 15 min");
});
