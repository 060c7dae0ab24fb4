import { Spell } from "../part/spells.ts";
import { HotKey } from "./hot-key.ts";
import type { ListStore } from "./list-store.ts";
import { NOTHING } from "../calls/calls.ts";
import { CallPart } from "../part/call-part.ts";
import { amountOf } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import { QuerySlots } from "../part/query-slots.ts";
import { RingFiles } from "./ring-files.ts";
import { RingNodes } from "./ring-nodes.ts";
import type { SstableSpec } from "./sstables.ts";
import { EVENT, LIST, refOf, rowOf, kindOf, userOfRow } from "../rows/rows.ts";
import type { RunContext } from "../part/run-context.ts";
import { VisibleLists } from "./visible-lists.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { RowQueueReader } from "../rows/row-queue.ts";
import { TimeQueue } from "../kernel/time-queue.ts";
import { assert } from "../../base/assert.ts";
import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";
import type { RingRemarks } from "./remarks.ts";

export const CONSISTENCY_LEVELS = ["one", "quorum", "all"] as const;
export type Consistency = (typeof CONSISTENCY_LEVELS)[number];

export type RingSpec = SstableSpec & {
  readonly nodes: number;
  readonly tokensPerNode: number;
  readonly replicationFactor: number;
  readonly writeLevel: Consistency;
  readonly readLevel: Consistency;
  /** Cores of a node that serve requests; compaction, repair and backup have the others. */
  readonly coresPerNode: number;
  /** Time of one core per replica and write, per replica and read. */
  readonly writeCoreMs: number;
  readonly readCoreMs: number;
  /** Core time of a read for every SSTable after the first that holds rows of its user. */
  readonly readTableMs: number;
  /** What a replica's reply takes beside its core and the queue before it: network, storage, pauses of the JVM. */
  readonly writeReply: Sampler;
  readonly readReply: Sampler;
  readonly writeTimeoutMs: number;
  readonly readTimeoutMs: number;
  /** A reader asks another replica when the first has not answered for so long. */
  readonly speculativeRetryMs: number;
  /** A dead node is known to be dead after this long. */
  readonly detectionMs: number;
  readonly hintWindowMs: number;
  /** Times a driver sends a failed write again, and how long it waits before. */
  readonly retries: number;
  readonly retryAfterMs: number;
};

/** How many replies a level waits for. */
export function repliesNeeded(level: Consistency, replicationFactor: number): number {
  return level === "one" ? 1 : level === "all" ? replicationFactor : Math.floor(replicationFactor / 2) + 1;
}

const MAX_ATTEMPTS = 16;

/**
 * A table store on a token ring (facts/storage.md 4.1): a row goes to the replicas of its user by Cassandra's own hash, each
 * with its own queue and cores; a write counts when as many have replied as the level asks, a read returns the newest
 * of what the replicas it asked hold, out of as many files as merging has left (sstables.ts). What a dead node misses is kept as
 * hints for a while and replayed when it is back. In `write` records, in `read` requests, which are answered here.
 */
export class RingStore extends CallPart<RingRemarks> implements ListStore {
  readonly lists: VisibleLists;
  readonly ring: RingNodes;
  private readonly writes: RowQueueReader;
  private readonly reads: RowQueueReader;
  private readonly spec: RingSpec;
  private readonly cores: QuerySlots[];
  private readonly random: RandomStream;
  private readonly again = new TimeQueue();
  private readonly attempt = new Map<number, number>();
  private readonly replyTimes: Float64Array;
  private readonly deliveredCode: number;
  private readonly failedCode: { readonly unavailable: number; readonly timeout: number };
  private readonly spells: readonly Spell[];
  private readonly hot: HotKey;
  private readonly files: RingFiles;
  private written = 0;
  private read = 0;
  private storedBytes = 0;

  constructor(id: string, run: RunContext, inputs: { writes: readonly RowQueue[]; reads: readonly RowQueue[] }, spec: RingSpec) {
    super(id, run, inputs.reads);
    assert(spec.replicationFactor <= spec.nodes, "as many nodes as copies");
    this.spec = spec;
    this.writes = new RowQueueReader(inputs.writes);
    this.reads = new RowQueueReader(inputs.reads);
    this.ring = new RingNodes(spec, run.dimensions.users);
    this.lists = new VisibleLists(run.dimensions.users);
    this.hot = new HotKey();
    this.files = new RingFiles(spec, run.dimensions.users);
    this.cores = Array.from({ length: spec.nodes }, () => new QuerySlots(spec.coresPerNode));
    this.random = run.randomStream(id, "replies");
    this.replyTimes = new Float64Array(spec.replicationFactor);
    this.deliveredCode = run.ledger.code("delivered");
    this.failedCode = {
      unavailable: run.ledger.code("dropped", id, "too few replicas alive"),
      timeout: run.ledger.code("dropped", id, "write timed out"),
    };
    this.spells = Array.from({ length: spec.nodes }, () => new Spell());
  }

  protected nextOwnAt(): number {
    return Math.min(this.again.time, this.writes.peekTime(), this.reads.peekTime());
  }

  protected moveOwn(at: number): void {
    if (this.again.time === at) this.write(this.again.pop(), at);
    else if (this.writes.peekTime() === at) {
      this.writes.next(Infinity);
      this.meter.arrived(this.bytesOf(this.writes.ref));
      this.write(this.writes.ref, at);
    } else {
      this.reads.next(Infinity);
      this.answer(this.reads.ref, at);
    }
  }

  private serve(node: number, at: number, coreMs: number): number {
    const serviceMs = coreMs * this.spells[node].slowness(at);
    const { doneAt, waitMs } = this.cores[node].run(at, serviceMs);
    this.meter.served(at, waitMs, serviceMs);
    return doneAt;
  }

  /** One user has a large share of the newest requests: said once for each time it becomes so. */
  private watch(asked: number, at: number): void {
    const hot = this.hot.count(asked);
    if (hot === null) return;
    const { key: user, share } = hot;
    const nodes = Array.from(this.ring.replicasOf(user), (node) => `node-${node}`);
    this.remark(at, "hot-partition", { user, requestShare: share, nodes });
  }

  /** Merging has more before it than it does in a while: said once. */
  private watchMerging(at: number): void {
    const behind = this.files.fellBehind();
    if (behind === null) return;
    const { node, waitingBytes, tables } = behind;
    this.remark(at, "compaction-behind", { node, waitingBytes, tables }, "compactionMbPerSecond");
  }

  private write(ref: number, at: number): void {
    const { spec, ring, replyTimes: replies } = this;
    const user = Math.max(0, userOfRow(this.run.rows, ref));
    const replicas = ring.replicasOf(user);
    this.watch(user, at);
    const needed = repliesNeeded(spec.writeLevel, spec.replicationFactor);
    let came = 0;
    let knownDead = 0;
    for (let copy = 0; copy < replicas.length; copy++) {
      const node = replicas[copy];
      if (ring.isUp(node, at)) {
        ring.count(node);
        this.files.write({ node, user, copy }, this.bytesOf(ref), at);
        replies[came++] = this.serve(node, at, spec.writeCoreMs) + spec.writeReply.sample(this.random);
      } else {
        ring.miss(node, this.bytesOf(ref), at);
        this.files.miss({ node, user, copy }, this.bytesOf(ref));
        if (ring.knownDown(node, at)) knownDead++;
      }
    }
    this.watchMerging(at);
    if (replicas.length - knownDead < needed) return this.fail(ref, at, this.failedCode.unavailable);
    const ackAt = came < needed ? Infinity : replies.subarray(0, came).sort()[needed - 1];
    if (ackAt - at > spec.writeTimeoutMs) return this.fail(ref, at + spec.writeTimeoutMs, this.failedCode.timeout);
    this.attempt.delete(ref);
    this.shown(ref, ackAt);
  }

  private shown(ref: number, at: number): void {
    const row = rowOf(ref);
    this.written++;
    this.meter.departures++;
    this.storedBytes += this.bytesOf(ref) * this.spec.replicationFactor;
    if (kindOf(ref) === LIST) this.lists.show(this.run.rows.lists.user.data[row], row, at);
    if (kindOf(ref) !== EVENT) return;
    this.run.recorder(this.id).visible(row, this.run.rows.events.happenedAt.at(row), at);
    this.run.ledger.end(row, this.deliveredCode);
  }

  /** The driver hears of it at `at` and tries again, as often as it is told to. */
  private fail(ref: number, at: number, code: number): void {
    const attempt = this.attempt.get(ref) ?? 0;
    if (attempt < Math.min(this.spec.retries, MAX_ATTEMPTS)) {
      this.attempt.set(ref, attempt + 1);
      this.again.push(at + this.spec.retryAfterMs, ref);
      return;
    }
    this.attempt.delete(ref);
    this.meter.intervalDropped++;
    if (kindOf(ref) === EVENT) this.run.ledger.end(rowOf(ref), code);
  }

  /** What a read of this user would find at an instant, without being one: the newest list on a replica that is up; null = too few are. */
  heldFor(user: number, at: number): number | null {
    const up = [...this.ring.replicasOf(user)].filter((node) => this.ring.isUp(node, at));
    if (up.length < repliesNeeded(this.spec.readLevel, this.spec.replicationFactor)) return null;
    return this.lists.shownAt(user, at, (shownAt) => up.some((node) => this.ring.holds(node, shownAt, at)));
  }

  private answer(ref: number, at: number): void {
    const { spec, ring, replyTimes: replies } = this;
    const call = this.calls.of(ref);
    const { key: user } = call;
    const replicas = ring.replicasOf(user);
    const needed = repliesNeeded(spec.readLevel, spec.replicationFactor);
    this.read++;
    this.watch(user, at);
    this.meter.arrived(this.bytesOf(ref));
    const known = replicas.filter((node) => !ring.knownDown(node, at));
    if (known.length < needed) return this.calls.refuse(call, at + 1, "too few replicas alive", this.place);
    // Readers spread over the replicas; one that does not answer is replaced by the next, if there is one. Which one is asked first goes by
    // whose list it is and the microsecond it was asked in: the number of a request depends on how time is cut.
    const first = user + Math.floor(this.run.desk.rows.askedAt.data[call.request] * 1000);
    const asked: number[] = [];
    let came = 0;
    let startAt = at;
    for (let i = 0; i < known.length && came < needed; i++) {
      const node = known[(first + call.attempt + i) % known.length];
      if (!ring.isUp(node, at)) {
        startAt = at + spec.speculativeRetryMs;
        continue;
      }
      ring.count(node);
      asked.push(node);
      const further = this.files.read({ node, user, copy: replicas.indexOf(node) }, at);
      replies[came++] =
        this.serve(node, at, spec.readCoreMs + further * spec.readTableMs) + (startAt - at) + spec.readReply.sample(this.random);
    }
    this.watchMerging(at);
    const doneAt = came < needed ? Infinity : replies.subarray(0, came).sort()[needed - 1];
    if (doneAt - at > spec.readTimeoutMs) return this.calls.refuse(call, at + spec.readTimeoutMs, "read timed out", this.place);
    this.meter.departures++;
    const list = this.lists.shownAt(user, at, (shownAt) => asked.some((node) => ring.holds(node, shownAt, at)));
    this.calls.answer(call, doneAt, list < 0 ? NOTHING : refOf(LIST, list), this.place);
  }

  override strike(strike: Strike, at: number): void {
    const node = (strike.index ?? 0) % this.spec.nodes;
    if (strike.fault === "slow") {
      this.spells[node].slow(amountOf(strike), at + strike.durationMs);
      return;
    }
    const outage = this.ring.crash(node, at, at + strike.durationMs);
    this.files.crash(node, at, at + strike.durationMs, outage.replayed);
    this.meter.downMs += strike.durationMs;
    const { writeLevel, readLevel, replicationFactor } = this.spec;
    const needsEveryReplica =
      repliesNeeded(writeLevel, replicationFactor) === replicationFactor ||
      repliesNeeded(readLevel, replicationFactor) === replicationFactor;
    this.remark(at, "node-lost", { node, downMs: strike.durationMs, needsEveryReplica, hintsRanOut: !outage.replayed }, "writeLevel");
  }

  override isDown(at: number): boolean {
    return this.ring.anyDown(at);
  }

  override finish(): boolean {
    return this.writes.empty && this.reads.empty && this.again.size === 0;
  }

  override heldEvents(): number {
    let held = 0;
    for (const ref of this.attempt.keys()) if (kindOf(ref) === EVENT) held++;
    return held;
  }

  override servers(): number {
    return this.spec.nodes * this.spec.coresPerNode;
  }

  override figure(at: number): string {
    const dead = this.ring.firstDown(at);
    if (dead >= 0) return `node-${dead} down`;
    const { node, share } = this.ring.busiest();
    return node < 0 || share < 1.2 ? "" : `node-${node} ${share.toFixed(1)} × mean`;
  }

  override usage(): Record<string, number> {
    const { peakWaitingBytes, tablesPerRead } = this.files;
    return {
      ...super.usage(),
      writes: this.written,
      reads: this.read,
      storedBytes: this.storedBytes,
      pendingCompactionBytes: peakWaitingBytes,
      sstablesPerRead: tablesPerRead,
    };
  }
}
