import { assert } from "../../base/assert.ts";
import type { ConsumerGroup } from "../feeds/consumer-group.ts";
import type { OpenFeed } from "../feeds/consumer-group.ts";
import { ReaderLane } from "./reader-lane.ts";
import type { LaneSpec } from "./reader-lane.ts";
import { amountOf } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import { CHECKPOINTED, OperatorHost } from "./operator-host.ts";
import type { RunContext } from "../part/run-context.ts";
import { TaskOutputs } from "./task-outputs.ts";
import type { OutputPorts } from "./task-outputs.ts";
import { WireFeed } from "../feeds/wire-feed.ts";
import type { Operator } from "./operator.ts";
import type { StreamProcessorRemarks } from "./remarks.ts";

export type ProcessorSpec = LaneSpec & {
  readonly parallelism: number;
  readonly exchange: "hash" | "trust-log";
  readonly checkpointing: boolean;
  readonly checkpointIntervalMs: number;
  readonly guarantee: "exactly-once" | "at-least-once";
  readonly heartbeatTimeoutMs: number;
  readonly restoreMs: number;
  /** Exactly-once output into a log is aborted by it when its transaction is open for longer. */
  readonly transactionTimeoutMs: number;
  /** Tasks of each sink that writes files; null: as many as it has tasks. */
  readonly fileWriters: number | null;
};

/** A small checkpoint takes 0.3 s; 20 GB incremental takes 5 s (facts/streaming.md 2.1): 0.3 s + 0.25 ns per byte. */
const CHECKPOINT_BASE_MS = 300;
const CHECKPOINT_MS_PER_BYTE = 5000 / 20e9;

type Checkpoint = { readonly positions: readonly (readonly number[])[]; readonly lanes: readonly number[] };

/**
 * Event-time processing with keyed state, checkpoints and restore (ENGINE.md 5). Records are read in lanes: one lane for all
 * tasks when records are exchanged by key, one lane per task when the log's own partitioning is trusted. A crash takes the
 * whole job back to its last completed checkpoint: offsets and state return, outputs of an exactly-once sink that
 * were not committed vanish, those of an at-least-once sink stay and come again.
 */
export class StreamProcessor extends OperatorHost<StreamProcessorRemarks> {
  readonly feed: OpenFeed;
  readonly group: ConsumerGroup;
  readonly lanes: ReaderLane[] = [];
  readonly splitsKeysAsLog: boolean;
  readonly outputs: TaskOutputs;
  checkpoints = 0;
  failedCheckpoints = 0;
  lastCheckpointMs = 0;
  restarts = 0;
  private readonly spec: ProcessorSpec;
  private readonly wireFeed: WireFeed | null;
  private completed: Checkpoint | null = null;
  private pending: { checkpoint: Checkpoint; doneAt: number } | null = null;
  private nextCheckpointAt: number;
  private completedAt = 0;
  private restartAt = Infinity;
  /** A savepoint is being taken to stop with: how long the job is away then, and null where it simply runs. */
  private stopsForMs: number | null = null;
  private down = false;
  private checkpointsFailUntil = -Infinity;
  private begunByTasks = 0;
  private ended = false;

  constructor(id: string, run: RunContext, feed: OpenFeed, spec: ProcessorSpec, ports: OutputPorts) {
    super(id, run);
    this.tell(CHECKPOINTED, this);
    this.splitsKeysAsLog = spec.exchange === "trust-log" && spec.parallelism > 1;
    this.spec = spec;
    this.feed = feed;
    this.wireFeed = feed instanceof WireFeed ? feed : null;
    this.group = feed.join(id, id);
    const exactlyOnce = spec.guarantee === "exactly-once" && spec.checkpointing;
    // What cannot be read again must not be aborted: it waits here for its checkpoint.
    const timeoutMs = feed.replayable ? spec.transactionTimeoutMs : null;
    const fileWriters = spec.fileWriters ?? spec.parallelism;
    this.outputs = new TaskOutputs(this, run, spec.parallelism, ports, exactlyOnce, { timeoutMs, fileWriters });
    this.nextCheckpointAt = spec.checkpointing ? spec.checkpointIntervalMs : Infinity;
    const all = Array.from({ length: this.group.position.length }, (_, p) => p);
    const laneCount = spec.exchange === "hash" ? 1 : spec.parallelism;
    for (let lane = 0; lane < laneCount; lane++) {
      const partitions = laneCount === 1 ? all : all.filter((p) => p % laneCount === lane);
      const tasks = laneCount === 1 ? spec.parallelism : 1;
      this.lanes.push(
        new ReaderLane(this, run, spec, { feed, group: this.group, partitions, firstTask: laneCount === 1 ? 0 : lane, tasks }),
      );
    }
  }

  get operators(): readonly Operator[] {
    return this.lanes.flatMap((lane) => lane.operators);
  }

  advance(until: number): void {
    this.wireFeed?.pull(until);
    if (!this.down && this.stopsForMs === null) for (const lane of this.lanes) lane.read(until);
    this.outputs.release(until);
  }

  override nextWorkMs(): number {
    const next = Math.min(this.outputs.nextMs, this.wireFeed?.nextArrivalMs() ?? Infinity);
    if (this.down || this.stopsForMs !== null) return next;
    return this.lanes.reduce((least, lane) => Math.min(least, lane.nextClockMs()), Math.min(next, this.group.nextReadableMs()));
  }

  override rest(until: number): void {
    if (!this.down && this.stopsForMs === null) for (const lane of this.lanes) lane.rest(until);
  }

  // ---- Checkpoints -------------------------------------------------------------------------------------------
  override nextChangeMs(): number {
    return Math.min(this.down ? this.restartAt : this.nextCheckpointAt, this.pending?.doneAt ?? Infinity, this.outputs.nextCommitMs);
  }

  override change(at: number): void {
    // What a savepoint has prepared is committed though the job has stopped.
    if (at >= this.outputs.nextCommitMs) this.outputs.commitPrepared(at);
    if (this.down) {
      if (at >= this.restartAt) this.restore(at);
      return;
    }
    if (this.pending !== null && at >= this.pending.doneAt) this.complete(at);
    if (this.down) return;
    if (at >= this.nextCheckpointAt) {
      this.nextCheckpointAt = at + this.spec.checkpointIntervalMs;
      if (this.pending === null && !(this.ended && this.settled())) this.begin(at);
    }
  }

  /** The barrier passes: what was read before it belongs to the checkpoint, which completes when every task has done it. */
  private begin(at: number): void {
    const stateBytes = this.lanes.reduce((sum, lane) => sum + lane.stateBytes(), 0);
    const durationMs = CHECKPOINT_BASE_MS + stateBytes * CHECKPOINT_MS_PER_BYTE;
    this.begunByTasks += this.spec.parallelism;
    const barrierAt = this.lanes.reduce((latest, lane) => Math.max(latest, lane.busyUntil()), at);
    if (at < this.checkpointsFailUntil) {
      this.failedCheckpoints++;
      this.stopsForMs = null;
      return;
    }
    if (this.outputs.expired(at)) {
      this.transactionExpired(at);
      return;
    }
    this.outputs.barrier();
    this.lastCheckpointMs = barrierAt + durationMs - at;
    this.pending = {
      checkpoint: { positions: [this.group.position.slice()], lanes: this.lanes.map((lane) => lane.mark()) },
      doneAt: barrierAt + durationMs,
    };
  }

  /** The log has aborted the output of this checkpoint: it fails, and the job goes back to the one before. */
  private transactionExpired(at: number): void {
    this.failedCheckpoints++;
    this.remark(at, "transaction-timeout", { timeoutMs: this.spec.transactionTimeoutMs }, "transactionTimeoutMs");
    this.crash(at, this.spec.restoreMs);
  }

  private complete(at: number): void {
    assert(this.pending !== null, "no checkpoint is pending");
    this.completed = this.pending.checkpoint;
    this.pending = null;
    this.checkpoints++;
    this.completedAt = at;
    this.completed.positions[0].forEach((offset, p) => {
      this.group.committed[p] = Math.max(this.group.committed[p], offset);
    });
    this.lanes.forEach((lane, i) => lane.forget(this.completed!.lanes[i]));
    this.outputs.commit(at);
    if (this.stopsForMs !== null) {
      this.stop(at, this.stopsForMs);
      return;
    }
    // What was read and made since that checkpoint began needs one more, and no input will wait for it.
    if (this.ended && !this.settled()) this.begin(at);
  }

  /** Time since the last checkpoint completed; null without checkpoints. */
  checkpointAgeMs(at: number): number | null {
    return this.spec.checkpointing ? at - this.completedAt : null;
  }

  // ---- Faults ------------------------------------------------------------------------------------------------
  override strike(strike: Strike, at: number): void {
    if (strike.fault === "slow") {
      const task = (strike.index ?? 0) % this.spec.parallelism;
      for (const lane of this.lanes) lane.slow(task, amountOf(strike), at + strike.durationMs);
      return;
    }
    if (strike.fault === "checkpoint-failure") {
      this.checkpointsFailUntil = at + strike.durationMs;
      this.remark(at, "checkpoint-failure", { forMs: strike.durationMs }, "checkpointIntervalMs");
      return;
    }
    if (this.down) return;
    if (strike.fault === "rolling-restart") {
      this.stopsForMs = Math.max(strike.durationMs, this.spec.restoreMs);
      this.pending = null;
      this.begin(at);
      return;
    }
    this.crash(at, Math.max(strike.durationMs, this.spec.heartbeatTimeoutMs + this.spec.restoreMs));
  }

  /** Stopped with a savepoint: it starts from there again, and nothing is read twice. */
  private stop(at: number, awayMs: number): void {
    this.stopsForMs = null;
    this.down = true;
    this.restarts++;
    this.group.rebalances++;
    this.restartAt = at + awayMs;
    this.meter.downMs += awayMs;
  }

  private crash(at: number, outageMs: number): void {
    this.down = true;
    this.stopsForMs = null;
    this.restarts++;
    this.group.rebalances++;
    this.restartAt = at + outageMs;
    this.meter.downMs += outageMs;
    this.pending = null;
    this.outputs.crash(this.feed.replayable ? null : this.run.ledger.code("dropped", this.id, "lost in crash"));
  }

  private restore(at: number): void {
    this.down = false;
    this.ended = false;
    this.restartAt = Infinity;
    const redelivered = this.rewind();
    this.outputs.recover(at);
    for (const [i, lane] of this.lanes.entries()) lane.restore(this.completed?.lanes[i] ?? 0, at);
    this.nextCheckpointAt = this.spec.checkpointing ? at + this.spec.checkpointIntervalMs : Infinity;
    this.pending = null;
    const facts = { fromCheckpoint: this.completed !== null, againRecords: redelivered };
    this.remark(at, "restarted", facts, "checkpointIntervalMs");
  }

  private rewind(): number {
    if (!this.feed.replayable) return 0;
    let redelivered = 0;
    for (let p = 0; p < this.group.position.length; p++)
      redelivered += this.group.rewind(p, this.completed?.positions[0][p] ?? 0, () => false);
    return redelivered;
  }

  // ---- End of input and figures ------------------------------------------------------------------------------
  override finish(at: number): boolean {
    if (this.down || this.stopsForMs !== null) return false;
    if (!this.ended) {
      for (let p = 0; p < this.group.position.length; p++) if (this.group.position[p] < this.feed.end(p)) return false;
      this.ended = true;
      for (const lane of this.lanes) lane.endOfInput(at);
      if (this.spec.checkpointing && this.pending === null) this.begin(at);
    }
    if (!this.spec.checkpointing) {
      this.outputs.barrier();
      this.outputs.commit(at);
    }
    this.outputs.release(at);
    const sent = this.outputs.nextCommitMs === Infinity;
    return this.pending === null && sent && (this.spec.checkpointing ? this.settled() : this.outputs.empty);
  }

  /** The last checkpoint covers everything that was read, and nothing waits to be sent. */
  private settled(): boolean {
    return (
      this.outputs.empty && this.completed !== null && this.completed.positions[0].every((offset, p) => offset >= this.group.position[p])
    );
  }

  override heldEvents(): number {
    return this.outputs.heldEvents() + (this.wireFeed === null ? 0 : this.group.heldEvents);
  }

  override eventsNeededFrom(): number {
    return this.lanes.reduce((least, lane) => Math.min(least, lane.eventsNeededFrom()), Infinity);
  }

  override taskCommits(): number {
    return this.begunByTasks;
  }

  override servers(): number {
    return this.spec.parallelism;
  }

  override queueLength(): number {
    let waiting = 0;
    for (let p = 0; p < this.group.position.length; p++) waiting += this.feed.end(p) - this.group.position[p];
    return waiting;
  }

  override isDown(): boolean {
    return this.down;
  }

  override figure(at: number): string {
    if (this.down) return `restarts in ${Math.max(0, Math.round((this.restartAt - at) / 1000))} s`;
    return this.checkpoints === 0 ? "" : `checkpoint ${(this.lastCheckpointMs / 1000).toFixed(1)} s`;
  }

  override usage(): Record<string, number> {
    const asked = this.lanes.map((lane) => lane.lookupCounts);
    return {
      ...super.usage(),
      lookups: asked.reduce((sum, { lookups }) => sum + lookups, 0),
      lookupHits: asked.reduce((sum, { hits }) => sum + hits, 0),
      checkpoints: this.checkpoints,
      checkpointBytes: this.lanes.reduce((sum, lane) => sum + lane.stateBytes(), 0),
    };
  }
}
