import { Int32List } from "../kernel/number-lists.ts";
import { chainOf } from "../operators/steps.ts";
import type { Step } from "../operators/steps.ts";
import { DUPLICATE, FILTERED, PASS } from "../processing/collector.ts";
import type { Collector, DerivedPort, Verdict } from "../processing/collector.ts";
import type { RunContext } from "../part/run-context.ts";

/** Rows a chain derived, each with the key it belongs to. */
export type DerivedRows = { readonly refs: Int32List; readonly keys: Int32List };

export type ChainResult = {
  /** Places of the rows that passed, in the order in which they were given. */
  readonly kept: Int32Array;
  readonly derived: ReadonlyMap<DerivedPort, DerivedRows>;
  /** Rows that were refused, and rows whose id had come before. */
  readonly filtered: readonly number[];
  readonly duplicates: readonly number[];
};

/** The end of input is this much later than the newest event: longer than any window or gap. */
const BEYOND_MS = 2 * 86_400_000;

/**
 * Runs a chain of operators over all rows of an attempt, by event time: nothing is late, and when the last row is in, event time
 * moves past every window, so that each gives its one result.
 */
export function runChain(run: RunContext, steps: readonly Step[], task: number, rows: Int32Array): ChainResult {
  const derived = new Map<DerivedPort, DerivedRows>();
  const result = { kept: identity(rows.length), derived, filtered: [] as number[], duplicates: [] as number[] };
  if (steps.length === 0) return result;
  const operators = chainOf(run, steps, task).map(({ operator }) => operator);
  const out = collectorOf(derived);
  const { eventTime } = run.rows.events;
  const times = Float64Array.from(rows, (row) => eventTime.at(row));
  const verdicts = new Uint8Array(rows.length);
  let newestMs = -Infinity;
  for (const place of inOrderOf(times, rows)) {
    let verdict: Verdict = PASS;
    for (let o = 0; o < operators.length && verdict === PASS; o++) verdict = operators[o].process(rows[place], -Infinity, out);
    verdicts[place] = verdict;
    newestMs = Math.max(newestMs, times[place]);
  }
  for (const operator of operators) operator.onWatermark(newestMs + BEYOND_MS, out);
  for (const operator of operators) operator.onTimer?.(newestMs + BEYOND_MS, out);
  const { filtered, duplicates } = result;
  verdicts.forEach((verdict, place) => {
    if (verdict === FILTERED) filtered.push(rows[place]);
    else if (verdict === DUPLICATE) duplicates.push(rows[place]);
  });
  return { ...result, kept: result.kept.filter((place) => verdicts[place] === PASS) };
}

function collectorOf(derived: Map<DerivedPort, DerivedRows>): Collector {
  return {
    emit: (port, key, ref) => {
      let rows = derived.get(port);
      if (rows === undefined) derived.set(port, (rows = { refs: new Int32List(64), keys: new Int32List(64) }));
      rows.refs.push(ref);
      rows.keys.push(key);
    },
    spend: () => {},
  };
}

/** Places by time; those of one instant by the number of their row, and copies of a row as they came. */
function inOrderOf(times: Float64Array, rows: Int32Array): Int32Array {
  const places = identity(times.length);
  let ordered = true;
  for (let i = 1; i < times.length && ordered; i++)
    ordered = times[i - 1] < times[i] || (times[i - 1] === times[i] && rows[i - 1] <= rows[i]);
  return ordered ? places : places.sort((a, b) => times[a] - times[b] || rows[a] - rows[b] || a - b);
}

function identity(length: number): Int32Array {
  const places = new Int32Array(length);
  for (let i = 0; i < length; i++) places[i] = i;
  return places;
}
