import { createActor, fromCallback } from "xstate";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { Finding } from "../../base/finding.ts";
import type { Design, Part } from "../../design/types.ts";
import type { RunOutcome } from "../../result/outcome.ts";
import type { FaultSpec, RunSnapshot } from "../../result/snapshot.ts";
import type { RunResult } from "../../result/result.ts";
import type { RunRecord } from "../../share/run-record.ts";
import { endSimulation, simulation } from "../../workers/simulation-client.ts";
import type { SimulationClient } from "../../workers/simulation-client.ts";
import { currentDesign, designStore, editDesign, useDesign } from "./design-store.ts";
import type { EventsChoice, RunRequest } from "../../workers/protocol.ts";
import { isActive, runMachine, statusOf, type RunCommand, type RunStatus } from "./run-machine.ts";
import { createSeriesRecorder, EMPTY_SERIES, type RunSeries } from "./run-series.ts";
import { createSnapshotHistory } from "./run-history.ts";
import { eventsStore } from "./events-store.ts";
import { sessionStore } from "./session-store.ts";

/** What else is known of a run that the browser kept. */
export type Kept = Pick<RunRecord, "id" | "endedAtMs" | "faults" | "eventsFile" | "startAt">;

/** One run, live or over, and what the next will use. */
export type RunState = {
  readonly status: RunStatus;
  /** What to draw: the newest snapshot, or the one at `scrubMs` while looking back. */
  readonly snapshot: RunSnapshot | null;
  /** The newest snapshot, whatever is being looked at. */
  readonly latest: RunSnapshot | null;
  readonly series: RunSeries;
  readonly outcome: RunOutcome | null;
  /** What the run or its refusal found; empty before the first run. */
  readonly findings: readonly Finding[];
  /** Seed of the next run; it belongs to the document. */
  readonly seed: number;
  /** Simulated seconds per wall second; Infinity = as fast as it goes. */
  readonly speed: number;
  /** The document as it ran, to tell whether it was edited since. */
  readonly designRun: Design | null;
  /** The result before the present one, with its document, for comparison. */
  readonly before: { readonly result: RunResult; readonly design: Design } | null;
  /** The file of events that ran with it. */
  readonly eventsRun: EventsChoice | null;
  /** Simulated time looked back at; null = now. */
  readonly scrubMs: number | null;
  /** Faults the next run will suffer, set before it starts. */
  readonly planned: readonly FaultSpec[];
  /** What the run was given before it began, and what was pressed since, in that order. */
  readonly faultsRun: RunRecord["faults"];
  /** Set while what is shown was kept by the browser: figures without rows. */
  readonly kept: Kept | null;
  /** Faults pressed since the newest snapshot, at its moment: a paused run tells of them only when it goes on. */
  readonly pressing: readonly FaultSpec[];
};

const NO_FAULTS: RunRecord["faults"] = { planned: [], pressed: [] };

export const runStore = createStore<RunState>()(() => ({
  status: "idle",
  snapshot: null,
  latest: null,
  series: EMPTY_SERIES,
  outcome: null,
  findings: [],
  seed: currentDesign().seed,
  speed: Number.POSITIVE_INFINITY,
  designRun: null,
  before: null,
  eventsRun: null,
  scrubMs: null,
  planned: [],
  pressing: [],
  faultsRun: NO_FAULTS,
  kept: null,
}));

designStore.subscribe((state) => {
  if (state.design.seed !== runStore.getState().seed) runStore.setState({ seed: state.design.seed });
});

export function useRun<T>(selector: (run: RunState) => T): T {
  return useStore(runStore, selector);
}

/** The result of the last run that produced one, or null. */
export function resultOf(run: RunState): RunResult | null {
  return run.outcome !== null && "result" in run.outcome ? run.outcome.result : null;
}

let history = createSnapshotHistory();
let recorder = createSeriesRecorder();
/** What an event of the run changes, put in place together with the status it leads to. */
let change: Partial<RunState> = {};

const BLANK = {
  snapshot: null,
  latest: null,
  series: EMPTY_SERIES,
  outcome: null,
  findings: [],
  scrubMs: null,
  pressing: [],
  kept: null,
} as const;

/** The simulation of one run in its worker. Left before its end, the worker is told to let go. */
const simulationOfRun = fromCallback<RunCommand, RunRequest>(({ input, receive, sendBack }) => {
  const client = simulation();
  let over = false;
  receive((command) => quietly(obey(client, command)));
  void client
    .run(input, (snapshot) => sendBack({ type: "snapshot", snapshot }))
    .catch(asFailure)
    .then((outcome) => {
      over = true;
      sendBack({ type: "end", outcome });
    });
  return () => {
    if (!over) quietly(client.cancel());
  };
});

function obey(client: SimulationClient, command: RunCommand): Promise<void> {
  switch (command.type) {
    case "pause":
      return client.pause();
    case "resume":
      return client.resume();
    case "step":
      return client.step(command.ms);
    case "stop":
      return client.cancel();
    case "speed":
      return client.setSpeed(command.factor);
    case "inject":
      return client.inject(command.fault);
  }
}

/** A worker that dies is told of once, by the run it was at. */
function quietly(call: Promise<void>): void {
  call.catch(() => undefined);
}

function asFailure(error: unknown): RunOutcome {
  return { status: "failed", message: error instanceof Error ? error.message : String(error) };
}

const life = createActor(
  runMachine.provide({
    actors: { simulation: simulationOfRun },
    actions: {
      begin: (_, request) => {
        recorder = createSeriesRecorder();
        history = createSnapshotHistory();
        const { designRun, before } = runStore.getState();
        const result = resultOf(runStore.getState());
        change = {
          ...BLANK,
          designRun: request.design,
          before: result === null || designRun === null ? before : { result, design: designRun },
          eventsRun: request.events,
          faultsRun: { planned: request.faults, pressed: [] },
        };
      },
      show: (_, snapshot) => {
        history.push(snapshot);
        const series = recorder.append(snapshot.series);
        change = { latest: snapshot, series, pressing: [], ...(runStore.getState().scrubMs === null ? { snapshot } : {}) };
      },
      settle: (_, outcome) => {
        const findings = outcome.status === "refused" ? outcome.findings : "result" in outcome ? outcome.result.findings : [];
        change = { outcome, findings };
      },
      lookAtNow: () => {
        change = { scrubMs: null, snapshot: runStore.getState().latest };
      },
      clear: () => {
        history = createSnapshotHistory();
        change = { ...BLANK, designRun: null, before: null, eventsRun: null, planned: [], faultsRun: NO_FAULTS };
      },
      endWorker: () => endSimulation("The simulation did not answer Stop and was ended. Run starts it again."),
    },
  }),
);
life.subscribe(({ value }) => {
  runStore.setState({ ...change, status: statusOf(value) });
  change = {};
});
life.start();

/** What Run would start now: the document as it stands, in the scenario it answers. */
export function nextRequest(): RunRequest {
  const design = currentDesign();
  const { speed, planned } = runStore.getState();
  const { scenario } = sessionStore.getState();
  return { design, scenario, seed: design.seed, faults: planned, events: eventsStore.getState().choice, speed };
}

/** Starts a run of the document as it stands; does nothing while one is under way. */
export function run(): void {
  life.send({ type: "start", request: nextRequest() });
}

export function pause(): void {
  life.send({ type: "pause" });
}

export function resume(): void {
  life.send({ type: "resume" });
}

/** Advances a paused run by this much simulated time. */
export function step(ms: number): void {
  life.send({ type: "step", ms });
}

/** Asks the run to end; a worker that does not answer is ended with it. */
export function stop(): void {
  life.send({ type: "stop" });
}

export function setSpeed(speed: number): void {
  runStore.setState({ speed });
  life.send({ type: "speed", factor: speed });
}

/** The seed is part of the document, so that a shared design gives the same numbers. */
export function setSeed(seed: number): void {
  editDesign("Change the seed", (design) => (design.seed === seed ? design : { ...design, seed }), "seed");
}

/** Strikes a running simulation at once; without one, plans the fault for the next run at `atMs`. */
export function inject(fault: FaultSpec): void {
  if (isActive(runStore.getState().status)) {
    runStore.setState(({ latest, pressing, faultsRun: { planned, pressed } }) => {
      const struck = { ...fault, atMs: latest?.simulatedMs ?? 0 };
      return { pressing: [...pressing, struck], faultsRun: { planned, pressed: [...pressed, struck] } };
    });
    life.send({ type: "inject", fault });
  } else runStore.setState((state) => ({ planned: [...state.planned, fault] }));
}

export function clearPlanned(): void {
  runStore.setState({ planned: [] });
}

/** What the next run will suffer, in place of what was planned. */
export function planFaults(planned: readonly FaultSpec[]): void {
  runStore.setState({ planned });
}

/** Shows a run that the browser kept: verdict and figures, without rows. Does nothing while a run is under way; leaves what is planned. */
export function showKept({ id, endedAtMs, faults, eventsFile, startAt, design, ...ended }: RunRecord): void {
  const { status: now, planned } = runStore.getState();
  if (isActive(now)) return;
  const { status, result, cap, limit } = ended;
  const outcome: RunOutcome = status === "capped" ? { status, result, cap: cap ?? "", limit: limit ?? "recordHops" } : { status, result };
  life.send({ type: "forget" });
  const kept = { id, endedAtMs, faults, eventsFile, startAt };
  runStore.setState({ outcome, findings: result.findings, designRun: design, kept, planned });
}

/** Runs once more what is shown: a run that was kept with the faults it had. */
export function runAgain(): void {
  const { kept } = runStore.getState();
  if (kept !== null) planFaults([...kept.faults.planned, ...kept.faults.pressed]);
  run();
}

/** Looks back at the run as it stood then; null returns to its newest state. */
export function scrubTo(scrubMs: number | null): void {
  runStore.setState((state) => ({ scrubMs, snapshot: scrubMs === null ? state.latest : (history.at(scrubMs) ?? state.latest) }));
}

/** Forgets the run, as when another document is opened. */
export function forgetRun(): void {
  life.send({ type: "forget" });
}

/** True when a run of the two documents would do the same: places on the canvas, titles and notes do not matter. */
export function runsTheSame(a: Design, b: Design): boolean {
  if (a === b) return true;
  const inputs: readonly (keyof Design)[] = ["seed", "scenario", "schema", "api", "workload"];
  return inputs.every((key) => same(a[key], b[key])) && same(a.system.wires, b.system.wires) && sameParts(a.system.parts, b.system.parts);
}

function sameParts(a: readonly Part[], b: readonly Part[]): boolean {
  if (a === b) return true;
  return (
    a.length === b.length &&
    a.every(
      (part, index) =>
        part.id === b[index]?.id &&
        part.kind === b[index]?.kind &&
        part.version === b[index]?.version &&
        same(part.settings, b[index]?.settings),
    )
  );
}

/** Equal as written; the same object without a look inside. */
function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** Date and time of simulated 0: the file's in a run of one, else the scenario's; null where neither says. */
export function useStartAt(): string | null {
  const ran = useRun((state) => state.designRun !== null);
  const ofRun = useRun((state) => state.eventsRun);
  const held = useStore(eventsStore, ({ choice, look }) =>
    choice !== null && (!ran || choice === ofRun) ? (look?.startAt ?? null) : null,
  );
  const kept = useRun((state) => state.kept?.startAt ?? null);
  const scenario = useStore(sessionStore, (session) => session.scenario?.workload.startAt ?? null);
  return kept ?? held ?? scenario;
}

/** Whether the document or the file of events has changed, in a way a run would notice, since the run that is shown. */
export function useEditedSinceRun(): boolean {
  const designRun = useRun((state) => state.designRun);
  const eventsRun = useRun((state) => state.eventsRun);
  const kept = useRun((state) => state.kept);
  const choice = useStore(eventsStore, (events) => events.choice);
  const otherEvents = kept === null ? eventsRun !== choice : kept.eventsFile !== (choice?.name ?? null);
  return useDesign((design) => designRun !== null && (otherEvents || !runsTheSame(designRun, design)));
}
