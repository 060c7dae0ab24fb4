import { expect, test } from "vitest";
import { createStream } from "../../base/rng.ts";
import { RowBlock } from "../rows/row-block.ts";
import { createServers } from "./server-pool.ts";
import { RowQueue, RowQueueReader } from "../rows/row-queue.ts";

const ROWS = 400;

/** What leaves, in order, when rows come at `times` and are served as one block or one by one. */
function departures(servers: number, times: readonly number[], services: Float64Array, whole: boolean, inRing = false): [number, number][] {
  const pool = createServers(servers, inRing);
  const leaving = new RowQueue("out");
  if (whole) {
    const wire = new RowQueue("in");
    times.forEach((time, row) => wire.push(time, row));
    const block = new RowBlock();
    block.take(new RowQueueReader([wire]), Infinity);
    pool.serve(block, services, -Infinity, new Float64Array(times.length), leaving);
  } else times.forEach((time, row) => pool.take(Math.max(time, pool.earliest()) + services[row], row, leaving));
  pool.flush(Infinity, leaving);
  expect(pool.held).toBe(0);
  return Array.from(leaving.times.subarray(leaving.head, leaving.tail), (time, i) => [time, leaving.refs[leaving.head + i]]);
}

test.each([1, 2, 3, 64, 128, 200])("%i servers: a block leaves as its rows do one by one, in time order, each once (B2)", (servers) => {
  const random = createStream(servers, "rows");
  let now = 0;
  const times = Array.from({ length: ROWS }, () => (now += random.nextUniform()));
  const services = Float64Array.from(times, () => random.nextUniform() * servers * 1.2);
  const one = departures(servers, times, services, false);
  expect(departures(servers, times, services, true)).toEqual(one);
  expect(one.map(([time]) => time)).toEqual(one.map(([time]) => time).sort((a, b) => a - b));
  expect(new Set(one.map(([, row]) => row)).size).toBe(ROWS);
});

test("rows that leave at one instant leave in the order they came (B3)", () => {
  const times = Array.from({ length: 40 }, (_, i) => Math.floor(i / 8));
  const services = new Float64Array(40).fill(2.5);
  const left = departures(12, times, services, true);
  expect(left.map(([, row]) => row)).toEqual(times.map((_, row) => row));
});

test.each([9, 12, 64, 200, 1000])(
  "%i servers: a tournament and a ring let the same rows go in the same order, ties included",
  (servers) => {
    const random = createStream(servers, "ties");
    const times = Array.from({ length: 3 * ROWS }, (_, i) => Math.floor(i / (servers / 4)));
    // Whole instants only, so that many rows leave together.
    const services = Float64Array.from(times, () => 1 + random.nextBelow(8));
    const ring = departures(servers, times, services, true, true);
    expect(departures(servers, times, services, true)).toEqual(ring);
    expect(departures(servers, times, services, false)).toEqual(ring);
  },
);
