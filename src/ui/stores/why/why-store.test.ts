import { beforeEach, expect, test, vi } from "vitest";
import { emptyDesign } from "../../../design/empty.ts";
import type { RunOutcome } from "../../../result/outcome.ts";
import type { GoalOutcome, RunResult } from "../../../result/result.ts";
import type { RunRequest } from "../../../workers/protocol.ts";
import { runStore } from "../run-store.ts";
import { askEffect, askWhy, cancelWhy, whyStore } from "./why-store.ts";

type Worker = { readonly asked: RunRequest[]; readonly answer: (outcome: RunOutcome) => void; ended: boolean };

const workers = vi.hoisted((): Worker[] => []);
vi.mock("../../../workers/simulation-client.ts", () => ({
  startSimulation: () => {
    const open: ((outcome: RunOutcome) => void)[] = [];
    const worker: Worker = { asked: [], answer: (outcome) => open.shift()?.(outcome), ended: false };
    workers.push(worker);
    const run = (request: RunRequest): Promise<RunOutcome> => {
      worker.asked.push(request);
      return new Promise((resolve) => {
        open.push(resolve);
      });
    };
    const end = (): void => {
      worker.ended = true;
      for (const settle of open) settle({ status: "failed", message: "ended" });
    };
    return { client: { run, cancel: async () => undefined }, end };
  },
  simulation: () => ({ cancel: async () => undefined }),
  endSimulation: () => undefined,
}));

const design = {
  ...emptyDesign(),
  system: { parts: [{ id: "links", kind: "postgres", title: "Links", position: { x: 0, y: 0 }, settings: { cores: 1 } }], wires: [] },
};
const goal = (actual: number): GoalOutcome => ({
  ...{ id: "slow", label: "Reads p99", metric: "reads.p99Ms", unit: "ms", actual, ci95: null },
  ...{ op: "<=", target: 100, pass: actual <= 100, must: true },
});
const result = (actual: number): RunResult =>
  ({
    engine: { seed: 7 },
    verdict: { pass: false, goals: [goal(actual)] },
    causes: {
      slow: [
        {
          part: "links",
          setting: "cores",
          code: "bottleneck",
          text: "Busy.",
          counted: false,
          removals: [[{ part: "links", setting: "cores", to: 4 }]],
        },
      ],
    },
  }) as unknown as RunResult;

/** With what a result tells of parts and books, all of it nothing. */
const bare = (of: RunResult): RunResult =>
  ({
    ...of,
    ...{ ledger: { produced: 1, dropped: {}, expired: 0, redelivered: 0, inFlight: 0 }, quality: {}, latency: {} },
    nodes: { links: { utilisation: 0.38, downMs: 0, waitMs: { mean: null }, arrivals: 1 } },
  }) as unknown as RunResult;

function show(shown: RunResult): void {
  const faultsRun = { planned: [{ fault: "crash", part: "links", atMs: 1 }], pressed: [{ fault: "slow", part: "links", atMs: 2 }] };
  runStore.setState({ outcome: { status: "finished", result: shown }, designRun: design, eventsRun: null, faultsRun });
}

beforeEach(() => {
  cancelWhy();
  workers.length = 0;
  show(bare(result(500)));
});

test("a counter-run is the run that is shown, its faults and its seed, with the cause taken away; its answer is kept (A3b)", async () => {
  const asking = askWhy("slow");
  await vi.waitFor(() => expect(workers[0]?.asked).toHaveLength(1));
  expect(whyStore.getState().running).toMatchObject({ goal: "slow", tried: 1, of: 1 });
  const [request] = workers[0].asked;
  expect([request.seed, request.faults.map(({ fault }) => fault), request.design.system.parts[0].settings]).toEqual([
    7,
    ["crash", "slow"],
    { cores: 4 },
  ]);
  workers[0].answer({ status: "finished", result: result(80) });
  await asking;
  expect(whyStore.getState()).toMatchObject({ running: null, answers: { slow: { shownBy: "counter-run", asRun: 500, counterRun: 80 } } });
  expect(workers[0].ended).toBe(true);
  await askWhy("slow");
  expect(workers).toHaveLength(1);
});

test("who ends it ends the worker and is told nothing, and may ask again", async () => {
  const asking = askWhy("slow");
  await vi.waitFor(() => expect(workers[0]?.asked).toHaveLength(1));
  cancelWhy();
  await asking;
  expect([workers[0].ended, whyStore.getState().running, whyStore.getState().answers]).toEqual([true, null, {}]);
});

test("what a fault did is told against the run without it", async () => {
  const asking = askEffect(1);
  await vi.waitFor(() => expect(workers[0]?.asked).toHaveLength(1));
  expect(workers[0].asked[0].faults.map(({ fault }) => fault)).toEqual(["crash"]);
  workers[0].answer({ status: "finished", result: bare(result(500)) });
  await asking;
  expect(whyStore.getState().effects[1]).toEqual({ text: "No effect: 62 % of capacity was spare.", isNone: true });
});

test("another result forgets what was found", async () => {
  const asking = askWhy("slow");
  await vi.waitFor(() => expect(workers[0]?.asked).toHaveLength(1));
  workers[0].answer({ status: "finished", result: result(480) });
  await asking;
  expect(whyStore.getState().answers.slow.shownBy).toBe("nothing");
  show(result(490));
  expect(whyStore.getState().answers).toEqual({});
});
