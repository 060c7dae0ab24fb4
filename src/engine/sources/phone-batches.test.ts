import { expect, test } from "vitest";
import { PhoneBatches } from "./phone-batches.ts";

/** What a batch holds, as it is read when it arrives. */
function read(batches: PhoneBatches, batch: number): [number[], number[]] {
  const count = batches.count(batch);
  const [happenedAt, types] = [new Float64Array(count), new Uint8Array(count)];
  batches.read(batch, happenedAt, types, 0);
  return [[...happenedAt], [...types]];
}

test("a batch gives back what was put into it, however long it is, and its mark is its own", () => {
  const batches = new PhoneBatches();
  const lengths = [1, 4, 5, 11, 12, 40];
  const opened = lengths.map((length, i) => {
    const batch = batches.open(100 + i, 200 + i, -i);
    for (let event = 0; event < length; event++) batches.add(batch, 1000 * i + event, event % 7);
    batches.setMark(batch, 10 + i);
    return batch;
  });
  opened.forEach((batch, i) => {
    expect([batches.user(batch), batches.traits(batch), batches.clockOffsetMs(batch)]).toEqual([100 + i, 200 + i, -i]);
    expect([batches.count(batch), batches.mark(batch)]).toEqual([lengths[i], 10 + i]);
    const events = Array.from({ length: lengths[i] }, (_, event) => event);
    expect(read(batches, batch)).toEqual([events.map((event) => 1000 * i + event), events.map((event) => event % 7)]);
  });
});

test("chunks of a batch that was let go of are used again, without its mark", () => {
  const batches = new PhoneBatches();
  const first = batches.open(1, 2, 3);
  for (let event = 0; event < 30; event++) batches.add(first, event, 0);
  batches.setMark(first, 99);
  batches.release(first);
  const again = Array.from({ length: 5 }, () => batches.open(7, 8, 9));
  expect(again).toContain(first);
  expect(again.map((batch) => [batches.count(batch), batches.mark(batch)])).toEqual(again.map(() => [0, 0]));
});
