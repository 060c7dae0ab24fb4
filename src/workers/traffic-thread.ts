import type { TrafficOrder } from "../engine/sources/phone-traffic.ts";
import { TrafficAhead } from "../engine/sources/traffic-ahead.ts";
import type { TrafficPiece } from "../engine/sources/traffic-ahead.ts";
import type { Run } from "../simulate/run.ts";

/** To the worker that makes traffic: another order, or more of the one it works on. */
export type TrafficAsked =
  | { readonly number: number; readonly order: TrafficOrder; readonly pieces: number }
  | { readonly number: number; readonly pieces: number };
export type TrafficSent = { readonly number: number; readonly piece: TrafficPiece };

/** Pieces that are made and not used yet, at most: some MB, and more than the simulation needs between two looks at its mailbox. */
const PIECES_AHEAD = 8;

/** A run that has used up all there is waits so long for more: a piece takes some ms to make. */
const SILENT_MS = 3000;

/** What a run follows, and the run itself as far as this thread needs it. */
type Follower = Pick<Run, "trafficOrder" | "followTraffic">;

/**
 * A second thread that makes the traffic of a run ahead of it, one run at a time. Without it (a browser that starts no worker from a
 * worker, a worker that dies or falls silent) the run makes its traffic itself, and its results are the same (E11b).
 */
export class TrafficThread {
  private readonly start: () => Worker;
  private worker: Worker | null = null;
  private isBroken = false;
  private number = 0;
  private followed: { readonly run: Follower; readonly ahead: TrafficAhead } | null = null;
  private wake: (() => void) | null = null;
  /** Since when somebody has waited for more and nothing came; null: nobody waits. */
  private waitsSinceMs: number | null = null;
  private readonly now: () => number;

  /** `now`: ms on a clock that never goes back. */
  constructor(start: () => Worker, now: () => number = () => performance.now()) {
    this.start = start;
    this.now = now;
  }

  /** Traffic of this run is made from now on; the run before makes its own, should it go on. */
  begin(run: Follower): void {
    this.end();
    const order = run.trafficOrder();
    const worker = order === null ? null : this.started();
    if (order === null || worker === null) return;
    const number = ++this.number;
    const ahead = new TrafficAhead();
    ahead.onUsed = () => this.ask(worker, { number, pieces: 1 });
    this.followed = { run, ahead };
    run.followTraffic(ahead);
    this.ask(worker, { number, order, pieces: PIECES_AHEAD });
  }

  /** Settles when more traffic has come, or none will. Whoever waits asks again and again: a thread that says nothing for too long is done without. */
  more(): Promise<void> {
    this.waitsSinceMs ??= this.now();
    if (this.followed !== null && this.now() - this.waitsSinceMs >= SILENT_MS) this.break();
    return new Promise((resolve) => {
      if (this.followed === null) resolve();
      else this.wake = resolve;
    });
  }

  private ask(worker: Worker, asked: TrafficAsked): void {
    if (asked.number === this.number && this.followed !== null) worker.postMessage(asked);
  }

  private started(): Worker | null {
    if (this.worker !== null || this.isBroken) return this.worker;
    try {
      this.worker = this.start();
    } catch {
      this.isBroken = true;
      return null;
    }
    this.worker.addEventListener("message", ({ data }: MessageEvent<TrafficSent>) => {
      if (data.number !== this.number || this.followed === null) return;
      this.followed.ahead.add(data.piece);
      this.tell();
    });
    for (const trouble of ["error", "messageerror"]) this.worker.addEventListener(trouble, () => this.break());
    return this.worker;
  }

  private break(): void {
    this.isBroken = true;
    this.worker?.terminate();
    this.worker = null;
    this.end();
  }

  private end(): void {
    this.followed?.run.followTraffic(null);
    this.followed = null;
    this.tell();
  }

  private tell(): void {
    const { wake } = this;
    this.wake = null;
    this.waitsSinceMs = null;
    wake?.();
  }
}
