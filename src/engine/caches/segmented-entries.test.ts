import { expect, test } from "vitest";
import { SegmentedEntries } from "./segmented-entries.ts";
import { CHUNK_BYTES, classOf, itemBytes, itemsAPage } from "./slab-classes.ts";

const entriesOf = (mib: number, entriesPerRow = 1): SegmentedEntries =>
  new SegmentedEntries({ maxBytes: mib * 1_048_576, keyBytes: 16, entriesPerRow });

test("row R6: chunks, items and pages are those of memcached 1.6.18 (Q31)", () => {
  const seen = [100, 500, 1000, 2000].map((value) => [itemBytes(16, value), CHUNK_BYTES[classOf(itemBytes(16, value))]]);
  expect(seen).toEqual([
    [175, 192],
    [575, 600],
    [1075, 1184],
    [2075, 2320],
  ]);
  const held = [100, 500, 1000, 2000].map((value) => 64 * itemsAPage(classOf(itemBytes(16, value))));
  expect(held).toEqual([349_504, 111_808, 56_640, 28_864]);
});

test("row R6: values of another size find one page for some 25 s, and then a page a second (Q31)", () => {
  const entries = entriesOf(8);
  let key = 0;
  for (; key < 60_000; key++) entries.put(key, 0, 100, 0, Infinity);
  const small = entries.size;
  expect(small).toBe(8 * itemsAPage(classOf(175)));
  const large = itemsAPage(classOf(575));
  const heldAfter = (seconds: number): number => {
    for (let at = 1000; at <= seconds * 1000; at += 1) for (let n = 0; n < 3; n++) entries.put(key++, 0, 500, at, Infinity);
    let held = 0;
    for (let each = 60_000; each < key; each++) if (entries.find(each) >= 0) held++;
    return held / large;
  };
  expect(heldAfter(20)).toBe(1);
  // All but the two that the other class keeps.
  expect(heldAfter(45)).toBeGreaterThan(5);
});

test("what was used twice outlives what came once, however much of that comes (Q31)", () => {
  const entries = entriesOf(1);
  const [room] = [itemsAPage(classOf(1075))];
  for (let key = 1e6; key < 1e6 + room; key++) entries.put(key, 0, 1000, 0, Infinity);
  for (let key = 0; key < 200; key++) {
    entries.put(key, 0, 1000, 0, Infinity);
    for (let use = 0; use < 2; use++) entries.use(entries.find(key), 10);
  }
  for (let key = 1000; key < 1000 + 3 * room; key++) entries.put(key, 0, 1000, 20, Infinity);
  const kept = Array.from({ length: 200 }, (_, key) => entries.find(key)).filter((place) => place >= 0);
  expect(kept.length).toBe(200);
  expect([entries.size, entries.evicted]).toEqual([room, 200 + 3 * room]);
});

test("a row that stands for many items takes as many chunks; what is larger than half a page is refused (Q31)", () => {
  const entries = entriesOf(2, 10);
  for (let key = 0; key < 1000; key++) entries.put(key, 0, 1000, 0, Infinity);
  expect(entries.size).toBe(Math.floor((2 * itemsAPage(classOf(1075))) / 10));
  expect(entries.put(5000, 0, 600_000, 0, Infinity)).toBe(false);
  entries.clear();
  expect([entries.size, entries.usedBytes, entries.put(1, 0, 100, 0, Infinity)]).toEqual([0, 0, true]);
});
