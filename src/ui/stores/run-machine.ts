import { assertEvent, fromCallback, setup } from "xstate";
import { provided } from "../keeping/provided.ts";
import type { RunOutcome } from "../../result/outcome.ts";
import type { FaultSpec, RunSnapshot } from "../../result/snapshot.ts";
import type { RunRequest } from "../../workers/protocol.ts";

/** How a run ended, as the simulation tells it. */
export type RunEnd = RunOutcome["status"];

/** Where a run stands. A new run may begin from any end, and from `idle`. */
export type RunStatus = "idle" | "starting" | "running" | "paused" | "stopping" | RunEnd;

/** What is said to a simulation under way. */
export type RunCommand =
  | { readonly type: "pause" }
  | { readonly type: "resume" }
  /** Advances a paused run by this much simulated time. */
  | { readonly type: "step"; readonly ms: number }
  | { readonly type: "stop" }
  | { readonly type: "speed"; readonly factor: number }
  | { readonly type: "inject"; readonly fault: FaultSpec };

export type RunEvent =
  | { readonly type: "start"; readonly request: RunRequest }
  | RunCommand
  /** From the simulation: what is to be seen, and the end. */
  | { readonly type: "snapshot"; readonly snapshot: RunSnapshot }
  | { readonly type: "end"; readonly outcome: RunOutcome }
  /** Another document is opened: whatever runs is of no interest any more. */
  | { readonly type: "forget" };

/** A worker that has not answered Stop by then is ended with its run. */
export const STOP_PATIENCE_MS = 1500;

const COMMANDS = ["pause", "resume", "step", "stop", "speed", "inject"] as const satisfies readonly RunCommand["type"][];
const ENDS = ["finished", "cancelled", "capped", "refused", "failed"] as const satisfies readonly RunEnd[];

const run = setup({
  types: { events: {} as RunEvent },
  actors: { simulation: fromCallback<RunCommand, RunRequest>(() => undefined) },
  actions: {
    /** A run begins: what was shown of the last one goes. */
    begin: provided<RunRequest>(),
    show: provided<RunSnapshot>(),
    settle: provided<RunOutcome>(),
    /** What a person looked back at gives way to the present. */
    lookAtNow: () => undefined,
    clear: () => undefined,
    endWorker: () => undefined,
  },
  delays: { patience: STOP_PATIENCE_MS },
});

/** Hands a command on to the simulation as it came. */
const tell = run.sendTo("simulation", ({ event }) => {
  assertEvent(event, COMMANDS);
  return event;
});

/**
 * The life of a run. `simulation` is invoked as long as the run is under way and is told to cancel when that state is left
 * before its end; what it still sends then reaches nobody. Who shows the run provides it, and what is done with what it sends.
 */
export const runMachine = run.createMachine({
  id: "run",
  initial: "idle",
  on: { forget: { target: ".idle", actions: "clear" } },
  states: {
    idle: { on: { start: "active" } },
    active: {
      entry: {
        type: "begin",
        params: ({ event }) => {
          assertEvent(event, "start");
          return event.request;
        },
      },
      invoke: {
        id: "simulation",
        src: "simulation",
        input: ({ event }) => {
          assertEvent(event, "start");
          return event.request;
        },
        onError: {
          target: "failed",
          actions: { type: "settle", params: ({ event }) => ({ status: "failed", message: String(event.error) }) },
        },
      },
      on: {
        snapshot: { actions: { type: "show", params: ({ event }) => event.snapshot } },
        speed: { actions: tell },
        inject: { actions: tell },
        stop: { target: ".stopping", actions: tell },
        end: ENDS.map((as) => ({
          guard: ({ event }) => event.outcome.status === as,
          target: as,
          actions: { type: "settle", params: ({ event }) => event.outcome },
        })),
      },
      initial: "starting",
      states: {
        starting: {
          on: {
            pause: { target: "paused", actions: tell },
            snapshot: { target: "running", actions: { type: "show", params: ({ event }) => event.snapshot } },
          },
        },
        running: { on: { pause: { target: "paused", actions: tell } } },
        paused: {
          on: {
            resume: { target: "running", actions: [tell, "lookAtNow"] },
            step: { actions: [tell, "lookAtNow"] },
          },
        },
        stopping: { on: { stop: {} }, after: { patience: { actions: "endWorker" } } },
      },
    },
    finished: { on: { start: "active" } },
    cancelled: { on: { start: "active" } },
    capped: { on: { start: "active" } },
    refused: { on: { start: "active" } },
    failed: { on: { start: "active" } },
  },
});

/** The status in one word, whatever state of the chart it stands in. */
export function statusOf(value: RunStatus | { readonly active: RunStatus }): RunStatus {
  return typeof value === "string" ? value : value.active;
}

/** True from the press of Run until the run has ended. */
export function isActive(status: RunStatus): boolean {
  return status === "starting" || status === "running" || status === "paused" || status === "stopping";
}
