import { expect, test } from "vitest";
import { createStream } from "../../base/rng.ts";
import { EVENT, refOf, SESSION } from "../rows/rows.ts";
import { PartitionStore, ProducedRows } from "./partition-store.ts";

const RETENTION = { retentionMs: 40_000, retentionBytes: 300_000, segmentBytes: 20_000 };

test("M1: a partition that lets go of what was read retains, ages and cuts as one that keeps all, in the room of what was not read", () => {
  const random = createStream(11, "partition", "appends");
  const keeping = new PartitionStore("p", 0, false, 1 << 30);
  const lean = new PartitionStore("p", 0, true, 100);
  const counting = new PartitionStore("p", 0, false, 100);
  let at = 0;
  let widest = 0;
  const produced = new ProducedRows();
  for (let row = 0; row < 60_000; row++) {
    at += random.nextUniform32() * 20;
    const bytes = 50 + Math.floor(random.nextUniform32() * 100);
    produced.clear();
    // Every seventh row is a session's.
    produced.push(row % 7 === 0 ? refOf(SESSION, row) : row, bytes, at, 0);
    for (const store of [keeping, lean, counting]) store.append(produced, Float64Array.of(at + 3), Float64Array.of(at));
    if (row % 997 === 0)
      for (const store of [lean, counting])
        expect(store.truncateLast(bytes)).toBe(store === lean ? keeping.truncateLast(bytes) : keeping.writtenAt.at(keeping.refs.length));
    if (row % 250 === 0) {
      const dropped = keeping.applyRetention(at, RETENTION);
      for (const store of [lean, counting]) expect(store.applyRetention(at, RETENTION)).toBe(dropped);
    }
    // A reader stays 500 rows behind.
    for (const store of [lean, counting]) if (store.isLong) store.letGo(Math.max(store.refs.base + 1, store.refs.length - 500));
    widest = Math.max(widest, lean.visibleAt.data.length);
    expect([lean.start, lean.bytes, lean.lastVisible, lean.refs.length]).toEqual([
      keeping.start,
      keeping.bytes,
      keeping.lastVisible,
      keeping.refs.length,
    ]);
  }
  expect(keeping.start).toBeGreaterThan(10_000);
  expect(keeping.visibleAt.data.length).toBeGreaterThan(50_000);
  expect(widest).toBeLessThan(5_000);
  // Where somebody asks for them once the run is over, references of all rows are there.
  for (let offset = 0; offset < lean.refs.length; offset++) expect(lean.refAt(offset)).toBe(keeping.refAt(offset));
  // Where nobody does, it is known how many of each kind there are.
  let sessions = 0;
  for (let offset = keeping.start; offset < keeping.refs.length; offset++) if (keeping.refAt(offset) >>> 28 === SESSION) sessions++;
  for (const store of [keeping, lean, counting])
    expect([store.countOf(SESSION), store.countOf(EVENT)]).toEqual([sessions, keeping.refs.length - keeping.start - sessions]);
  expect(counting.archive).toBeNull();
});

test("L4: a segment closes at its size, each anew from nothing, and what is dropped takes its very bytes along", () => {
  const store = new PartitionStore("p", 0, false, 1 << 30);
  const spec = { retentionMs: 1e9, retentionBytes: 250, segmentBytes: 100 };
  const add = (bytes: number) => {
    const produced = new ProducedRows();
    produced.push(0, bytes, 0, 0);
    store.append(produced, Float64Array.of(1), Float64Array.of(0));
    return store.applyRetention(2, spec);
  };
  // Segments of 100 bytes exactly, and the first row of 99 after one leaves it open.
  expect([add(100), add(99), add(1)]).toEqual([0, 0, 0]);
  expect([store.bytes, store.start]).toEqual([200, 0]);
  expect([add(60), store.bytes, store.start]).toEqual([1, 160, 1]);
  // The second segment has 100 bytes in two rows: it goes whole, and takes no byte of another.
  expect([add(39), store.bytes]).toEqual([0, 199]);
  expect([add(61), store.bytes, store.start]).toEqual([2, 160, 3]);
});
