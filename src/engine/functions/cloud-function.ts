import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";
import type { OpenFeed } from "../feeds/consumer-group.ts";
import type { Compression } from "../files/file-writer.ts";
import { TimeQueue } from "../kernel/time-queue.ts";
import type { MessageQueue } from "../messages/message-queue.ts";
import type { Step } from "../operators/steps.ts";
import { amountOf, OutPort, Part } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import type { RunContext } from "../part/run-context.ts";
import { Spell } from "../part/spells.ts";
import { EVENT, kindOf, rowOf } from "../rows/rows.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import type { Batch, BatchSource, CallEnd, SourceHost } from "./batches.ts";
import { Environments } from "./environments.ts";
import type { EnvironmentSpec } from "./environments.ts";
import { FileEvents } from "./file-events.ts";
import { QueueBatches } from "./queue-batches.ts";
import type { QueueBatchSpec } from "./queue-batches.ts";
import type { FunctionRemarks } from "./remarks.ts";
import { JOB, STARTS } from "../tasks/job.ts";
import type { Interval, Job } from "../tasks/job.ts";
import type { Reading } from "../tasks/landed-files.ts";
import { ShardBatches } from "./shard-batches.ts";
import type { ShardBatchSpec } from "./shard-batches.ts";
import { TaskCalls } from "./task-calls.ts";
import type { TaskCall } from "./task-calls.ts";
import { FunctionWork } from "./work.ts";
import type { FunctionPorts } from "./work.ts";

export type CloudFunctionSpec = {
  readonly environments: EnvironmentSpec;
  /** Of the service, before a call begins in its environment. */
  readonly callMs: number;
  /** What a call takes beside its records, and for each of them. */
  readonly handler: Sampler;
  readonly recordMs: number;
  /** Reading the object a call is for. */
  readonly read: { readonly firstByteMs: number; readonly bytesPerSecond: number };
  /** A call that takes longer is stopped. */
  readonly timeoutMs: number;
  readonly calls: number;
  /** It says which records of a batch failed: those before the first of them are done with. */
  readonly reportsFailures: boolean;
  readonly shards: ShardBatchSpec;
  readonly messages: QueueBatchSpec;
  readonly steps: readonly Step[];
  readonly compression: Compression;
  /** Which objects a call takes that somebody begins. */
  readonly reads: Reading;
};

export type FunctionInputs = {
  readonly log: OpenFeed | null;
  readonly queue: MessageQueue | null;
  readonly objects: readonly RowQueue[];
  /** Somebody begins it: then objects that land call nothing. */
  readonly isTask: boolean;
};

type Call = {
  readonly source: BatchSource;
  readonly batch: Batch;
  readonly startMs: number;
  readonly workMs: number;
  /** The first record that fails at every try; -1: none does. */
  readonly bad: number;
};

/** A call that comes to its end; `stored`: its records lie in a store. */
type Ending = Pick<Call, "startMs" | "workMs" | "bad"> & { readonly refs: readonly number[]; readonly stored: boolean };

/** From the end of a call that has read objects until what follows it begins: one request and its answer. Assumed. */
const FOLLOWS_MS = 1000;

/**
 * A function as a service: calls with batches of a log or a queue, or for each object that lands, side by side in environments of their own. It keeps nothing from
 * call to call, so its steps know the records of one call only. In records, messages or files; out records, files, and what was given up.
 */
export class CloudFunction extends Part<FunctionRemarks> {
  private readonly spec: CloudFunctionSpec;
  private readonly sources: readonly BatchSource[];
  private readonly files: FileEvents;
  /** Null where nobody begins it. */
  readonly tasks: TaskCalls | null;
  /** Jobs that begin after each call which has read objects; none where it is a task, which has its own. */
  private readonly followers: Job[] = [];
  /** When they begin next, and for which hours. */
  private readonly starting: { readonly atMs: number; readonly interval: Interval }[] = [];
  private readonly environments: Environments;
  private readonly work: FunctionWork;
  private readonly failedOut: OutPort;
  private readonly random: RandomStream;
  private readonly errors: RandomStream;
  private readonly spell = new Spell();
  private readonly ends = new TimeQueue();
  private readonly going: (Call | null)[] = [];
  private readonly free: number[] = [];
  private readonly said = new Set<string>();
  private readonly poisoned = new Set<number>();
  private readonly givenUpCode: number;
  private poisonsUntil = -Infinity;
  private poisonsNext = false;
  private failShare = 0;
  private failsUntil = -Infinity;
  private throttledUntil = -Infinity;
  private now = 0;
  private calls = 0;
  private billedMs = 0;
  private objectReads = 0;

  constructor(
    id: string,
    run: RunContext,
    inputs: FunctionInputs,
    ports: FunctionPorts & { readonly failed: readonly RowQueue[] },
    spec: CloudFunctionSpec,
  ) {
    super(id, run);
    this.spec = spec;
    this.random = run.randomStream(id, "work");
    this.errors = run.randomStream(id, "errors");
    this.environments = new Environments(spec.environments, run.randomStream(id, "cold starts"));
    this.work = new FunctionWork(this, run, ports, spec.steps, spec.compression, (ref) => this.bytesOf(ref));
    this.failedOut = new OutPort(this, run, ports.failed);
    this.givenUpCode = run.ledger.code("dropped", id, "given up");
    const host = this.host();
    this.files = new FileEvents(run, inputs.isTask ? [] : inputs.objects, host);
    this.tasks = inputs.isTask
      ? new TaskCalls(id, run, inputs.objects, spec.reads, (refs, files, at) => this.taskCall(refs, files, at))
      : null;
    if (this.tasks !== null) this.tell(JOB, this.tasks.attempts);
    this.tell(STARTS, this.tasks?.attempts ?? { starts: (job) => void this.followers.push(job) });
    this.sources = [
      ...(inputs.log === null ? [] : [new ShardBatches(inputs.log, inputs.log.join(id, id), spec.shards, host)]),
      ...(inputs.queue === null ? [] : [new QueueBatches(run, inputs.queue, spec.messages, host)]),
      this.files,
    ];
  }

  private host(): SourceHost {
    return {
      took: (ref) => this.meter.arrived(this.bytesOf(ref)),
      giveUp: (refs, at, tries) => this.giveUp(refs, at, tries),
      giveUpFile: (at, tries) => this.say(at, "file-given-up", { tries }),
      blocked: (at, partition, tries) => this.say(at, "shard-blocked", { partition, tries }, "retries"),
      again: (refs) => {
        for (const ref of refs) if (kindOf(ref) === EVENT) this.run.ledger.repeat(rowOf(ref));
      },
    };
  }

  private giveUp(refs: readonly number[], at: number, tries: number): void {
    const isKept = this.failedOut.wired;
    this.say(at, "given-up", { tries, records: refs.length, isKept }, "retries");
    for (const ref of refs) {
      if (isKept) this.failedOut.emit(at, ref);
      else if (kindOf(ref) === EVENT) {
        this.meter.intervalDropped++;
        this.run.ledger.end(rowOf(ref), this.givenUpCode);
      }
    }
  }

  advance(until: number): void {
    this.files.pull(until);
    this.tasks?.pull(until);
    for (;;) {
      const [source, beginMs] = this.nextTake();
      if (this.ends.time <= beginMs) {
        if (this.ends.time >= until) return;
        this.end(this.ends.time);
      } else {
        if (beginMs >= until || source === null) return;
        this.begin(source, beginMs);
      }
    }
  }

  private get under(): number {
    return this.going.length - this.free.length;
  }

  private nextTake(): readonly [BatchSource | null, number] {
    if (this.under >= this.spec.calls) return [null, Infinity];
    let first: BatchSource | null = null;
    let least = Infinity;
    for (const source of this.sources) {
      const at = Math.max(source.nextMs(this.now), this.throttledUntil);
      if (at < least) [first, least] = [source, at];
    }
    return [first, least];
  }

  override nextWorkMs(): number {
    return Math.min(this.ends.time, this.nextTake()[1], this.files.nextArrivalMs(), this.tasks?.nextArrivalMs() ?? Infinity);
  }

  /** Whoever began a call hears of its end at that instant, and what follows one begins at its own. */
  override nextChangeMs(): number {
    return Math.min(this.tasks?.attempts.nextEndMs() ?? Infinity, this.starting[0]?.atMs ?? Infinity);
  }

  override change(at: number): void {
    this.tasks?.attempts.settle(at);
    for (let next = this.starting[0]; next !== undefined && next.atMs <= at; next = this.starting[0]) {
      this.starting.shift();
      for (const job of this.followers) job.begin(next.atMs, next.interval, "by-itself");
    }
  }

  /** What a call asks for is begun a moment after it has ended: the end of a call may become known within a window. */
  override feedbackDelayMs(): number {
    return this.followers.length === 0 ? Infinity : FOLLOWS_MS;
  }

  // ---- Calls -------------------------------------------------------------------------------------------------
  private begin(source: BatchSource, at: number): void {
    this.now = at;
    const batch = source.take(at);
    if (batch === null) return;
    const timed = this.timesOf(batch.refs.length, batch.files, at);
    this.meter.served(batch.sinceMs, at - batch.sinceMs, timed.endMs - at);
    const slot = this.free.pop() ?? this.going.push(null) - 1;
    this.going[slot] = { source, batch, ...timed, bad: this.badOf(batch.refs, at) };
    this.ends.push(timed.endMs, slot);
  }

  /** A call begins at `at`: when its work does, how long that takes, and when the call is over or stopped. It is paid. */
  private timesOf(
    records: number,
    files: readonly number[],
    at: number,
  ): { readonly startMs: number; readonly workMs: number; readonly endMs: number } {
    const { spec } = this;
    const coldMs = this.environments.take(at);
    const workMs = (this.readMs(files) + spec.handler.sample(this.random) + spec.recordMs * records) * this.spell.slowness(at);
    const keptMs = Math.min(workMs, spec.timeoutMs);
    const startMs = at + spec.callMs + coldMs;
    this.calls++;
    this.billedMs += Math.ceil(coldMs + keptMs);
    return { startMs, workMs, endMs: startMs + keptMs };
  }

  private readMs(files: readonly number[]): number {
    const { firstByteMs, bytesPerSecond } = this.spec.read;
    this.objectReads += files.length;
    return files.reduce((sum, file) => sum + firstByteMs + (this.run.rows.files[file].storedBytes * 1000) / bytesPerSecond, 0);
  }

  /** The call of a task that begins at `at`: it waits while none may begin, and fails as others do. */
  private taskCall(refs: readonly number[], files: readonly number[], at: number): TaskCall {
    const beginMs = Math.max(at, this.throttledUntil);
    for (const ref of refs) this.meter.arrived(this.bytesOf(ref));
    const timed = this.timesOf(refs.length, files, beginMs);
    const bad = this.badOf(refs, beginMs);
    this.meter.served(at, beginMs - at, timed.endMs - beginMs);
    return {
      endMs: timed.endMs,
      end: (endedMs) => {
        this.environments.giveBack(endedMs);
        const { failed, wrote } = this.outcomeOf({ refs, stored: true, ...timed, bad }, endedMs);
        if (!failed || wrote) this.work.done(refs, endedMs, true);
        if (!failed) return null;
        return timed.workMs > this.spec.timeoutMs
          ? `Task timed out after ${(this.spec.timeoutMs / 1000).toFixed(2)} seconds`
          : "Unhandled error";
      },
    };
  }

  /** Where the first record stands that every try fails at. */
  private badOf(refs: readonly number[], at: number): number {
    if (at >= this.poisonsUntil) {
      this.poisonsNext = false;
      this.poisoned.clear();
    } else if (this.poisonsNext && refs.length > 0) {
      this.poisonsNext = false;
      this.poisoned.add(refs[0]);
    }
    return this.poisoned.size === 0 ? -1 : refs.findIndex((ref) => this.poisoned.has(ref));
  }

  private end(at: number): void {
    this.now = at;
    const isFull = this.under >= this.spec.calls;
    const slot = this.ends.pop();
    const call = this.going[slot];
    this.going[slot] = null;
    this.free.push(slot);
    this.environments.giveBack(at);
    if (call === null) return;
    const { batch, source } = call;
    const { refs, travelled, files } = batch;
    const end = this.outcomeOf({ ...call, refs, stored: files.length > 0 }, at);
    const worked = end.wrote ? refs : refs.slice(0, end.done);
    const [came, lie] = [worked.slice(0, travelled), worked.slice(travelled)];
    if (came.length > 0) this.work.done(came, at, false);
    if (lie.length > 0) this.work.done(lie, at, true);
    source.ended(batch, at, end);
    if (!end.failed && files.length > 0) this.beginFollowers(files, at);
    if (isFull && this.sources.some((each) => each.nextMs(at) <= at)) this.say(at, "at-its-limit", { calls: this.spec.calls }, "calls");
  }

  /** Objects were read: whoever waits for that begins, for the hours of what was read. */
  private beginFollowers(files: readonly number[], at: number): void {
    const { rows, hourMs } = this.run;
    const hours = files.map((file) => rows.files[file].hour);
    const interval = { fromMs: Math.min(...hours) * hourMs, toMs: (Math.max(...hours) + 1) * hourMs };
    if (this.followers.length > 0) this.starting.push({ atMs: at + FOLLOWS_MS, interval });
  }

  private outcomeOf({ refs, stored, startMs, workMs, bad }: Ending, at: number): CallEnd {
    const { timeoutMs, reportsFailures } = this.spec;
    if (workMs > timeoutMs) {
      this.say(at, "timed-out", { timeoutMs, neededMs: workMs, records: refs.length }, "timeoutMs");
      return { done: 0, failed: true, wrote: false };
    }
    if (bad >= 0) return { done: reportsFailures && !stored ? bad : 0, failed: true, wrote: false };
    if (startMs < this.failsUntil && this.errors.nextUniform32() < this.failShare) return { done: 0, failed: true, wrote: true };
    return { done: refs.length, failed: false, wrote: false };
  }

  private say<C extends keyof FunctionRemarks & string>(at: number, code: C, facts: FunctionRemarks[C], setting?: string): void {
    if (this.said.has(code)) return;
    this.said.add(code);
    this.remark(at, code, facts, setting);
  }

  // ---- Faults, end of input, figures -------------------------------------------------------------------------
  override strike(strike: Strike, at: number): void {
    const until = at + strike.durationMs;
    switch (strike.fault) {
      case "slow":
        this.spell.slow(amountOf(strike), until);
        break;
      case "errors":
        this.failShare = amountOf(strike);
        this.failsUntil = until;
        this.remark(at, "failing", { share: this.failShare, forMs: strike.durationMs });
        break;
      case "poison":
        this.poisonsNext = true;
        this.poisonsUntil = until;
        break;
      default:
        this.throttledUntil = Math.max(this.throttledUntil, until);
        this.remark(at, "throttled", { forMs: strike.durationMs });
    }
  }

  override finish(): boolean {
    if (this.starting.length > 0) return false;
    return this.ends.size === 0 && this.sources.every(({ idle }) => idle) && (this.tasks?.attempts.open.length ?? 0) === 0;
  }

  override eventsNeededFrom(): number {
    const ofTasks = this.tasks?.eventsNeededFrom() ?? Infinity;
    return this.sources.reduce((least, source) => Math.min(least, source.eventsNeededFrom()), ofTasks);
  }

  override heldEvents(): number {
    return this.sources.reduce((sum, source) => sum + source.heldEvents(), 0);
  }

  override queueLength(): number {
    return this.sources.reduce((sum, { waiting }) => sum + waiting, 0);
  }

  override figure(): string {
    return this.calls === 0 ? "" : `${this.calls} calls · ${this.environments.coldStarts} cold`;
  }

  override usage(): Record<string, number> {
    return {
      ...super.usage(),
      invocations: this.calls,
      busyMs: this.billedMs,
      objectReads: this.objectReads,
      files: this.work.writers.reduce((sum, { filesWritten }) => sum + filesWritten, 0),
    };
  }
}
