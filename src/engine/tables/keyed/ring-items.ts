import type { RandomStream } from "../../../base/rng.ts";
import type { Sampler } from "../../../base/sampler.ts";
import { cassandraTokenOfText } from "../../../base/token-ring.ts";
import type { TokenRing } from "../../../base/token-ring.ts";
import { KEY_TAKEN, NOTHING } from "../../calls/calls.ts";
import type { Call } from "../../calls/calls.ts";
import { Int32List } from "../../kernel/number-lists.ts";
import { KeyMap } from "../../kernel/key-map.ts";
import { TimeQueue } from "../../kernel/time-queue.ts";
import { CallPart } from "../../part/call-part.ts";
import { amountOf } from "../../part/part.ts";
import type { Strike } from "../../part/part.ts";
import type { RunContext } from "../../part/run-context.ts";
import { RowQueueReader } from "../../rows/row-queue.ts";
import type { RowQueue } from "../../rows/row-queue.ts";
import { ITEM, refOf, rowOf } from "../../rows/rows.ts";
import { HotKey } from "../hot-key.ts";
import { tokenRing } from "../ring-nodes.ts";
import { repliesNeeded } from "../ring-store.ts";
import type { Consistency } from "../ring-store.ts";
import { HOLDS_ITEMS } from "../row-store.ts";
import { CopiedRows, DELETED, NONE } from "./copied-rows.ts";
import type { RingItemsRemarks } from "./remarks.ts";
import { RingMember } from "./ring-member.ts";

export type RingItemsSpec = {
  readonly nodes: number;
  readonly tokensPerNode: number;
  readonly replicationFactor: number;
  readonly writeLevel: Consistency;
  readonly readLevel: Consistency;
  /** An insert looks whether its key is taken, by a lightweight transaction; or writes whatever stands there. */
  readonly inserts: "conditional" | "overwriting";
  readonly coresPerNode: number;
  /** Time of one core per replica and write, per replica and read. */
  readonly writeCoreMs: number;
  readonly readCoreMs: number;
  /** What a replica's reply takes beside its core and the queue before it. */
  readonly writeReply: Sampler;
  readonly readReply: Sampler;
  readonly writeTimeoutMs: number;
  readonly readTimeoutMs: number;
  /** So long a lightweight transaction waits for others of its key. */
  readonly contentionTimeoutMs: number;
  /** A read asks one more replica when those it asked have not answered for so long. */
  readonly speculativeRetryMs: number;
  readonly detectionMs: number;
  readonly hintWindowMs: number;
  /** Hints are looked through so often, so a node that is back waits so long for the first. */
  readonly hintFlushMs: number;
  readonly hintBytesPerSecond: number;
};

type Reply = { readonly copy: number; readonly version: number; readonly at: number };
type Waiting = { readonly call: Call; readonly cameAt: number };

/** Hints go to a node that is back in steps of so long. */
const REPLAY_STEP_MS = 100;

/**
 * Rows by key on a token ring without a master: each key is on as many nodes as it has copies, by Cassandra's own hash. A write goes
 * to all of them that are up and is acknowledged when as many have replied as its level asks; the newest by time counts, whatever the
 * order of arrival. A read asks as many as its level says and answers with the newest of what they hold; where they differ the older
 * ones are brought up to date first. A node that is away is missed until everybody knows it; hints bring it what it missed. An insert
 * that must not overwrite is a lightweight transaction: four rounds to a majority, one after another for one key. A reply that
 * is under way when its node dies still comes. In `calls`.
 */
export class RingItems extends CallPart<RingItemsRemarks> {
  private readonly input: RowQueueReader;
  private readonly spec: RingItemsSpec;
  private readonly ring: TokenRing;
  private readonly members: readonly RingMember[];
  private readonly versions: CopiedRows;
  private readonly random: RandomStream;
  /** Where the nodes of a key that was asked for begin in `nodesOf`. */
  private readonly placed = new KeyMap();
  private readonly nodesOf = new Int32List();
  private readonly due = new TimeQueue();
  private readonly acts: (((at: number) => void) | null)[] = [];
  private readonly freeActs: number[] = [];
  /** Who waits for the lightweight transaction of a key that is under way. */
  private readonly lines = new Map<number, Waiting[]>();
  private readonly hot = new HotKey();
  private readonly replies: Float64Array;
  private readonly said = new Set<string>();
  private laid = false;
  private turn = 0;
  private reads = 0;
  private writes = 0;
  private writtenBytes = 0;
  private stockBytes = 0;

  constructor(id: string, run: RunContext, wires: { readonly calls: readonly RowQueue[] }, spec: RingItemsSpec) {
    super(id, run, wires.calls);
    this.spec = spec;
    this.input = new RowQueueReader(wires.calls);
    this.ring = tokenRing(spec);
    this.members = Array.from({ length: spec.nodes }, (_, node) => new RingMember(node, spec.coresPerNode, spec.hintFlushMs));
    this.versions = new CopiedRows(spec.replicationFactor, run.desk.items?.stockItems ?? 64);
    this.random = run.randomStream(id, "replies");
    this.replies = new Float64Array(spec.replicationFactor);
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
  }

  /** Nodes of a key by copy. */
  private nodeOf(key: number, copy: number): RingMember {
    let from = this.placed.get(key);
    if (from < 0) {
      from = this.nodesOf.length;
      for (const node of this.ring.replicasOf(cassandraTokenOfText(String(key)), this.spec.replicationFactor)) this.nodesOf.push(node);
      this.placed.set(key, from);
    }
    return this.members[this.nodesOf.data[from + copy]];
  }

  protected nextOwnAt(): number {
    let next = Math.min(this.due.time, this.input.peekTime());
    for (const { replayAt } of this.members) if (replayAt < next) next = replayAt;
    return next;
  }

  protected moveOwn(at: number): void {
    if (this.due.time <= at) {
      const place = this.due.pop();
      const act = this.acts[place];
      this.acts[place] = null;
      this.freeActs.push(place);
      return act?.(at);
    }
    const back = this.members.find(({ replayAt }) => replayAt <= at);
    if (back !== undefined) return this.replay(back, at);
    this.input.next(Infinity);
    this.take(this.calls.of(this.input.ref), at);
  }

  private later(at: number, act: (at: number) => void): void {
    const place = this.freeActs.pop() ?? this.acts.length;
    this.acts[place] = act;
    this.due.push(at, place);
  }

  private take(call: Call, at: number): void {
    if (this.answersCheck(call, at)) return;
    const { op } = call;
    if (op === "keys" || op === "purge" || call.lists !== null) return this.calls.refuse(call, at, "not understood", this.place);
    this.layStock();
    this.meter.arrived(call.bytes);
    this.watch(call.key, at);
    if (call.trace !== null) this.calls.begun(call, at);
    if (op === "read") this.read(call, at);
    else if (op === "insert" && this.spec.inserts === "conditional") this.takeTurn({ call, cameAt: at }, at);
    else this.write(call, at);
  }

  private watch(key: number, at: number): void {
    const hot = this.hot.count(key);
    if (hot === null) return;
    const nodes = Array.from({ length: this.spec.replicationFactor }, (_, copy) => `node-${this.nodeOf(hot.key, copy).number}`);
    this.remark(at, "hot-key", { requestShare: hot.share, nodes });
  }

  private sayOnce<C extends "key-overwritten" | "late-change-stays" | "read-repaired">(
    at: number,
    code: C,
    facts: RingItemsRemarks[C],
    setting?: string,
  ): void {
    if (this.said.has(code)) return;
    this.said.add(code);
    this.remark(at, code, facts, setting);
  }

  private serve(node: RingMember, at: number, coreMs: number): number {
    const { doneAt, waitMs, serviceMs } = node.work(at, coreMs);
    this.meter.served(at, waitMs, serviceMs);
    return doneAt;
  }

  /** Copies of a key whose nodes are not known to be down. */
  private aliveCopies(key: number, at: number): number[] {
    const alive: number[] = [];
    for (let copy = 0; copy < this.spec.replicationFactor; copy++)
      if (!this.nodeOf(key, copy).isKnownDown(at, this.spec.detectionMs)) alive.push(copy);
    return alive;
  }

  private unavailable(call: Call, at: number): void {
    this.calls.refuse(call, at, "too few replicas alive", this.place);
  }

  private read(call: Call, at: number): void {
    const { spec } = this;
    const needed = repliesNeeded(spec.readLevel, spec.replicationFactor);
    const alive = this.aliveCopies(call.key, at);
    this.reads++;
    if (alive.length < needed) return this.unavailable(call, at);
    const first = this.turn++;
    const replies: Reply[] = [];
    for (let i = 0; i < needed; i++) this.askCopy(call.key, alive[(first + i) % alive.length], at, replies);
    const last = replies.length < needed ? Infinity : Math.max(...replies.map((reply) => reply.at));
    if (alive.length === needed || last <= at + spec.speculativeRetryMs) return this.decide(call, replies, at);
    this.later(at + spec.speculativeRetryMs, (now) => {
      this.askCopy(call.key, alive[(first + needed) % alive.length], now, replies);
      this.decide(call, replies, at);
    });
  }

  /** A copy on a node that is away says nothing. */
  private askCopy(key: number, copy: number, at: number, replies: Reply[]): void {
    const node = this.nodeOf(key, copy);
    if (!node.isUp(at)) return;
    const doneAt = this.serve(node, at, this.spec.readCoreMs);
    const version = this.versions.versionOn(copy, key, doneAt);
    replies.push({ copy, version, at: doneAt + this.spec.readReply.sample(this.random) });
  }

  private decide(call: Call, replies: Reply[], cameAt: number): void {
    const { spec } = this;
    const needed = repliesNeeded(spec.readLevel, spec.replicationFactor);
    const counted = replies.sort((a, b) => a.at - b.at).slice(0, needed);
    const doneAt = counted.length < needed ? Infinity : counted[needed - 1].at;
    if (doneAt - cameAt > spec.readTimeoutMs) {
      this.calls.refuse(call, cameAt + spec.readTimeoutMs, "read timed out", this.place);
      return;
    }
    const newest = Math.max(...counted.map(({ version }) => version));
    const older = counted.filter(({ version }) => version < newest);
    if (older.length === 0) return this.answerRow(call, newest, doneAt);
    this.later(doneAt, (now) => this.repair(call, newest, older, now));
  }

  /** Replicas that were behind get what they miss before the answer leaves. */
  private repair(call: Call, newest: number, older: readonly Reply[], at: number): void {
    let end = at;
    for (const { copy } of older) {
      const node = this.nodeOf(call.key, copy);
      if (!node.isUp(at)) continue;
      const repliedAt = this.serve(node, at, this.spec.writeCoreMs) + this.spec.writeReply.sample(this.random);
      this.versions.arrives(newest, copy, repliedAt);
      end = Math.max(end, repliedAt);
    }
    this.sayOnce(at, "read-repaired", {});
    this.answerRow(call, newest, end);
  }

  /** What has expired is not given out: it has a time to live. */
  private answerRow(call: Call, version: number, at: number): void {
    const row = this.versions.rowOf(version);
    const isThere = row >= 0 && this.run.rows.items.expiresAt.data[row] > at;
    this.meter.departures++;
    this.calls.answer(call, at, isThere ? refOf(ITEM, row) : NOTHING, this.place);
  }

  private write(call: Call, at: number): void {
    const { spec, versions } = this;
    const { op, key } = call;
    const needed = repliesNeeded(spec.writeLevel, spec.replicationFactor);
    if (this.aliveCopies(key, at).length < needed) return this.unavailable(call, at);
    if (op === "insert" && this.rowAt(key) >= 0) this.sayOnce(at, "key-overwritten", {}, "inserts");
    // A counter is read on one of the replicas before it is written to all.
    if (op === "touch") this.serve(this.nodeOf(key, 0), at, spec.readCoreMs);
    const row = op === "delete" ? DELETED : op === "touch" ? NONE : rowOf(call.row);
    const came = this.send(key, op === "touch" ? NONE : versions.put(key, row), row < 0 ? 0 : this.run.rows.items.rowBytes(row), at);
    this.acknowledge(call, at, came);
  }

  /** A change goes to every copy; answers how many reply, at the times in `replies`, in order. Those on nodes that are away become hints. */
  private send(key: number, version: number, bytes: number, at: number): number {
    const { spec, replies } = this;
    let came = 0;
    this.writes++;
    for (let copy = 0; copy < spec.replicationFactor; copy++) {
      const node = this.nodeOf(key, copy);
      if (!node.isUp(at)) {
        if (version !== NONE) node.keepHint({ version, copy, bytes }, at, spec.hintWindowMs);
        continue;
      }
      const repliedAt = this.serve(node, at, spec.writeCoreMs) + spec.writeReply.sample(this.random);
      if (version !== NONE) this.versions.arrives(version, copy, repliedAt);
      this.writtenBytes += bytes;
      replies[came++] = repliedAt;
    }
    replies.subarray(0, came).sort();
    return came;
  }

  /** So many replicas reply to a change that was sent at `at`: enough in time, or it is refused, and there all the same. */
  private acknowledge(call: Call, at: number, came: number): void {
    const { spec } = this;
    const needed = repliesNeeded(spec.writeLevel, spec.replicationFactor);
    const ackAt = came < needed ? Infinity : this.replies[needed - 1];
    if (ackAt - at > spec.writeTimeoutMs) {
      if (came > 0) this.sayOnce(at, "late-change-stays", { replicas: came, of: spec.replicationFactor }, "writeLevel");
      return this.calls.refuse(call, at + spec.writeTimeoutMs, "write timed out", this.place);
    }
    this.meter.departures++;
    this.calls.answer(call, ackAt, call.op === "insert" || call.op === "write" ? call.row : NOTHING, this.place);
  }

  /** Lightweight transactions of a key come one after another. */
  private takeTurn(waiting: Waiting, at: number): void {
    const { key } = waiting.call;
    const line = this.lines.get(key);
    if (line !== undefined) {
      line.push(waiting);
      return;
    }
    this.lines.set(key, []);
    this.transact(waiting, at);
  }

  private endTurn(key: number, at: number): void {
    const line = this.lines.get(key) ?? [];
    let next = line.shift();
    while (next !== undefined && at - next.cameAt > this.spec.contentionTimeoutMs) {
      this.calls.refuse(next.call, at, "write timed out", this.place);
      next = line.shift();
    }
    if (next === undefined) this.lines.delete(key);
    else this.transact(next, at);
  }

  /** Prepare, read, propose, commit: each asks a majority, whatever the levels are. */
  private transact({ call }: Waiting, at: number): void {
    const { spec, versions } = this;
    const { key } = call;
    const majority = repliesNeeded("quorum", spec.replicationFactor);
    const needed = Math.max(majority, repliesNeeded(spec.writeLevel, spec.replicationFactor));
    if (this.aliveCopies(key, at).length < needed) {
      this.unavailable(call, at);
      return this.endTurn(key, at);
    }
    this.round(call, at, spec.writeCoreMs, spec.writeReply, (prepared) =>
      this.round(call, prepared, spec.readCoreMs, spec.readReply, (read, copies) => {
        const newest = Math.max(...copies.map((copy) => versions.versionOn(copy, key, read)));
        const row = versions.rowOf(newest);
        if (row >= 0 && this.run.rows.items.expiresAt.data[row] > read) {
          this.calls.refuse(call, read, KEY_TAKEN, this.place);
          return this.endTurn(key, read);
        }
        this.round(call, read, spec.writeCoreMs, spec.writeReply, (accepted) => this.commit(call, accepted));
      }),
    );
  }

  /** One round of a transaction: `then` at the instant when a majority has replied, with the copies that did. */
  private round(call: Call, at: number, coreMs: number, reply: Sampler, then: (at: number, copies: readonly number[]) => void): void {
    const { spec } = this;
    const { key } = call;
    const majority = repliesNeeded("quorum", spec.replicationFactor);
    const replies: { readonly copy: number; readonly at: number }[] = [];
    for (let copy = 0; copy < spec.replicationFactor; copy++) {
      const node = this.nodeOf(key, copy);
      if (node.isUp(at)) replies.push({ copy, at: this.serve(node, at, coreMs) + reply.sample(this.random) });
    }
    replies.sort((a, b) => a.at - b.at);
    const doneAt = replies.length < majority ? Infinity : replies[majority - 1].at;
    if (doneAt - at <= spec.writeTimeoutMs) {
      const copies = replies.slice(0, majority).map(({ copy }) => copy);
      return this.later(doneAt, (now) => then(now, copies));
    }
    this.later(at + spec.writeTimeoutMs, (now) => {
      this.calls.refuse(call, now, "write timed out", this.place);
      this.endTurn(key, now);
    });
  }

  private commit(call: Call, at: number): void {
    const { spec, versions } = this;
    const { key } = call;
    const row = rowOf(call.row);
    const version = versions.put(key, row);
    const came = this.send(key, version, this.run.rows.items.rowBytes(row), at);
    const majority = repliesNeeded("quorum", spec.replicationFactor);
    // Whoever comes next finishes what was accepted, so it sees it whether or not a majority has it by then.
    const seenAt = came < majority ? at + spec.writeTimeoutMs : this.replies[majority - 1];
    this.acknowledge(call, at, came);
    this.later(seenAt, (now) => this.endTurn(key, now));
  }

  /** The next of the hints for a node that is back, as many as go in a step. */
  private replay(node: RingMember, at: number): void {
    const { hints } = node;
    let bytes = (this.spec.hintBytesPerSecond * REPLAY_STEP_MS) / 1000;
    let sent = 0;
    while (sent < hints.length && bytes > 0) {
      const hint = hints[sent++];
      this.versions.arrives(hint.version, hint.copy, this.serve(node, at, this.spec.writeCoreMs));
      bytes -= Math.max(1, hint.bytes);
    }
    hints.splice(0, sent);
    node.replayAt = hints.length === 0 ? Infinity : at + REPLAY_STEP_MS;
  }

  override strike(strike: Strike, at: number): void {
    const { spec } = this;
    const node = this.members[(strike.index ?? 0) % spec.nodes];
    if (strike.fault === "slow") return node.spell.slow(amountOf(strike), at + strike.durationMs);
    node.crash(at, at + strike.durationMs);
    this.meter.downMs += strike.durationMs;
    const needsEveryReplica = [spec.writeLevel, spec.readLevel].some(
      (level) => repliesNeeded(level, spec.replicationFactor) === spec.replicationFactor,
    );
    const hintsRanOut = strike.durationMs > spec.hintWindowMs;
    this.remark(at, "node-lost", { node: node.number, downMs: strike.durationMs, needsEveryReplica, hintsRanOut }, "writeLevel");
  }

  override isDown(at: number): boolean {
    return this.members.every((node) => !node.isUp(at));
  }

  override finish(): boolean {
    return this.input.empty && this.due.size === 0;
  }

  override servers(): number {
    return this.spec.nodes * this.spec.coresPerNode;
  }

  override queueLength(): number {
    let waiting = 0;
    for (const line of this.lines.values()) waiting += line.length;
    return waiting;
  }

  override figure(at: number): string {
    const dead = this.members.find((node) => !node.isUp(at));
    return dead === undefined ? "" : `node-${dead.number} down`;
  }

  override usage(): Record<string, number> {
    const { reads, writes, writtenBytes: storedBytes, spec } = this;
    const stockBytes = this.stockBytes * spec.replicationFactor * (this.run.desk.items?.itemsPerRow ?? 1);
    return { ...super.usage(), requests: this.meter.arrivals, reads, writes, storedBytes, stockBytes };
  }
}
