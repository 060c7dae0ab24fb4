import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";
import { nounFor } from "../../base/counted-noun.ts";
import { Part } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import type { RunContext } from "../part/run-context.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { RowQueueReader } from "../rows/row-queue.ts";
import { isDeletion } from "../rows/kinds/file.ts";
import { FILE, kindOf, PARTITION, refOf, rowOf } from "../rows/rows.ts";
import { Attempts } from "../tasks/attempts.ts";
import type { Attempt, Interval } from "../tasks/job.ts";
import { JOB, STARTS } from "../tasks/job.ts";
import { partitionNumber } from "./partition-catalogue.ts";
import type { PartitionTaskRemarks } from "./remarks.ts";

export type PartitionTaskSpec = {
  /** By its own clock; null: only when it is told to. */
  readonly everyMs: number | null;
  /**
   * listing: all there is below the prefix, each time. new-folders: only folders that no run before has seen. interval: nothing is
   * looked for; the partitions of the hours of the run's interval are registered, whether anything lies in them or not.
   */
  readonly finds: "listing" | "new-folders" | "interval";
  readonly startUp: Sampler;
  /** A page of 1,000 keys. */
  readonly listPageMs: number;
  readonly perPartitionMs: number;
  /** A run that takes longer fails and has registered what it came to by then; null: none does. */
  readonly timeoutMs: number | null;
  /** From the last partition until whoever began the run hears that it is done: by then readers know them. */
  readonly closingMs: number;
  readonly leastBilledMs: number;
};

type Going = {
  readonly attempt: Attempt;
  readonly startedMs: number;
  readonly found: readonly number[];
  doneMs: number;
  readonly timesOut: boolean;
  line: string | null;
  failed: boolean;
};

const KEYS_PER_PAGE = 1000;

/** Registers partitions as a task: a run looks at what had landed when it began, or at nothing, and the catalogue knows more when it ends. */
export class PartitionTask extends Part<PartitionTaskRemarks> {
  readonly attempts: Attempts;
  private readonly spec: PartitionTaskSpec;
  private readonly input: RowQueueReader;
  private readonly outputs: readonly RowQueue[];
  private readonly random: RandomStream;
  private readonly going: Going[] = [];
  /** Objects by partition, and the kinds of rows that lie there. */
  private readonly objects = new Map<number, number>();
  private readonly streams = new Set<number>();
  private readonly registered = new Set<number>();
  private nextAt: number;
  private failsUntil = -Infinity;
  private billedMs = 0;
  private listRequests = 0;
  private saidEmpty = false;

  constructor(id: string, run: RunContext, inputs: readonly RowQueue[], outputs: readonly RowQueue[], spec: PartitionTaskSpec) {
    super(id, run);
    this.spec = spec;
    this.input = new RowQueueReader(inputs);
    this.outputs = outputs;
    this.random = run.randomStream(id, "start");
    this.nextAt = spec.everyMs ?? Infinity;
    this.attempts = new Attempts(id, {
      begin: (attempt) => this.begin(attempt),
      complete: (attempt) => this.complete(attempt),
      breakOff: (attempt, at) => void this.end(attempt, at),
    });
    this.tell(JOB, this.attempts);
    this.tell(STARTS, this.attempts);
  }

  advance(until: number): void {
    while (this.input.next(until)) {
      if (kindOf(this.input.ref) !== FILE) continue;
      const file = this.run.rows.files[rowOf(this.input.ref)];
      if (isDeletion(file)) continue;
      this.meter.arrived(0);
      const partition = partitionNumber(this.run, file.stream, file.hour);
      this.objects.set(partition, (this.objects.get(partition) ?? 0) + 1);
      this.streams.add(file.stream);
    }
  }

  override nextWorkMs(): number {
    return this.input.peekTime();
  }

  override nextChangeMs(): number {
    let next = Math.min(this.nextAt, this.attempts.nextEndMs());
    for (const { doneMs } of this.going) if (doneMs < next) next = doneMs;
    return next;
  }

  override change(at: number): void {
    for (const going of this.going) if (going.doneMs <= at) this.register(going, at);
    this.attempts.settle(at);
    const { everyMs } = this.spec;
    if (everyMs === null || this.nextAt > at) return;
    const dueMs = this.nextAt;
    this.nextAt += everyMs;
    if (at <= this.run.durationMs || this.unregistered > 0) this.attempts.begin(at, { fromMs: dueMs - everyMs, toMs: dueMs }, "by-itself");
  }

  /** Partitions with files that nobody has been told of by it. */
  get unregistered(): number {
    let count = 0;
    for (const partition of this.objects.keys()) if (!this.registered.has(partition)) count++;
    return count;
  }

  private begin(attempt: Attempt): void {
    const { startUp, perPartitionMs, timeoutMs } = this.spec;
    const at = attempt.beganAtMs;
    const wanted = this.find(attempt.interval);
    const startMs = startUp.sample(this.random);
    const listMs = this.listMs();
    const mostMs = timeoutMs ?? Infinity;
    // What comes after the time-out is left for another run.
    const found = wanted.filter((_, place) => listMs + (place + 1) * perPartitionMs <= mostMs);
    const timesOut = found.length < wanted.length || listMs > mostMs;
    const doneMs = at + startMs + (timesOut ? mostMs : listMs + found.length * perPartitionMs);
    this.going.push({ attempt, startedMs: at, found, doneMs, timesOut, line: null, failed: false });
    attempt.endsAtMs = Infinity;
  }

  private find({ fromMs, toMs }: Interval): number[] {
    const { run } = this;
    if (this.spec.finds !== "interval") return [...this.objects.keys()].filter((partition) => !this.registered.has(partition));
    const first = Math.floor(fromMs / run.hourMs);
    // A point names the hour that begins there.
    const end = Math.max(first + 1, Math.ceil(toMs / run.hourMs));
    const found: number[] = [];
    for (const stream of this.streams)
      for (let hour = Math.max(0, first); hour < end; hour++) found.push(partitionNumber(run, stream, hour));
    return found.filter((partition) => !this.registered.has(partition));
  }

  private listMs(): number {
    if (this.spec.finds === "interval") return 0;
    let objects = 0;
    for (const [partition, count] of this.objects) if (this.spec.finds === "listing" || !this.registered.has(partition)) objects += count;
    const pages = Math.max(1, Math.ceil(objects / KEYS_PER_PAGE));
    this.listRequests += pages;
    return pages * this.spec.listPageMs;
  }

  private register(going: Going, at: number): void {
    going.doneMs = Infinity;
    going.attempt.endsAtMs = at + this.spec.closingMs;
    if (at < this.failsUntil) {
      going.attempt.endsAtMs = at;
      going.failed = true;
      going.line = "failed before it had told the catalogue of anything";
      this.remark(at, "run-failed", { partitions: going.found.length });
      return;
    }
    let added = 0;
    for (const partition of going.found) {
      if (this.registered.has(partition)) continue;
      this.registered.add(partition);
      added++;
      this.meter.departures++;
      for (const wire of this.outputs) wire.push(at, refOf(PARTITION, partition));
    }
    going.failed = going.timesOut;
    going.line = going.timesOut
      ? `timed out: ${added} partitions added, and more to come`
      : `${added} ${nounFor(added, "partition")} added`;
    if (going.timesOut) this.remark(at, "timed-out", { added, left: this.unregistered }, "timeoutMs");
    if (this.spec.finds === "interval" && this.streams.size === 0) this.tellEmpty(at);
  }

  private tellEmpty(at: number): void {
    if (this.saidEmpty) return;
    this.saidEmpty = true;
    this.remark(at, "no-table-yet", {});
  }

  private complete(attempt: Attempt): { readonly failed: boolean; readonly line: string } {
    const going = this.end(attempt, attempt.endsAtMs);
    return { failed: going?.failed ?? true, line: going?.line ?? "never began" };
  }

  private end(attempt: Attempt, at: number): Going | null {
    const place = this.going.findIndex((each) => each.attempt === attempt);
    if (place < 0) return null;
    const [going] = this.going.splice(place, 1);
    this.billedMs += Math.max(this.spec.leastBilledMs, at - going.startedMs);
    this.meter.served(going.startedMs, 0, at - going.startedMs);
    return going;
  }

  override strike({ durationMs }: Strike, at: number): void {
    this.failsUntil = Math.max(this.failsUntil, at + durationMs);
  }

  override finish(): boolean {
    if (this.attempts.open.length > 0) return false;
    if (this.nextAt < Infinity && this.unregistered > 0 && this.spec.finds !== "interval") return false;
    this.nextAt = Infinity;
    return true;
  }

  /** It learns of files, and looks into none. */
  override eventsNeededFrom(): number {
    return Infinity;
  }

  override servers(): number {
    return 1;
  }

  override figure(): string {
    return `${this.registered.size} ${nounFor(this.registered.size, "partition")}`;
  }

  override usage(): Record<string, number> {
    const turns = this.attempts.succeeded + this.attempts.failed;
    const hours = this.billedMs / 3_600_000;
    return { ...super.usage(), billedHours: hours, turns, objectReads: this.listRequests, partitionsRegistered: this.registered.size };
  }
}
