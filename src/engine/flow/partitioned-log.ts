import { Brokers } from "./brokers.ts";
import type { BrokerSpec } from "./brokers.ts";
import { ConsumerGroup } from "./consumer-group.ts";
import type { Feed } from "./feed.ts";
import { LogNode } from "./log-node.ts";
import type { PartitionView } from "./log-node.ts";
import { FeedInput } from "./row-input.ts";
import type { Strike } from "./node.ts";
import { PartitionStore } from "./partition-store.ts";
import type { Placement } from "./placement.ts";
import { EVENT, rowOf, SESSION, streamOf } from "./rows.ts";
import { ReplicationPauses } from "./replication-pauses.ts";
import type { PauseLaw } from "./replication-pauses.ts";
import type { RunContext } from "./run-context.ts";
import type { Wire } from "./wire.ts";
import { WireReader } from "./wire.ts";
import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";

export type LogSpec = {
  readonly placement: Placement;
  readonly broker: Omit<BrokerSpec, "groups">;
  readonly acks: "0" | "1" | "all";
  readonly minInsyncReplicas: number;
  readonly idempotence: boolean;
  readonly uncleanLeaderElection: boolean;
  readonly replicaLagMaxMs: number;
  readonly compaction: boolean;
  readonly lingerMs: number;
  readonly batchBytes: number;
  readonly deliveryTimeoutMs: number;
  readonly retentionMs: number;
  readonly retentionBytes: number | null;
  readonly segmentBytes: number;
  readonly publish: Sampler;
  /** Rare pauses of a broker, beyond what `publish` says; null has none. */
  readonly pauses: PauseLaw | null;
  /** Consumer groups each leader serves; fewer when followers are read. */
  readonly readGroupsAtLeader: number;
};

const RETENTION_CHECK_MS = 60_000;
/** A confirmation takes about this long back to the producer (half a round trip in a data centre and its own queue). */
const ANSWER_MS = 2;

/**
 * A partitioned, replicated log (ENGINE.md 4): real key placement, producer batches, one Lindley queue per leading broker,
 * replication before a record becomes visible, leader election after a crash, retention by whole segments.
 * Each wire at its out-port is a consumer group, which takes rows from the partitions itself (Feed).
 */
export class PartitionedLog extends LogNode implements Feed {
  readonly replayable = true;
  readonly partitions: PartitionStore[];
  readonly groups: ConsumerGroup[] = [];
  private readonly input: WireReader;
  private readonly spec: LogSpec;
  private readonly brokers: Brokers;
  private readonly random: RandomStream;
  private readonly pauses: ReplicationPauses | null;
  private readonly deliveredCode: number;
  /** Where nothing reads the log, a record has arrived when it is visible: the log reads itself. */
  private own: FeedInput | null = null;
  private readonly lostCode: number;
  private readonly timeoutCode: number;
  private readonly unacknowledgedCode: number;
  /** Batches that wait for linger, in the order they close. */
  private readonly lingering: { p: number; generation: number }[] = [];
  private lingerHead = 0;
  private readonly changes: { at: number; apply: (at: number) => void }[] = [];
  private nextRetention = RETENTION_CHECK_MS;
  private publishSumMs = 0;
  private publishCount = 0;

  constructor(id: string, run: RunContext, inputs: readonly Wire[], spec: LogSpec) {
    super(id, run);
    this.spec = spec;
    this.input = new WireReader(inputs);
    this.brokers = new Brokers({ ...spec.broker, groups: spec.readGroupsAtLeader });
    this.random = run.stream(id, "replication");
    // Without followers nothing is replicated, and no pause of replication can be seen.
    this.pauses =
      spec.pauses === null || spec.broker.replicationFactor < 2
        ? null
        : new ReplicationPauses(
            spec.pauses,
            this.brokers.alive.map((_, broker) => run.stream(id, `pauses ${broker}`)),
          );
    this.deliveredCode = run.ledger.code("delivered");
    this.lostCode = run.ledger.code("dropped", id, "leader lost");
    this.timeoutCode = run.ledger.code("dropped", id, "delivery timeout");
    this.unacknowledgedCode = run.ledger.code("dropped", id, "sent to a dead leader");
    this.partitions = Array.from(
      { length: spec.placement.maxPartitions },
      (_, p) => new PartitionStore(spec.placement.name(p), this.brokers.electLeader(p)),
    );
    for (const change of spec.placement.changes) this.changes.push({ at: change, apply: (at) => this.repartition(at) });
  }

  // ---- Feed --------------------------------------------------------------------------------------------------
  partitionCount(): number {
    return this.spec.placement.active();
  }
  partition(p: number): PartitionView {
    const { name, refs, start, bytes } = this.partitions[p];
    return { name, end: refs.length, start, bytes };
  }
  feedFor(): Feed {
    return this;
  }
  times(p: number): Float64Array {
    return this.partitions[p].visibleAt.data;
  }
  enteredAt(p: number): Float64Array {
    return this.partitions[p].visibleAt.data;
  }
  refs(p: number): Int32Array {
    return this.partitions[p].refs.data;
  }
  end(p: number): number {
    return this.partitions[p].refs.length;
  }
  start(p: number): number {
    return this.partitions[p].start;
  }
  readableFrom(p: number): number {
    return this.partitions[p].readableFrom;
  }
  gaps(p: number): Uint8Array | null {
    return this.partitions[p].gaps;
  }
  ended(): boolean {
    return false;
  }
  join(group: string): ConsumerGroup {
    const joined = new ConsumerGroup(group, this, this.run.ledger, this.id);
    joined.grow(this.partitions.length);
    this.groups.push(joined);
    return joined;
  }

  // ---- Producing ---------------------------------------------------------------------------------------------
  advance(until: number): void {
    if (this.groups.length === 0) this.own = new FeedInput(this, this.join(this.id));
    const { input, meter } = this;
    const lingers = this.spec.lingerMs > 0;
    while (input.next(until)) {
      const at = input.time;
      const ref = input.ref;
      const bytes = this.bytesOf(ref);
      meter.arrived(bytes);
      if (lingers) this.flushLingering(at);
      const p = this.spec.placement.place(ref, bytes);
      if (lingers) this.batch(p, at, ref, bytes);
      else this.send(p, at, at, ref, bytes);
    }
    if (lingers) this.flushLingering(until);
    if (until >= this.nextRetention) {
      this.nextRetention = until + RETENTION_CHECK_MS;
      this.applyRetention(until);
    }
    if (this.own !== null) this.deliver(this.own, until);
  }

  private deliver(own: FeedInput, until: number): void {
    while (own.next(until)) {
      if (streamOf(own.ref) !== EVENT) continue;
      this.run.recorder(this.id).visible(own.ref, this.run.rows.events.happenedAt.data[own.ref], own.time);
      this.run.ledger.end(own.ref, this.deliveredCode);
    }
  }

  private batch(p: number, at: number, ref: number, bytes: number): void {
    const partition = this.partitions[p];
    if (partition.batchRefs.length === 0) {
      partition.batchClosesAt = at + this.spec.lingerMs;
      this.lingering.push({ p, generation: partition.batchGeneration });
    }
    partition.batchRefs.push(ref);
    partition.batchTimes.push(at);
    partition.batchBytes += bytes;
    if (partition.batchBytes >= this.spec.batchBytes) this.closeBatch(p, at);
  }

  private closeBatch(p: number, at: number): void {
    const partition = this.partitions[p];
    for (let i = 0; i < partition.batchRefs.length; i++) {
      const ref = partition.batchRefs[i];
      this.send(p, at, partition.batchTimes[i], ref, this.bytesOf(ref));
    }
    partition.clearBatch();
  }

  /** Closes the batches whose linger is over; as linger is constant, they close in the order they opened. */
  private flushLingering(until: number): void {
    while (this.lingerHead < this.lingering.length) {
      const { p, generation } = this.lingering[this.lingerHead];
      const partition = this.partitions[p];
      if (partition.batchGeneration === generation) {
        if (partition.batchClosesAt > until) return;
        this.closeBatch(p, partition.batchClosesAt);
      }
      this.lingerHead++;
    }
    this.lingering.length = 0;
    this.lingerHead = 0;
  }

  /** A record reaches the partition's leader at `at`; the producer had it since `since`. */
  private send(p: number, at: number, since: number, ref: number, bytes: number): void {
    const partition = this.partitions[p];
    const acks = this.spec.acks;
    const refused =
      acks === "all" && this.brokers.inSyncReplicas(p) < Math.min(this.spec.minInsyncReplicas, this.spec.broker.replicationFactor);
    if (partition.leader < 0 || refused || partition.waiting.length > 0) {
      if (acks === "0" && partition.leader < 0) this.lose(ref, this.unacknowledgedCode);
      else partition.waiting.push({ ref, since });
      return;
    }
    const writtenAt = this.brokers.write(partition.leader, at, bytes);
    const replicationMs =
      this.spec.broker.replicationFactor > 1 ? this.spec.publish.sample(this.random) * this.brokers.followerFactor(p, at) : 0;
    const pausedUntil = this.pauses === null ? -Infinity : this.pauses.until(partition.leader, writtenAt);
    const visibleAt = Math.max(partition.lastVisible, partition.stalledUntil, pausedUntil, writtenAt + replicationMs);
    this.meter.served(at, writtenAt - at - this.brokers.lastServiceMs, this.brokers.lastServiceMs);
    this.publishSumMs += acks === "all" ? visibleAt - since : acks === "1" ? writtenAt - since : 0;
    this.publishCount++;
    partition.append(visibleAt, writtenAt, ref, bytes);
    this.meter.departures++;
    if (streamOf(ref) !== EVENT) return;
    if (this.groups.length > 1) this.run.ledger.fork(ref, this.groups.length - 1);
    for (const group of this.groups) group.heldEvents++;
  }

  private lose(ref: number, code: number): void {
    this.meter.intervalDropped++;
    if (streamOf(ref) === EVENT) this.run.ledger.end(ref, code);
  }

  // ---- Changes: faults, elections, repartitioning, retention ---------------------------------------------------
  override nextChangeMs(): number {
    return this.changes.reduce((least, change) => Math.min(least, change.at), Infinity);
  }

  override change(at: number): void {
    const due = this.changes.filter((change) => change.at <= at);
    for (const change of due) this.changes.splice(this.changes.indexOf(change), 1);
    for (const change of due) change.apply(at);
  }

  override strike(strike: Strike, at: number): void {
    const broker = (strike.index ?? 0) % this.spec.broker.brokers;
    if (strike.fault === "slow") {
      const outOfSyncAt = at + Math.min(strike.durationMs, this.spec.replicaLagMaxMs);
      this.brokers.setSlow(broker, strike.amount ?? 10, outOfSyncAt);
      this.changes.push({ at: at + strike.durationMs, apply: (now) => this.brokers.setSlow(broker, 1, now) });
      return;
    }
    if (!this.brokers.alive[broker]) return;
    this.crash(broker, at);
    this.changes.push({ at: at + strike.durationMs, apply: (now) => this.recover(broker, now) });
  }

  private crash(broker: number, at: number): void {
    this.partitions.forEach((partition, p) => {
      if (partition.leader === broker) this.repeatUnanswered(p, at);
    });
    const electAt = at + this.spec.broker.detectionMs;
    let led = 0;
    let lost = 0;
    this.partitions.forEach((partition, p) => {
      if (partition.leader === broker) {
        led++;
        lost += this.cutUnreplicated(p, at);
        partition.leader = -1;
        partition.readableFrom = Infinity;
      } else if (this.brokers.replicas(p).includes(broker)) {
        // The high watermark cannot pass a replica that counts as in sync until the controller has fenced it.
        partition.stalledUntil = Math.max(partition.stalledUntil, electAt);
      }
    });
    this.brokers.lose(broker, (p) => this.end(p), this.partitions.length);
    this.changes.push({ at: electAt, apply: (now) => this.elect(now) });
    const partitions = `${led} partition${led === 1 ? "" : "s"}`;
    const cause =
      this.spec.acks === "all"
        ? "acks all: nothing confirmed was lost"
        : `acks ${this.spec.acks} had confirmed records its followers had not yet copied`;
    this.remark(
      at,
      "leader-lost",
      `broker-${broker} led ${partitions} when it crashed; ${lost > 0 ? `${lost} records lost: ${cause}` : cause}.`,
      "acks",
    );
  }

  /** Records on the leader's log that no follower has: retried by the producer under acks all, else lost. */
  private cutUnreplicated(p: number, at: number): number {
    const partition = this.partitions[p];
    let lost = 0;
    const returning: { ref: number; since: number }[] = [];
    while (partition.refs.length > partition.start && partition.visibleAt.data[partition.refs.length - 1] >= at) {
      const ref = partition.lastRef();
      const writtenAt = partition.truncateLast(this.bytesOf(ref));
      if (streamOf(ref) === EVENT) {
        for (const group of this.groups) group.heldEvents--;
        if (this.groups.length > 1) this.run.ledger.retract(ref, this.groups.length - 1);
      }
      const confirmed = this.spec.acks !== "all" && (this.spec.acks === "0" || writtenAt < at);
      if (confirmed && this.spec.broker.replicationFactor > 1) {
        lost++;
        this.lose(ref, this.lostCode);
      } else returning.unshift({ ref, since: at });
    }
    partition.waiting.unshift(...returning);
    return lost;
  }

  /**
   * Confirmations that were on their way when the leader died never arrive, and the producer sends those records again: an
   * idempotent producer's repeats are recognised, others are in the log twice.
   */
  private repeatUnanswered(p: number, at: number): void {
    if (this.spec.acks === "0" || (this.spec.idempotence && this.spec.acks === "all")) return;
    const partition = this.partitions[p];
    for (let o = partition.refs.length - 1; o >= partition.start; o--) {
      const visibleAt = partition.visibleAt.data[o];
      if (visibleAt >= at) continue;
      if (visibleAt < at - ANSWER_MS) break;
      const ref = partition.refs.data[o];
      if (streamOf(ref) === EVENT) this.run.ledger.repeat(ref);
      partition.waiting.unshift({ ref, since: at });
    }
  }

  private elect(at: number): void {
    this.partitions.forEach((partition, p) => {
      if (partition.leader >= 0 && this.brokers.alive[partition.leader]) return;
      this.lead(p, at);
    });
    this.releaseWaiting(at);
  }

  private recover(broker: number, at: number): void {
    this.brokers.alive[broker] = true;
    this.brokers.freeAt[broker] = Math.max(this.brokers.freeAt[broker], at);
    this.partitions.forEach((partition, p) => {
      this.brokers.catchUp(p, partition.leader, this.end(p));
      this.lead(p, at);
    });
    this.releaseWaiting(at);
  }

  private lead(p: number, at: number): void {
    const partition = this.partitions[p];
    partition.leader = this.brokers.electLeader(p, this.spec.uncleanLeaderElection);
    if (partition.leader < 0) return;
    const copyEnd = this.brokers.copyEnd(partition.leader, p);
    if (copyEnd !== undefined) this.cutTo(p, copyEnd, at);
    this.brokers.catchUp(p, partition.leader, this.end(p));
    if (partition.readableFrom === Infinity) partition.readableFrom = at;
  }

  /** An unclean leader's copy ends earlier: confirmed records beyond it are gone for whoever has not read them. */
  private cutTo(p: number, end: number, at: number): void {
    const partition = this.partitions[p];
    let lost = 0;
    while (partition.refs.length > Math.max(end, partition.start)) {
      const ref = partition.lastRef();
      const offset = partition.refs.length - 1;
      partition.truncateLast(this.bytesOf(ref));
      for (const group of this.groups) {
        const unread = group.position[p] <= offset;
        group.position[p] = Math.min(group.position[p], offset);
        group.committed[p] = Math.min(group.committed[p], offset);
        if (!unread || streamOf(ref) !== EVENT) continue;
        group.heldEvents--;
        lost++;
        this.lose(ref, this.lostCode);
      }
    }
    if (lost > 0)
      this.remark(
        at,
        "unclean-election",
        `${partition.name} of ${this.id} was given to a broker that lagged: ${lost} confirmed records are gone.`,
        "uncleanLeaderElection",
      );
  }

  private releaseWaiting(at: number): void {
    this.partitions.forEach((partition, p) => {
      if (partition.leader < 0 || partition.waiting.length === 0) return;
      const waiting = partition.waiting.splice(0);
      for (const { ref, since } of waiting) {
        if (at - since > this.spec.deliveryTimeoutMs) this.lose(ref, this.timeoutCode);
        else this.send(p, at, since, ref, this.bytesOf(ref));
      }
    });
  }

  private repartition(at: number): void {
    this.spec.placement.change(at);
    this.remark(
      at,
      "repartitioned",
      `${this.id} now has ${this.partitionCount()} partitions; most keys moved, so order per key broke once.`,
      "repartitionTo",
    );
  }

  private applyRetention(at: number): void {
    this.partitions.forEach((partition, p) => {
      if (this.spec.compaction) {
        partition.closeFullSegment(at, this.spec);
        partition.compact(
          (ref) => this.keyOf(ref),
          (offset) => this.groups.forEach((group) => group.compacted(p, offset)),
        );
      } else if (partition.applyRetention(at, this.spec) > 0) for (const group of this.groups) group.expire(p, partition.start);
    });
  }

  /** What compaction keeps the newest of: a user's event, a session's version. Hourly rows have no key. */
  private keyOf(ref: number): number | null {
    const { rows } = this.run;
    if (streamOf(ref) === EVENT) return rows.events.user.data[ref];
    return streamOf(ref) === SESSION ? rows.sessions.sessionId.data[rowOf(ref)] : null;
  }

  // ---- What it tells -----------------------------------------------------------------------------------------
  override finish(at: number): boolean {
    this.flushLingering(at);
    this.releaseWaiting(at);
    if (this.own?.empty === false) return false;
    return this.partitions.every((partition) => partition.waiting.length === 0 && partition.batchRefs.length === 0);
  }

  override heldEvents(): number {
    let held = 0;
    for (const group of this.groups) held += group.heldEvents;
    for (const partition of this.partitions) {
      for (const { ref } of partition.waiting) if (streamOf(ref) === EVENT) held++;
      for (const ref of partition.batchRefs) if (streamOf(ref) === EVENT) held++;
    }
    return held;
  }

  override servers(): number {
    return this.spec.broker.brokers;
  }

  override queueLength(): number {
    return this.partitions.reduce((sum, partition) => sum + partition.waiting.length, 0);
  }

  override isDown(): boolean {
    return this.partitions.some((partition) => partition.leader < 0);
  }

  override figure(): string {
    const dead = this.brokers.alive.indexOf(false);
    if (dead >= 0) return `broker-${dead} down`;
    return this.publishCount === 0 ? "" : `publish ${(this.publishSumMs / this.publishCount).toFixed(1)} ms`;
  }

  override usage(): Record<string, number> {
    const groups = this.own === null ? this.groups.length : 0;
    return { ...super.usage(), groups, bytesOut: this.meter.bytesIn * groups };
  }
}
