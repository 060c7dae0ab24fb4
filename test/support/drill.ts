import { must } from "../../src/base/assert.ts";
import type { Run } from "../../src/simulate/run.ts";
import { createRun } from "../../src/simulate/run.ts";
import type { RunResult } from "../../src/result/result.ts";
import { StreamWorker } from "../../src/engine/workers/worker-group.ts";
import { drawing } from "./drawing.ts";
import type { Drawing } from "./drawing.ts";

/** How often each record came to a sink, by identity. */
export type Deliveries = {
  readonly produced: number;
  /** Records that never came, once, and more than once. */
  readonly missing: readonly number[];
  readonly once: number;
  readonly repeated: readonly number[];
  /** Times beyond the first, over all records. */
  readonly repeats: number;
};

export type Drill = { readonly run: Run; readonly result: RunResult; readonly at: (sink: string) => Deliveries };

/** The first instant at which something is so in a run of this drawing. */
export function momentWhen(input: Drawing, isSo: (run: Run) => boolean): number {
  const run = startOf(input);
  while (!isSo(run)) {
    if (run.over) throw new Error("it never came to that");
    run.step();
  }
  return run.simulation.now;
}

function startOf(input: Drawing & { readonly windowMs?: number }): Run {
  const created = createRun({
    design: drawing(input),
    scenario: null,
    seed: input.seed ?? 1,
    faults: input.faults ?? [],
    ...(input.windowMs === undefined ? {} : { windowMs: input.windowMs }),
  });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  return created.value;
}

/** Runs a drawing and counts every visible record of every sink by its id. */
export function drill(input: Drawing & { readonly windowMs?: number }): Drill {
  const run = startOf(input);
  const counts = new Map<string, Map<number, number>>();
  for (const { id } of input.parts) {
    const seen = new Map<number, number>();
    counts.set(id, seen);
    const recorder = run.machine.run.recorder(id);
    const visible = recorder.visible.bind(recorder);
    recorder.visible = (row, happenedAt, at) => {
      seen.set(row, (seen.get(row) ?? 0) + 1);
      visible(row, happenedAt, at);
    };
  }
  while (!run.over) run.step();
  const result = run.result(0);
  if (!result.ledger.balanced) throw new Error(`the books do not add up: ${JSON.stringify(result.ledger)}`);
  return { run, result, at: (sink) => classify(result.ledger.produced, must(counts.get(sink), sink)) };
}

function classify(produced: number, seen: ReadonlyMap<number, number>): Deliveries {
  const missing: number[] = [];
  const repeated: number[] = [];
  let repeats = 0;
  for (let row = 0; row < produced; row++) {
    const times = seen.get(row) ?? 0;
    if (times === 0) missing.push(row);
    if (times > 1) repeated.push(row);
    repeats += Math.max(0, times - 1);
  }
  return { produced, missing, once: produced - missing.length - repeated.length, repeated, repeats };
}

/** The worker of a run. */
export function workerOf(run: Run, id: string): StreamWorker {
  const node = run.machine.nodes.get(id);
  if (!(node instanceof StreamWorker)) throw new Error(`${id} is no stream worker`);
  return node;
}
