import { describe, expect, test } from "vitest";
import { CapacityBucket } from "./token-bucket.ts";
import { TableCapacity } from "./table-capacity.ts";
import type { CapacityPlan } from "./table-capacity.ts";

const PLAN: CapacityPlan = {
  writeUnitsPerSecond: 4000,
  readUnitsPerSecond: 12_000,
  onDemand: true,
  burstSeconds: 300,
  partitionWriteUnitsPerSecond: 1000,
  partitionReadUnitsPerSecond: 3000,
};

/** Units a second that pass when `offered` are asked evenly from `from` on, over `seconds`. */
function passed(take: (at: number) => boolean, offered: number, seconds: number, from = 0): number {
  let count = 0;
  for (let i = 0; i < offered * seconds; i++) if (take(from + (i * 1000) / offered)) count++;
  return count / seconds;
}

describe("a bucket of capacity (T1)", () => {
  const takes = (bucket: CapacityBucket) => (at: number) => {
    if (!bucket.admits(at, 1)) return false;
    bucket.take(1);
    return true;
  };

  test("grants its rate for ever and what it kept once", () => {
    const take = takes(new CapacityBucket(100, 300));
    // 30,000 kept and 100 a second: 400 a second last for 100 s.
    expect(passed(take, 400, 100)).toBeCloseTo(400, 1);
    expect(passed(take, 400, 50, 100_000)).toBeCloseTo(100, -1);
    // Idle for a minute keeps a minute's worth.
    expect(passed(take, 10_000, 1, 210_000)).toBeCloseTo(6100, -2);
  });

  test("squeezed, it grants the share and nothing of what was kept, to the instant", () => {
    const bucket = new CapacityBucket(100, 300);
    const take = takes(bucket);
    bucket.squeeze(0.1, 0, 60_000);
    expect(passed(take, 400, 60)).toBeCloseTo(10, 0);
    expect(passed(take, 400, 60, 60_000)).toBeCloseTo(100, 0);
  });

  test("an item larger than the bucket passes when that is full", () => {
    const bucket = new CapacityBucket(1, 1);
    expect(bucket.admits(0, 4)).toBe(true);
    bucket.take(4);
    expect(bucket.admits(3999, 4)).toBe(false);
    expect(bucket.admits(4000, 4)).toBe(true);
  });
});

describe("a table's capacity", () => {
  test("one partition gives its ceiling, however much the table grants", () => {
    const table = new TableCapacity({ ...PLAN, onDemand: false, writeUnitsPerSecond: 40_000 }, 10);
    expect(table.partitions).toBe(44);
    const partition = table.partitionOf(3);
    expect(passed((at) => table.writes.take(partition, at, 1) === null, 5000, 20)).toBeLessThan(1060);
  });

  test("users spread evenly over the partitions", () => {
    const table = new TableCapacity(PLAN, 8000);
    const counts = Array.from({ length: 4 }, () => 0);
    for (let user = 0; user < 8000; user++) counts[table.partitionOf(user)]++;
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(150);
  });

  test("on demand twice the busiest second is granted half an hour later, and the partitions for it (T2)", () => {
    const table = new TableCapacity(PLAN, 100);
    let next = 0;
    const write = (at: number): boolean => {
      table.moveTo(at);
      return table.writes.take(next++ % table.partitions, at, 1) === null;
    };
    expect(passed(write, 6000, 20, 1_700_000)).toBeLessThan(4250);
    const later = passed(write, 7500, 20, 1_810_000);
    expect(later).toBe(7500);
    expect(table.partitions).toBeGreaterThanOrEqual(8);
  });
});

test("a key that is none of the workload's users has its partition as any other", () => {
  const capacity = new TableCapacity(PLAN, 10);
  for (const key of [9, 10, 123_456, -1]) {
    const partition = capacity.partitionOf(key);
    expect(partition).toBeGreaterThanOrEqual(0);
    expect(partition).toBeLessThan(capacity.partitions);
    expect(capacity.partitionOf(key)).toBe(partition);
    expect(capacity.writes.take(partition, 0, 1)).toBeNull();
  }
});

test("Q51: a table has as many partitions as hold what is stored, though fewer would serve", () => {
  expect(new TableCapacity(PLAN, 0).partitions).toBe(4);
  expect(new TableCapacity({ ...PLAN, partitionsForSize: 30 }, 0).partitions).toBe(30);
});
