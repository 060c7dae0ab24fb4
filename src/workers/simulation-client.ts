import { proxy, releaseProxy, wrap, type Remote } from "comlink";
import type { FollowAnswer, FollowChoice } from "../result/followed-request.ts";
import type { RunOutcome } from "../result/outcome.ts";
import type { RunTable } from "../result/run-table.ts";
import type { FaultSpec, RunSnapshot } from "../result/snapshot.ts";
import type { TastePicture } from "../result/taste-picture.ts";
import type { TryAnswer, TryRequest } from "../result/try-answer.ts";
import { ENGINE_VERSION as RUNNING_VERSION } from "../simulate/read/version.ts";
import type { EventsChoice, EventsLook, RunRequest, SimulationWorker } from "./protocol.ts";

/**
 * The simulation as the page sees it. Every call rejects with `SimulationCrashed` when the worker dies under it; the next
 * call of `simulation()` starts a fresh worker, whose `tables` and `tryEndpoint` know no run yet.
 */
export type SimulationClient = {
  prepare(request: RunRequest): Promise<void>;
  run(request: RunRequest, onSnapshot: (snapshot: RunSnapshot) => void): Promise<RunOutcome>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  step(ms: number): Promise<void>;
  setSpeed(factor: number): Promise<void>;
  cancel(): Promise<void>;
  inject(fault: FaultSpec): Promise<void>;
  tables(names?: readonly string[]): Promise<readonly RunTable[]>;
  readEvents(choice: EventsChoice, onProgress: (bytes: number) => void): Promise<EventsLook>;
  tryEndpoint(request: TryRequest): Promise<TryAnswer>;
  tryRequest(request: TryRequest): Promise<FollowAnswer>;
  follow(choice: FollowChoice): Promise<FollowAnswer>;
  explain(request: TryRequest): Promise<TastePicture | null>;
};

/** The version that a run of this page would carry. */
export const ENGINE_VERSION = RUNNING_VERSION;

/** The worker died: out of memory, a script that did not load, or an error nothing in it caught. */
export class SimulationCrashed extends Error {
  override readonly name = "SimulationCrashed";
}

/** A simulation worker, and the way to end it at once, whatever it does. */
export type Running = { readonly client: SimulationClient; readonly end: (reason: string) => void };

let running: Running | null = null;

/** Starts a worker beside that of the page; who starts it ends it. */
export function startSimulation(): Running {
  const worker = new Worker(new URL("./simulation-worker.ts", import.meta.url), { type: "module" });
  const remote: Remote<SimulationWorker> = wrap<SimulationWorker>(worker);
  let crashed: (reason: SimulationCrashed) => void = () => undefined;
  const crash = new Promise<never>((_, reject) => {
    crashed = reject;
  });
  // The promise is raced by calls; when none is under way nobody else would handle its rejection.
  crash.catch(() => undefined);
  const end = (reason: string): void => {
    worker.terminate();
    if (running?.client === client) running = null;
    crashed(new SimulationCrashed(reason));
  };
  worker.addEventListener("error", (event) => end(event.message || "the simulation worker could not be loaded"));
  worker.addEventListener("messageerror", () => end("the simulation worker sent something unreadable"));
  const guarded = <T>(call: Promise<T>): Promise<T> => Promise.race([call, crash]);
  const client: SimulationClient = {
    prepare: (request) => guarded(remote.prepare(request)),
    run: (request, onSnapshot) =>
      guarded<RunOutcome>(
        remote.run(
          request,
          proxy(async (snapshot: RunSnapshot) => onSnapshot(snapshot)),
        ),
      ),
    pause: () => guarded(remote.pause()),
    resume: () => guarded(remote.resume()),
    step: (ms) => guarded(remote.step(ms)),
    setSpeed: (factor) => guarded(remote.setSpeed(factor)),
    cancel: () => guarded(remote.cancel()),
    inject: (fault) => guarded(remote.inject(fault)),
    tables: (names) => guarded(remote.tables(names)),
    readEvents: (choice, onProgress) => guarded<EventsLook>(remote.readEvents(choice, proxy(onProgress))),
    tryEndpoint: (request) => guarded<TryAnswer>(remote.tryEndpoint(request)),
    tryRequest: (request) => guarded<FollowAnswer>(remote.tryRequest(request)),
    follow: (choice) => guarded<FollowAnswer>(remote.follow(choice)),
    explain: (request) => guarded<TastePicture | null>(remote.explain(request)),
  };
  return {
    client,
    end: (reason) => {
      remote[releaseProxy]();
      end(reason);
    },
  };
}

/** The simulation worker of the run that the page shows, started when first asked for. */
export function simulation(): SimulationClient {
  running ??= startSimulation();
  return running.client;
}

/** Ends the worker at once, whatever it does; the next `simulation()` starts another. */
export function endSimulation(reason: string): void {
  running?.end(reason);
}
