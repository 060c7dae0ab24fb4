import type { CachedEntries } from "../caches/cached-entries.ts";
import { NO_PLACE } from "../caches/cached-entries.ts";
import type { Sampler } from "../../base/sampler.ts";
import type { RandomStream } from "../../base/rng.ts";
import { NOTHING } from "../calls/calls.ts";
import type { Call, ListsWanted } from "../calls/calls.ts";
import { TimeQueue } from "../kernel/time-queue.ts";
import { CallPart } from "../part/call-part.ts";
import { Facet } from "../part/facet.ts";
import { QuerySlots } from "../part/query-slots.ts";
import type { Strike } from "../part/part.ts";
import type { RunContext } from "../part/run-context.ts";
import { Spell } from "../part/spells.ts";
import { RowQueueReader } from "../rows/row-queue.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { ITEM, refOf, rowOf } from "../rows/rows.ts";
import type { TimelineStoreRemarks } from "./remarks.ts";

export type TimelineStoreSpec = {
  /** Posts of a list; what is older is cut off. */
  readonly listLength: number;
  /** What a command takes of the one thread, and each further command of one call, which come together. */
  readonly commandMs: number;
  readonly pipelinedMs: number;
  /** Network and kernel beside the commands, there and back. */
  readonly reply: Sampler;
  readonly replicas: number;
  readonly failoverMs: number;
  /** A push is on the replicas so long after it was acknowledged. */
  readonly replicaLagMs: number;
  /** What it holds in how much memory, where the value of an entry is so many posts; null: a list for every reader. */
  readonly memory: ((random: RandomStream) => CachedEntries) | null;
};

/** Entries that were pushed onto home timelines, one for each reader. */
export const PUSHES_TIMELINES = new Facet<{ readonly pushed: number }>("pushes timelines");

type Reply = { readonly call: Call; readonly list: readonly number[] | null };

/**
 * Home timelines in memory: a list of references to posts for each user, the newest on top, cut to a length. A push reaches the
 * lists that are there; one that is not has to be built and put in by whoever reads it. One thread does all commands. When the run
 * begins every user has a list, as it has grown so far. In `calls`.
 */
export class TimelineStore extends CallPart<TimelineStoreRemarks> {
  /** Entries pushed onto lists; pushes to lists that were not there; reads of lists that were there or not. */
  pushed = 0;
  pushedToNone = 0;
  hits = 0;
  misses = 0;
  private readonly input: RowQueueReader;
  private readonly spec: TimelineStoreSpec;
  private readonly random: RandomStream;
  private thread = new QuerySlots(1);
  private readonly spell = new Spell();
  /** Oldest first. */
  private readonly lists = new Map<number, number[]>();
  /** Lists that nobody has touched are as they were when the run began. */
  private isWarm = true;
  /** Which lists there is room for; null: for all. */
  private readonly memory: CachedEntries | null;
  private saidFull = false;
  private isLaid = false;
  /** Taken out as a whole, so that whoever reads it builds it anew. */
  private readonly gone = new Set<number>();
  private readonly done = new TimeQueue();
  private readonly replies: (Reply | null)[] = [];
  private readonly freeReplies: number[] = [];
  /** Pushes that may not have reached the replicas, in their order. */
  private unreplicated: { readonly at: number; readonly user: number; readonly row: number }[] = [];

  constructor(id: string, run: RunContext, wires: { calls: readonly RowQueue[] }, spec: TimelineStoreSpec) {
    super(id, run, wires.calls);
    this.spec = spec;
    this.input = new RowQueueReader(wires.calls);
    this.random = run.randomStream(id, "replies");
    this.memory = spec.memory?.(run.randomStream(id, "eviction")) ?? null;
    this.tell(PUSHES_TIMELINES, this);
  }

  protected nextOwnAt(): number {
    return Math.min(this.done.time, this.input.peekTime());
  }

  protected moveOwn(at: number): void {
    if (this.done.time <= at) return this.reply(this.done.pop(), at);
    this.input.next(Infinity);
    this.take(this.calls.of(this.input.ref), at);
  }

  private take(call: Call, at: number): void {
    if (this.answersCheck(call, at)) return;
    this.meter.arrived(call.bytes);
    if (call.lists === null || call.lists.of !== "timeline") return this.calls.refuse(call, at, "not understood", this.place);
    if (this.spell.isAway(at)) return this.calls.refuse(call, at, "timelines down", this.place);
    this.layWhatFits();
    const { commandMs, pipelinedMs } = this.spec;
    const ms = commandMs + (call.lists.users.length - 1) * pipelinedMs;
    const { doneAt, waitMs } = this.thread.run(at, ms);
    this.meter.served(at, waitMs, ms);
    if (call.trace !== null) this.calls.begun(call, at + waitMs);
    const place = this.freeReplies.pop() ?? this.replies.length;
    // Commands are done one after another, in the order they came, so what one finds is settled here.
    this.replies[place] = { call, list: this.perform(call, call.lists, at) };
    this.done.push(doneAt + this.spec.reply.sample(this.random), place);
  }

  private perform({ op }: Call, { users, entries, most }: ListsWanted, at: number): readonly number[] | null {
    if (op === "list") return this.read(users[0], most, at);
    for (const user of users) {
      if (op === "write") this.putWhole(user, entries.map(rowOf), at);
      else if (op === "push") this.push(user, entries, at);
      else this.dropFrom(user, entries);
    }
    return null;
  }

  /**
   * Where memory is short, the lists there are when the run begins: readers came in the order of how little they read, so that those
   * who read most were there last.
   */
  private layWhatFits(): void {
    const { memory, spec } = this;
    const { feeds } = this.run.desk;
    if (this.isLaid || memory === null || feeds === null) return;
    this.isLaid = true;
    this.isWarm = false;
    for (let user = feeds.graph.users - 1; user >= 0; user--) {
      const list = feeds.stockTimeline(user, spec.listLength).reverse();
      if (memory.put(user, user, list.length, -1000 * (user + 1), Infinity)) this.lists.set(user, list);
    }
  }

  /** Makes room for the list as it will be with so many posts; false: there is none, and the command is refused. */
  private hasRoom(user: number, posts: number, at: number): boolean {
    const { memory } = this;
    if (memory === null) return true;
    const evicted = memory.evicted;
    const isHeld = memory.put(user, user, Math.min(posts, this.spec.listLength), at, Infinity);
    if (!this.saidFull && (!isHeld || memory.evicted > evicted)) {
      this.saidFull = true;
      this.remark(at, "timelines-full", { lists: memory.size, usedBytes: memory.usedBytes, refuses: !isHeld }, "maxmemoryMib");
    }
    return isHeld;
  }

  private listOf(user: number): number[] | undefined {
    // A list that went for want of room is found to be gone when somebody asks for it.
    if (this.memory !== null && this.memory.find(user) === NO_PLACE) this.lists.delete(user);
    const held = this.lists.get(user);
    if (held !== undefined || !this.isWarm || this.gone.has(user)) return held;
    const stock = this.run.desk.feeds?.stockTimeline(user, this.spec.listLength).reverse() ?? [];
    this.lists.set(user, stock);
    return stock;
  }

  private read(user: number, most: number, at: number): readonly number[] | null {
    const list = this.listOf(user);
    if (list === undefined) {
      this.misses++;
      return null;
    }
    this.hits++;
    this.memory?.use(this.memory.find(user), at);
    const count = Math.min(most, this.spec.listLength, list.length);
    return Array.from({ length: count }, (_, i) => refOf(ITEM, list[list.length - 1 - i]));
  }

  /** Newest first as it comes. */
  private putWhole(user: number, rows: readonly number[], at: number): void {
    if (!this.hasRoom(user, rows.length, at)) return;
    this.gone.delete(user);
    this.lists.set(user, rows.slice(0, this.spec.listLength).reverse());
  }

  private push(user: number, entries: readonly number[], at: number): void {
    const list = this.listOf(user);
    if (list === undefined) {
      this.pushedToNone++;
      return;
    }
    if (!this.hasRoom(user, list.length + entries.length, at)) return;
    for (const entry of entries) {
      list.push(rowOf(entry));
      this.pushed++;
      if (this.spec.replicas > 0) this.unreplicated.push({ at, user, row: rowOf(entry) });
    }
    if (list.length > 2 * this.spec.listLength) list.splice(0, list.length - this.spec.listLength);
    if (this.unreplicated.length > 65_536) this.unreplicated = this.unreplicated.filter((each) => each.at > at - this.spec.replicaLagMs);
  }

  private dropFrom(user: number, authors: readonly number[]): void {
    if (authors.length === 0) {
      this.gone.add(user);
      this.lists.delete(user);
      this.memory?.delete(user);
      return;
    }
    const list = this.listOf(user);
    const { owner } = this.run.rows.items;
    if (list !== undefined)
      this.lists.set(
        user,
        list.filter((row) => !authors.includes(owner.data[row])),
      );
  }

  private reply(place: number, at: number): void {
    const { call, list } = this.replies[place] as Reply;
    this.replies[place] = null;
    this.freeReplies.push(place);
    this.meter.departures++;
    if (call.op === "list") this.calls.answerList(call, at, list, this.place);
    else this.calls.answer(call, at, NOTHING, this.place);
  }

  override strike(strike: Strike, at: number): void {
    const { fault, durationMs } = strike;
    const broken = this.breakOff(at);
    const { replicas, failoverMs, replicaLagMs } = this.spec;
    if (fault === "crash" && replicas > 0) {
      const vanished = this.unreplicated.filter((push) => push.at > at - replicaLagMs);
      for (const { user, row } of vanished) {
        const list = this.lists.get(user);
        const place = list?.lastIndexOf(row) ?? -1;
        if (place >= 0) list?.splice(place, 1);
      }
      this.unreplicated = [];
      this.meter.downMs += this.spell.stayAway(at, failoverMs);
      this.remark(at, "timelines-failover", { failoverMs, vanishedPushes: vanished.length, brokenRequests: broken }, "replicas");
      return;
    }
    const lostLists = this.isWarm ? (this.run.desk.feeds?.graph.users ?? 0) : this.lists.size;
    this.isWarm = false;
    this.isLaid = true;
    this.lists.clear();
    this.memory?.clear();
    const downMs = fault === "crash" ? durationMs : 0;
    if (downMs > 0) this.meter.downMs += this.spell.stayAway(at, downMs);
    this.remark(at, "timelines-lost", { lostLists, downMs, brokenRequests: broken }, "replicas");
  }

  private breakOff(at: number): number {
    let broken = 0;
    while (this.done.size > 0) {
      const place = this.done.pop();
      const { call } = this.replies[place] as Reply;
      this.replies[place] = null;
      this.freeReplies.push(place);
      this.meter.departures++;
      this.calls.refuse(call, at, "timelines crashed", this.place);
      broken++;
    }
    this.thread = new QuerySlots(1);
    return broken;
  }

  override isDown(at: number): boolean {
    return this.spell.isAway(at);
  }

  override finish(): boolean {
    return this.input.empty && this.done.size === 0;
  }

  override servers(): number {
    return 1;
  }

  override figure(): string {
    const { pushed, memory } = this;
    const gone = memory === null || memory.evicted === 0 ? "" : `, ${memory.evicted.toLocaleString("en-US")} lists gone`;
    return pushed === 0 ? "" : `${pushed.toLocaleString("en-US")} pushes${gone}`;
  }

  override usage(): Record<string, number> {
    const { pushed, hits, misses } = this;
    return { ...super.usage(), requests: this.meter.arrivals, pushed, hits, misses };
  }
}
