import { nounFor } from "../../base/counted-noun.ts";
import { Spell } from "../part/spells.ts";
import { Facet } from "../part/facet.ts";
import { Part } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import { isDeletion } from "../rows/kinds/file.ts";
import { FILE, PARTITION, refOf, rowOf, kindOf } from "../rows/rows.ts";
import { QuerySlots } from "../part/query-slots.ts";
import type { RunContext } from "../part/run-context.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { RowQueueReader } from "../rows/row-queue.ts";
import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";
import type { CatalogueRemarks, DiscoveryRemarks } from "./remarks.ts";

/** Number of a storage partition (`stream/hour`), given on first sight. */
export function partitionNumber(run: RunContext, stream: number, hour: number): number {
  const name = `${stream}/${hour}`;
  const known = run.rows.partitions.indexOf(name);
  if (known >= 0) return known;
  return run.rows.partitions.push(name) - 1;
}

export type DiscoverySpec = {
  readonly trigger: "on-write" | "scheduled";
  readonly intervalMs: number;
  readonly coldStart: Sampler;
  readonly workMs: number;
  readonly listPageMs: number;
  /** Calls that may run at once; more wait their turn. */
  readonly concurrency: number;
};

/** A function stays warm this long without calls (facts/streaming.md 4, assumed: the service does not publish it). */
const WARM_MS = 10 * 60_000;
const KEYS_PER_PAGE = 1000;

/** Finds storage partitions the catalogue does not know: told of each new object, or by listing the prefix on a schedule. */
export class PartitionDiscovery extends Part<DiscoveryRemarks> {
  private readonly input: RowQueueReader;
  private readonly outputs: readonly RowQueue[];
  private readonly spec: DiscoverySpec;
  private readonly random: RandomStream;
  private readonly slots: QuerySlots;
  private readonly reported = new Set<number>();
  private readonly seen = new Set<number>();
  private readonly found: { at: number; partition: number }[] = [];
  private objects = 0;
  private invocations = 0;
  private busyMsTotal = 0;
  private warmUntil = -Infinity;
  private nextListAt: number;
  private throttledUntil = -Infinity;

  constructor(id: string, run: RunContext, inputs: readonly RowQueue[], outputs: readonly RowQueue[], spec: DiscoverySpec) {
    super(id, run);
    this.spec = spec;
    this.input = new RowQueueReader(inputs);
    this.outputs = outputs;
    this.random = run.randomStream(id, "start");
    this.slots = new QuerySlots(spec.concurrency);
    this.nextListAt = spec.intervalMs;
  }

  advance(until: number): void {
    const scheduled = this.spec.trigger === "scheduled";
    while (this.input.next(until)) {
      const { ref, time } = this.input;
      if (kindOf(ref) !== FILE) continue;
      while (scheduled && this.nextListAt <= time) this.list(this.nextListAt);
      const file = this.run.rows.files[rowOf(ref)];
      if (isDeletion(file)) continue;
      this.objects++;
      this.meter.arrived(0);
      const partition = partitionNumber(this.run, file.stream, file.hour);
      if (scheduled) this.seen.add(partition);
      else this.onObject(partition, time);
    }
    while (scheduled && this.nextListAt < until) this.list(this.nextListAt);
    this.send(until);
  }

  override nextWorkMs(): number {
    let next = Math.min(this.input.peekTime(), this.spec.trigger === "scheduled" ? this.nextListAt : Infinity);
    for (const { at } of this.found) if (at < next) next = at;
    return next;
  }

  private invoke(at: number, workMs: number): number {
    const startMs = at > this.warmUntil ? this.spec.coldStart.sample(this.random) : 0;
    this.invocations++;
    this.busyMsTotal += startMs + workMs;
    const from = Math.max(at, this.throttledUntil);
    const { doneAt, waitMs } = this.slots.run(from, startMs + workMs);
    this.meter.served(at, from - at + waitMs, startMs + workMs);
    this.warmUntil = at + WARM_MS;
    return doneAt;
  }

  private onObject(partition: number, at: number): void {
    const doneAt = this.invoke(at, this.spec.workMs);
    if (this.reported.has(partition)) return;
    this.reported.add(partition);
    this.found.push({ at: doneAt, partition });
  }

  private list(at: number): void {
    this.nextListAt = at + this.spec.intervalMs;
    const doneAt = this.invoke(at, Math.ceil(Math.max(1, this.objects) / KEYS_PER_PAGE) * this.spec.listPageMs + this.spec.workMs);
    for (const partition of this.seen) {
      if (this.reported.has(partition)) continue;
      this.reported.add(partition);
      this.found.push({ at: doneAt, partition });
    }
  }

  private send(until: number): void {
    this.found.sort((a, b) => a.at - b.at || a.partition - b.partition);
    while (this.found.length > 0 && this.found[0].at < until) {
      const { at, partition } = this.found.shift() as { at: number; partition: number };
      this.meter.departures++;
      for (const wire of this.outputs) wire.push(at, refOf(PARTITION, partition));
    }
  }

  /** Calls are refused and come again: those of events are kept by the service and run when it may. */
  override strike(strike: Strike, at: number): void {
    this.throttledUntil = Math.max(this.throttledUntil, at + strike.durationMs);
    this.remark(at, "throttled", { forMs: strike.durationMs });
  }

  override finish(at: number): boolean {
    if (this.spec.trigger === "scheduled" && [...this.seen].some((partition) => !this.reported.has(partition))) this.list(at);
    this.send(at);
    return this.found.length === 0;
  }

  /** It learns of files, and looks into none. */
  override eventsNeededFrom(): number {
    return Infinity;
  }

  override figure(): string {
    return `${this.reported.size} ${nounFor(this.reported.size, "partition")}`;
  }

  override usage(): Record<string, number> {
    return { ...super.usage(), invocations: this.invocations, busyMs: this.busyMsTotal, partitionsRegistered: this.reported.size };
  }
}

/** Knows which partitions of which table exist; with projection every partition counts as known. */
export class PartitionCatalogue extends Part<CatalogueRemarks> {
  private readonly input: RowQueueReader;
  private readonly outputs: readonly RowQueue[];
  private readonly requestLatencyMs: number;
  readonly projection: boolean;
  private registered = 0;
  private readonly spell = new Spell();

  constructor(
    id: string,
    run: RunContext,
    inputs: readonly RowQueue[],
    outputs: readonly RowQueue[],
    spec: { requestLatencyMs: number; projection: boolean },
  ) {
    super(id, run);
    this.tell(KNOWS_PARTITIONS, this);
    this.input = new RowQueueReader(inputs);
    this.outputs = outputs;
    this.requestLatencyMs = spec.requestLatencyMs;
    this.projection = spec.projection;
  }

  advance(until: number): void {
    while (this.input.next(until)) {
      this.meter.arrived(0);
      const from = Math.max(this.input.time, this.spell.awayUntil);
      this.meter.served(this.input.time, from - this.input.time, this.requestLatencyMs);
      this.meter.departures++;
      this.registered++;
      for (const wire of this.outputs) wire.push(from + this.requestLatencyMs, this.input.ref);
    }
  }

  override nextWorkMs(): number {
    return this.input.peekTime();
  }

  /** Whoever wants to register a partition tries until the catalogue answers again. */
  override strike(strike: Strike, at: number): void {
    this.meter.downMs += this.spell.stayAway(at, strike.durationMs);
    this.remark(at, "outage", { downMs: strike.durationMs });
  }

  override isDown(at: number): boolean {
    return this.spell.isAway(at);
  }

  /** It learns of files, and looks into none. */
  override eventsNeededFrom(): number {
    return Infinity;
  }

  override figure(): string {
    return this.projection ? "projection" : `${this.registered} ${nounFor(this.registered, "partition")}`;
  }

  override usage(): Record<string, number> {
    return { ...super.usage(), partitionsRegistered: this.registered, requests: this.registered };
  }
}

/** A part that knows which partitions of a table exist. */
export const KNOWS_PARTITIONS = new Facet<Pick<PartitionCatalogue, "projection">>("knows partitions");
