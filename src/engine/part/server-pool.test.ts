import { expect, test } from "vitest";
import { createStream } from "../../base/rng.ts";
import { RowBlock } from "../rows/row-block.ts";
import { createServers } from "./server-pool.ts";
import { RowQueue, RowQueueReader } from "../rows/row-queue.ts";

const ROWS = 400;
const MANY_ROWS = 20_000;

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

test.each([9, 12, 64, 200, 1000])("%i servers: a calendar and a ring let the same rows go in the same order, ties included", (servers) => {
  const random = createStream(servers, "ties");
  const times = Array.from({ length: 3 * ROWS }, (_, i) => Math.floor(i / (servers / 4)));
  // Whole instants only, so that many rows leave together.
  const services = Float64Array.from(times, () => 1 + random.nextBelow(8));
  const ring = departures(servers, times, services, true, true);
  expect(departures(servers, times, services, true)).toEqual(ring);
  expect(departures(servers, times, services, false)).toEqual(ring);
});

test.each([
  ["short", 0.001],
  ["long", 5e6],
])("9 servers and 300: whatever the services (%s), idle times and crashes, a calendar lets rows go as a ring does (B3)", (_, scale) => {
  for (const servers of [9, 300]) {
    const random = createStream(servers, "laws");
    const [calendar, ring] = [createServers(servers, false), createServers(servers, true)];
    let [left, expected] = [new RowQueue("calendar"), new RowQueue("ring")];
    const compare = (): void => {
      expect(left.refs.subarray(0, left.tail)).toEqual(expected.refs.subarray(0, expected.tail));
      expect(left.times.subarray(0, left.tail)).toEqual(expected.times.subarray(0, expected.tail));
    };
    let now = 0;
    let away = -Infinity;
    for (let row = 0; row < MANY_ROWS; row++) {
      // Mostly busy, at times idle for long; one in a hundred services is a thousand times as long, some end together.
      now += (random.nextUniform() * scale * (random.nextBelow(500) === 0 ? 1e4 : 2)) / servers;
      if (random.nextBelow(3000) === 0) {
        away = now + scale;
        const lost = [calendar, ring].map((pool) => {
          const rows: number[] = [];
          pool.clear(away, (ref) => rows.push(ref));
          return rows.sort((a, b) => a - b);
        });
        expect(lost[0]).toEqual(lost[1]);
        // Who was to leave later than the crash is lost too: others may leave before.
        compare();
        [left, expected] = [new RowQueue("calendar"), new RowQueue("ring")];
      }
      const serviceMs = Math.ceil(random.nextUniform() * 64) * (scale / 64) * (random.nextBelow(100) === 0 ? 1000 : 1);
      const starts = [calendar, ring].map((pool) => Math.max(now, pool.earliest(), away));
      expect(starts[0]).toBe(starts[1]);
      calendar.take(starts[0]! + serviceMs, row, left);
      ring.take(starts[1]! + serviceMs, row, expected);
      if (random.nextBelow(50) === 0) {
        calendar.flush(now, left);
        ring.flush(now, expected);
        expect(calendar.held).toBe(ring.held);
      }
    }
    calendar.flush(Infinity, left);
    ring.flush(Infinity, expected);
    compare();
  }
});
