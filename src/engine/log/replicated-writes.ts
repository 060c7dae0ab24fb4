import type { Draws } from "../../base/sampler.ts";
import type { NodeMeter } from "../books/node-meter.ts";
import type { Brokers } from "./brokers.ts";
import type { LogSpec } from "./log-spec.ts";
import type { PartitionStore, ProducedRows } from "./partition-store.ts";
import type { ReplicationPauses } from "./replication-pauses.ts";

/** What it takes a leader to write rows one behind the other, and followers to copy them until readers see them. */
export class ReplicatedWrites {
  /** Rows that were written, and ms from when each was at its producer until it was confirmed, in all. */
  count = 0;
  private publishSumMs = 0;
  private readonly spec: LogSpec;
  private readonly brokers: Brokers;
  private readonly publish: Draws;
  private readonly pauses: ReplicationPauses | null;
  private readonly meter: NodeMeter;
  private visibleAt = new Float64Array(256);
  private writtenAt = new Float64Array(256);

  constructor(spec: LogSpec, brokers: Brokers, publish: Draws, pauses: ReplicationPauses | null, meter: NodeMeter) {
    this.spec = spec;
    this.brokers = brokers;
    this.publish = publish;
    this.pauses = pauses;
    this.meter = meter;
  }

  /** Rows reach the leader of partition `p` at `at`, which has one. */
  write(partition: PartitionStore, p: number, at: number, rows: ProducedRows): void {
    const { bytes, since, length } = rows;
    if (length > this.visibleAt.length) {
      this.visibleAt = new Float64Array(2 * length);
      this.writtenAt = new Float64Array(2 * length);
    }
    const { brokers, meter, pauses, publish, visibleAt, writtenAt } = this;
    const { acks, broker } = this.spec;
    const { leader } = partition;
    const replicates = broker.replicationFactor > 1;
    const followerFactor = replicates ? brokers.followerFactor(p, at) : 0;
    let visible = Math.max(partition.lastVisible, partition.stalledUntil);
    let publishSumMs = this.publishSumMs;
    for (let i = 0; i < length; i++) {
      const written = brokers.write(leader, at, bytes[i]);
      const serviceMs = brokers.lastServiceMs;
      const replicated = replicates ? written + publish.next() * followerFactor : written;
      if (replicated > visible) visible = replicated;
      if (pauses !== null) visible = Math.max(visible, pauses.until(leader, written));
      meter.served(at, written - at - serviceMs, serviceMs);
      publishSumMs += acks === "all" ? visible - since[i] : acks === "1" ? written - since[i] : 0;
      visibleAt[i] = visible;
      writtenAt[i] = written;
    }
    this.publishSumMs = publishSumMs;
    this.count += length;
    meter.departures += length;
    partition.append(rows, visibleAt, writtenAt);
  }

  /** From the producer's hand to its confirmation, on average; 0 before the first row. */
  get meanPublishMs(): number {
    return this.count === 0 ? 0 : this.publishSumMs / this.count;
  }
}
