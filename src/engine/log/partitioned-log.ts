import { Brokers } from "./brokers.ts";
import type { OpenFeed } from "../feeds/consumer-group.ts";
import type { LogSpec } from "./log-spec.ts";
import { LogTransactions } from "./log-transactions.ts";
import { FeedInput } from "../feeds/feed-input.ts";
import { amountOf } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import { compactionKey, PartitionStore, ProducedRows } from "./partition-store.ts";
import { CONTROL, EVENT, rowOf, kindOf } from "../rows/rows.ts";
import { Agenda } from "../part/spells.ts";
import { giveCopies, holdersOf } from "./group-copies.ts";
import { inZone } from "../part/zones.ts";
import { StoredLog } from "./stored-log.ts";
import { ProducerBatches } from "./producer-batches.ts";
import { ReplicationPauses } from "./replication-pauses.ts";
import { ReplicatedWrites } from "./replicated-writes.ts";
import type { RunContext } from "../part/run-context.ts";
import { ABORT, COMMIT, controlKind, controlRef, SWITCH, transactionOf } from "../part/transaction-port.ts";
import { RowBlock } from "../rows/row-block.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { RowQueueReader } from "../rows/row-queue.ts";
import { Draws } from "../../base/sampler.ts";
import type { RandomStream } from "../../base/rng.ts";
import type { LogRemarks } from "./remarks.ts";

const RETENTION_CHECK_MS = 60_000;
/** A confirmation takes about this long back to the producer (half a round trip in a data centre and its own queue). */
const ANSWER_MS = 2;

/**
 * A partitioned, replicated log (ENGINE.md 4): real key placement, producer batches, one Lindley queue per leading broker,
 * replication before a record becomes visible, leader election after a crash, retention by whole segments.
 * Each wire at its out-port is a consumer group, which takes rows from the partitions itself (Feed).
 */
export class PartitionedLog extends StoredLog<LogRemarks> {
  readonly partitions: PartitionStore[];
  private readonly input: RowQueueReader;
  private readonly block = new RowBlock();
  private readonly spec: LogSpec;
  private readonly brokers: Brokers;
  private readonly writes: ReplicatedWrites;
  private readonly markers: RandomStream;
  private readonly transactions: LogTransactions | null;
  private readonly deliveredCode: number;
  /** Where nothing reads the log, a record has arrived when it is visible: the log reads itself. */
  private own: FeedInput | null = null;
  private readonly lostCode: number;
  private readonly timeoutCode: number;
  private readonly unacknowledgedCode: number;
  private readonly batches: ProducerBatches;
  /** A row that is sent by itself. */
  private readonly single = new ProducedRows();
  private readonly agenda = new Agenda();
  private nextRetention = RETENTION_CHECK_MS;

  constructor(id: string, run: RunContext, inputs: readonly RowQueue[], spec: LogSpec) {
    super(id, run);
    this.spec = spec;
    this.input = new RowQueueReader(inputs);
    this.brokers = new Brokers({ ...spec.broker, groups: spec.readGroupsAtLeader });
    const publish = new Draws(spec.publish, run.randomStream(id, "replication"));
    this.markers = run.randomStream(id, "markers");
    // Without followers nothing is replicated, and no pause of replication can be seen.
    const pauses =
      spec.pauses === null || spec.broker.replicationFactor < 2
        ? null
        : new ReplicationPauses(
            spec.pauses,
            this.brokers.alive.map((_, broker) => run.randomStream(id, `pauses ${broker}`)),
          );
    this.writes = new ReplicatedWrites(spec, this.brokers, publish, pauses, this.meter);
    this.deliveredCode = run.ledger.code("delivered");
    this.lostCode = run.ledger.code("dropped", id, "leader lost");
    this.timeoutCode = run.ledger.code("dropped", id, "delivery timeout");
    this.unacknowledgedCode = run.ledger.code("dropped", id, "sent to a dead leader");
    this.partitions = Array.from(
      { length: spec.placement.maxPartitions },
      (_, p) => new PartitionStore(spec.placement.name(p), this.brokers.electLeader(p), run.readsRowsOf(id), run.rowsLetGo),
    );
    this.batches = new ProducerBatches(this.partitions, spec, (p, at) => this.send(p, at, this.partitions[p].batch));
    this.transactions = LogTransactions.of(id, run, inputs, this.partitions);
    for (const change of spec.placement.changes) this.agenda.add(change, (at) => this.repartition(at));
  }

  // ---- Feed --------------------------------------------------------------------------------------------------
  partitionCount(): number {
    return this.spec.placement.active();
  }
  committedOnly(): OpenFeed {
    return this.transactions?.view(this, this.id, this.groups) ?? this;
  }

  advance(until: number): void {
    if (this.groups.length === 0) this.own = new FeedInput(this, this.join(this.id));
    if (this.transactions === null) this.produceBlock(until);
    else this.produceInTransactions(this.transactions, until);
    this.passTime(until);
    if (this.own !== null) this.deliver(this.own, until);
    // Compaction compares all rows that are kept.
    if (!this.spec.compaction) this.letGo(until);
  }

  /** What producers send in a window, as a block. */
  private produceBlock(until: number): void {
    const { block, batches } = this;
    block.take(this.input, until);
    let bytesIn = 0;
    for (let i = block.from; i < block.to; i++) {
      batches.flush(block.times[i]);
      bytesIn += this.produce(block.times[i], block.refs[i], 0);
    }
    this.meter.arrivedMany(block.length, bytesIn);
  }

  private produceInTransactions(transactions: LogTransactions, until: number): void {
    const { input, meter } = this;
    while (input.next(until)) {
      const { time: at, ref } = input;
      this.passTime(at);
      if (kindOf(ref) === CONTROL) this.control(transactions, at, rowOf(ref));
      else meter.arrived(this.produce(at, ref, transactions.current[input.wire]));
    }
  }

  /** A row goes to the batch of its partition, or off by itself; answers its bytes. */
  private produce(at: number, ref: number, transaction: number): number {
    const bytes = this.bytesOf(ref);
    const p = this.spec.placement.place(ref, bytes);
    if (transaction > 0) this.transactions?.touch(transaction, p, at);
    if (this.spec.lingerMs > 0) this.batches.add(p, at, ref, bytes, transaction);
    else this.sendOne(p, at, at, ref, bytes, transaction);
    return bytes;
  }

  /** Rows that every group is past, that every copy holds, whose producers have had their answer and whose transactions have ended, are nobody's. */
  private letGo(now: number): void {
    this.partitions.forEach((partition, p) => {
      if (!partition.isLong) return;
      this.changeCount++;
      partition.letGo(this.doneTo(p, now));
      this.transactions?.letGo(p);
    });
  }

  /** Rows before this offset are nobody's. */
  private doneTo(p: number, now: number): number {
    const { visibleAt } = this.partitions[p];
    let from = Math.min(visibleAt.length, this.brokers.leastCopyEnd(p), this.transactions?.neededFrom(p) ?? Infinity);
    for (const group of this.groups) from = Math.min(from, group.neededFrom(p));
    while (from > visibleAt.base && visibleAt.at(from - 1) >= now - 2 * ANSWER_MS) from--;
    return from;
  }

  /** Those of rows a group may still take, of transactions that have not ended, and of all that compaction compares. */
  override eventsNeededFrom(now: number): number {
    if (this.spec.compaction) return 0;
    return this.partitions.reduce((least, partition, p) => Math.min(least, partition.leastEventFrom(this.doneTo(p, now))), Infinity);
  }

  override nextWorkMs(): number {
    const clock = Math.min(this.batches.nextCloseMs, this.transactions?.nextDeadline ?? Infinity);
    return this.groups.length === 0 ? -Infinity : Math.min(clock, this.input.peekTime(), this.own?.peekTime() ?? Infinity);
  }

  private deliver(own: FeedInput, until: number): void {
    while (own.next(until)) {
      if (kindOf(own.ref) !== EVENT) continue;
      this.run.recorder(this.id).visible(own.ref, this.run.rows.events.happenedAt.at(own.ref), own.time);
      this.run.ledger.end(own.ref, this.deliveredCode);
    }
  }

  /** What the clock does: batches that have lingered leave, transactions that are open too long are aborted. */
  private passTime(at: number): void {
    const { transactions } = this;
    while (transactions !== null && transactions.nextDeadline <= at) {
      const due = transactions.nextDeadline;
      this.batches.flush(due);
      const transaction = transactions.nextDue;
      for (const p of transactions.timeOut(transaction)) this.hear(p, due, controlRef(ABORT, transaction));
      this.remark(due, "transaction-timeout", {});
    }
    this.batches.flush(at);
  }

  /** A control reference of a producer: its next rows belong to another transaction, or one of its transactions ends. */
  private control(transactions: LogTransactions, at: number, row: number): void {
    const transaction = transactionOf(row);
    const kind = controlKind(row);
    if (kind === SWITCH) transactions.current[this.input.wire] = transaction;
    else for (const p of transactions.end(transaction, kind === COMMIT)) this.hear(p, at, controlRef(kind, transaction));
    if (transactions.lostRows === 0) return;
    this.remark(at, "transaction-lost", { lostRows: transactions.lostRows }, "transactionTimeoutMs");
    transactions.lostRows = 0;
  }

  /** The end of a transaction is written to a partition: a small record like any other, behind all that was sent before. */
  private hear(p: number, at: number, ref: number): void {
    const partition = this.partitions[p];
    this.batches.close(p, at);
    if (partition.leader < 0 || partition.waiting.length > 0) {
      partition.waiting.push({ ref, since: at, transaction: 0 });
      return;
    }
    const replicationMs = this.spec.broker.replicationFactor > 1 ? this.spec.publish.sample(this.markers) : 0;
    const heardAt = Math.max(at + replicationMs, partition.lastVisible, partition.stalledUntil);
    this.transactions?.mark(p, transactionOf(rowOf(ref)), heardAt);
  }

  private sendOne(p: number, at: number, since: number, ref: number, bytes: number, transaction: number): void {
    this.single.clear();
    this.single.push(ref, bytes, since, transaction);
    this.send(p, at, this.single);
  }

  /** Records reach the partition's leader at `at`, one behind the other. */
  private send(p: number, at: number, rows: ProducedRows): void {
    const partition = this.partitions[p];
    if (this.mustWait(partition, p)) {
      this.keepWaiting(partition, rows);
      return;
    }
    this.changeCount++;
    this.writes.write(partition, p, at, rows);
    giveCopies(this.groups, this.run.ledger, rows);
    const { transactions } = this;
    if (transactions !== null) for (let i = 0; i < rows.length; i++) transactions.appended(p, rows.transactions[i]);
  }

  /** Nobody leads the partition, or too few copies are in sync, or others wait already. */
  private mustWait(partition: PartitionStore, p: number): boolean {
    const { acks, minInsyncReplicas, broker } = this.spec;
    if (partition.leader < 0 || partition.waiting.length > 0) return true;
    return acks === "all" && this.brokers.inSyncReplicas(p) < Math.min(minInsyncReplicas, broker.replicationFactor);
  }

  private keepWaiting(partition: PartitionStore, { refs, since, transactions, length }: ProducedRows): void {
    for (let i = 0; i < length; i++) {
      const ref = refs[i];
      if (this.spec.acks === "0" && partition.leader < 0) this.lose(ref, this.unacknowledgedCode);
      else partition.waiting.push({ ref, since: since[i], transaction: transactions[i] });
    }
  }

  /** Removes the newest row of a partition; returns when the leader had written it. */
  private truncateLast(p: number, bytes: number): number {
    const writtenAt = this.partitions[p].truncateLast(bytes);
    this.transactions?.truncate(p, this.end(p));
    return writtenAt;
  }

  private lose(ref: number, code: number): void {
    this.meter.intervalDropped++;
    if (kindOf(ref) === EVENT) this.run.ledger.end(ref, code);
  }

  // ---- Changes: faults, elections, repartitioning, retention ---------------------------------------------------
  override nextChangeMs(): number {
    return Math.min(this.agenda.nextMs, this.nextRetention);
  }

  override change(at: number): void {
    this.changeCount++;
    if (at >= this.nextRetention) {
      this.nextRetention = at + RETENTION_CHECK_MS;
      this.applyRetention(at);
    }
    this.agenda.run(at);
  }

  override strike(strike: Strike, at: number): void {
    this.changeCount++;
    const { brokers } = this.spec.broker;
    if (strike.fault === "rolling-restart") {
      this.agenda.addInTurn(brokers, at, strike.durationMs, (broker, now, backAt) => this.restart(broker, now, backAt));
      return;
    }
    if (strike.fault === "zone-loss") {
      for (let b = 0; b < brokers; b++) if (inZone(b, strike.index ?? 0)) this.kill(b, at, strike.durationMs);
      return;
    }
    const broker = (strike.index ?? 0) % brokers;
    if (strike.fault === "slow") {
      const outOfSyncAt = at + Math.min(strike.durationMs, this.spec.replicaLagMaxMs);
      this.brokers.setSlow(broker, amountOf(strike), outOfSyncAt);
      this.agenda.add(at + strike.durationMs, (now) => this.brokers.setSlow(broker, 1, now));
      return;
    }
    this.kill(broker, at, strike.durationMs);
  }

  private kill(broker: number, at: number, awayMs: number): void {
    if (!this.brokers.alive[broker]) return;
    this.crash(broker, at);
    this.agenda.add(at + awayMs, (now) => this.recover(broker, now));
  }

  /**
   * A broker shuts down in order: its partitions are handed to copies in sync first, so that nothing is lost and nobody waits
   * for an election. A partition without another copy waits until the broker is back.
   */
  private restart(broker: number, at: number, backAt: number): void {
    if (!this.brokers.alive[broker]) return;
    this.brokers.lose(broker, (p) => this.end(p), this.partitions.length);
    this.partitions.forEach((partition, p) => {
      if (partition.leader !== broker) return;
      partition.leader = this.brokers.electLeader(p);
      if (partition.leader < 0) partition.readableFrom = Infinity;
    });
    this.remark(at, "restart", { broker, downMs: backAt - at });
    this.agenda.add(backAt, (now) => this.recover(broker, now));
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
    this.agenda.add(electAt, (now) => this.elect(now));
    this.remark(at, "leader-lost", { broker, ledPartitions: led, lostRecords: lost, acks: this.spec.acks }, "acks");
  }

  /** Records on the leader's log that no follower has: retried by the producer under acks all, else lost. */
  private cutUnreplicated(p: number, at: number): number {
    const partition = this.partitions[p];
    let lost = 0;
    const returning: PartitionStore["waiting"] = [];
    while (partition.refs.length > partition.start && partition.visibleAt.at(partition.refs.length - 1) >= at) {
      const ref = partition.lastRef();
      const transaction = this.transactions?.transactionAt(p, this.end(p) - 1) ?? 0;
      const holding = holdersOf(this.groups, this.transactions, p, this.end(p) - 1);
      const writtenAt = this.truncateLast(p, this.bytesOf(ref));
      if (kindOf(ref) === EVENT) {
        for (const group of holding) group.heldEvents--;
        if (holding.length === 0) continue;
        if (holding.length > 1) this.run.ledger.retract(ref, holding.length - 1);
      }
      const confirmed = this.spec.acks !== "all" && (this.spec.acks === "0" || writtenAt < at);
      if (confirmed && this.spec.broker.replicationFactor > 1) {
        lost++;
        this.lose(ref, this.lostCode);
      } else returning.unshift({ ref, since: at, transaction });
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
    const first = Math.max(partition.start, partition.refs.base);
    for (let o = partition.refs.length - 1; o >= first; o--) {
      const visibleAt = partition.visibleAt.at(o);
      if (visibleAt >= at) continue;
      if (visibleAt < at - ANSWER_MS) break;
      const ref = partition.refs.at(o);
      if (kindOf(ref) === EVENT) this.run.ledger.repeat(ref);
      partition.waiting.unshift({ ref, since: at, transaction: this.transactions?.transactionAt(p, o) ?? 0 });
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
      const holding = holdersOf(this.groups, this.transactions, p, offset);
      this.truncateLast(p, this.bytesOf(ref));
      for (const group of this.groups) {
        const unread = group.position[p] <= offset;
        group.moveTo(p, Math.min(group.position[p], offset));
        group.committed[p] = Math.min(group.committed[p], offset);
        if (!unread || kindOf(ref) !== EVENT || !holding.includes(group)) continue;
        group.heldEvents--;
        lost++;
        this.lose(ref, this.lostCode);
      }
    }
    if (lost > 0) this.remark(at, "unclean-election", { partition: partition.name, lostRecords: lost }, "uncleanLeaderElection");
  }

  private releaseWaiting(at: number): void {
    this.partitions.forEach((partition, p) => {
      if (partition.leader < 0 || partition.waiting.length === 0) return;
      const waiting = partition.waiting.splice(0);
      for (const { ref, since, transaction } of waiting) {
        if (kindOf(ref) === CONTROL) this.hear(p, at, ref);
        else if (at - since > this.spec.deliveryTimeoutMs) this.lose(ref, this.timeoutCode);
        else this.sendOne(p, at, since, ref, this.bytesOf(ref), transaction);
      }
    });
  }

  private repartition(at: number): void {
    this.spec.placement.change(at);
    this.remark(at, "repartitioned", { partitions: this.partitionCount() }, "repartitionTo");
  }

  private applyRetention(at: number): void {
    this.partitions.forEach((partition, p) => {
      if (this.spec.compaction) {
        partition.closeFullSegment(at, this.spec);
        partition.compact(
          (ref) => compactionKey(this.run.rows, ref),
          (offset) => holdersOf(this.groups, this.transactions, p, offset).forEach((group) => group.compacted(p, offset)),
        );
      } else if (partition.applyRetention(at, this.spec) > 0) for (const group of this.groups) group.expire(p, partition.start);
    });
  }

  // ---- What it tells -----------------------------------------------------------------------------------------
  override finish(at: number): boolean {
    this.batches.flush(at);
    this.releaseWaiting(at);
    if (this.own?.empty === false || this.transactions?.idle === false) return false;
    return this.partitions.every((partition) => partition.waiting.length === 0 && partition.batch.length === 0);
  }

  override heldEvents(): number {
    let held = 0;
    for (const group of this.groups) held += group.heldEvents;
    for (const partition of this.partitions) {
      for (const { ref } of partition.waiting) if (kindOf(ref) === EVENT) held++;
      const { refs, length } = partition.batch;
      for (let i = 0; i < length; i++) if (kindOf(refs[i]) === EVENT) held++;
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
    return this.writes.count === 0 ? "" : `publish ${this.writes.meanPublishMs.toFixed(1)} ms`;
  }

  override usage(): Record<string, number> {
    const groups = this.own === null ? this.groups.length : 0;
    return { ...super.usage(), groups, bytesOut: this.meter.bytesIn * groups };
  }
}
