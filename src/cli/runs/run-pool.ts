import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { assert, must } from "../../base/assert.ts";
import type { Design } from "../../design/types.ts";
import type { EventTrace } from "../../engine/rows/event-trace.ts";
import type { Scenario } from "../../scenario/types.ts";
import { boundedRun } from "./limits.ts";
import type { LimitOptions } from "./limits.ts";
import type { RunOutcome } from "../../result/outcome.ts";
import type { FaultSpec } from "../../result/snapshot.ts";

export type RunInput = {
  readonly design: Design;
  readonly scenario: Scenario | null;
  readonly seed: number;
  readonly faults: readonly FaultSpec[];
  readonly events?: EventTrace;
  readonly limits: LimitOptions;
};

/** Runs designs, several at a time where there are cores; answers come back in the order of the inputs. */
export type RunPool = {
  run(inputs: readonly RunInput[], onDone: (done: number) => void): Promise<readonly RunOutcome[]>;
  /** The same, holding of every outcome only what `keep` takes from it: thousands of whole results do not fit in memory. */
  gather<T>(inputs: readonly RunInput[], keep: Keep<T>, onDone: (done: number) => void): Promise<readonly T[]>;
};

type Keep<T> = (outcome: RunOutcome, index: number) => T;

/** One run after the other in this thread. */
export const SEQUENTIAL: RunPool = poolOf(async (inputs, keep, onDone) =>
  inputs.map((input, index) => {
    const kept = keep(boundedRun(input), index);
    onDone(index + 1);
    return kept;
  }),
);

function poolOf(gather: RunPool["gather"]): RunPool {
  return { gather, run: (inputs, onDone) => gather(inputs, (outcome) => outcome, onDone) };
}

/** The file of the worker stands beside the bundled command line; without it (unbundled sources) runs are sequential. */
export function createRunPool(): RunPool {
  const size = availableParallelism();
  return (size > 1 ? threadPool(size) : null) ?? SEQUENTIAL;
}

/** A pool of exactly so many threads; null where the worker's file is missing. */
export function threadPool(size: number): RunPool | null {
  const entry = new URL("./run-worker.mjs", import.meta.url);
  if (!existsSync(fileURLToPath(entry))) return null;
  return poolOf((inputs, keep, onDone) => runOnThreads({ entry, size, inputs, keep, onDone }));
}

type Jobs<T> = {
  readonly entry: URL;
  readonly size: number;
  readonly inputs: readonly RunInput[];
  readonly keep: Keep<T>;
  readonly onDone: (done: number) => void;
};

async function runOnThreads<T>({ entry, size, inputs, keep, onDone }: Jobs<T>): Promise<readonly T[]> {
  const kept = new Map<number, T>();
  let next = 0;
  const serve = async (): Promise<void> => {
    const worker = new Worker(entry);
    try {
      while (next < inputs.length) {
        const index = next++;
        const outcome = await ask(worker, must(inputs[index], "a job within the list"));
        kept.set(index, keep(outcome, index));
        onDone(kept.size);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(size, inputs.length) }, serve));
  assert(kept.size === inputs.length, "every job was answered");
  return inputs.map((_, index) => kept.get(index) as T);
}

function ask(worker: Worker, input: RunInput): Promise<RunOutcome> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      worker.off("message", answered).off("error", failed).off("exit", ended);
    };
    const answered = (outcome: RunOutcome): void => {
      settle();
      resolve(outcome);
    };
    const failed = (error: unknown): void => {
      settle();
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    const ended = (): void => failed(new Error("The thread of a run ended early, perhaps for want of memory. Run fewer at a time."));
    worker.on("message", answered).on("error", failed).on("exit", ended);
    worker.postMessage(input);
  });
}
