import * as Comlink from "comlink";
import type { Finding } from "../base/finding.ts";
import { fail } from "../base/result.ts";
import type { Result } from "../base/result.ts";
import type { Design } from "../design/types.ts";
import type { FollowAnswer, FollowChoice } from "../result/followed-request.ts";
import type { RunOutcome } from "../result/outcome.ts";
import type { RunTable } from "../result/run-table.ts";
import type { FaultSpec } from "../result/snapshot.ts";
import type { TastePicture } from "../result/taste-picture.ts";
import type { TryAnswer, TryRequest } from "../result/try-answer.ts";
import { answerEndpoint } from "../simulate/lists/answer-request.ts";
import { tryRequest } from "../simulate/follow/carry-request.ts";
import { followRequest } from "../simulate/follow/choose-request.ts";
import { createRun, ended } from "../simulate/run.ts";
import type { Run } from "../simulate/run.ts";
import { pictureOf } from "../simulate/lists/taste-picture.ts";
import { EventsReader, lookOf } from "./events-reader.ts";
import type { EventsChoice, OnSnapshot, RunRequest, SimulationWorker } from "./protocol.ts";
import { PreparedRun } from "./prepared-run.ts";
import { TrafficThread } from "./traffic-thread.ts";
import { tableBuffers } from "./table-buffers.ts";

/** Work between two looks at the mailbox: short enough that Stop and faults act at once. */
const SLICE_MS = 25;
const SNAPSHOT_MS = 100;

/** The run this worker is busy with. */
type Active = {
  readonly run: Run;
  readonly design: Design;
  paused: boolean;
  cancelled: boolean;
  speed: number;
  stepTo: number;
  wake: (() => void) | null;
};

let active: Active | null = null;
const reader = new EventsReader();
const traffic = new TrafficThread(() => new Worker(new URL("./traffic-worker.ts", import.meta.url), { type: "module" }));
const prepared = new PreparedRun((run) => traffic.begin(run));

/** Gives the event loop a turn without the 4 ms that nested timers cost. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

function sliceOver(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, SLICE_MS);
  });
}

function sleep(current: Active): Promise<void> {
  return new Promise((resolve) => {
    current.wake = resolve;
  });
}

async function drive(current: Active, started: number, onSnapshot: OnSnapshot): Promise<void> {
  const { run } = current;
  let lastSnapshot = -Infinity;
  let pacedFrom = performance.now();
  let pacedAt = 0;
  let speed = current.speed;
  /** What the page has not taken yet: a page that is slower than ten a second gets fewer, and none of them old. */
  let onTheWay = 0;
  const tell = (): void => {
    lastSnapshot = performance.now();
    onTheWay += 1;
    void onSnapshot(run.snapshot(lastSnapshot - started)).finally(() => {
      onTheWay -= 1;
    });
  };
  while (!run.over && !current.cancelled) {
    if (current.speed !== speed) {
      speed = current.speed;
      pacedFrom = performance.now();
      pacedAt = run.simulation.now;
    }
    const limit = current.paused ? current.stepTo : Number.isFinite(speed) ? pacedAt + (performance.now() - pacedFrom) * speed : Infinity;
    const sliceEnd = performance.now() + SLICE_MS;
    while (run.ready && !run.over && run.simulation.now < limit && performance.now() < sliceEnd) run.step(limit);
    if (onTheWay === 0 && performance.now() - lastSnapshot >= SNAPSHOT_MS) tell();
    if (current.paused && run.simulation.now >= current.stepTo) {
      tell();
      await sleep(current);
      pacedFrom = performance.now();
      pacedAt = run.simulation.now;
    } else if (run.simulation.now >= limit) await sliceOver();
    else await (run.ready ? turn() : Promise.race([traffic.more(), sliceOver()]));
  }
  tell();
}

function wake(): void {
  const sleeper = active?.wake;
  if (active !== null) active.wake = null;
  sleeper?.();
}

async function runOf(request: RunRequest): Promise<Result<Run, readonly Finding[]>> {
  if (request.events === null) return prepared.take(request);
  const { events } = await reader.read(request.events);
  if (!events.ok) return fail(events.error);
  const { design, scenario, seed, faults } = request;
  return createRun({ design, scenario, seed, faults, events: events.value });
}

const NOT_RUN: FollowAnswer = { found: false, reason: "Nothing has run yet. Press Run, then try again." };

const worker: SimulationWorker = {
  prepare(request: RunRequest): void {
    prepared.prepare(request);
  },
  async run(request: RunRequest, onSnapshot: OnSnapshot): Promise<RunOutcome> {
    worker.cancel();
    const started = performance.now();
    const created = await runOf(request);
    if (!created.ok) return { status: "refused", findings: created.error };
    const current: Active = {
      run: created.value,
      design: request.design,
      paused: false,
      cancelled: false,
      speed: request.speed,
      stepTo: Infinity,
      wake: null,
    };
    active = current;
    try {
      await drive(current, started, onSnapshot);
    } catch (error) {
      return {
        status: "failed",
        message: `The simulation broke at ${Math.round(current.run.simulation.now)} ms, seed ${request.seed}: ${error instanceof Error ? error.message : String(error)}`,
      };
    }
    current.run.stopped = current.cancelled;
    const result = current.run.result(Math.round(performance.now() - started));
    if (current.cancelled) return { status: "cancelled", result };
    return ended(current.run, result);
  },
  pause(): void {
    if (active === null) return;
    active.paused = true;
    active.stepTo = active.run.simulation.now;
  },
  resume(): void {
    if (active === null) return;
    active.paused = false;
    active.stepTo = Infinity;
    wake();
  },
  step(ms: number): void {
    if (active === null) return;
    active.paused = true;
    active.stepTo = active.run.simulation.now + ms;
    wake();
  },
  setSpeed(factor: number): void {
    if (active !== null) active.speed = factor;
  },
  cancel(): void {
    if (active === null) return;
    active.cancelled = true;
    wake();
  },
  inject(fault: FaultSpec): void {
    active?.run.inject(fault);
  },
  async tables(names?: readonly string[]): Promise<readonly RunTable[]> {
    if (active === null) return [];
    const tables = active.run.tables(names);
    return Comlink.transfer(tables as RunTable[], tableBuffers(tables));
  },
  async readEvents(choice: EventsChoice, onProgress: (bytes: number) => void) {
    return lookOf(await reader.read(choice, onProgress));
  },
  async tryEndpoint(request: TryRequest): Promise<TryAnswer> {
    if (active === null) return { status: 503, reason: "Nothing has run yet. Press Run, then try again." };
    return answerEndpoint(active.run, active.design, request);
  },
  async tryRequest(request: TryRequest): Promise<FollowAnswer> {
    if (active === null) return NOT_RUN;
    const { run, design, cancelled } = active;
    return tryRequest({ machine: run.machine, simulation: run.simulation, over: run.over || cancelled }, design, request);
  },
  async follow(choice: FollowChoice): Promise<FollowAnswer> {
    return active === null ? NOT_RUN : followRequest(active.run.machine, choice);
  },
  async explain(request: TryRequest): Promise<TastePicture | null> {
    return active === null ? null : pictureOf(active.run, request);
  },
};

Comlink.expose(worker);
