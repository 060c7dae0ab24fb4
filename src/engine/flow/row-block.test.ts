import { expect, test } from "vitest";
import { createStream } from "../../base/rng.ts";
import { RowBlock } from "./row-block.ts";
import { Wire, WireReader } from "./wire.ts";

/** Wires with rows at whole and at broken times, so that some of different wires are equal. */
function filled(seed: number, wires: number, rows: number, coarse: boolean): Wire[] {
  const random = createStream(seed, "rows");
  return Array.from({ length: wires }, (_, w) => {
    const wire = new Wire(`w${w}`);
    const times = Array.from({ length: random.nextBelow(rows) }, () => random.nextUniform() * 100);
    const sorted = Float64Array.from(times, (time) => (coarse ? Math.floor(time * 4) / 4 : time)).sort();
    sorted.forEach((time, i) => wire.push(time, w * 1_000_000 + i));
    return wire;
  });
}

test("a block holds what the reader gives one by one, equal times by wire and row, and leaves the rest", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const [wires, rows, coarse] = [1 + (seed % 7), 10 + seed * 8, seed % 3 === 0];
    const until = seed % 5 === 0 ? Infinity : 60;
    const reader = new WireReader(filled(seed, wires, rows, coarse));
    const wanted: [number, number][] = [];
    while (reader.next(until)) wanted.push([reader.time, reader.ref]);
    const inputs = filled(seed, wires, rows, coarse);
    const block = new RowBlock();
    block.take(new WireReader(inputs), until);
    expect(Array.from(block.times.subarray(block.from, block.to), (time, i) => [time, block.refs[block.from + i]])).toEqual(wanted);
    expect(inputs.map((wire) => wire.waiting)).toEqual(reader.wires.map((wire) => wire.waiting));
  }
});
