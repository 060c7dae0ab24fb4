import { expect, test } from "vitest";
import { Ledger } from "../books/ledger.ts";
import { ConsumerGroup } from "./consumer-group.ts";
import type { Feed } from "./feed.ts";
import { PartitionMerge } from "./partition-merge.ts";

/** A feed of partitions with rows at these times, which counts how often it is asked for what a partition holds. */
function feedOf(partitions: readonly (readonly number[])[]): Feed & { asked: number } {
  const times = partitions.map((rows) => Float64Array.from(rows));
  const refs = partitions.map((rows, p) => Int32Array.from(rows, (_time, i) => p * 100 + i));
  const feed = {
    asked: 0,
    replayable: true,
    partitionCount: () => partitions.length,
    base: () => 0,
    times: (p: number) => {
      feed.asked++;
      return times[p] ?? new Float64Array(0);
    },
    enteredAt: (p: number) => times[p] ?? new Float64Array(0),
    refs: (p: number) => refs[p] ?? new Int32Array(0),
    end: (p: number) => partitions[p]?.length ?? 0,
    start: () => 0,
    readableFrom: () => -Infinity,
    gaps: () => null,
    ended: () => false,
  };
  return feed;
}

test("a reader of a feed that can grow looks only at partitions that hold something to read (E12)", () => {
  const feed = feedOf([[5, 9], [], [1, 7], []]);
  const group = new ConsumerGroup("reader", feed, new Ledger(), "log");
  group.grow(10_000);
  const merge = new PartitionMerge(
    feed,
    group,
    group.position.map((_offset, p) => p),
  );
  merge.refresh();
  expect(feed.asked).toBe(2);
  const taken: number[] = [];
  for (; merge.time < Infinity; merge.take()) taken.push(merge.ref);
  expect(taken).toEqual([200, 0, 201, 1]);
  feed.asked = 0;
  merge.refresh();
  expect([merge.time, group.nextReadableMs(), feed.asked]).toEqual([Infinity, Infinity, 0]);
  group.moveTo(2, 1);
  expect([group.nextReadableMs(), group.nextReadableMs([0, 2, 9999]), feed.asked]).toEqual([7, 7, 2]);
  expect(group.measure(10)).toEqual({ records: 4, ms: 9 });
});

test("a reader looks at its partitions again only when something has happened to the feed or to the reader (E12)", () => {
  const rows = [[5], [9]];
  const feed = feedOf(rows);
  const told = { ...feed, changeCount: 1 };
  const group = new ConsumerGroup("reader", told, new Ledger(), "log");
  group.grow(2);
  const merge = new PartitionMerge(told, group, [0, 1]);
  expect(merge.nextReadableMs()).toBe(5);
  const before = feed.asked;
  expect([merge.nextReadableMs(), merge.nextReadableMs(), feed.asked]).toEqual([5, 5, before]);
  group.moveTo(0, 1);
  expect(merge.nextReadableMs()).toBe(9);
  group.cutUntil = 20;
  expect(merge.nextReadableMs()).toBe(20);
  group.rewind(0, 0, () => true);
  expect([merge.nextReadableMs(), merge.partition]).toEqual([20, 0]);
  group.moveTo(0, 1);
  group.moveTo(1, 1);
  expect(merge.nextReadableMs()).toBe(Infinity);
  told.partitionCount = () => 1;
  group.moveTo(1, 0);
  expect(merge.nextReadableMs()).toBe(Infinity);
  told.partitionCount = () => 2;
  expect(merge.nextReadableMs()).toBe(Infinity);
  told.changeCount++;
  expect(merge.nextReadableMs()).toBe(20);
});
