import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { assert, must } from "../base/assert.ts";
import type { Design } from "../design/types.ts";
import type { EventTrace } from "../engine/flow/event-trace.ts";
import type { Scenario } from "../scenario/types.ts";
import { runDesign } from "../simulate/run.ts";
import type { FaultSpec, RunOutcome } from "../simulate/progress.ts";

export type RunInput = {
  readonly design: Design;
  readonly scenario: Scenario | null;
  readonly seed: number;
  readonly faults: readonly FaultSpec[];
  readonly events?: EventTrace;
};

/** Runs designs, several at a time where there are cores; answers come back in the order of the inputs. */
export type RunPool = {
  run(inputs: readonly RunInput[], onDone: (done: number) => void): Promise<readonly RunOutcome[]>;
};

/** One run after the other in this thread. */
export const SEQUENTIAL: RunPool = {
  run: async (inputs, onDone) =>
    inputs.map((input, index) => {
      const { outcome } = runDesign(input);
      onDone(index + 1);
      return outcome;
    }),
};

/** The file of the worker stands beside the bundled command line; without it (unbundled sources) runs are sequential. */
export function createRunPool(): RunPool {
  const size = availableParallelism();
  return (size > 1 ? threadPool(size) : null) ?? SEQUENTIAL;
}

/** A pool of exactly so many threads; null where the worker's file is missing. */
export function threadPool(size: number): RunPool | null {
  const entry = new URL("./run-worker.mjs", import.meta.url);
  return existsSync(fileURLToPath(entry)) ? { run: (inputs, onDone) => runOnThreads(entry, size, inputs, onDone) } : null;
}

async function runOnThreads(
  entry: URL,
  size: number,
  inputs: readonly RunInput[],
  onDone: (done: number) => void,
): Promise<readonly RunOutcome[]> {
  const outcomes: (RunOutcome | undefined)[] = inputs.map(() => undefined);
  let next = 0;
  let done = 0;
  const serve = async (): Promise<void> => {
    const worker = new Worker(entry);
    try {
      while (next < inputs.length) {
        const index = next++;
        outcomes[index] = await ask(worker, must(inputs[index], "a job within the list"));
        onDone(++done);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(size, inputs.length) }, serve));
  return outcomes.map((outcome) => {
    assert(outcome !== undefined, "every job was answered");
    return outcome;
  });
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
