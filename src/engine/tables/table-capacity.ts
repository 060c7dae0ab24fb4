import { CapacityBucket } from "./token-bucket.ts";
import { HashRangePlacement, initialRanges } from "../../base/hash-ranges.ts";

export type CapacityPlan = {
  /** What the table grants at first; on demand it grants twice the busiest second of the half hours before, if that is more. */
  readonly writeUnitsPerSecond: number;
  readonly readUnitsPerSecond: number;
  readonly onDemand: boolean;
  /** Seconds of unused capacity the table keeps; a partition keeps none beyond its second. */
  readonly burstSeconds: number;
  readonly partitionWriteUnitsPerSecond: number;
  readonly partitionReadUnitsPerSecond: number;
  /** So many partitions it takes to hold what is stored, whatever is asked of them; left out: one. */
  readonly partitionsForSize?: number;
};

/** Who refused: the whole table's capacity, or the ceiling of one partition. */
export type Refusal = "table" | "partition" | null;

const PEAK_PERIOD_MS = 30 * 60_000;

/** Units of one direction: granted to the table, capped at each partition, with the busiest second remembered. */
class Direction {
  readonly table: CapacityBucket;
  partitions: CapacityBucket[] = [];
  granted: number;
  private readonly perPartition: number;
  private second = -1;
  private inSecond = 0;
  private peak = 0;

  constructor(granted: number, perPartition: number, keptSeconds: number) {
    this.granted = granted;
    this.perPartition = perPartition;
    this.table = new CapacityBucket(granted, keptSeconds);
  }

  spread(partitions: number): void {
    this.partitions = Array.from({ length: partitions }, () => new CapacityBucket(this.perPartition, 1));
  }

  take(partition: number, at: number, units: number): Refusal {
    if (!this.partitions[partition].admits(at, units)) return "partition";
    if (!this.table.admits(at, units)) return "table";
    this.partitions[partition].take(units);
    this.table.take(units);
    const second = Math.floor(at / 1000);
    if (second !== this.second) {
      this.second = second;
      this.inSecond = 0;
    }
    this.inSecond += units;
    if (this.inSecond > this.peak) this.peak = this.inSecond;
    return null;
  }

  /** A half hour is over: what was its busiest second may double from now on. */
  grow(at: number): boolean {
    const wanted = 2 * this.peak;
    this.peak = 0;
    if (wanted <= this.granted) return false;
    this.granted = wanted;
    this.table.grant(wanted, at);
    return true;
  }
}

/**
 * The capacity of a table cut into partitions by a hash of the key. The table grants units and lends its capacity to whichever
 * partition is asked (adaptive capacity), but no partition, hence no single key, ever serves more than its ceiling.
 */
export class TableCapacity {
  readonly writes: Direction;
  readonly reads: Direction;
  private readonly plan: CapacityPlan;
  private placement = new HashRangePlacement(initialRanges(1));
  private readonly known: Int32Array;
  private period = 0;

  constructor(plan: CapacityPlan, users: number) {
    this.plan = plan;
    const kept = plan.onDemand ? 1 : plan.burstSeconds;
    this.writes = new Direction(plan.writeUnitsPerSecond, plan.partitionWriteUnitsPerSecond, kept);
    this.reads = new Direction(plan.readUnitsPerSecond, plan.partitionReadUnitsPerSecond, kept);
    this.known = new Int32Array(users).fill(-1);
    this.spread();
  }

  get partitions(): number {
    return this.writes.partitions.length;
  }

  /** As many partitions as serve what the table grants: writes and reads add up when bought, and come with each other on demand. */
  private spread(): void {
    const { plan, writes, reads } = this;
    const forWrites = writes.granted / plan.partitionWriteUnitsPerSecond;
    const forReads = reads.granted / plan.partitionReadUnitsPerSecond;
    const count = Math.max(1, plan.partitionsForSize ?? 1, Math.ceil(plan.onDemand ? Math.max(forWrites, forReads) : forWrites + forReads));
    this.placement = new HashRangePlacement(initialRanges(count));
    this.known.fill(-1);
    writes.spread(count);
    reads.spread(count);
  }

  /** Where a user's rows are; a generator of load beside the workload's users has keys of its own, which are not remembered. */
  partitionOf(user: number): number {
    if (user < 0 || user >= this.known.length) return this.placement.ofKey(String(user));
    if (this.known[user] < 0) this.known[user] = this.placement.ofKey(String(user));
    return this.known[user];
  }

  /** Where a row lies that is no user's. */
  partitionOfKey(key: string): number {
    return this.placement.ofKey(key);
  }

  /** Called with every request, in order of time. */
  moveTo(at: number): void {
    const period = Math.floor(at / PEAK_PERIOD_MS);
    if (period === this.period) return;
    this.period = period;
    if (!this.plan.onDemand) return;
    const grew = [this.writes, this.reads].map((direction) => direction.grow(at));
    if (grew.includes(true)) this.spread();
  }

  squeeze(share: number, at: number, until: number): void {
    this.writes.table.squeeze(share, at, until);
    this.reads.table.squeeze(share, at, until);
  }
}
