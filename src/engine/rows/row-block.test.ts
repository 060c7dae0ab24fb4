import { expect, test } from "vitest";
import { createStream } from "../../base/rng.ts";
import { RowBlock } from "./row-block.ts";
import { RowQueue, RowQueueReader } from "./row-queue.ts";

/** Wires with rows at whole multiples of a grain, so that some of different wires are equal; 0 = at any time. */
function filled(seed: number, wires: number, rows: number, grain: number): RowQueue[] {
  const random = createStream(seed, "rows");
  return Array.from({ length: wires }, (_, w) => {
    const wire = new RowQueue(`w${w}`);
    const times = Array.from({ length: random.nextBelow(rows) }, () => random.nextUniform() * 100);
    const sorted = Float64Array.from(times, (time) => (grain > 0 ? Math.floor(time / grain) * grain : time)).sort();
    sorted.forEach((time, i) => wire.push(time, w * 1_000_000 + i));
    return wire;
  });
}

test("a block holds what the reader gives one by one, equal times by wire and row, and leaves the rest (E6, B2)", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const [wires, rows, grain] = [1 + (seed % 7), 10 + seed * 8, [0, 0.25, 10][seed % 3]];
    const until = seed % 5 === 0 ? Infinity : 60;
    const reader = new RowQueueReader(filled(seed, wires, rows, grain));
    const wanted: [number, number][] = [];
    while (reader.next(until)) wanted.push([reader.time, reader.ref]);
    const inputs = filled(seed, wires, rows, grain);
    const block = new RowBlock();
    block.take(new RowQueueReader(inputs), until);
    expect(Array.from(block.times.subarray(block.from, block.to), (time, i) => [time, block.refs[block.from + i]])).toEqual(wanted);
    expect(inputs.map((wire) => wire.waiting)).toEqual(reader.wires.map((wire) => wire.waiting));
  }
});
