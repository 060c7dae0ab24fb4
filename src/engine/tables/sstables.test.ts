import { describe, expect, test } from "vitest";
import { RingFiles } from "./ring-files.ts";
import { NodeSstables, TablesOfKey } from "./sstables.ts";

/** A memtable of 100 bytes, merging that reads 100 bytes a second, hints of 50 bytes a second. */
const SPEC = { memtableBytes: 100, compactionBytesPerSecond: 100, hintBytesPerSecond: 50 };
const node = (keys = 10, change: Partial<typeof SPEC> = {}): NodeSstables =>
  new NodeSstables({ ...SPEC, ...change }, new TablesOfKey(keys));

describe("files of a node (S8b)", () => {
  test("a full memtable becomes a table, and only tables that hold a key count for it", () => {
    const files = node();
    files.write(1, 60, 0);
    expect([files.tables, files.tablesOf(1, 0)]).toEqual([0, 0]);
    files.write(2, 60, 1);
    files.write(2, 100, 2);
    expect([files.tables, files.tablesOf(1, 2), files.tablesOf(2, 2), files.tablesOf(3, 2)]).toEqual([2, 1, 2, 0]);
  });

  test("four of a tier are merged at the throttled rate, after which a key lies in one", () => {
    const files = node();
    for (let second = 0; second < 4; second++) files.write(second % 2, 100, second * 10);
    // 400 bytes at 100 a second, from 30 ms on.
    expect([files.tablesOf(0, 4029.9), files.tables]).toEqual([2, 4]);
    expect([files.tablesOf(0, 4030), files.tablesOf(1, 4030), files.tables]).toEqual([1, 1, 1]);
    expect(files.peakWaitingBytes).toBe(0);
  });

  test("four merged tables are a tier of their own", () => {
    const files = node();
    // One table in 10 s: 400 bytes are merged in 4 s, 1,600 in 16 s.
    for (let i = 0; i < 16; i++) files.write(0, 100, i * 10_000);
    expect([files.tablesOf(0, 153_000), files.tables]).toEqual([7, 7]);
    expect([files.tablesOf(0, 154_000), files.tablesOf(0, 169_999)]).toEqual([4, 4]);
    expect([files.tablesOf(0, 170_000), files.tables]).toEqual([1, 1]);
  });

  test("writes beyond the rate pile up, and what waits is merged up to 32 at once", () => {
    const files = node();
    for (let i = 0; i < 40; i++) files.write(0, 100, i);
    // Two merges of four run at once, and share the rate.
    expect([files.tables, files.waitingBytes, files.peakWaitingBytes]).toEqual([40, 3200, 3200]);
    // The first, with 0.4 bytes before the second began, until 7,999; then the other 32, until all 4,000 bytes are read.
    expect([files.tablesOf(0, 7998.9), files.tablesOf(0, 7999.1), files.waitingBytes]).toEqual([40, 37, 0]);
    expect([files.tablesOf(0, 8006.9), files.tablesOf(0, 8007.1)]).toEqual([37, 34]);
    expect([files.tablesOf(0, 40_002.9), files.tablesOf(0, 40_003.1)]).toEqual([34, 3]);
    const faster = node(10, { compactionBytesPerSecond: 1e6 });
    for (let i = 0; i < 40; i++) faster.write(0, 100, i);
    expect(faster.peakWaitingBytes).toBe(0);
    expect(faster.tables).toBeLessThan(8);
  });

  test("a crash breaks off a merge, which begins anew, and then the hints come", () => {
    const files = node();
    for (let i = 0; i < 4; i++) files.write(0, 100, i);
    files.crash(2000, 10_000);
    files.miss(5, 100);
    files.miss(6, 100);
    expect([files.tablesOf(0, 13_999), files.tablesOf(0, 14_000)]).toEqual([4, 1]);
    // 100 bytes at 50 a second, one after the other from 10 s on: the second fills a memtable of its own.
    const later = node();
    later.crash(0, 10_000);
    later.miss(5, 100);
    later.miss(6, 100);
    expect([later.tablesOf(5, 11_999), later.tablesOf(5, 12_000)]).toEqual([0, 1]);
    expect([later.tablesOf(6, 13_999), later.tablesOf(6, 14_000)]).toEqual([0, 1]);
  });

  test("a second crash holds up hints that had not come", () => {
    const files = node();
    files.crash(0, 10_000);
    files.miss(5, 100);
    files.miss(6, 100);
    files.crash(13_000, 20_000);
    expect([files.tablesOf(5, 13_000), files.tablesOf(6, 21_999), files.tablesOf(6, 22_000)]).toEqual([1, 0, 1]);
  });

  test("who looks in between changes nothing", () => {
    const [seen, unseen] = [node(50), node(50)];
    const looked: number[] = [];
    for (let i = 0; i < 500; i++) {
      for (const files of [seen, unseen]) {
        if (i === 200) files.crash(i * 37, i * 37 + 5000);
        if (i >= 200 && i < 300) files.miss(i % 50, 1 + (i % 60));
        else files.write((i * 7) % 50, 1 + (i % 90), i * 37);
      }
      looked.push(seen.tablesOf(i % 50, i * 37 + 11));
    }
    const at = 500 * 37;
    const counts = (files: NodeSstables): number[] => Array.from({ length: 50 }, (_, key) => files.tablesOf(key, at));
    expect(counts(seen)).toEqual(counts(unseen));
    expect([seen.tables, seen.peakWaitingBytes]).toEqual([unseen.tables, unseen.peakWaitingBytes]);
    expect(Math.max(...looked)).toBeGreaterThan(4);
  });
});

describe("files of a ring", () => {
  test("falling behind is told once, with the node and what waits there", () => {
    const files = new RingFiles({ ...SPEC, nodes: 3, replicationFactor: 2 }, 10);
    for (let i = 0; i < 68; i++) files.write({ node: 1, user: 3, copy: 0 }, 100, i);
    expect(files.fellBehind()).toBeNull();
    // 6,100 bytes are more than a minute of it.
    files.write({ node: 1, user: 3, copy: 0 }, 100, 68);
    expect(files.fellBehind()).toEqual({ node: 1, waitingBytes: 6100, tables: 69 });
    files.write({ node: 1, user: 3, copy: 0 }, 100, 69);
    expect(files.fellBehind()).toBeNull();
    expect(files.read({ node: 1, user: 3, copy: 0 }, 69)).toBe(69);
    expect(files.read({ node: 2, user: 3, copy: 1 }, 69)).toBe(0);
    expect(files.tablesPerRead).toBe(35);
  });

  test("hints older than they are kept never come", () => {
    const files = new RingFiles({ ...SPEC, nodes: 1, replicationFactor: 1 }, 1);
    files.crash(0, 0, 10_000, false);
    files.miss({ node: 0, user: 0, copy: 0 }, 100);
    files.read({ node: 0, user: 0, copy: 0 }, 1e9);
    expect(files.tablesPerRead).toBe(0);
  });
});
