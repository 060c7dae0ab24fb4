import { beforeAll, describe, expect, test } from "vitest";
import { must } from "../../src/base/assert.ts";
import { createStream } from "../../src/base/rng.ts";
import type { RandomStream } from "../../src/base/rng.ts";
import { TrafficAhead, TrafficMaker } from "../../src/engine/sources/traffic-ahead.ts";
import type { Settings } from "../../src/design/types.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import type { Scenario } from "../../src/scenario/types.ts";
import { createRun } from "../../src/simulate/run.ts";
import type { Run } from "../../src/simulate/run.ts";
import { TrafficThread } from "../../src/workers/traffic-thread.ts";
import type { TrafficAsked, TrafficSent } from "../../src/workers/traffic-thread.ts";
import { drawing } from "../support/drawing.ts";
import { shortEvening } from "../support/short-evening.ts";

const TABLES = ["events", "samples"];
const APP = "app";
/** A few windows of events. */
const EVENTS = 300;

/** Everything that can go wrong with phones, overlapping, some of it at the edge of a bucket of time. */
const TROUBLE: readonly FaultSpec[] = [
  { part: APP, fault: "burst", atMs: 20_000, durationMs: 30_000, amount: 3 },
  { part: APP, fault: "late", atMs: 31_012.5, durationMs: 40_000 },
  { part: APP, fault: "duplicate", atMs: 40_000, durationMs: 20_000 },
  { part: APP, fault: "poison", atMs: 50_025, durationMs: 10_000 },
  { part: APP, fault: "clock-skew", atMs: 55_000, durationMs: 15_000 },
  { part: APP, fault: "hot-key", atMs: 60_001, durationMs: 20_000 },
];
const PRESSED: FaultSpec = { part: APP, fault: "poison", atMs: 70_000, durationMs: 8000 };

/** Hands pieces over like another thread: some of them, sometime. */
function feed(run: Run, random: RandomStream): () => void {
  const maker = new TrafficMaker(must(run.trafficOrder(), "one source makes all events"), EVENTS);
  const ahead = new TrafficAhead();
  run.followTraffic(ahead);
  return () => {
    while (!maker.over && random.nextBelow(3) > 0) ahead.add(maker.next());
  };
}

describe("a run whose traffic is made ahead by somebody else gives what it gives by itself (E11b)", () => {
  let evening: Scenario;

  beforeAll(async () => {
    evening = await shortEvening(2);
  });

  function created(faults: readonly FaultSpec[], lossy = false): Run {
    const settings: Settings = lossy ? { retries: false, offlineCapacityEvents: 5 } : {};
    const design = drawing({
      parts: [
        { id: APP, kind: "mobile-app", settings },
        { id: "out", kind: "sink" },
      ],
      wires: [`${APP}.events -> out.in`],
    });
    const made = createRun({ design, scenario: evening, seed: 5, faults });
    if (!made.ok) throw new Error(JSON.stringify(made.error));
    return made.value;
  }

  function told(run: Run, more: () => void, press = false, waits = true): string {
    let pressed = !press;
    while (!run.over) {
      more();
      if (waits && !run.ready) continue;
      run.step(pressed ? Infinity : PRESSED.atMs);
      if (pressed || run.simulation.now < must(PRESSED.atMs, "it is pressed at an instant")) continue;
      pressed = true;
      expect(run.inject(PRESSED)).toBe(true);
    }
    const tables = run.tables(TABLES).map(({ name, columns }) => [name, columns]);
    return JSON.stringify([{ ...run.result(0), timing: null }, tables]);
  }

  const alone = (run: Run, press = false): string => told(run, () => undefined, press);

  test("with planned faults of every kind, and with phones that lose what they had", () => {
    for (const lossy of [false, true]) {
      const expected = alone(created(TROUBLE, lossy));
      const run = created(TROUBLE, lossy);
      expect(told(run, feed(run, createStream(1, "pieces")))).toBe(expected);
      expect(alone(created([], lossy))).not.toBe(expected);
    }
  });

  test("where pieces come too late, or a fault is pressed that nobody planned, it makes the rest by itself", () => {
    const expected = alone(created(TROUBLE));
    const hasty = created(TROUBLE);
    expect(told(hasty, feed(hasty, createStream(2, "pieces")), false, false)).toBe(expected);
    const pressedAlone = alone(created(TROUBLE), true);
    const pressed = created(TROUBLE);
    expect(told(pressed, feed(pressed, createStream(3, "pieces")), true)).toBe(pressedAlone);
    expect(pressedAlone).not.toBe(expected);
  });

  test("a worker that dies, or none at all, changes nothing; one that works is asked for as many pieces as were used", () => {
    const expected = alone(created(TROUBLE));
    for (const diesAfter of [0, 3, Infinity]) {
      const worker = new PretendedWorker(diesAfter);
      const run = created(TROUBLE);
      const thread = new TrafficThread(() => worker as unknown as Worker);
      thread.begin(run);
      expect(told(run, () => worker.work())).toBe(expected);
      if (diesAfter === Infinity) expect(worker.sent).toBeGreaterThan(8);
    }
    const run = created(TROUBLE);
    new TrafficThread(() => {
      throw new Error("no worker is started from a worker here");
    }).begin(run);
    expect(alone(run)).toBe(expected);
  });

  test("a worker that falls silent without ending is done without after some seconds, and changes nothing", async () => {
    const expected = alone(created(TROUBLE));
    for (const silentAfter of [0, 3]) {
      let nowMs = 0;
      const worker = new PretendedWorker(Infinity);
      const thread = new TrafficThread(
        () => worker as unknown as Worker,
        () => nowMs,
      );
      const run = created(TROUBLE);
      thread.begin(run);
      let waited = 0;
      while (!run.over) {
        if (worker.sent < silentAfter) worker.work();
        if (run.ready) run.step();
        else {
          // As the worker of the page does: whatever comes first, more traffic or its next turn.
          await Promise.race([thread.more(), Promise.resolve()]);
          nowMs += 25;
          waited++;
        }
      }
      expect(told(run, () => undefined)).toBe(expected);
      expect([worker.isTerminated, waited]).toEqual([true, 121]);
    }
  });

  test("a worker that is slow, or a run that stood still for long, is waited for", () => {
    let nowMs = 0;
    const worker = new PretendedWorker(Infinity);
    const thread = new TrafficThread(
      () => worker as unknown as Worker,
      () => nowMs,
    );
    const run = created(TROUBLE);
    thread.begin(run);
    while (!run.over) {
      if (run.ready) {
        run.step();
        continue;
      }
      void thread.more();
      nowMs += 2900;
      worker.work();
      nowMs += 60_000;
    }
    expect(worker.isTerminated).toBe(false);
    expect(worker.sent).toBeGreaterThan(8);
  });
});

/** Does what traffic-worker.ts does, where there are no threads. */
class PretendedWorker {
  sent = 0;
  isTerminated = false;
  private readonly diesAfter: number;
  private readonly listeners = new Map<string, (event: { data: TrafficSent }) => void>();
  private maker: TrafficMaker | null = null;
  private owed = 0;

  constructor(diesAfter: number) {
    this.diesAfter = diesAfter;
  }

  addEventListener(type: string, listener: (event: { data: TrafficSent }) => void): void {
    this.listeners.set(type, listener);
  }

  terminate(): void {
    this.isTerminated = true;
    this.maker = null;
  }

  postMessage(asked: TrafficAsked): void {
    if ("order" in asked) this.maker = new TrafficMaker(structuredClone(asked.order), EVENTS);
    this.owed += asked.pieces;
  }

  work(): void {
    const { maker } = this;
    if (maker === null || maker.over || this.owed === 0) return;
    if (this.sent === this.diesAfter) this.listeners.get("error")?.({ data: { number: 0, piece: maker.next() } });
    else this.listeners.get("message")?.({ data: { number: 1, piece: maker.next() } });
    this.owed--;
    this.sent++;
  }
}
