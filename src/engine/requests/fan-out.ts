import type { Sampler } from "../../base/sampler.ts";
import type { RandomStream } from "../../base/rng.ts";
import { Histogram } from "../../base/histogram.ts";
import { Asking } from "../calls/asking.ts";
import type { Ask, Asker } from "../calls/asking.ts";
import type { CallPolicy } from "../calls/call-policy.ts";
import { NO_ENDPOINT, NOTHING } from "../calls/calls.ts";
import type { Call, CallSpec } from "../calls/calls.ts";
import { TimeQueue } from "../kernel/time-queue.ts";
import { CallPart, WAITS_FOR_REPLIES } from "../part/call-part.ts";
import { amountOf } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import type { RunContext } from "../part/run-context.ts";
import { Spell } from "../part/spells.ts";
import { RowQueueReader } from "../rows/row-queue.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { ofLists } from "./feed-steps.ts";
import type { Wanted } from "./endpoint-steps.ts";
import type { FanOutRemarks } from "./remarks.ts";

export type FanOutSpec = {
  /** Posts that are pushed at once. */
  readonly workers: number;
  /** Followers asked for at a time, and timelines that one call pushes to. */
  readonly followersPerCall: number;
  readonly timelinesPerCall: number;
  /** What a worker does for each call to the timelines, beside waiting for it. */
  readonly work: Sampler;
  readonly policies: { readonly store: CallPolicy; readonly timelines: CallPolicy };
  /** Posts wait in a queue on disk, which takes them also while no worker is up; else they wait in memory, and are gone with it. */
  readonly isDurable: boolean;
};

/** One post on its way to the timelines of its author's followers. */
type Job = {
  readonly author: number;
  readonly entries: readonly number[];
  readonly cameAt: number;
  startedAt: number;
  /** Followers whose timelines have it, and those read of whom some wait. */
  done: number;
  users: readonly number[];
  next: number;
  /** The last followers have been read. */
  isLastPage: boolean;
  ask: Ask | null;
  asks: Asking | null;
  /** Place in the part while it works. */
  over: boolean;
};

const CALL_BYTES = 500;

/** Asks on behalf of a job. */
type JobSpec = CallSpec & { readonly job: Job };

/** One of the two it asks. */
class JobCalls implements Asker {
  readonly asking: Asking;
  private readonly wires: readonly RowQueue[];
  private readonly owner: { came(job: Job, ask: Ask, at: number): void; returned(call: Call, at: number): void };
  private turn = 0;

  constructor(owner: JobCalls["owner"], wires: readonly RowQueue[], make: (asker: Asker) => Asking) {
    this.owner = owner;
    this.wires = wires;
    this.asking = make(this);
  }

  returned(call: Call, at: number): void {
    this.owner.returned(call, at);
  }

  wireFor(): RowQueue {
    return this.wires[this.turn++ % this.wires.length];
  }

  settled(ask: Ask, at: number): void {
    this.owner.came((ask.spec as JobSpec).job, ask, at);
  }
}

/**
 * Workers that push each post to the home timelines of all who follow its author: it takes a post over, which is all its caller
 * waits for, reads the followers page by page, and pushes to so many timelines by a call, one call after another. Posts wait in
 * line for a worker. In `calls`; out `store`, where follows are, and `timelines`.
 */
export class FanOut extends CallPart<FanOutRemarks> {
  /** Timelines that got a post, and those whose push failed for good. */
  pushed = 0;
  failedPushes = 0;
  /** From when a post was taken over until it was on all timelines. */
  readonly delays = new Histogram();
  private readonly input: RowQueueReader;
  private readonly spec: FanOutSpec;
  private readonly random: RandomStream;
  private readonly store: JobCalls;
  private readonly timelines: JobCalls;
  private line: Job[] = [];
  private readonly working = new Set<Job>();
  private readonly ready = new TimeQueue();
  private readonly jobs: (Job | null)[] = [];
  private readonly freeJobs: number[] = [];
  private readonly spell = new Spell();
  private wakeAt = Infinity;

  constructor(
    id: string,
    run: RunContext,
    wires: { calls: readonly RowQueue[]; store: readonly RowQueue[]; timelines: readonly RowQueue[] },
    spec: FanOutSpec,
  ) {
    super(id, run, [...wires.calls, ...wires.store, ...wires.timelines]);
    this.spec = spec;
    this.input = new RowQueueReader(wires.calls);
    this.random = run.randomStream(id, "work");
    const { policies } = spec;
    const asks = (to: "store" | "timelines"): JobCalls =>
      new JobCalls(
        this,
        wires[to],
        (asker) => new Asking(this.calls, asker, this.place, policies[to], run.randomStream(id, `back-off ${to}`)),
      );
    this.store = asks("store");
    this.timelines = asks("timelines");
    this.tell(WAITS_FOR_REPLIES, () => [this.store.asking, this.timelines.asking]);
  }

  protected nextOwnAt(): number {
    return Math.min(this.ready.time, this.input.peekTime(), this.store.asking.time, this.timelines.asking.time, this.wakeAt);
  }

  protected moveOwn(at: number): void {
    if (this.ready.time <= at) return this.push(this.takeReady(), at);
    if (this.store.asking.time <= at) return this.store.asking.move(at);
    if (this.timelines.asking.time <= at) return this.timelines.asking.move(at);
    if (this.wakeAt <= at) {
      this.wakeAt = Infinity;
      return this.startWaiting(at);
    }
    this.input.next(Infinity);
    this.take(this.calls.of(this.input.ref), at);
  }

  private take(call: Call, at: number): void {
    if (this.answersCheck(call, at)) return;
    this.meter.arrived(call.bytes);
    if (call.op !== "push" || call.lists === null) return this.calls.refuse(call, at, "not understood", this.place);
    if (!this.spec.isDurable && this.spell.isAway(at)) return this.calls.refuse(call, at, "fan-out down", this.place);
    const [author] = call.lists.users;
    const begun = { author, entries: call.lists.entries, cameAt: at, startedAt: at, done: 0, users: [], next: 0, isLastPage: false };
    this.line.push({ ...begun, ask: null, asks: null, over: false });
    this.calls.answer(call, at, NOTHING, this.place);
    this.startWaiting(at);
  }

  private startWaiting(at: number): void {
    if (this.spell.isAway(at)) return;
    while (this.working.size < this.spec.workers) {
      const job = this.line.shift();
      if (job === undefined) return;
      job.startedAt = at;
      this.working.add(job);
      this.goOn(job, at);
    }
  }

  /** The next timelines, the next followers, or the end. */
  private goOn(job: Job, at: number): void {
    if (job.next < job.users.length) {
      const place = this.freeJobs.pop() ?? this.jobs.length;
      this.jobs[place] = job;
      this.ready.push(at + this.spec.work.sample(this.random) * this.spell.slowness(at), place);
      return;
    }
    if (job.isLastPage) return this.finished(job, at);
    const { followersPerCall: most } = this.spec;
    this.ask(job, this.store.asking, ofLists("list", "followers", [job.author], { most, skip: job.done }), at);
  }

  private ask(job: Job, asks: Asking, { op, key, row, lists }: Wanted, at: number): void {
    const spec: JobSpec = { parent: null, key, op, endpoint: NO_ENDPOINT, row, lists, bytes: CALL_BYTES, deadlineAt: Infinity, job };
    job.asks = asks;
    job.ask = asks.ask(spec, 1, 1, at);
  }

  private takeReady(): Job | null {
    const place = this.ready.pop();
    const job = this.jobs[place];
    this.jobs[place] = null;
    this.freeJobs.push(place);
    return job;
  }

  private push(job: Job | null, at: number): void {
    if (job === null || job.over) return;
    const users = job.users.slice(job.next, job.next + this.spec.timelinesPerCall);
    this.ask(job, this.timelines.asking, ofLists("push", "timeline", users, { entries: job.entries }), at);
  }

  came(job: Job, ask: Ask, at: number): void {
    if (job.over) return;
    job.ask = null;
    const { lists } = ask.spec;
    if (lists?.of === "followers") {
      // Without an answer nobody knows who else is to see it.
      const users = ask.answered ? (ask.list ?? []) : [];
      job.users = users;
      job.next = 0;
      job.isLastPage = users.length < this.spec.followersPerCall;
      return this.goOn(job, at);
    }
    const count = lists?.users.length ?? 0;
    job.next += count;
    job.done += count;
    if (ask.answered) this.pushed += count;
    else this.failedPushes += count;
    this.goOn(job, at);
  }

  private finished(job: Job, at: number): void {
    job.over = true;
    this.working.delete(job);
    this.meter.departures++;
    this.meter.served(job.cameAt, job.startedAt - job.cameAt, at - job.startedAt);
    this.delays.add(at - job.cameAt);
    this.startWaiting(at);
  }

  protected override replied(call: Call, at: number): void {
    (call.holder as JobCalls).asking.replied(call, at);
  }

  override strike(strike: Strike, at: number): void {
    const { durationMs } = strike;
    if (strike.fault === "slow") return this.spell.slow(amountOf(strike), at + durationMs);
    const broken = [...this.working];
    for (const job of broken) {
      job.over = true;
      if (job.ask !== null) job.asks?.drop(job.ask, at);
    }
    this.working.clear();
    const waiting = broken.length + this.line.length;
    // What was on disk is begun again, and timelines that have it already get it a second time.
    const again = broken.map((job) => ({ ...job, done: 0, users: [], next: 0, isLastPage: false, ask: null, asks: null, over: false }));
    this.line = this.spec.isDurable ? [...again, ...this.line] : [];
    this.meter.downMs += this.spell.stayAway(at, durationMs);
    this.wakeAt = this.spell.awayUntil;
    this.remark(at, "fan-out-crash", { downMs: durationMs, waitingPosts: waiting, isDurable: this.spec.isDurable }, "isDurable");
  }

  override isDown(at: number): boolean {
    return this.spell.isAway(at);
  }

  override finish(): boolean {
    return (
      this.input.empty &&
      this.working.size === 0 &&
      this.line.length === 0 &&
      this.store.asking.underWay === 0 &&
      this.timelines.asking.underWay === 0
    );
  }

  override servers(): number {
    return this.spec.workers;
  }

  override queueLength(): number {
    return this.line.length;
  }

  override figure(): string {
    return this.pushed === 0 ? "" : `${this.pushed.toLocaleString("en-US")} pushes`;
  }

  override usage(): Record<string, number> {
    const { pushed, failedPushes } = this;
    return { ...super.usage(), requests: this.meter.arrivals, pushed, failedPushes };
  }
}
