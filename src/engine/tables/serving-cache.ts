import { KEY_TAKEN, LEASE_ELSEWHERE, LEASE_GIVEN, NOTHING, onBehalfOf } from "../calls/calls.ts";
import type { Call } from "../calls/calls.ts";
import { CallPart, HAS_HOLDINGS, WAITS_FOR_REPLIES } from "../part/call-part.ts";
import { Spell } from "../part/spells.ts";
import { Facet } from "../part/facet.ts";
import { QuerySlots } from "../part/query-slots.ts";
import { EVENT, ITEM, LIST, rowOf, kindOf } from "../rows/rows.ts";
import type { RunContext } from "../part/run-context.ts";
import { RowQueueReader } from "../rows/row-queue.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { TimeQueue } from "../kernel/time-queue.ts";
import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";
import type { CachedEntries } from "../caches/cached-entries.ts";
import { KeyClaims } from "../caches/key-claims.ts";
import { RecentEntries } from "../caches/recent-entries.ts";
import type { ServingCacheRemarks } from "./remarks.ts";

export type ServingCacheSpec = {
  /** Entries that fit, of which the one used longest ago goes, where nothing else is said by `holds`. */
  readonly capacityItems: number;
  readonly holds?: (random: RandomStream) => CachedEntries;
  /** A lock on a key, or a lease, holds so long at most; and whether a lookup that finds nothing gets a lease. */
  readonly claimMs?: number;
  readonly givesLeases?: boolean;
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

/** What a lookup comes to is the reference of a row, any whole number of 32 bits, or one of these: the caller turns to the store, */
const MISSED = 2 ** 32;
/** no connection came about, */
const UNREACHED = MISSED + 1;
/** a row was put in or taken out, */
const DONE = MISSED + 2;
/** there was no room for it, */
const NO_ROOM = MISSED + 3;
/** somebody has the lock, */
const LOCKED = MISSED + 4;
/** or nothing was found, and whoever asked is to fill it, or to wait for somebody who does. */
const LEASED = MISSED + 5;
const TO_WAIT = MISSED + 6;

const NO_ENTRY = -1;

/** What is to be done to a key; `ref` NOTHING takes its entry out. `asked` is the call that waits to hear, NOTHING where none does. */
type Change = { readonly key: number; readonly ref: number; readonly asked: number; readonly endsClaim: boolean };

const USUAL_CLAIM_MS = 10_000;

/**
 * A cache beside a store (cache-aside) over real keys, truly least recently used: a request for a user whose entry is there and
 * not expired is answered here, others go on by `miss`, and what the store answers is written back shortly after. Lists that
 * come in by `write` are put in at once (write-through). Rows of any kind stand under their key; whoever asks the store by itself
 * (look-aside: nothing is wired to `miss`) puts in and takes out by calls. A crash breaks the connections of lookups that have no reply yet; who
 * asks while it is down waits for a connection in vain. In `lookup` requests, out `miss` requests.
 */
export class ServingCache extends CallPart<ServingCacheRemarks> {
  hits = 0;
  misses = 0;
  expired = 0;
  private readonly lookups: RowQueueReader;
  private readonly writes: RowQueueReader;
  private readonly miss: readonly RowQueue[];
  private readonly spec: ServingCacheSpec;
  private threads: QuerySlots;
  private readonly random: RandomStream;
  private readonly entries: CachedEntries;
  private readonly claims: KeyClaims;
  /** Writes that found no room. */
  noRoom = 0;
  private readonly fills = new TimeQueue();
  private readonly filled: Change[] = [];
  private readonly freeFills: number[] = [];
  /** Lookups whose caller waits, by reference, with what it is to learn, and when. */
  private readonly outgoing = new TimeQueue();
  private readonly outcomes = new Map<number, number>();
  private readonly noListCode: number;
  private brokenOff = 0;
  private unreached = 0;
  /** Lookups that came, and those whose callers have learnt what they came to. */
  private taken = 0;
  private ended = 0;
  /** Lookups that the store is asked for, without a reply. */
  private asking = 0;
  private readonly spell = new Spell();
  /** When nodes that were lost are back, as replicas. */
  private readonly nodesBackAt: number[] = [];

  constructor(
    id: string,
    run: RunContext,
    wires: { lookup: readonly RowQueue[]; write: readonly RowQueue[]; miss: readonly RowQueue[] },
    spec: ServingCacheSpec,
  ) {
    super(id, run, [...wires.lookup, ...wires.miss]);
    this.tell(CACHES_LISTS, this);
    this.tell(WAITS_FOR_REPLIES, () => [{ asker: this, underWay: this.asking }]);
    this.tell(HAS_HOLDINGS, () => [
      { of: ["lookup", "lookups"], byBooks: this.taken - this.ended, held: this.outgoing.size },
      { of: ["outcome of a lookup", "outcomes of lookups"], byBooks: this.taken - this.ended, held: this.outcomes.size },
    ]);
    this.spec = spec;
    this.entries = spec.holds?.(run.randomStream(id, "evictions")) ?? new RecentEntries(spec.capacityItems);
    this.claims = new KeyClaims(spec.claimMs ?? USUAL_CLAIM_MS);
    this.lookups = new RowQueueReader(wires.lookup);
    this.writes = new RowQueueReader(wires.write);
    this.miss = wires.miss;
    this.threads = new QuerySlots(spec.threads);
    this.random = run.randomStream(id, "replies");
    this.noListCode = run.ledger.code("filtered", id, "no list");
  }

  /** What the store answered goes on to the caller, who writes it back here. */
  protected override replied(call: Call, at: number): void {
    this.asking--;
    const removes = call.op === "delete" && call.state === "answered";
    if (removes || call.answer !== NOTHING)
      this.plan({ key: call.key, ref: call.answer, asked: NOTHING, endsClaim: false }, at + this.spec.fillAfterMs);
    this.calls.relay(call, call.parent as Call, at);
  }

  private plan(change: Change, at: number): void {
    const place = this.freeFills.pop() ?? this.filled.length;
    this.filled[place] = change;
    this.fills.push(at, place);
  }

  private fill(at: number): void {
    const place = this.fills.pop();
    const { key, ref, asked, endsClaim } = this.filled[place];
    this.freeFills.push(place);
    if (endsClaim) this.claims.release(key);
    if (ref === NOTHING) this.entries.delete(key);
    else if (!this.put(key, ref, at) && this.outcomes.has(asked)) this.outcomes.set(asked, NO_ROOM);
  }

  protected nextOwnAt(): number {
    return Math.min(this.fills.time, this.outgoing.time, this.writes.peekTime(), this.lookups.peekTime(), this.entries.nextSweepAt);
  }

  protected moveOwn(at: number): void {
    if (this.outgoing.time === at) this.reply(at, this.outgoing.pop());
    else if (this.fills.time === at) this.fill(at);
    else if (this.writes.peekTime() === at) this.write();
    else if (this.lookups.peekTime() === at) this.lookup();
    else this.entries.sweep(at);
  }

  /** Only lists are kept; a record that is none ends. */
  private write(): void {
    this.writes.next(Infinity);
    const { ref, time } = this.writes;
    this.meter.arrived(this.bytesOf(ref));
    this.threads.run(time, this.spec.commandMs);
    if (kindOf(ref) === LIST) this.put(this.run.rows.lists.user.data[rowOf(ref)], ref, time);
    else if (kindOf(ref) === EVENT) this.run.ledger.end(ref, this.noListCode);
  }

  /** A thing is kept with its content. */
  private valueBytes(ref: number): number {
    return kindOf(ref) === ITEM ? this.run.rows.items.bytes.data[rowOf(ref)] : this.bytesOf(ref);
  }

  /** False: there was no room. */
  private put(key: number, ref: number, at: number): boolean {
    if (this.spell.isAway(at)) return true;
    const { ttlMs } = this.spec;
    const { entries } = this;
    if (entries.put(key, ref, this.valueBytes(ref), at, ttlMs === null ? Infinity : at + ttlMs)) return true;
    if (this.noRoom++ === 0) this.remark(at, "cache-full", { entries: entries.size, usedBytes: entries.usedBytes });
    return false;
  }

  /** The list a lookup of this user would be answered with, without being one; -1 = it would go on to the store. */
  heldFor(user: number, at: number): number {
    const { entries } = this;
    const place = this.spell.isAway(at) ? NO_ENTRY : entries.find(user);
    return place !== NO_ENTRY && entries.isValid(place, at) ? rowOf(entries.refAt(place)) : -1;
  }

  /** Entries it holds now. */
  get heldEntries(): number {
    return this.entries.size;
  }

  private lookup(): void {
    this.lookups.next(Infinity);
    const { ref, time } = this.lookups;
    this.meter.arrived(this.bytesOf(ref));
    this.taken++;
    if (this.spell.isAway(time)) {
      this.unreached++;
      return this.expect(ref, time + this.spec.connectTimeoutMs, UNREACHED);
    }
    const call = this.calls.of(ref);
    const { key, op, row } = call;
    const { doneAt, waitMs } = this.threads.run(time, this.spec.commandMs);
    this.calls.begun(call, time + waitMs);
    this.meter.served(time, waitMs, this.spec.commandMs);
    const at = doneAt + this.spec.reply.sample(this.random);
    if (op !== "read" && this.miss.length > 0) return this.expect(ref, at, MISSED);
    if (op === "insert" && row === NOTHING) return this.expect(ref, at, this.claims.claim(key, time) ? DONE : LOCKED);
    if (op !== "read") return this.changeEntry(ref, doneAt, at);
    const { entries } = this;
    const place = entries.find(key);
    if (place !== NO_ENTRY && entries.isValid(place, time)) {
      entries.use(place, time);
      return this.expect(ref, at, entries.refAt(place));
    }
    if (place !== NO_ENTRY) this.expired++;
    if (this.spec.givesLeases !== true) return this.expect(ref, at, MISSED);
    this.expect(ref, at, this.claims.claim(key, time) ? LEASED : TO_WAIT);
  }

  /**
   * Puts a row in or takes one out. What fills a key that was claimed ends the claim, and so does what takes the key out; where leases
   * are given, what comes to fill a key whose lease has ended so is late and stays out.
   */
  private changeEntry(ref: number, doneAt: number, repliedAt: number): void {
    const { key, op, row } = this.calls.of(ref);
    const isLate = op === "insert" && this.spec.givesLeases === true && !this.claims.isHeld(key, doneAt);
    if (!isLate) this.plan({ key, ref: op === "delete" ? NOTHING : row, asked: ref, endsClaim: op !== "write" }, doneAt);
    this.expect(ref, repliedAt, DONE);
  }

  private expect(ref: number, at: number, outcome: number): void {
    this.outgoing.push(at, ref);
    this.outcomes.set(ref, outcome);
  }

  /** What a lookup came to reaches its caller. */
  private reply(at: number, ref: number): void {
    const outcome = this.outcomes.get(ref) as number;
    const call = this.calls.of(ref);
    this.outcomes.delete(ref);
    this.ended++;
    this.meter.departures++;
    if (outcome < MISSED) {
      this.hits++;
      this.calls.answer(call, at, outcome, this.place);
    } else if (outcome === DONE) this.calls.answer(call, at, NOTHING, this.place);
    else if (outcome === UNREACHED) this.withoutCache(call, at, "cache down");
    else if (outcome === NO_ROOM) this.calls.refuse(call, at, "out of memory", this.place);
    else if (outcome === LOCKED) this.calls.refuse(call, at, KEY_TAKEN, this.place);
    else if (outcome === MISSED) this.ask(call, at);
    else {
      this.misses++;
      this.calls.answer(call, at, NOTHING, this.place, outcome === LEASED ? LEASE_GIVEN : LEASE_ELSEWHERE);
    }
  }

  private withoutCache(call: Call, at: number, reason: string): void {
    if (this.spec.whenDown === "error") return this.calls.refuse(call, at, reason, this.place);
    this.misses++;
    if (call.op !== "read" && this.miss.length === 0) return this.calls.refuse(call, at, reason, this.place);
    this.send(call, at);
  }

  /** A caller that found nothing here asks the store, and writes back what that answers. */
  private ask(parent: Call, at: number): void {
    this.misses++;
    if (this.miss.length === 0) return this.send(parent, at);
    this.asking++;
    this.send(this.calls.make(this, onBehalfOf(parent, parent.deadlineAt), at), at);
  }

  /** On to the store; without one the answer is that there is nothing. */
  private send(call: Call, at: number): void {
    if (this.miss.length === 0) this.calls.answer(call, at, NOTHING, this.place);
    else this.calls.send(this.miss[0], at, call.ref);
  }

  override strike(strike: { fault: string; durationMs: number }, at: number): void {
    const broken = this.breakConnections(at);
    const [refuses, isCrash] = [this.spec.whenDown === "error", strike.fault === "crash"];
    if (isCrash && this.losesNode(at, strike.durationMs)) return this.failOver(at, broken);
    const { connectTimeoutMs } = this.spec;
    this.remark(
      at,
      "cache-lost",
      { lostEntries: this.entries.size, brokenLookups: broken, refuses, isAway: isCrash, connectTimeoutMs },
      refuses ? "whenDown" : isCrash ? "connectTimeoutMs" : undefined,
    );
    this.entries.clear();
    this.claims.clear();
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
    const vanished = this.entries.deletePutAfter(at - replicaLagMs);
    this.meter.downMs += this.spell.stayAway(at, failoverMs);
    const facts = { brokenLookups: broken, vanishedWrites: vanished, keptEntries: this.entries.size, failoverMs };
    this.remark(at, "cache-failover", facts, "failoverMs");
  }

  /** The process is gone: callers that wait for its reply know at once. Those that wait for a connection go on waiting. */
  private breakConnections(at: number): number {
    const waiting: { at: number; ref: number }[] = [];
    let broken = 0;
    while (this.outgoing.size > 0) {
      const reply = { at: this.outgoing.time, ref: this.outgoing.pop() };
      if (this.outcomes.get(reply.ref) === UNREACHED) waiting.push(reply);
      else {
        broken++;
        this.outcomes.delete(reply.ref);
        this.ended++;
        this.meter.departures++;
        this.withoutCache(this.calls.of(reply.ref), at, "cache crashed");
      }
    }
    for (const reply of waiting) this.outgoing.push(reply.at, reply.ref);
    this.brokenOff += broken;
    this.threads = new QuerySlots(this.spec.threads);
    return broken;
  }

  override isDown(at: number): boolean {
    return this.spell.isAway(at);
  }

  override finish(): boolean {
    return this.lookups.empty && this.writes.empty && this.outgoing.size === 0 && this.repliesUnderWay === 0;
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
export const CACHES_LISTS = new Facet<Pick<ServingCache, "heldFor">>("caches lists");
