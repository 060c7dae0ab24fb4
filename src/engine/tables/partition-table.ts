import { nounFor } from "../../base/counted-noun.ts";
import { NOTHING } from "../calls/calls.ts";
import { CallPart } from "../part/call-part.ts";
import { Spell } from "../part/spells.ts";
import { amountOf } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import type { ListStore } from "./list-store.ts";
import { EVENT, LIST, refOf, REQUEST, rowOf, kindOf, userOfRow, VECTOR } from "../rows/rows.ts";
import type { RunContext } from "../part/run-context.ts";
import { TableCapacity } from "./table-capacity.ts";
import type { CapacityPlan, Refusal } from "./table-capacity.ts";
import { VisibleLists } from "./visible-lists.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { RowQueueReader } from "../rows/row-queue.ts";
import { inZone } from "../part/zones.ts";
import { TimeQueue } from "../kernel/time-queue.ts";
import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";
import type { PartitionTableRemarks } from "./remarks.ts";

export type PartitionTableSpec = CapacityPlan & {
  /** Bytes one unit pays for; items are rounded up. */
  readonly writeUnitBytes: number;
  readonly readUnitBytes: number;
  /** Strong reads ask the leader; the others any copy, at half the units, and may miss what is newer than `staleMs`. */
  readonly strongReads: boolean;
  readonly staleMs: number;
  readonly copies: number;
  readonly writeLatency: Sampler;
  readonly readLatency: Sampler;
  /** Times the client library sends a refused request again; it waits so long first, and twice as long each time. */
  readonly retries: number;
  readonly firstRetryMs: number;
  /** Until partitions whose leader is gone have another one. */
  readonly leaderChangeMs: number;
};

/** One remark about throttling a minute says enough. */
const REMARK_EVERY_MS = 60_000;
const SAID = { table: "the table's capacity", partition: "a partition's ceiling", leader: "no leader" } as const;

/**
 * A table as a service (facts/storage.md 4.2): rows lie in the partition of their user's hash, a request costs units by the size
 * of its item, and what is over the capacity of the table or the ceiling of the partition is refused, sent again by the
 * client library and in the end an error. In `write` records, in `read` requests, which are answered here.
 */
export class PartitionTable extends CallPart<PartitionTableRemarks> implements ListStore {
  readonly lists: VisibleLists;
  readonly capacity: TableCapacity;
  throttled = 0;
  private readonly writes: RowQueueReader;
  private readonly reads: RowQueueReader;
  private readonly spec: PartitionTableSpec;
  private readonly random: RandomStream;
  private readonly staleRandom: RandomStream;
  private readonly again = new TimeQueue();
  private readonly attempt = new Map<number, number>();
  /** Users with a list, users with a vector: their later ones take the place of these. */
  private readonly keeps: Uint8Array;
  private readonly deliveredCode: number;
  private readonly failedCode: { readonly throttled: number; readonly leader: number };
  private remarkAt = -Infinity;
  private readonly spell = new Spell();
  private lostZone = -1;
  private leaderlessUntil = -Infinity;
  private written = 0;
  private read = 0;
  private writeUnits = 0;
  private readUnits = 0;
  private storedBytes = 0;

  constructor(id: string, run: RunContext, inputs: { writes: readonly RowQueue[]; reads: readonly RowQueue[] }, spec: PartitionTableSpec) {
    super(id, run, inputs.reads);
    this.spec = spec;
    this.writes = new RowQueueReader(inputs.writes);
    this.reads = new RowQueueReader(inputs.reads);
    const users = Math.max(1, run.dimensions.users);
    this.lists = new VisibleLists(users);
    this.capacity = new TableCapacity(spec, users);
    this.keeps = new Uint8Array(users);
    this.random = run.randomStream(id, "latency");
    this.staleRandom = run.randomStream(id, "copies");
    this.deliveredCode = run.ledger.code("delivered");
    this.failedCode = {
      throttled: run.ledger.code("dropped", id, "throttled until the last retry"),
      leader: run.ledger.code("dropped", id, "no leader until the last retry"),
    };
  }

  protected nextOwnAt(): number {
    return Math.min(this.again.time, this.writes.peekTime(), this.reads.peekTime());
  }

  protected moveOwn(at: number): void {
    if (this.again.time === at) return this.serve(this.again.pop(), at);
    const reader = this.writes.peekTime() === at ? this.writes : this.reads;
    reader.next(Infinity);
    this.meter.arrived(this.bytesOf(reader.ref));
    this.serve(reader.ref, at);
  }

  private serve(ref: number, at: number): void {
    this.capacity.moveTo(at);
    if (kindOf(ref) === REQUEST) this.answer(ref, at);
    else this.write(ref, at);
  }

  private latency(sampler: Sampler, at: number): number {
    const ms = sampler.sample(this.random) * this.spell.slowness(at);
    this.meter.served(at, 0, ms);
    return ms;
  }

  private write(ref: number, at: number): void {
    const { spec, capacity } = this;
    const user = userOfRow(this.run.rows, ref);
    const partition = user < 0 ? capacity.partitionOfKey(`row ${ref}`) : capacity.partitionOf(user);
    const items = this.rowsKeptFor(ref);
    const units = items * Math.ceil(Math.max(1, this.bytesOf(ref) / items) / spec.writeUnitBytes);
    if (this.leaderless(partition, at)) return this.refuse(ref, at, "leader", partition);
    const refusal = capacity.writes.take(partition, at, units);
    if (refusal !== null) return this.refuse(ref, at, refusal, partition);
    this.writeUnits += units;
    this.attempt.delete(ref);
    this.shown(ref, at + this.latency(spec.writeLatency, at));
  }

  private shown(ref: number, at: number): void {
    const { rows } = this.run;
    const row = rowOf(ref);
    this.written++;
    this.meter.departures++;
    this.storedBytes += this.addedBytes(ref);
    if (kindOf(ref) === LIST) this.lists.show(rows.lists.user.data[row], row, at);
    if (kindOf(ref) !== EVENT) return;
    this.run.recorder(this.id).visible(row, rows.events.happenedAt.at(row), at);
    this.run.ledger.end(row, this.deliveredCode);
  }

  /** A user's newest list or vector replaces the one before; everything else is a row of its own. */
  private addedBytes(ref: number): number {
    const stream = kindOf(ref);
    const mark = stream === LIST ? 1 : stream === VECTOR ? 2 : 0;
    const user = Math.max(0, userOfRow(this.run.rows, ref));
    if ((this.keeps[user] & mark) !== 0) return 0;
    this.keeps[user] |= mark;
    return this.bytesOf(ref);
  }

  private answer(ref: number, at: number): void {
    const { spec, capacity } = this;
    const call = this.calls.of(ref);
    const { key: user } = call;
    const partition = capacity.partitionOf(user);
    const shown = this.lists.shownAt(user, at);
    const bytes = shown < 0 ? 1 : this.bytesOf(refOf(LIST, shown));
    const units = Math.ceil(bytes / spec.readUnitBytes) * (spec.strongReads ? 1 : 0.5);
    if (spec.strongReads && this.leaderless(partition, at)) return this.refuse(ref, at, "leader", partition);
    const refusal = capacity.reads.take(partition, at, units);
    if (refusal !== null) return this.refuse(ref, at, refusal, partition);
    this.read++;
    this.readUnits += units;
    this.attempt.delete(ref);
    this.meter.departures++;
    const list = this.lists.shownAt(user, at - this.lagMs());
    this.calls.answer(call, at + this.latency(spec.readLatency, at), list < 0 ? NOTHING : refOf(LIST, list), this.place);
  }

  /** One copy of a row is behind the two that confirmed its write, for up to `staleMs`: an eventual read may ask that one. */
  private lagMs(): number {
    const { strongReads, copies, staleMs } = this.spec;
    if (strongReads) return 0;
    const asked = this.staleRandom.nextUniform32() * copies;
    return asked < 1 ? asked * staleMs : 0;
  }

  private leaderless(partition: number, at: number): boolean {
    return at < this.leaderlessUntil && inZone(partition, this.lostZone);
  }

  /** The client library waits and tries again, twice as long each time, and then gives up. */
  private refuse(ref: number, at: number, why: NonNullable<Refusal> | "leader", partition: number): void {
    const attempt = this.attempt.get(ref) ?? 0;
    if (why !== "leader") this.throttled++;
    if (attempt < this.spec.retries) {
      this.attempt.set(ref, attempt + 1);
      this.again.push(at + this.spec.firstRetryMs * 2 ** attempt, ref);
      return;
    }
    this.attempt.delete(ref);
    if (why !== "leader") this.explain(at, why, partition, kindOf(ref) === REQUEST);
    if (kindOf(ref) === REQUEST) return this.calls.refuse(this.calls.of(ref), at, `throttled: ${SAID[why]}`, this.place);
    this.meter.intervalDropped++;
    if (kindOf(ref) === EVENT) this.run.ledger.end(rowOf(ref), why === "leader" ? this.failedCode.leader : this.failedCode.throttled);
  }

  private explain(at: number, why: NonNullable<Refusal>, partition: number, reading: boolean): void {
    if (at < this.remarkAt + REMARK_EVERY_MS) return;
    this.remarkAt = at;
    const { partitionWriteUnitsPerSecond, partitionReadUnitsPerSecond } = this.spec;
    const unitsPerSecond = reading ? partitionReadUnitsPerSecond : partitionWriteUnitsPerSecond;
    if (why === "partition") this.remark(at, "throttled", { by: "partition", partition, reading, unitsPerSecond });
    else this.remark(at, "throttled", { by: "table", reading }, reading ? "readUnits" : "writeUnits");
  }

  /** What a strong read would find, or any up-to-date copy. */
  heldFor(user: number, at: number): number | null {
    if (this.spec.strongReads && this.leaderless(this.capacity.partitionOf(user), at)) return null;
    return this.lists.shownAt(user, at);
  }

  override strike(strike: Strike, at: number): void {
    const until = at + strike.durationMs;
    if (strike.fault === "slow") {
      this.spell.slow(amountOf(strike), until);
    } else if (strike.fault === "throttle") {
      const share = amountOf(strike);
      this.capacity.squeeze(share, at, until);
      this.remark(at, "throttled", { by: "others", forMs: strike.durationMs, leftShare: share });
    } else {
      this.lostZone = strike.index ?? 0;
      this.leaderlessUntil = Math.min(until, at + this.spec.leaderChangeMs);
      this.remark(at, "zone-lost", {});
    }
  }

  override finish(): boolean {
    return this.writes.empty && this.reads.empty && this.again.size === 0;
  }

  override heldEvents(): number {
    let held = 0;
    for (const ref of this.attempt.keys()) if (kindOf(ref) === EVENT) held++;
    return held;
  }

  override figure(): string {
    return this.throttled === 0
      ? `${this.capacity.partitions} ${nounFor(this.capacity.partitions, "partition")}`
      : `${this.throttled} ${nounFor(this.throttled, "request")} throttled`;
  }

  override usage(): Record<string, number> {
    const { writeUnits, readUnits, storedBytes } = this;
    return { ...super.usage(), writes: this.written, reads: this.read, writeUnits, readUnits, storedBytes };
  }
}
