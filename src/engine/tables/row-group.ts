import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";
import { KEY_TAKEN, NOTHING } from "../calls/calls.ts";
import type { Call, Calls, ListsWanted } from "../calls/calls.ts";
import { TimeQueue } from "../kernel/time-queue.ts";
import { amountOf } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import { NO_KEY } from "../rows/item-rows.ts";
import type { ItemRows } from "../rows/item-rows.ts";
import { ITEM, refOf, rowOf } from "../rows/rows.ts";
import type { RowStoreRemarks } from "./remarks.ts";
import type { RowLists } from "./row-lists.ts";
import { RowNode } from "./row-node.ts";
import type { Statement } from "./row-node.ts";
import { ExpiringRows } from "./expiring-rows.ts";
import { AppliedChanges, RowVersions } from "./row-versions.ts";

export type RowStoreSpec = {
  readonly cores: number;
  /** Statements that have a connection at once, on each machine, and how many may wait for one. */
  readonly connections: number;
  readonly lineLimit: number;
  /** Core time of a statement by index. */
  readonly read: Sampler;
  readonly write: Sampler;
  /** Core time of each further list that one statement reads, or row of a list that it adds. */
  readonly probeMs: number;
  /** Core time of a connection where each statement opens its own; null: connections are kept. */
  readonly connect: Sampler | null;
  /** A flush of the log; those that wait meanwhile are flushed together by the next one. */
  readonly flush: Sampler;
  readonly replicas: number;
  readonly readsFrom: "primary" | "replicas";
  /** From commit to visible on a replica, one change after another. */
  readonly replicaLag: Sampler;
  /** A commit is acknowledged when one replica has it. */
  readonly waitsForReplica: boolean;
  /** Replicas read the storage the primary writes: whoever takes over has every commit, however far behind its own copy was. */
  readonly sharedStorage: boolean;
  /** Until a replica has been found, promoted and told of. */
  readonly failoverMs: number;
};

/** Cores that statements run on: replicas that nobody reads stand by. */
export function coresAtWork({ cores, replicas, readsFrom }: RowStoreSpec): number {
  return cores * (readsFrom === "replicas" ? 1 + replicas : 1);
}

/** Two numbers of 8 bytes: whose list, and what stands in it. */
const LIST_ROW_BYTES = 16;

type Replica = { readonly node: RowNode; readonly applied: AppliedChanges };

/** The store a group of machines belongs to. */
export type RowGroupHost = {
  readonly calls: Pick<Calls, "begun" | "answer" | "answerList" | "refuse">;
  readonly place: number;
  /** Which of several groups it is; absent where there is one. */
  readonly name?: string;
  /** Counts statements that leave, how long they waited and worked, and how long nobody served. */
  readonly meter: { departures: number; downMs: number; served(at: number, waitMs: number, serviceMs: number): void };
  readonly rows: ItemRows;
  /** A statement's core time and flushes; what replicas are behind. */
  readonly statements: RandomStream;
  readonly lags: RandomStream;
  remark<C extends keyof RowStoreRemarks & string>(at: number, code: C, facts: RowStoreRemarks[C], setting?: string): void;
  /** Lists of users beside the rows; without them a statement about lists is refused. */
  readonly lists?: RowLists;
  /** A change of a key is committed; -1: the row was taken out. */
  committed?(key: number, row: number, at: number): void;
};

/**
 * A primary and the replicas that follow it, over rows with a unique key. A statement holds a connection from begin
 * to end and a core while it works; a change waits for whoever changes the same key, and for the flush of the log, which it shares
 * with all that wait for it. Replicas apply changes in their order, later; a read there shows what has reached it. When the primary
 * dies the replica that is furthest takes over, and what had not reached it never happened, acknowledged or not.
 */
export class RowGroup {
  /** Changes that were acknowledged and gone after a fail-over; inserts refused as the key was taken. */
  vanished = 0;
  conflicts = 0;
  reads = 0;
  writes = 0;
  /** What changes have added to the rows that stand there, less what they took out; and the rows that were there before. */
  storedBytes = 0;
  stockBytes = 0;
  /** How often its primary died: what was copied from or to it before may be gone. */
  lives = 0;
  private readonly expiring = new ExpiringRows();
  private readonly host: RowGroupHost;
  private readonly spec: RowStoreSpec;
  private primary: RowNode;
  private replicas: Replica[];
  private readonly versions: RowVersions;
  private readonly done = new TimeQueue();
  /** Changes that wait for a replica, by when one has them. */
  private readonly replicated = new TimeQueue();
  private readonly working: (Statement | null)[] = [];
  private readonly freeStatements: number[] = [];
  /** Who has a key, and who waits for it; flushed when the log is. */
  private readonly locks = new Map<number, Statement[]>();
  private nextFlush: Statement[] = [];
  private flushing: Statement[] = [];
  private flushedAt = Infinity;
  private turn = 0;
  private lagAddedMs = 0;
  private lagUntil = -Infinity;

  /** Room for so many rows from the start. */
  constructor(host: RowGroupHost, spec: RowStoreSpec, expected: number) {
    this.host = host;
    this.spec = spec;
    this.primary = new RowNode(0, spec);
    this.replicas = Array.from({ length: spec.replicas }, (_, i) => ({ node: new RowNode(i + 1, spec), applied: new AppliedChanges() }));
    this.versions = new RowVersions(expected);
  }

  rowAt(key: number): number {
    return this.versions.rowAt(key);
  }

  /** A row that stood there before anything happened. */
  lay(key: number, row: number): void {
    this.versions.lay(key, row);
    this.stockBytes += this.host.rows.rowBytes(row);
    this.expiring.add(row, this.host.rows.expiresAt.data[row]);
  }

  /** Every key that has a row. */
  keysHeld(): number[] {
    return this.versions.keysHeld();
  }

  /** When it next does something by itself. */
  get time(): number {
    return Math.min(this.done.time, this.flushedAt, this.replicated.time);
  }

  /** Does what is due at `at`, one thing. */
  move(at: number): void {
    if (this.done.time <= at) return this.worked(this.takeWorking(this.done.pop()), at);
    if (this.flushedAt <= at) return this.flushed(at);
    this.wasReplicated(this.takeWorking(this.replicated.pop()), at);
  }

  take(call: Call, at: number): void {
    if (call.lists !== null && this.host.lists === undefined) return this.host.calls.refuse(call, at, "not understood", this.host.place);
    const node = this.nodeFor(call, at);
    if (node.spell.isAway(at)) return this.host.calls.refuse(call, at, "store down", this.host.place);
    const key = call.op === "purge" || call.lists !== null ? NO_KEY : call.key;
    const statement: Statement = { call, key, node, cameAt: at, startedAt: at, serviceMs: 0, change: 0, purges: [], lost: false };
    const taken = node.connections.take(statement);
    if (taken === "full") return this.host.calls.refuse(call, at, "no connection", this.host.place);
    if (taken === "held") this.begin(statement, at);
  }

  /** The primary for changes; for reads a replica that is up, by turns, where they go there. */
  private nodeFor({ op }: Call, at: number): RowNode {
    const { replicas, primary } = this;
    if ((op !== "read" && op !== "list") || this.spec.readsFrom === "primary") return primary;
    for (let i = 0; i < replicas.length; i++) {
      const { node } = replicas[this.turn++ % replicas.length];
      if (!node.spell.isAway(at)) return node;
    }
    return primary;
  }

  private begin(statement: Statement, at: number): void {
    const { spec } = this;
    const { statements: random } = this.host;
    statement.startedAt = at;
    const { op, lists } = statement.call;
    let ms = (op === "read" || op === "list" ? spec.read : spec.write).sample(random) + (spec.connect?.sample(random) ?? 0);
    if (op === "purge") ms += this.collectExpired(statement, at);
    if (lists !== null) ms += spec.probeMs * (this.host.lists?.probes(op, lists) ?? 0);
    const doneAt = statement.node.work(at, ms);
    statement.serviceMs = ms * statement.node.spell.slowness(at);
    if (statement.call.trace !== null) this.host.calls.begun(statement.call, doneAt - statement.serviceMs, this.nameOf(statement.node));
    const place = this.freeStatements.pop() ?? this.working.length;
    this.working[place] = statement;
    this.done.push(doneAt, place);
  }

  private nameOf(node: RowNode): string {
    const role = node === this.primary ? "primary" : `replica ${node.number}`;
    return this.host.name === undefined ? role : `${this.host.name}, ${role}`;
  }

  private takeWorking(place: number): Statement {
    const statement = this.working[place] as Statement;
    this.working[place] = null;
    this.freeStatements.push(place);
    return statement;
  }

  private worked(statement: Statement, at: number): void {
    if (statement.lost) return;
    const { call } = statement;
    if (call.op === "purge") return this.enter(statement, at);
    if (call.op !== "read" && call.op !== "list") return call.lists === null ? this.lock(statement, at) : this.log(statement, at);
    this.reads++;
    if (call.lists !== null) {
      const list = this.host.lists?.read(call.lists, this.visibleAt(statement.node, at)) ?? null;
      this.host.calls.answerList(call, at, list, this.host.place);
      return this.leave(statement, at);
    }
    const row = this.rowFor(statement.node, call.key, at);
    this.host.calls.answer(call, at, row < 0 ? NOTHING : refOf(ITEM, row), this.host.place);
    this.leave(statement, at);
  }

  /** Which changes a machine shows. */
  private visibleAt(node: RowNode, at: number): (change: number) => boolean {
    const replica = this.replicas.find((each) => each.node === node);
    return replica === undefined ? () => true : (change) => replica.applied.has(change, at);
  }

  private rowFor(node: RowNode, key: number, at: number): number {
    const replica = this.replicas.find((each) => each.node === node);
    return replica === undefined ? this.versions.rowAt(key) : this.versions.rowOn(replica.applied, key, at);
  }

  /** Who changes a key has it until its change is committed; others wait, first come first served. */
  private lock(statement: Statement, at: number): void {
    const { key } = statement;
    const line = this.locks.get(key);
    if (line !== undefined) {
      line.push(statement);
      return;
    }
    this.locks.set(key, [statement]);
    this.enter(statement, at);
  }

  private unlock(key: number, at: number): void {
    const line = (this.locks.get(key) ?? []).slice(1);
    if (line.length === 0) {
      this.locks.delete(key);
      return;
    }
    this.locks.set(key, line);
    this.enter(line[0], at);
  }

  /** A change is ready for the log, unless its key is taken; where there is nothing to delete, nothing is flushed. */
  private enter(statement: Statement, at: number): void {
    const { call } = statement;
    if (call.op === "insert" && this.versions.rowAt(call.key) >= 0) {
      this.conflicts++;
      this.host.calls.refuse(call, at, KEY_TAKEN, this.host.place);
      this.leave(statement, at);
      return this.unlock(statement.key, at);
    }
    const finds =
      call.op === "purge"
        ? statement.purges.length > 0
        : (call.op !== "delete" && call.op !== "touch") || this.versions.rowAt(call.key) >= 0;
    if (!finds) {
      this.host.calls.answer(call, at, NOTHING, this.host.place);
      this.leave(statement, at);
      return this.unlock(statement.key, at);
    }
    this.log(statement, at);
  }

  private log(statement: Statement, at: number): void {
    this.nextFlush.push(statement);
    if (this.flushedAt === Infinity) this.flush(at);
  }

  private flush(at: number): void {
    this.flushing = this.nextFlush;
    this.nextFlush = [];
    this.flushedAt = at + this.spec.flush.sample(this.host.statements) * this.primary.spell.slowness(at);
  }

  private flushed(at: number): void {
    const committed = this.flushing;
    this.flushing = [];
    this.flushedAt = Infinity;
    for (const statement of committed) this.commit(statement, at);
    for (const { key } of committed) this.unlock(key, at);
    if (this.flushedAt === Infinity && this.nextFlush.length > 0) this.flush(at);
  }

  private commit(statement: Statement, at: number): void {
    const replicatedAt = this.commitAll(statement, at);
    if (!this.spec.waitsForReplica || replicatedAt === Infinity) return this.acknowledge(statement, at);
    statement.change = this.versions.changes - 1;
    this.acknowledgeAt(statement, replicatedAt);
  }

  private commitAll(statement: Statement, at: number): number {
    const { call } = statement;
    if (call.op === "purge") return this.purge(statement, at);
    this.writes++;
    return call.lists === null ? this.commitOne(call, at) : this.commitLists(call, call.lists, at);
  }

  private commitOne(call: Call, at: number): number {
    const row = call.op === "delete" ? -1 : call.op === "touch" ? this.versions.rowAt(call.key) : rowOf(call.row);
    if (call.op !== "touch") this.host.lists?.change(call, this.versions.rowAt(call.key), this.versions.changes);
    const replicatedAt = this.change(call.key, row, at);
    this.host.committed?.(call.key, row, at);
    return replicatedAt;
  }

  /** Rows that have expired and are still there, at most as many as are wanted; answers what finding and deleting them takes of a core. */
  private collectExpired(statement: Statement, at: number): number {
    let ms = 0;
    const { rows, statements } = this.host;
    while (statement.purges.length < statement.call.key) {
      const row = this.expiring.takeDue(at);
      if (row < 0) break;
      if (this.versions.rowAt(rows.key.data[row]) !== row) continue;
      statement.purges.push(row);
      ms += this.spec.read.sample(statements);
    }
    return ms;
  }

  /** Deletes what was collected and nobody has changed since. */
  private purge({ purges }: Statement, at: number): number {
    let last = at;
    for (const row of purges) {
      const key = this.host.rows.key.data[row];
      if (this.versions.rowAt(key) !== row) continue;
      this.writes++;
      last = this.change(key, -1, at);
      this.host.committed?.(key, -1, at);
    }
    return last;
  }

  private commitLists(call: Call, { users, entries }: ListsWanted, at: number): number {
    this.host.lists?.change(call, -1, this.versions.changes);
    this.versions.mark();
    this.storedBytes += LIST_ROW_BYTES * users.length * entries.length * (call.op === "drop" ? -1 : 1);
    return this.replicate(at);
  }

  /** A row is under a key from now on, -1: none; answers when the first replica has the change. */
  change(key: number, row: number, at: number): number {
    const { rows } = this.host;
    const before = this.versions.rowAt(key);
    if (before >= 0) this.storedBytes -= rows.rowBytes(before);
    if (row < 0) this.versions.remove(key);
    else {
      this.versions.put(key, row);
      this.storedBytes += rows.rowBytes(row);
      this.expiring.add(row, rows.expiresAt.data[row]);
    }
    return this.replicate(at);
  }

  /** Work of the primary beside statements takes a core for so long; answers when it is done. */
  workBeside(ms: number, at: number): number {
    return this.primary.work(at, ms);
  }

  /** Its primary is up from then on. */
  get upFrom(): number {
    return this.primary.spell.awayUntil;
  }

  private acknowledgeAt(statement: Statement, at: number): void {
    const place = this.freeStatements.pop() ?? this.working.length;
    this.working[place] = statement;
    this.replicated.push(at, place);
  }

  /** A replica was to have it by now; one that died meanwhile has it later. */
  private wasReplicated(statement: Statement, at: number): void {
    if (statement.lost) return;
    const first = this.replicas.reduce((least, { applied }) => Math.min(least, applied.timeOf(statement.change)), Infinity);
    if (first > at) this.acknowledgeAt(statement, first);
    else this.acknowledge(statement, at);
  }

  private acknowledge(statement: Statement, at: number): void {
    const { call } = statement;
    const brings = call.op === "insert" || call.op === "write" ? call.row : NOTHING;
    this.host.calls.answer(call, at, brings, this.host.place, statement.purges.length);
    this.leave(statement, at);
  }

  /** Sends the newest change to every replica; answers when the first of them has it. */
  private replicate(at: number): number {
    let first = Infinity;
    const { replicaLag } = this.spec;
    const added = at < this.lagUntil ? this.lagAddedMs : 0;
    for (const { node, applied } of this.replicas) {
      const sentAt = Math.max(at, node.spell.awayUntil);
      first = Math.min(first, applied.append(sentAt + added + replicaLag.sample(this.host.lags)));
    }
    return first;
  }

  private leave(statement: Statement, at: number): void {
    const { node, cameAt, startedAt, serviceMs } = statement;
    this.host.meter.departures++;
    this.host.meter.served(cameAt, startedAt - cameAt, serviceMs);
    const next = node.connections.release(statement);
    if (next !== null) this.begin(next, at);
  }

  strike(strike: Strike, at: number): void {
    const { fault, durationMs, index = 0 } = strike;
    if (fault === "replica-lag") {
      this.lagAddedMs = amountOf(strike);
      this.lagUntil = at + durationMs;
      return;
    }
    const node = index === 0 ? this.primary : (this.replicas[(index - 1) % Math.max(1, this.replicas.length)]?.node ?? this.primary);
    if (fault === "slow") return node.spell.slow(amountOf(strike), at + durationMs);
    if (node === this.primary) this.losePrimary(at, durationMs);
    else this.loseReplica(node, at, durationMs);
  }

  private findExpiring(): void {
    for (const key of this.versions.keysHeld()) {
      const row = this.versions.rowAt(key);
      this.expiring.add(row, this.host.rows.expiresAt.data[row]);
    }
  }

  private loseReplica(node: RowNode, at: number, durationMs: number): void {
    const broken = this.breakOff(node, at, at + durationMs);
    this.replicas.find((each) => each.node === node)?.applied.pause(at, at + durationMs);
    this.host.remark(at, "replica-lost", { replica: node.number, downMs: durationMs, brokenRequests: broken });
  }

  private losePrimary(at: number, durationMs: number): void {
    const { failoverMs } = this.spec;
    const up = this.replicas.filter(({ node }) => !node.spell.isAway(at));
    const next = up.toSorted((a, b) => b.applied.countAt(at) - a.applied.countAt(at))[0];
    const broken = this.breakOff(this.primary, at, at + durationMs);
    this.lives++;
    // What a purge had collected and not deleted is found again.
    this.expiring.clear();
    this.locks.clear();
    this.nextFlush = [];
    this.flushing = [];
    this.flushedAt = Infinity;
    if (next === undefined || durationMs <= failoverMs) {
      this.findExpiring();
      this.host.meter.downMs += durationMs;
      return this.host.remark(at, "store-down", { downMs: durationMs, brokenRequests: broken });
    }
    this.failOver(next, at, broken);
  }

  /** The furthest replica becomes the primary; the machine that died comes back as a replica. */
  private failOver(next: Replica, at: number, brokenRequests: number): void {
    const { failoverMs } = this.spec;
    const reached = this.spec.sharedStorage ? this.versions.changes : next.applied.countAt(at);
    const vanishedWrites = this.versions.cutTo(reached);
    this.host.lists?.cutTo(reached);
    for (const { applied } of this.replicas) applied.cutTo(reached);
    this.vanished += vanishedWrites;
    this.findExpiring();
    const dead = this.primary;
    this.primary = next.node;
    this.replicas = this.replicas.map((each) => (each === next ? { node: dead, applied: next.applied } : each));
    this.breakOff(next.node, at, at + failoverMs);
    this.host.meter.downMs += failoverMs;
    this.host.remark(at, "fail-over", { failoverMs, vanishedWrites, brokenRequests }, "waitsForReplica");
  }

  private breakOff(node: RowNode, at: number, until: number): number {
    const lost = node.die(until);
    for (const { call } of lost) this.host.calls.refuse(call, at, "store crashed", this.host.place);
    return lost.length;
  }

  isDown(at: number): boolean {
    return this.primary.spell.isAway(at);
  }

  get idle(): boolean {
    return this.done.size === 0 && this.replicated.size === 0 && this.flushedAt === Infinity;
  }

  /** Statements with a connection, and those that wait for one. */
  get statements(): number {
    return this.replicas.reduce((sum, { node }) => sum + node.connections.held, this.primary.connections.held) + this.waiting;
  }

  get waiting(): number {
    return this.replicas.reduce((sum, { node }) => sum + node.connections.waiting, this.primary.connections.waiting);
  }
}
