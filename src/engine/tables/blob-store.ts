import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";
import { NOTHING } from "../calls/calls.ts";
import type { Call } from "../calls/calls.ts";
import { KeyMap } from "../kernel/key-map.ts";
import { TimeQueue } from "../kernel/time-queue.ts";
import { CallPart } from "../part/call-part.ts";
import { Facet } from "../part/facet.ts";
import { amountOf } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import type { RunContext } from "../part/run-context.ts";
import { Spell } from "../part/spells.ts";
import { RowQueueReader } from "../rows/row-queue.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { ITEM, refOf, rowOf } from "../rows/rows.ts";
import { ExpiringRows } from "./expiring-rows.ts";
import type { BlobStoreRemarks } from "./remarks.ts";
import { CapacityBucket } from "./token-bucket.ts";

export type BlobStoreSpec = {
  /** Until the first byte is there; until a small object is written. */
  readonly get: Sampler;
  readonly put: Sampler;
  /** Over one connection. */
  readonly bytesPerMs: number;
  /** Granted over all its prefixes. */
  readonly getsPerSecond: number;
  readonly putsPerSecond: number;
};

/** A store of contents by name, for whoever asks whether what a row of metadata names is there. */
export const HOLDS_BLOBS = new Facet<{ rowAt(key: number): number }>("holds contents");

/** Seconds of rate a prefix answers ahead before it says 503. */
const KEPT_SECONDS = 1;

/**
 * Objects by name, of any number: each call takes the time of the first byte and of its bytes over one connection, nobody waits for
 * another, and beyond the rate of the prefixes it is refused. An object is there for everybody once its write is acknowledged. What
 * was stored before the run has the number of its row for a name. In `calls`.
 */
export class BlobStore extends CallPart<BlobStoreRemarks> {
  private readonly input: RowQueueReader;
  private readonly spec: BlobStoreSpec;
  private readonly random: RandomStream;
  private readonly spell = new Spell();
  private readonly objects = new KeyMap();
  private readonly expiring = new ExpiringRows();
  private readonly gets: CapacityBucket;
  private readonly puts: CapacityBucket;
  private readonly due = new TimeQueue();
  private deleted = new Set<number>();
  private underWay = 0;
  private reads = 0;
  private writes = 0;
  private storedBytes = 0;
  private throttledAt = -Infinity;

  constructor(id: string, run: RunContext, wires: { calls: readonly RowQueue[] }, spec: BlobStoreSpec) {
    super(id, run, wires.calls);
    this.spec = spec;
    this.input = new RowQueueReader(wires.calls);
    this.random = run.randomStream(id, "objects");
    this.gets = new CapacityBucket(spec.getsPerSecond, KEPT_SECONDS);
    this.puts = new CapacityBucket(spec.putsPerSecond, KEPT_SECONDS);
    this.tell(HOLDS_BLOBS, this);
  }

  /** The row whose content lies under a name. */
  rowAt(key: number): number {
    const row = this.objects.get(key);
    if (row >= 0) return row;
    return key < (this.run.desk.items?.stockItems ?? 0) && !this.deleted.has(key) ? key : -1;
  }

  protected nextOwnAt(): number {
    return Math.min(this.due.time, this.input.peekTime());
  }

  protected moveOwn(at: number): void {
    if (this.due.time <= at) return this.done(this.calls.of(this.due.pop()), at);
    this.input.next(Infinity);
    this.take(this.calls.of(this.input.ref), at);
  }

  private take(call: Call, at: number): void {
    if (this.answersCheck(call, at)) return;
    if (call.op === "keys" || call.op === "insert") return this.calls.refuse(call, at, "not understood", this.place);
    this.run.desk.items?.layStock();
    this.meter.arrived(call.bytes);
    if (this.spell.isAway(at)) return this.calls.refuse(call, at, "object store away", this.place);
    const bucket = call.op === "read" ? this.gets : this.puts;
    if (!bucket.admits(at, 1)) return this.slowDown(call, at);
    bucket.take(1);
    const bytes = this.contentBytes(call.op === "read" ? this.rowAt(call.key) : call.row === NOTHING ? -1 : rowOf(call.row));
    const first = (call.op === "read" ? this.spec.get : this.spec.put).sample(this.random) * this.spell.slowness(at);
    this.underWay++;
    if (call.trace !== null) this.calls.begun(call, at);
    this.due.push(at + first + bytes / this.spec.bytesPerMs, call.ref);
    this.meter.served(at, 0, first + bytes / this.spec.bytesPerMs);
  }

  private contentBytes(row: number): number {
    return row < 0 ? 0 : this.run.rows.items.bytes.data[row];
  }

  private slowDown(call: Call, at: number): void {
    this.calls.refuse(call, at, "slow down", this.place);
    if (at - this.throttledAt < 60_000) return;
    this.throttledAt = at;
    this.remark(at, "slow-down", { reading: call.op === "read" });
  }

  private done(call: Call, at: number): void {
    this.underWay--;
    this.meter.departures++;
    if (call.op === "read") {
      this.reads++;
      const row = this.rowAt(call.key);
      return this.calls.answer(call, at, row < 0 ? NOTHING : refOf(ITEM, row), this.place);
    }
    this.writes++;
    if (call.op === "purge") return this.calls.answer(call, at, NOTHING, this.place, this.purge(call.key, at));
    this.put(call.key, call.op === "delete" ? -1 : rowOf(call.row));
    this.calls.answer(call, at, call.op === "delete" ? NOTHING : call.row, this.place);
  }

  private put(key: number, row: number): void {
    this.storedBytes += this.contentBytes(row) - this.contentBytes(this.rowAt(key));
    if (row < 0) {
      this.objects.delete(key);
      this.deleted.add(key);
    } else {
      this.objects.set(key, row);
      this.expiring.add(row, this.run.rows.items.expiresAt.data[row]);
    }
  }

  /** One call deletes at most so many objects that have expired; names of new objects are the numbers of their rows. */
  private purge(most: number, at: number): number {
    let count = 0;
    while (count < most) {
      const row = this.expiring.takeDue(at);
      if (row < 0) break;
      if (this.rowAt(row) !== row) continue;
      this.put(row, -1);
      count++;
    }
    return count;
  }

  override strike(strike: Strike, at: number): void {
    const { fault, durationMs } = strike;
    if (fault === "slow") return this.spell.slow(amountOf(strike), at + durationMs);
    this.meter.downMs += this.spell.stayAway(at, durationMs);
    this.remark(at, "object-store-away", { downMs: durationMs });
  }

  override isDown(at: number): boolean {
    return this.spell.isAway(at);
  }

  override finish(): boolean {
    return this.input.empty && this.underWay === 0;
  }

  override usage(): Record<string, number> {
    const { items } = this.run.desk;
    let stockBytes = 0;
    for (let row = 0; items !== null && row < Math.min(items.stockItems, items.rows.length); row++)
      stockBytes += items.rows.bytes.data[row];
    stockBytes *= items?.itemsPerRow ?? 1;
    const { reads: getRequests, writes: putRequests } = this;
    return {
      ...super.usage(),
      requests: this.meter.arrivals,
      getRequests,
      putRequests,
      storedBytes: Math.max(0, this.storedBytes),
      stockBytes,
    };
  }
}
