import { assert, must } from "../../src/base/assert.ts";
import { PartitionedLog } from "../../src/engine/log/partitioned-log.ts";
import { createRun } from "../../src/simulate/run.ts";
import type { Run } from "../../src/simulate/run.ts";
import { drawing } from "../support/drawing.ts";
import type { Drawing } from "../support/drawing.ts";

/** A run of a drawing, to be stepped by hand: saturated parts never drain, so such runs are watched and left. */
export function startRun(seed: number, input: Drawing): Run {
  const created = createRun({ rowsLetGo: Infinity, design: drawing(input), scenario: null, seed, faults: input.faults ?? [] });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  return created.value;
}

export function stepTo(run: Run, atMs: number): void {
  while (run.simulation.now < atMs && !run.over) run.step(atMs);
}

/** Records per second that reach a part between two instants. */
export function ratePerSecond(seed: number, input: Drawing, part: string, fromMs: number, toMs: number): number {
  const run = startRun(seed, input);
  const { meter } = must(run.machine.nodes.get(part), `no part ${part}`);
  stepTo(run, fromMs);
  const before = meter.arrivals;
  stepTo(run, toMs);
  return ((meter.arrivals - before) * 1000) / (toMs - fromMs);
}

/** Event-to-visible times at a sink, in ms, over the whole run. */
export function latencyAt(seed: number, input: Drawing, sink: string): (p: number) => number {
  const run = startRun(seed, input);
  while (!run.over) run.step();
  const { whole } = must(run.machine.recorders.get(sink), `nothing arrived at ${sink}`);
  return (p) => must(whole.quantile(p), `nothing arrived at ${sink}`);
}

/** Records per second that became readable in a log between two instants: written, copied, and waiting for nothing. */
export function readablePerSecond(seed: number, input: Drawing, part: string, fromMs: number, toMs: number): number {
  const run = startRun(seed, input);
  stepTo(run, toMs);
  let records = 0;
  for (const at of visibleTimes(run, part).flat()) if (at >= fromMs && at < toMs) records++;
  return (records * 1000) / (toMs - fromMs);
}

/** When the records of each partition of a log became readable. */
export function visibleTimes(run: Run, part: string): readonly (readonly number[])[] {
  const log = run.machine.nodes.get(part);
  assert(log instanceof PartitionedLog, `${part} is no log`);
  return log.partitions.map(({ visibleAt }) => Array.from(visibleAt.data.subarray(0, visibleAt.length)));
}
