import { FlowNode } from "./node.ts";
import { QuerySlots } from "./query-target.ts";
import { LIST, refOf, REQUEST, rowOf, streamOf } from "./rows.ts";
import type { RunContext } from "./run-context.ts";
import { Wire, WireReader } from "./wire.ts";
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
};

type Entry = { readonly list: number; readonly expiresAt: number };

/**
 * A cache beside a store (cache-aside) over real keys, truly least recently used: a request for a user whose entry is there and
 * not expired is answered here, others go on by `miss`, and what the store answers is written back shortly after. Lists that
 * come in by `write` are put in at once (write-through). In `lookup` requests, out `miss` requests.
 */
export class ServingCache extends FlowNode {
  hits = 0;
  misses = 0;
  expired = 0;
  private readonly lookups: WireReader;
  private readonly writes: WireReader;
  private readonly miss: readonly Wire[];
  private readonly spec: ServingCacheSpec;
  private readonly threads: QuerySlots;
  private readonly random: RandomStream;
  /** Insertion order of a Map is the order of use: oldest first. */
  private readonly entries = new Map<number, Entry>();
  private readonly asked = new Set<number>();
  private readonly fills = new TimeQueue();
  private readonly filled: { readonly user: number; readonly list: number }[] = [];
  private ready: Wire;
  private readonly place: number;
  private downUntil = -Infinity;

  constructor(
    id: string,
    run: RunContext,
    wires: { lookup: readonly Wire[]; write: readonly Wire[]; miss: readonly Wire[] },
    spec: ServingCacheSpec,
  ) {
    super(id, run);
    this.spec = spec;
    this.lookups = new WireReader(wires.lookup);
    this.writes = new WireReader(wires.write);
    this.miss = wires.miss;
    this.threads = new QuerySlots(spec.threads);
    this.random = run.stream(id, "replies");
    this.ready = new Wire(id);
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
      const [fillAt, writeAt, lookupAt] = [this.fills.time, this.writes.peekTime(), this.lookups.peekTime()];
      const at = Math.min(fillAt, writeAt, lookupAt);
      if (at >= until) break;
      if (fillAt === at) {
        const { user, list } = this.filled[this.fills.pop()];
        this.put(user, list, at);
      } else if (writeAt === at) this.write(until);
      else this.lookup(until);
    }
    this.forward(until);
  }

  private write(until: number): void {
    this.writes.next(until);
    const { ref, time } = this.writes;
    this.meter.arrived(this.bytesOf(ref));
    this.threads.run(time, this.spec.commandMs);
    if (streamOf(ref) === LIST) this.put(this.run.rows.lists.user.data[rowOf(ref)], rowOf(ref), time);
  }

  private put(user: number, list: number, at: number): void {
    if (at < this.downUntil) return;
    const { entries, spec } = this;
    entries.delete(user);
    if (entries.size >= spec.capacityItems) entries.delete(entries.keys().next().value as number);
    entries.set(user, { list, expiresAt: spec.ttlMs === null ? Infinity : at + spec.ttlMs });
  }

  /** The list a lookup of this user would be answered with, without being one; -1 = it would go on to the store. */
  heldFor(user: number, at: number): number {
    const entry = at < this.downUntil ? undefined : this.entries.get(user);
    return entry !== undefined && entry.expiresAt > at ? entry.list : -1;
  }

  private lookup(until: number): void {
    this.lookups.next(until);
    const { ref, time } = this.lookups;
    const row = rowOf(ref);
    this.meter.arrived(this.bytesOf(ref));
    if (time < this.downUntil) return this.pass(row, time);
    const user = this.run.desk.rows.user.data[row];
    const { doneAt, waitMs } = this.threads.run(time, this.spec.commandMs);
    this.meter.served(time, waitMs, this.spec.commandMs);
    const at = doneAt + this.spec.reply.sample(this.random);
    const entry = this.entries.get(user);
    if (entry !== undefined && entry.expiresAt > time) {
      this.hits++;
      this.meter.departures++;
      this.entries.delete(user);
      this.entries.set(user, entry);
      this.run.desk.answer(row, at, entry.list, this.place);
      return;
    }
    if (entry !== undefined) this.expired++;
    this.asked.add(row);
    this.pass(row, at);
  }

  /** On to the store; without one the answer is that there is nothing. */
  private pass(row: number, at: number): void {
    this.misses++;
    if (this.miss.length === 0) this.run.desk.answer(row, at, -1, this.place);
    else this.ready.push(Math.max(at, this.lastReady()), refOf(REQUEST, row));
  }

  private lastReady(): number {
    return this.ready.head < this.ready.tail ? this.ready.times[this.ready.tail - 1] : -Infinity;
  }

  private forward(until: number): void {
    const { ready } = this;
    while (ready.head < ready.tail && ready.times[ready.head] < until) {
      this.meter.departures++;
      for (const wire of this.miss) wire.push(ready.times[ready.head], ready.refs[ready.head]);
      ready.head++;
    }
  }

  override strike(strike: { fault: string; durationMs: number }, at: number): void {
    this.remark(at, "cache-lost", `${this.id} lost its ${this.entries.size} entries; the store answered until they were back.`);
    this.entries.clear();
    if (strike.fault !== "crash") return;
    this.downUntil = at + strike.durationMs;
    this.meter.downMs += strike.durationMs;
  }

  override isDown(at: number): boolean {
    return at < this.downUntil;
  }

  override finish(at: number): boolean {
    this.forward(at);
    return this.lookups.empty && this.writes.empty && this.ready.waiting === 0;
  }

  override servers(): number {
    return this.spec.threads;
  }

  override figure(): string {
    const all = this.hits + this.misses;
    return all === 0 ? "" : `hit ratio ${((100 * this.hits) / all).toFixed(1)} %`;
  }

  override usage(): Record<string, number> {
    return { ...super.usage(), hits: this.hits, misses: this.misses };
  }
}
