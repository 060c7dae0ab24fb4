import { Spell } from "../part/spells.ts";
import { Facet } from "../part/facet.ts";
import { Part } from "../part/part.ts";
import { QuerySlots } from "../part/query-slots.ts";
import { LIST, refOf, REQUEST, rowOf, kindOf } from "../rows/rows.ts";
import type { RunContext } from "../part/run-context.ts";
import { RowQueueReader } from "../rows/row-queue.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { TimeQueue } from "../kernel/time-queue.ts";
import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";

export type ServingCacheSpec = {
  readonly capacityItems: number;
  /** An entry is no longer served after this long; null = until it is pushed out. */
  readonly ttlMs: number | null;
  /** Threads that serve, and what one command takes of one. */
  readonly threads: number;
  readonly commandMs: number;
  /** Network and kernel beside the command, there and back. */
  readonly reply: Sampler;
  /** The caller writes what it read elsewhere back into the cache so long after it has it. */
  readonly fillAfterMs: number;
  /** A caller that finds no cache has waited this long for a connection. */
  readonly connectTimeoutMs: number;
  /** Where a caller turns whose connection broke or never came: to the store, or back with an error. */
  readonly whenDown: "store" | "error";
  /** Copies that stand ready; one of them takes over from a node that is lost, with what had reached it. */
  readonly replicas: number;
  readonly failoverMs: number;
  /** What was written is on the replicas so long after it was acknowledged. */
  readonly replicaLagMs: number;
};

/** No list is on its way back: the caller turns to the store. */
const MISSED = -1;
/** No connection came about. */
const UNREACHED = -2;

type Entry = { readonly list: number; readonly expiresAt: number; readonly putAt: number };

/**
 * A cache beside a store (cache-aside) over real keys, truly least recently used: a request for a user whose entry is there and
 * not expired is answered here, others go on by `miss`, and what the store answers is written back shortly after. Lists that
 * come in by `write` are put in at once (write-through). A crash breaks the connections of lookups that have no reply yet; who
 * asks while it is down waits for a connection in vain. In `lookup` requests, out `miss` requests.
 */
export class ServingCache extends Part {
  hits = 0;
  misses = 0;
  expired = 0;
  private readonly lookups: RowQueueReader;
  private readonly writes: RowQueueReader;
  private readonly miss: readonly RowQueue[];
  private readonly spec: ServingCacheSpec;
  private threads: QuerySlots;
  private readonly random: RandomStream;
  /** Insertion order of a Map is the order of use: oldest first. */
  private readonly entries = new Map<number, Entry>();
  private readonly asked = new Set<number>();
  private readonly fills = new TimeQueue();
  private readonly filled: { readonly user: number; readonly list: number }[] = [];
  /** Lookups whose caller waits, by row, with what it is to learn, and when. */
  private readonly replies = new TimeQueue();
  private readonly outcomes = new Map<number, number>();
  private brokenOff = 0;
  private unreached = 0;
  private readonly place: number;
  private readonly spell = new Spell();
  /** When nodes that were lost are back, as replicas. */
  private readonly nodesBackAt: number[] = [];

  constructor(
    id: string,
    run: RunContext,
    wires: { lookup: readonly RowQueue[]; write: readonly RowQueue[]; miss: readonly RowQueue[] },
    spec: ServingCacheSpec,
  ) {
    super(id, run);
    this.tell(CACHES_LISTS, this);
    this.spec = spec;
    this.lookups = new RowQueueReader(wires.lookup);
    this.writes = new RowQueueReader(wires.write);
    this.miss = wires.miss;
    this.threads = new QuerySlots(spec.threads);
    this.random = run.randomStream(id, "replies");
    this.place = run.desk.place(id);
    run.desk.whenAnswered((row, at, list) => this.answered(row, at, list));
  }

  /** What the store answers comes back up the drawing (E4). */
  override feedbackDelayMs(): number {
    return this.spec.fillAfterMs;
  }

  private answered(row: number, at: number, list: number): void {
    if (!this.asked.delete(row) || list < 0) return;
    this.filled.push({ user: this.run.desk.rows.user.data[row], list });
    this.fills.push(at + this.spec.fillAfterMs, this.filled.length - 1);
  }

  advance(until: number): void {
    for (;;) {
      const [replyAt, fillAt, writeAt, lookupAt] = [this.replies.time, this.fills.time, this.writes.peekTime(), this.lookups.peekTime()];
      const at = Math.min(replyAt, fillAt, writeAt, lookupAt);
      if (at >= until) return;
      if (replyAt === at) this.reply(at, this.replies.pop());
      else if (fillAt === at) {
        const { user, list } = this.filled[this.fills.pop()];
        this.put(user, list, at);
      } else if (writeAt === at) this.write(until);
      else this.lookup(until);
    }
  }

  private write(until: number): void {
    this.writes.next(until);
    const { ref, time } = this.writes;
    this.meter.arrived(this.bytesOf(ref));
    this.threads.run(time, this.spec.commandMs);
    if (kindOf(ref) === LIST) this.put(this.run.rows.lists.user.data[rowOf(ref)], rowOf(ref), time);
  }

  private put(user: number, list: number, at: number): void {
    if (this.spell.isAway(at)) return;
    const { entries, spec } = this;
    entries.delete(user);
    if (entries.size >= spec.capacityItems) entries.delete(entries.keys().next().value as number);
    entries.set(user, { list, expiresAt: spec.ttlMs === null ? Infinity : at + spec.ttlMs, putAt: at });
  }

  /** The list a lookup of this user would be answered with, without being one; -1 = it would go on to the store. */
  heldFor(user: number, at: number): number {
    const entry = this.spell.isAway(at) ? undefined : this.entries.get(user);
    return entry !== undefined && entry.expiresAt > at ? entry.list : -1;
  }

  private lookup(until: number): void {
    this.lookups.next(until);
    const { ref, time } = this.lookups;
    const row = rowOf(ref);
    this.meter.arrived(this.bytesOf(ref));
    if (this.spell.isAway(time)) {
      this.unreached++;
      return this.expect(row, time + this.spec.connectTimeoutMs, UNREACHED);
    }
    const user = this.run.desk.rows.user.data[row];
    const { doneAt, waitMs } = this.threads.run(time, this.spec.commandMs);
    this.meter.served(time, waitMs, this.spec.commandMs);
    const at = doneAt + this.spec.reply.sample(this.random);
    const entry = this.entries.get(user);
    if (entry !== undefined && entry.expiresAt > time) {
      this.entries.delete(user);
      this.entries.set(user, entry);
      return this.expect(row, at, entry.list);
    }
    if (entry !== undefined) this.expired++;
    this.expect(row, at, MISSED);
  }

  private expect(row: number, at: number, outcome: number): void {
    this.replies.push(at, row);
    this.outcomes.set(row, outcome);
  }

  /** What a lookup came to reaches its caller. */
  private reply(at: number, row: number): void {
    const outcome = this.outcomes.get(row) as number;
    this.outcomes.delete(row);
    this.meter.departures++;
    if (outcome >= 0) {
      this.hits++;
      this.run.desk.answer(row, at, outcome, this.place);
    } else if (outcome === UNREACHED) this.withoutCache(row, at, "cache down");
    else {
      // A caller that found nothing here writes back what the store answers.
      this.asked.add(row);
      this.pass(row, at);
    }
  }

  private withoutCache(row: number, at: number, reason: string): void {
    if (this.spec.whenDown === "store") this.pass(row, at);
    else this.run.desk.refuse(row, at, reason, this.place);
  }

  /** On to the store; without one the answer is that there is nothing. */
  private pass(row: number, at: number): void {
    this.misses++;
    if (this.miss.length === 0) this.run.desk.answer(row, at, -1, this.place);
    else for (const wire of this.miss) wire.push(at, refOf(REQUEST, row));
  }

  override strike(strike: { fault: string; durationMs: number }, at: number): void {
    const broken = this.breakConnections(at);
    const [refuses, isCrash] = [this.spec.whenDown === "error", strike.fault === "crash"];
    if (isCrash && this.losesNode(at, strike.durationMs)) return this.failOver(at, broken);
    const lookups = `${broken} ${broken === 1 ? "lookup" : "lookups"} under way broke off`;
    const meanwhile = isCrash ? `, and who asks until it is back waits ${this.spec.connectTimeoutMs} ms for a connection in vain` : "";
    this.remark(
      at,
      "cache-lost",
      refuses
        ? `${this.id} lost its ${this.entries.size} entries: ${lookups}${meanwhile}. Callers take that as an error instead of asking the store.`
        : `${this.id} lost its ${this.entries.size} entries: ${lookups}${meanwhile}. The store answers instead, and whatever is asked for the first time after.`,
      refuses ? "whenDown" : isCrash ? "connectTimeoutMs" : undefined,
    );
    this.entries.clear();
    if (!isCrash) return;
    this.meter.downMs += this.spell.stayAway(at, strike.durationMs);
  }

  /** A node is lost until it is back; answers whether a replica is left to take over. */
  private losesNode(at: number, durationMs: number): boolean {
    const lost = this.nodesBackAt.filter((backAt) => backAt > at).length;
    this.nodesBackAt.push(at + durationMs);
    return lost < this.spec.replicas;
  }

  /** A replica becomes the primary with all that had reached it. */
  private failOver(at: number, broken: number): void {
    const { failoverMs, replicaLagMs } = this.spec;
    let vanished = 0;
    for (const [user, { putAt }] of this.entries) if (putAt > at - replicaLagMs && this.entries.delete(user)) vanished++;
    this.meter.downMs += this.spell.stayAway(at, failoverMs);
    this.remark(
      at,
      "cache-failover",
      `${this.id} lost its primary: ${broken} ${broken === 1 ? "lookup" : "lookups"} under way broke off, ${vanished} of its last writes vanished, and a replica with ${this.entries.size} entries takes over after ${failoverMs / 1000} s.`,
      "failoverMs",
    );
  }

  /** The process is gone: callers that wait for its reply know at once. Those that wait for a connection go on waiting. */
  private breakConnections(at: number): number {
    const waiting: { at: number; row: number }[] = [];
    let broken = 0;
    while (this.replies.size > 0) {
      const reply = { at: this.replies.time, row: this.replies.pop() };
      if (this.outcomes.get(reply.row) === UNREACHED) waiting.push(reply);
      else {
        broken++;
        this.outcomes.delete(reply.row);
        this.meter.departures++;
        this.withoutCache(reply.row, at, "cache crashed");
      }
    }
    for (const reply of waiting) this.replies.push(reply.at, reply.row);
    this.brokenOff += broken;
    this.threads = new QuerySlots(this.spec.threads);
    return broken;
  }

  override isDown(at: number): boolean {
    return this.spell.isAway(at);
  }

  override finish(): boolean {
    return this.lookups.empty && this.writes.empty && this.replies.size === 0;
  }

  override servers(): number {
    return this.spec.threads;
  }

  override figure(): string {
    const all = this.hits + this.misses;
    return all === 0 ? "" : `hit ratio ${((100 * this.hits) / all).toFixed(1)} %`;
  }

  override usage(): Record<string, number> {
    return { ...super.usage(), hits: this.hits, misses: this.misses, brokenOff: this.brokenOff, unreached: this.unreached };
  }
}

/** A cache of lists before a store: what it holds for a user, and how often it did. */
export const CACHES_LISTS = new Facet<Pick<ServingCache, "heldFor" | "hits">>("caches lists");
