import { createStore } from "zustand/vanilla";
import type { Design } from "../../../design/types.ts";
import type { RunOutcome } from "../../../result/outcome.ts";
import type { RunResult } from "../../../result/result.ts";
import { findWhy } from "../../../scenario/counter-runs.ts";
import type { GoalWhy } from "../../../scenario/counter-runs.ts";
import { faultEffect } from "../../../scenario/fault-effect.ts";
import type { FaultEffect } from "../../../scenario/fault-effect.ts";
import { startSimulation } from "../../../workers/simulation-client.ts";
import type { Running } from "../../../workers/simulation-client.ts";
import type { RunRequest } from "../../../workers/protocol.ts";
import { resultOf, runStore } from "../run-store.ts";
import { sessionStore } from "../session-store.ts";

export type WhyState = {
  /** By goal, of the result that is shown. */
  readonly answers: { readonly [goal: string]: GoalWhy };
  /** By the place of a fault among those of the run, planned ones first: what it did. */
  readonly effects: { readonly [fault: number]: FaultEffect };
  /** The counter-run under way: the how-manieth of how many at most, and how far it is (0..1); its goal is null where a fault is asked about. Null at rest. */
  readonly running: { readonly goal: string | null; readonly tried: number; readonly of: number; readonly share: number } | null;
};

/** A counter-run that takes longer is ended: the page is waited for, and what it would show is not known. */
const MOST_WALL_MS = 30_000;

export const whyStore = createStore<WhyState>()(() => ({ answers: {}, effects: {}, running: null }));

let worker: Running | null = null;
/** Rises with every question, so that what an ended one still finds is let go. */
let serial = 0;
let asked: RunResult | null = null;

/** Another result is shown, or none: what was found holds of it no more. */
runStore.subscribe((state) => {
  if (asked !== null && resultOf(state) !== asked) forgetWhy();
});

/** Finds out why a goal of the run that is shown was missed, beside the page; what is known already is not tried again. */
export async function askWhy(goal: string): Promise<void> {
  const run = runStore.getState();
  const result = resultOf(run);
  const conditions = conditionsOf();
  if (result === null || conditions === null || whyStore.getState().running?.goal === goal) return;
  if (asked === result && whyStore.getState().answers[goal] !== undefined) return;
  cancelWhy();
  asked = result;
  const mine = ++serial;
  const trial = async (design: Design, tried: number, of: number): Promise<RunOutcome | null> => {
    const tell = (share: number): void => {
      if (mine === serial) whyStore.setState({ running: { goal, tried, of, share } });
    };
    tell(0);
    const outcome = await counterRun({ ...conditions, design }, tell);
    return mine === serial ? outcome : null;
  };
  const why = await findWhy(goal, { design: conditions.design, result }, trial);
  if (mine !== serial) return;
  endWorker();
  whyStore.setState(({ answers }) => ({ answers: why === null ? answers : { ...answers, [goal]: why }, running: null }));
}

/** Finds out what a fault did to the run that is shown, by the same run without it. */
export async function askEffect(index: number): Promise<void> {
  const result = resultOf(runStore.getState());
  const conditions = conditionsOf();
  const fault = conditions?.faults[index];
  if (result === null || conditions === null || fault === undefined) return;
  if (asked === result && whyStore.getState().effects[index] !== undefined) return;
  cancelWhy();
  asked = result;
  const mine = ++serial;
  const tell = (share: number): void => {
    if (mine === serial) whyStore.setState({ running: { goal: null, tried: 1, of: 1, share } });
  };
  tell(0);
  const outcome = await counterRun({ ...conditions, faults: conditions.faults.filter((other) => other !== fault) }, tell);
  if (mine !== serial) return;
  endWorker();
  const told = outcome.status === "finished" ? { [index]: faultEffect(fault, result, outcome.result) } : {};
  whyStore.setState(({ effects }) => ({ effects: { ...effects, ...told }, running: null }));
}

/** Ends the counter-runs at once; what was found stays. */
export function cancelWhy(): void {
  serial += 1;
  endWorker();
  if (whyStore.getState().running !== null) whyStore.setState({ running: null });
}

function forgetWhy(): void {
  cancelWhy();
  asked = null;
  whyStore.setState({ answers: {}, effects: {} });
}

/** All that the run that is shown depended on; null where its file of events is gone with an earlier visit. */
function conditionsOf(): RunRequest | null {
  const run = runStore.getState();
  const result = resultOf(run);
  if (result === null || run.designRun === null || (result.engine.events !== undefined && run.eventsRun === null)) return null;
  return {
    design: run.designRun,
    scenario: sessionStore.getState().scenario,
    seed: result.engine.seed,
    faults: [...run.faultsRun.planned, ...run.faultsRun.pressed],
    events: run.eventsRun,
    speed: Number.POSITIVE_INFINITY,
  };
}

async function counterRun(request: RunRequest, tell: (share: number) => void): Promise<RunOutcome> {
  worker ??= startSimulation();
  const own = worker;
  const timer = setTimeout(() => own.client.cancel().catch(() => undefined), MOST_WALL_MS);
  return own.client
    .run(request, ({ simulatedMs, totalMs }) => tell(totalMs > 0 ? simulatedMs / totalMs : 0))
    .catch((error: unknown): RunOutcome => {
      // Another may stand in its place by now.
      if (worker === own) endWorker();
      return { status: "failed", message: error instanceof Error ? error.message : String(error) };
    })
    .finally(() => clearTimeout(timer));
}

function endWorker(): void {
  worker?.end("The counter-runs were cancelled.");
  worker = null;
}
