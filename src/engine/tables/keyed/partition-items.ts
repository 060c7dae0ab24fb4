import { nounFor } from "../../../base/counted-noun.ts";
import type { RandomStream } from "../../../base/rng.ts";
import type { Sampler } from "../../../base/sampler.ts";
import { KEY_TAKEN, NOTHING } from "../../calls/calls.ts";
import type { Call } from "../../calls/calls.ts";
import { KeyMap } from "../../kernel/key-map.ts";
import { TimeQueue } from "../../kernel/time-queue.ts";
import { CallPart } from "../../part/call-part.ts";
import { amountOf } from "../../part/part.ts";
import type { Strike } from "../../part/part.ts";
import type { RunContext } from "../../part/run-context.ts";
import { Spell } from "../../part/spells.ts";
import { inZone } from "../../part/zones.ts";
import { RowQueueReader } from "../../rows/row-queue.ts";
import type { RowQueue } from "../../rows/row-queue.ts";
import { ITEM, refOf, rowOf } from "../../rows/rows.ts";
import type { PartitionTableSpec } from "../partition-table.ts";
import { HOLDS_ITEMS } from "../row-store.ts";
import { TableCapacity } from "../table-capacity.ts";
import type { Refusal } from "../table-capacity.ts";
import { CopiedRows, DELETED } from "./copied-rows.ts";
import type { PartitionItemsRemarks } from "./remarks.ts";

export type PartitionItemsSpec = Omit<PartitionTableSpec, "partitionsForSize"> & {
  /** What a partition holds at most. */
  readonly partitionBytes: number;
};

/** A call the client library waits with. */
type Again = { readonly call: Call; readonly attempt: number };

/** One remark about throttling a minute says enough. */
const REMARK_EVERY_MS = 60_000;
const SAID = { table: "the table's capacity", partition: "a partition's ceiling", leader: "no leader" } as const;
/** The copy that leads, the one that confirms with it, and the one that has it later. */
const [LEADER, CONFIRMS, BEHIND] = [0, 1, 2];

/**
 * A table as a service for rows of clients: a row lies in the partition of its key's hash, on three copies of which one leads and
 * decides. A change is acknowledged when a second copy has it; the third has it up to `staleMs` later, and a read that may be old
 * asks any of them. An insert is conditional: the leader refuses it where the key is there, for the units of a write. What is
 * over the capacity of the table or the ceiling of a partition is refused, and sent again by the client library. In `calls`.
 */
export class PartitionItems extends CallPart<PartitionItemsRemarks> {
  private readonly input: RowQueueReader;
  private readonly spec: PartitionItemsSpec;
  private capacity: TableCapacity;
  private readonly versions: CopiedRows;
  private readonly random: RandomStream;
  private readonly copyDraws: RandomStream;
  /** Partition by key, for as many partitions as there were when it was looked up. */
  private placed = new KeyMap();
  private placedAmong = 0;
  private readonly due = new TimeQueue();
  private readonly waiting: (Again | null)[] = [];
  private readonly freeWaiting: number[] = [];
  private readonly spell = new Spell();
  private remarkAt = -Infinity;
  private lostZone = -1;
  private leaderlessUntil = -Infinity;
  private laid = false;
  private throttled = 0;
  private reads = 0;
  private writes = 0;
  private writeUnits = 0;
  private readUnits = 0;
  private storedBytes = 0;
  private stockBytes = 0;

  constructor(id: string, run: RunContext, wires: { readonly calls: readonly RowQueue[] }, spec: PartitionItemsSpec) {
    super(id, run, wires.calls);
    this.spec = spec;
    this.input = new RowQueueReader(wires.calls);
    const { items } = run.desk;
    this.versions = new CopiedRows(spec.copies, items?.stockItems ?? 64);
    this.random = run.randomStream(id, "latency");
    this.copyDraws = run.randomStream(id, "copies");
    this.capacity = new TableCapacity(spec, 0);
    this.tell(HOLDS_ITEMS, this);
  }

  rowAt(key: number): number {
    this.layStock();
    return this.versions.rowOf(this.versions.versionOf(key));
  }

  private layStock(): void {
    if (this.laid) return;
    this.laid = true;
    const { items } = this.run.desk;
    if (items === null) return;
    items.layStock();
    for (let row = 0; row < items.stockItems; row++) {
      this.versions.lay(items.rows.key.data[row], row);
      this.stockBytes += items.rows.rowBytes(row);
    }
    const partitionsForSize = Math.ceil((this.stockBytes * items.itemsPerRow) / this.spec.partitionBytes);
    this.capacity = new TableCapacity({ ...this.spec, partitionsForSize }, 0);
  }

  protected nextOwnAt(): number {
    return Math.min(this.due.time, this.input.peekTime());
  }

  protected moveOwn(at: number): void {
    if (this.due.time <= at) {
      const place = this.due.pop();
      const again = this.waiting[place] as Again;
      this.waiting[place] = null;
      this.freeWaiting.push(place);
      return this.serve(again, at);
    }
    this.input.next(Infinity);
    this.take(this.calls.of(this.input.ref), at);
  }

  private take(call: Call, at: number): void {
    if (this.answersCheck(call, at)) return;
    if (call.op === "keys" || call.op === "purge" || call.lists !== null) return this.calls.refuse(call, at, "not understood", this.place);
    this.layStock();
    this.meter.arrived(call.bytes);
    this.serve({ call, attempt: 0 }, at);
  }

  private partitionOf(key: number): number {
    const { capacity } = this;
    if (this.placedAmong !== capacity.partitions) {
      this.placed = new KeyMap();
      this.placedAmong = capacity.partitions;
    }
    let partition = this.placed.get(key);
    if (partition < 0) this.placed.set(key, (partition = capacity.partitionOf(key)));
    return partition;
  }

  private serve(again: Again, at: number): void {
    this.capacity.moveTo(at);
    if (again.call.trace !== null) this.calls.begun(again.call, at);
    if (again.call.op === "read") this.read(again, at);
    else this.write(again, at);
  }

  private latency(sampler: Sampler, at: number): number {
    const ms = sampler.sample(this.random) * this.spell.slowness(at);
    this.meter.served(at, 0, ms);
    return ms;
  }

  private bytesOfRow(row: number): number {
    return row < 0 ? 1 : Math.max(1, this.run.rows.items.rowBytes(row));
  }

  private read(again: Again, at: number): void {
    const { spec, capacity, versions } = this;
    const { call } = again;
    const partition = this.partitionOf(call.key);
    if (spec.strongReads && this.leaderless(partition, at)) return this.refuse(again, at, "leader", partition);
    const copy = spec.strongReads ? LEADER : Math.floor(this.copyDraws.nextUniform32() * spec.copies);
    const row = versions.rowOf(versions.versionOn(copy, call.key, at));
    const units = Math.ceil(this.bytesOfRow(row) / spec.readUnitBytes) * (spec.strongReads ? 1 : 0.5);
    const refusal = capacity.reads.take(partition, at, units);
    if (refusal !== null) return this.refuse(again, at, refusal, partition);
    this.reads++;
    this.readUnits += units;
    this.meter.departures++;
    this.calls.answer(call, at + this.latency(spec.readLatency, at), row < 0 ? NOTHING : refOf(ITEM, row), this.place);
  }

  private write(again: Again, at: number): void {
    const { spec, capacity } = this;
    const { call } = again;
    const { op, key } = call;
    const partition = this.partitionOf(key);
    if (this.leaderless(partition, at)) return this.refuse(again, at, "leader", partition);
    const before = this.rowAt(key);
    const after = op === "delete" ? DELETED : op === "touch" ? before : rowOf(call.row);
    const units = Math.ceil(Math.max(this.bytesOfRow(before), this.bytesOfRow(after)) / spec.writeUnitBytes);
    const refusal = capacity.writes.take(partition, at, units);
    if (refusal !== null) return this.refuse(again, at, refusal, partition);
    this.writes++;
    this.writeUnits += units;
    this.meter.departures++;
    const doneAt = at + this.latency(spec.writeLatency, at);
    if (op === "insert" && before >= 0) return this.calls.refuse(call, doneAt, KEY_TAKEN, this.place);
    if (op !== "touch" && (op !== "delete" || before >= 0)) this.store(key, before, after, at, doneAt);
    this.calls.answer(call, doneAt, op === "insert" || op === "write" ? call.row : NOTHING, this.place);
  }

  private store(key: number, before: number, after: number, at: number, doneAt: number): void {
    const { versions, spec } = this;
    if (before >= 0) this.storedBytes -= this.bytesOfRow(before);
    if (after >= 0) this.storedBytes += this.bytesOfRow(after);
    const version = versions.put(key, after);
    versions.arrives(version, LEADER, at);
    versions.arrives(version, CONFIRMS, doneAt);
    versions.arrives(version, BEHIND, doneAt + this.copyDraws.nextUniform32() * spec.staleMs);
  }

  private leaderless(partition: number, at: number): boolean {
    return at < this.leaderlessUntil && inZone(partition, this.lostZone);
  }

  /** The client library waits and tries again, twice as long each time, and then gives up. */
  private refuse({ call, attempt }: Again, at: number, why: NonNullable<Refusal> | "leader", partition: number): void {
    if (why !== "leader") this.throttled++;
    if (attempt < this.spec.retries) {
      const place = this.freeWaiting.pop() ?? this.waiting.length;
      this.waiting[place] = { call, attempt: attempt + 1 };
      this.due.push(at + this.spec.firstRetryMs * 2 ** attempt, place);
      return;
    }
    if (why !== "leader") this.explain(at, why, partition, call.op === "read");
    this.meter.intervalDropped++;
    this.calls.refuse(call, at, `throttled: ${SAID[why]}`, this.place);
  }

  private explain(at: number, why: NonNullable<Refusal>, partition: number, reading: boolean): void {
    if (at < this.remarkAt + REMARK_EVERY_MS) return;
    this.remarkAt = at;
    const { partitionWriteUnitsPerSecond, partitionReadUnitsPerSecond } = this.spec;
    const unitsPerSecond = reading ? partitionReadUnitsPerSecond : partitionWriteUnitsPerSecond;
    if (why === "partition") this.remark(at, "throttled", { by: "partition", partition, reading, unitsPerSecond });
    else this.remark(at, "throttled", { by: "table", reading }, reading ? "readUnits" : "writeUnits");
  }

  override strike(strike: Strike, at: number): void {
    const until = at + strike.durationMs;
    this.layStock();
    if (strike.fault === "slow") return this.spell.slow(amountOf(strike), until);
    if (strike.fault === "throttle") {
      const share = amountOf(strike);
      this.capacity.squeeze(share, at, until);
      return this.remark(at, "throttled", { by: "others", forMs: strike.durationMs, leftShare: share });
    }
    this.lostZone = strike.index ?? 0;
    this.leaderlessUntil = Math.min(until, at + this.spec.leaderChangeMs);
    this.remark(at, "zone-lost", {});
  }

  override finish(): boolean {
    return this.input.empty && this.due.size === 0;
  }

  override queueLength(): number {
    return this.due.size;
  }

  override figure(): string {
    const { throttled, capacity } = this;
    return throttled === 0
      ? `${capacity.partitions} ${nounFor(capacity.partitions, "partition")}`
      : `${throttled} ${nounFor(throttled, "request")} throttled`;
  }

  override usage(): Record<string, number> {
    const { reads, writes, writeUnits, readUnits } = this;
    const stockBytes = this.stockBytes * (this.run.desk.items?.itemsPerRow ?? 1);
    const storedBytes = Math.max(0, this.storedBytes);
    return { ...super.usage(), requests: this.meter.arrivals, reads, writes, writeUnits, readUnits, storedBytes, stockBytes };
  }
}
