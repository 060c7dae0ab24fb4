import { expect, test } from "vitest";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { kafkaStreams } from "./kind.ts";

test("a vCPU is paid for each thread, idle or not", () => {
  expect(billOf(kafkaStreams, { instances: 3, threadsPerInstance: 4 })["Instances"]).toBeCloseTo(12 * 730 * 0.048, 6);
});

test("commits follow the guarantee unless an interval is given", () => {
  expect(headlineOf(kafkaStreams, {})).toBe("2 instances x 2 threads · commit 30 s");
  expect(headlineOf(kafkaStreams, { guarantee: "exactly-once", instances: 1, threadsPerInstance: 1 })).toBe(
    "1 instance x 1 thread · commit 100 ms",
  );
  expect(headlineOf(kafkaStreams, { commitIntervalMs: 5000 })).toContain("commit 5 s");
});

test("faults strike one of the instances that are there", () => {
  expect(kafkaStreams.faults[0]?.targets?.({ instances: 2 })).toEqual(["instance-0", "instance-1"]);
});
