import { describe, expect, test } from "vitest";
import { filesOf, partitionOfHour } from "./output-layout.ts";
import { tasksOfPartitions } from "./shuffle.ts";
import type { ShuffleRules } from "./shuffle.ts";
import { hashOfInt, hashOfLong, partitionOfHash } from "./spark-hash.ts";

const MIB = 1024 * 1024;
const SHUFFLE: ShuffleRules = {
  partitions: 200,
  adaptive: true,
  advisoryBytes: 64 * MIB,
  minPartitionBytes: MIB,
  skewFactor: 5,
  skewBytes: 256 * MIB,
  parallelism: 8,
};

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
/** 1,000 rows over 24 hours. */
const rows = Array.from({ length: 1000 }, (_, row) => row);

describe("files of a partitioned write (J5)", () => {
  test("row S5: 8 tasks with rows of 24 hours write 192 files; sorted by time each has 3 hours, and there are 24", () => {
    const hours = rows.map((row) => row % 24);
    expect(
      filesOf(
        rows.map((row) => Math.floor(row / 125)),
        hours,
      ),
    ).toHaveLength(192);
    const sorted = Array.from({ length: 24 * 40 }, (_, row) => Math.floor(row / 40));
    expect(
      filesOf(
        sorted.map((_, row) => Math.floor(row / 120)),
        sorted,
      ),
    ).toHaveLength(24);
  });

  test("row S5: dealt out by hour, little data is written by one task, and 24 hours dealt to 24 tasks keep 14 busy, one of them with three", () => {
    const bytes = new Float64Array(200);
    for (const hour of HOURS) bytes[partitionOfHash(hashOfInt(hour), 200)] += 1000;
    expect(tasksOfPartitions(bytes, SHUFFLE).tasks).toBe(1);
    const tasks = HOURS.map((hour) => partitionOfHash(hashOfInt(hour), 24));
    expect(new Set(tasks).size).toBe(14);
    expect(Math.max(...HOURS.map((task) => tasks.filter((each) => each === task).length))).toBe(3);
    expect(filesOf(tasks, HOURS)).toHaveLength(24);
  });

  test("D1 of the published runs: 96 tasks over 1,823 partitions write 175,008 files", () => {
    const places = Array.from({ length: 96 * 1823 }, (_, place) => place);
    expect(
      filesOf(
        places.map((place) => Math.floor(place / 1823)),
        places.map((place) => place % 1823),
      ),
    ).toHaveLength(175_008);
  });

  test("every row is in one file, of its own task and partition", () => {
    const taskOf = rows.map((row) => (row * 7) % 5);
    const hours = rows.map((row) => (row * 3) % 4);
    const seen = new Uint8Array(rows.length);
    for (const { task, hour, places } of filesOf(taskOf, hours))
      for (const place of places) {
        seen[place]++;
        expect([taskOf[place], hours[place]]).toEqual([task, hour]);
      }
    expect(seen.every((times) => times === 1)).toBe(true);
  });

  test("hours lie in their day, before the epoch too, or all in one folder", () => {
    expect([25, -1].map((hour) => partitionOfHour(hour, "day"))).toEqual([24, -24]);
    expect([25, -1].map((hour) => partitionOfHour(hour, "hour"))).toEqual([25, -1]);
    expect([25, -1].map((hour) => partitionOfHour(hour, "none"))).toEqual([0, 0]);
  });
});

describe("shuffle partitions become tasks (J2)", () => {
  test("those that follow each other are joined up to the aim, never cut, and without adaptive execution each is a task", () => {
    const bytes = [40, 40, 10, 100, 5, 5].map((mib) => mib * MIB);
    expect([...tasksOfPartitions(bytes, { ...SHUFFLE, parallelism: 1 }).taskOf]).toEqual([0, 1, 1, 2, 3, 3]);
    expect([...tasksOfPartitions(bytes, { ...SHUFFLE, adaptive: false }).taskOf]).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test("with few bytes every slot has a task before any has 64 MiB, but none under 1 MiB", () => {
    const bytes = Float64Array.from({ length: 200 }, () => MIB);
    expect(tasksOfPartitions(bytes, SHUFFLE).tasks).toBe(8);
    expect(tasksOfPartitions(bytes, { ...SHUFFLE, parallelism: 1000 }).tasks).toBe(200);
  });
});

describe("a join's skewed partition is cut (J2)", () => {
  const join = (big: number, senders: number): ReturnType<typeof tasksOfPartitions> => {
    const bytes = Float64Array.from({ length: 20 }, (_, p) => (p === 7 ? big : 40) * MIB);
    return tasksOfPartitions(bytes, { ...SHUFFLE, parallelism: 1 }, () => new Float64Array(senders).fill((big * MIB) / senders));
  };

  test("row S11: one of 300 MiB beside others of 40 is cut when its rows come from four tasks, and not when they come from one", () => {
    expect([...(join(300, 4).pieceOf.get(7) ?? [])]).toEqual([0, 1, 2, 3]);
    expect(join(300, 4).tasks).toBe(19 + 4);
    expect([...(join(300, 1).pieceOf.get(7) ?? [])]).toEqual([0]);
    expect(join(300, 1).tasks).toBe(20);
  });

  test("none that is five times the median and small, or large and less than that", () => {
    expect(join(250, 4).pieceOf.size).toBe(0);
    const bytes = Float64Array.from({ length: 20 }, (_, p) => (p === 7 ? 400 : 100) * MIB);
    expect(tasksOfPartitions(bytes, SHUFFLE, () => new Float64Array(4).fill(100 * MIB)).pieceOf.size).toBe(0);
  });

  test("many small senders are joined to pieces of 64 MiB", () => {
    const pieces = join(640, 160).pieceOf.get(7) ?? new Int32Array(0);
    expect(pieces.at(-1)).toBe(9);
    expect(pieces.filter((piece) => piece === 3)).toHaveLength(16);
  });

  test("tasks are numbered without a gap, and rows behind the cut partition come after its pieces", () => {
    const { taskOf, tasks } = join(300, 4);
    expect([taskOf[6], taskOf[7], taskOf[8]]).toEqual([6, 7, 11]);
    expect(taskOf[19]).toBe(tasks - 1);
  });
});

test("a BIGINT is hashed by its two halves", () => {
  expect(hashOfLong(7)).not.toBe(hashOfInt(7));
  expect(hashOfLong(2 ** 40 + 7)).not.toBe(hashOfLong(7));
  expect(Array.from({ length: 1000 }, (_, n) => partitionOfHash(hashOfLong(n - 500), 10)).every((p) => p >= 0 && p < 10)).toBe(true);
});
