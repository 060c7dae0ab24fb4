import { must } from "../../base/assert.ts";
import type { Design } from "../../design/types.ts";
import type { Collector } from "../../engine/processing/collector.ts";
import type { Operator } from "../../engine/processing/operator.ts";
import { StreamProcessor } from "../../engine/processing/stream-processor.ts";
import type { Scenario } from "../../scenario/types.ts";
import { createRun } from "../../simulate/run.ts";
import type { RunResult } from "../../result/result.ts";
import type { Run, RunInput } from "../../simulate/run.ts";
import type { Clock } from "./measure.ts";

export type StageCost = { readonly stage: string; readonly nsPerRecord: number };

export type ProductCost = {
  readonly records: number;
  readonly recordHops: number;
  readonly runMs: number;
  /** Closing the books: the batch answer, the comparison, the figures. */
  readonly resultMs: number;
  readonly stages: readonly StageCost[];
};

export function openRun(scenario: Scenario | null, design: Design): Run {
  const input: RunInput = { design, scenario, seed: design.seed, faults: [], limits: { recordHops: Infinity } };
  const created = createRun(input);
  if (!created.ok) throw new Error(created.error.map(({ message }) => message).join(" "));
  return created.value;
}

export type TimedRun = { readonly cost: ProductCost; readonly run: Run; readonly result: RunResult };

/** A whole run, with the time of every part. */
export function timeProduct(scenario: Scenario, design: Design, clock: Clock): TimedRun {
  const run = openRun(scenario, design);
  const wall = new Map<string, number>();
  timeStages(run, wall);
  const [began, wallBegan] = [clock(), performance.now()];
  while (!run.over) run.step();
  const [ran, wallRan] = [clock(), performance.now()];
  // The clock of CPU time is a slow call; the parts are timed on the wall and brought to the same scale.
  const scale = (ran - began) / Math.max(1e-9, wallRan - wallBegan);
  const spent = new Map([...wall].map(([id, ms]) => [id, ms * scale]));
  const result = run.result(0);
  const closed = clock();
  const { records } = run;
  const ns = (ms: number): number => (ms * 1e6) / records;
  const kinds = new Map(design.system.parts.map(({ id, kind }) => [id, kind]));
  const stages = [...spent].map(([id, ms]) => ({ stage: `${id} (${kinds.get(id) ?? "?"})`, nsPerRecord: ns(ms) }));
  const inParts = [...spent.values()].reduce((sum, ms) => sum + ms, 0);
  stages.push({ stage: "samples and windows", nsPerRecord: ns(ran - began - inParts) });
  stages.push({ stage: "result and batch answer", nsPerRecord: ns(closed - ran) });
  return { cost: { records, recordHops: run.recordHops, runMs: ran - began, resultMs: closed - ran, stages }, run, result };
}

/** Times the parts of a run from outside; the sums fill up as it goes. */
function timeStages(run: Run, spent: Map<string, number>): void {
  for (const { node } of run.machine.stages) {
    spent.set(node.id, 0);
    const advance = node.advance.bind(node);
    node.advance = (until) => {
      const from = performance.now();
      advance(until);
      spent.set(node.id, must(spent.get(node.id), node.id) + performance.now() - from);
    };
  }
}

const WATERMARK_EVERY_MS = 200;

/** Each operator of the run's stream processor alone, with fresh state, over all events of the run in the order they reached the edge. */
export function timeOperators(done: Run, scenario: Scenario, design: Design, clock: Clock): StageCost[] {
  const fresh = openRun(scenario, design);
  Object.assign(fresh.machine.run.rows.events, done.machine.run.rows.events);
  const processor = [...fresh.machine.nodes.values()].find((node) => node instanceof StreamProcessor);
  const operators = processor?.lanes[0]?.operators ?? [];
  return operators.map((operator) => ({
    stage: operator.constructor.name,
    nsPerRecord: (timeOperator(operator, fresh, clock) * 1e6) / Math.max(1, done.records),
  }));
}

const NOWHERE: Collector = { silent: true, emit: () => {}, spend: () => {} };

function timeOperator(operator: Operator, { machine }: Run, clock: Clock): number {
  const { events } = machine.run.rows;
  const { sentAt, eventTime } = events;
  const delayMs = delayOf(machine.parts.find(({ kind }) => kind.family === "stream-processor")?.props);
  let newest = -Infinity;
  let watermark = -Infinity;
  let next = 0;
  const began = clock();
  for (let row = 0; row < events.length; row++) {
    operator.process(row, watermark, NOWHERE);
    if (eventTime.at(row) > newest) newest = eventTime.at(row);
    if (sentAt.at(row) < next) continue;
    next = sentAt.at(row) + WATERMARK_EVERY_MS;
    watermark = Math.max(watermark, newest - delayMs);
    operator.onWatermark(watermark, NOWHERE);
  }
  return clock() - began;
}

function delayOf(props: { readonly [name: string]: unknown } | undefined): number {
  return typeof props?.watermarkDelayMs === "number" ? props.watermarkDelayMs : 0;
}

export type DenseCost = {
  readonly records: number;
  /** Records produced per simulated second while the load is settled. */
  readonly offeredPerSecond: number;
  /** Simulated seconds per second of the clock, in that time. */
  readonly timesRealTime: number;
  readonly nsPerRecord: number;
  readonly resultNsPerRecord: number;
};

const SETTLED = 0.25;

/** A run under the dense workload; the load has settled for the last quarter of production. */
export function timeDense(scenario: Scenario, design: Design, clock: Clock): DenseCost {
  const run = openRun(scenario, design);
  const { durationMs } = scenario.workload;
  const settledMs = durationMs * (1 - SETTLED);
  while (!run.over && run.simulation.now < settledMs) run.step(settledMs);
  const [from, before] = [clock(), run.records];
  while (!run.over && run.simulation.now < durationMs) run.step(durationMs);
  const [until, after] = [clock(), run.records];
  while (!run.over) run.step();
  const ran = clock();
  run.result(0);
  const resultMs = clock() - ran;
  return {
    records: run.records,
    offeredPerSecond: ((after - before) * 1000) / (durationMs - settledMs),
    timesRealTime: (durationMs - settledMs) / (until - from),
    nsPerRecord: ((until - from) * 1e6) / (after - before),
    resultNsPerRecord: (resultMs * 1e6) / run.records,
  };
}

export type MemoryPoint = { readonly simulatedMs: number; readonly records: number; readonly rssMb: number; readonly usedMb: number };

/** A run that is asked for its memory at even steps of simulated time. */
export function watchMemory(scenario: Scenario, design: Design, clock: Clock, memory: () => { rssMb: number; usedMb: number }) {
  const run = openRun(scenario, design);
  const points: MemoryPoint[] = [];
  const step = scenario.workload.durationMs / MEMORY_POINTS;
  const began = clock();
  let spent = 0;
  for (let until = step; !run.over; until += step) {
    while (!run.over && run.simulation.now < until) run.step(until);
    spent = clock() - began;
    if (points.length < MEMORY_POINTS) points.push({ simulatedMs: run.simulation.now, records: run.records, ...memory() });
  }
  run.result(0);
  return { points, ms: spent + clock() - began - spent, records: run.records };
}

const MEMORY_POINTS = 10;
