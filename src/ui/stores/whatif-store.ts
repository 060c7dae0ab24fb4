import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { setSetting } from "../../design/edits.ts";
import type { Design, SettingValue } from "../../design/types.ts";
import type { Scenario } from "../../scenario/types.ts";
import type { RunOutcome } from "../../result/outcome.ts";
import type { FaultSpec } from "../../result/snapshot.ts";
import type { RunResult } from "../../result/result.ts";
import type { EventsChoice } from "../../workers/protocol.ts";
import { startSimulation } from "../../workers/simulation-client.ts";
import type { Running } from "../../workers/simulation-client.ts";
import { currentDesign } from "./design-store.ts";
import { eventsStore } from "./events-store.ts";
import { runsTheSame, runStore } from "./run-store.ts";
import { sessionStore } from "./session-store.ts";
import { announce, showDock } from "./view-store.ts";

/** The setting that is asked about. `serial` rises with every question, so that the same one can be asked again. */
export type Asked = { readonly part: string; readonly field: string; readonly serial: number };

/** All that a run depends on. */
export type Conditions = {
  readonly design: Design;
  readonly scenario: Scenario | null;
  readonly faults: readonly FaultSpec[];
  readonly events: EventsChoice | null;
};

/** What one value gave: a whole result, or why there is none. */
export type MeasuredValue = { readonly value: SettingValue; readonly result: RunResult | null; readonly trouble: string };

/** What was measured of one setting under the same conditions, in the order of measuring. */
export type Study = { readonly conditions: Conditions; readonly measured: readonly MeasuredValue[] };

export type WhatIfState = {
  readonly asked: Asked | null;
  /** By `part.field`. */
  readonly studies: { readonly [key: string]: Study };
  /** What is being run: the how-manieth of how many, and how far it is (0..1). Null at rest. */
  readonly running: { readonly key: string; readonly at: number; readonly of: number; readonly share: number } | null;
};

/** A value to measure and the design that has it. */
export type Candidate = { readonly value: SettingValue; readonly design: Design };

export const whatIfStore = createStore<WhatIfState>()(() => ({ asked: null, studies: {}, running: null }));

export function useWhatIf<T>(selector: (state: WhatIfState) => T): T {
  return useStore(whatIfStore, selector);
}

export function keyOf({ part, field }: { readonly part: string; readonly field: string }): string {
  return `${part}.${field}`;
}

/** Opens the question in the results. */
export function askWhatIf(part: string, field: string): void {
  whatIfStore.setState(({ asked }) => ({ asked: { part, field, serial: (asked?.serial ?? 0) + 1 } }));
  showDock("whatif");
}

/** The document, the scenario and everything planned for the next run, as they stand. */
export function conditionsNow(): Conditions {
  return {
    design: currentDesign(),
    scenario: sessionStore.getState().scenario,
    faults: runStore.getState().planned,
    events: eventsStore.getState().choice,
  };
}

/** Whether what was measured under `a` holds under `b`: they may differ in the value of the setting itself. */
export function sameStudy(a: Conditions, b: Conditions, { part, field }: Omit<Asked, "serial">): boolean {
  const bare = (design: Design): Design => setSetting(design, part, field, undefined);
  return a.scenario === b.scenario && a.faults === b.faults && a.events === b.events && runsTheSame(bare(a.design), bare(b.design));
}

let worker: Running | null = null;
/** Rises with every series of runs, so that what an ended one still sends is let go. */
let serial = 0;

/** Runs the values one after the other on the seed of the document, beside the run of the page. What is known already is not run again. */
export async function measure(asked: Omit<Asked, "serial">, candidates: readonly Candidate[]): Promise<void> {
  cancelWhatIf();
  const mine = ++serial;
  const key = keyOf(asked);
  const conditions = conditionsNow();
  const held = whatIfStore.getState().studies[key];
  const known = held !== undefined && sameStudy(held.conditions, conditions, asked) ? held.measured : [];
  const open = candidates.filter(({ value }) => !known.some((point) => point.value === value));
  const keep = (measured: readonly MeasuredValue[]): void =>
    whatIfStore.setState(({ studies }) => ({ studies: { ...studies, [key]: { conditions, measured } } }));
  let measured = known;
  keep(measured);
  for (const [index, { value, design }] of open.entries()) {
    const tell = (share: number): void => {
      if (mine === serial) whatIfStore.setState({ running: { key, at: index + 1, of: open.length, share } });
    };
    tell(0);
    // oxlint-disable-next-line no-await-in-loop -- One after the other: two at a time would take the page's core.
    const outcome = await runOne({ ...conditions, design }, tell);
    if (mine !== serial) return;
    measured = [...measured, { value, ...taken(outcome) }];
    keep(measured);
  }
  endWorker();
  whatIfStore.setState({ running: null });
  announce(`${open.length} ${open.length === 1 ? "value" : "values"} measured.`);
}

async function runOne({ design, scenario, faults, events }: Conditions, tell: (share: number) => void): Promise<RunOutcome> {
  worker ??= startSimulation();
  const own = worker;
  const request = { design, scenario, seed: design.seed, faults, events, speed: Number.POSITIVE_INFINITY };
  return own.client
    .run(request, ({ simulatedMs, totalMs }) => tell(totalMs > 0 ? simulatedMs / totalMs : 0))
    .catch((error: unknown): RunOutcome => {
      // Another may stand in its place by now.
      if (worker === own) endWorker();
      return { status: "failed", message: error instanceof Error ? error.message : String(error) };
    });
}

function taken(outcome: RunOutcome): Omit<MeasuredValue, "value"> {
  switch (outcome.status) {
    case "finished":
      return { result: outcome.result, trouble: "" };
    case "capped":
      return { result: null, trouble: outcome.cap };
    case "refused":
      return { result: null, trouble: outcome.findings[0]?.message ?? "The design cannot run with this value." };
    case "cancelled":
      return { result: null, trouble: "The run was cancelled." };
    case "failed":
      return { result: null, trouble: `The run stopped: ${outcome.message}` };
  }
}

function endWorker(): void {
  worker?.end("The runs were cancelled.");
  worker = null;
}

/** Ends the runs at once: the worker is ended with them, whatever it is at. What was measured stays. */
export function cancelWhatIf(): void {
  if (whatIfStore.getState().running === null) return;
  serial += 1;
  endWorker();
  whatIfStore.setState({ running: null });
  announce("Cancelled. What was measured stays.");
}

/** Forgets everything, as when another document is opened. */
export function forgetWhatIf(): void {
  serial += 1;
  endWorker();
  whatIfStore.setState({ asked: null, studies: {}, running: null });
}
