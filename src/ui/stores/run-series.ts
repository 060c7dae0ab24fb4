import type { SeriesChunk } from "../../result/snapshot.ts";

/**
 * What a run has measured so far, as columns over simulated time. Each value is a new object after every append, but the
 * arrays are windows on shared buffers that only ever grow at the end, so an older value stays true.
 */
export type RunSeries = {
  readonly length: number;
  /** Simulated ms since the start of the run, rising. */
  readonly atMs: Float64Array;
  /** By name (`lag.<consumer>`, `rate.<node>` …); NaN where a column had not begun yet or paused. */
  readonly columns: ReadonlyMap<string, Float64Array>;
};

export const EMPTY_SERIES: RunSeries = { length: 0, atMs: new Float64Array(0), columns: new Map() };

const FIRST_CAPACITY = 256;

/** Gathers the chunks of one run. */
export function createSeriesRecorder(): { append(chunk: SeriesChunk): RunSeries } {
  let capacity = FIRST_CAPACITY;
  let length = 0;
  let times = new Float64Array(capacity);
  const buffers = new Map<string, Float64Array<ArrayBuffer>>();

  const grown = (old: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> => {
    const next = new Float64Array(capacity).fill(Number.NaN, old.length);
    next.set(old);
    return next;
  };
  const reserve = (needed: number): void => {
    if (needed <= capacity) return;
    while (capacity < needed) capacity *= 2;
    times = grown(times);
    for (const [name, buffer] of buffers) buffers.set(name, grown(buffer));
  };
  const bufferOf = (name: string): Float64Array => {
    const known = buffers.get(name);
    if (known !== undefined) return known;
    const fresh = new Float64Array(capacity).fill(Number.NaN);
    buffers.set(name, fresh);
    return fresh;
  };

  return {
    append(chunk) {
      const added = chunk.atMs.length;
      reserve(length + added);
      times.set(chunk.atMs, length);
      for (const [name, values] of Object.entries(chunk.columns)) bufferOf(name).set(values.subarray(0, added), length);
      length += added;
      const columns = new Map<string, Float64Array>();
      for (const [name, buffer] of buffers) columns.set(name, buffer.subarray(0, length));
      return { length, atMs: times.subarray(0, length), columns };
    },
  };
}
