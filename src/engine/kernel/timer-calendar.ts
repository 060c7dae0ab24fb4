import { TimerHeap } from "./timer-heap.ts";
import type { TimerHeapState } from "./timer-heap.ts";

const BUCKETS = 2048;
const NONE = -1;
/** A chunk: the next one of its bucket, how many timers it holds, two free; then time, key, id and slot of each. Four cache lines. */
const CHUNK = 32;
const NEXT = 0;
const COUNT = 1;
const FIRST = 4;
const STRIDE = 4;
const TIMERS = 7;

export type TimerCalendarState = {
  readonly near: TimerHeapState;
  readonly heads: Int32Array;
  readonly chunks: Float64Array;
  readonly counters: readonly [used: number, free: number, far: number, turnedTo: number];
};

/**
 * Timers of keyed state in order of (time, key, id), for very many of them: those that are due next in a heap that stays in the
 * cache, all others in the buckets of a calendar. One heap of all of them misses the cache at every level it passes.
 */
export class TimerCalendar {
  private readonly near = new TimerHeap();
  private readonly bucketMs: number;
  private readonly comesNear: (slot: number) => void;
  private heads = new Int32Array(BUCKETS).fill(NONE);
  private chunks = new Float64Array(CHUNK << 6);
  private used = 0;
  private free = NONE;
  /** Timers in buckets. */
  private far = 0;
  /** Timers of buckets below this one are in the heap, all others are not. */
  private turnedTo = 0;

  /** `comesNear` is told of each timer some time before it is due: what it is about can be fetched side by side with others. */
  constructor(bucketMs: number, comesNear: (slot: number) => void) {
    this.bucketMs = bucketMs;
    this.comesNear = comesNear;
  }

  push(timeMs: number, key: number, id: number, slot: number): void {
    const bucket = Math.floor(timeMs / this.bucketMs);
    if (this.far === 0 && this.near.size === 0) this.turnedTo = bucket;
    if (bucket < this.turnedTo) this.near.push(timeMs, key, id, slot);
    else this.put(bucket, timeMs, key, id, slot);
  }

  /** Makes the first timer known if it may be due at `untilMs` or before; false when none is. */
  reach(untilMs: number): boolean {
    let empty = 0;
    while (this.near.size === 0 && this.far > 0 && this.turnedTo * this.bucketMs <= untilMs) {
      // After a turn of the whole calendar without a timer the next one may be years away.
      if (empty++ === BUCKETS) this.turnedTo = this.firstBucket();
      this.turn();
    }
    return this.near.size > 0;
  }

  /** Of the first timer, once `reach` has answered true. */
  topTimeMs(): number {
    return this.near.topTimeMs();
  }

  topId(): number {
    return this.near.topId();
  }

  topSlot(): number {
    return this.near.topSlot();
  }

  pop(): void {
    this.near.pop();
  }

  clear(): void {
    this.near.clear();
    this.heads.fill(NONE);
    this.used = 0;
    this.free = NONE;
    this.far = 0;
  }

  snapshot(): TimerCalendarState {
    const { near, heads, chunks, used, free, far, turnedTo } = this;
    return {
      near: near.snapshot(),
      heads: heads.slice(),
      chunks: chunks.slice(0, used * CHUNK),
      counters: [used, free, far, turnedTo],
    };
  }

  restore(state: TimerCalendarState): void {
    this.near.restore(state.near);
    this.heads.set(state.heads);
    if (this.chunks.length < state.chunks.length) this.chunks = new Float64Array(2 * state.chunks.length);
    this.chunks.set(state.chunks);
    [this.used, this.free, this.far, this.turnedTo] = state.counters;
  }

  /** The next bucket goes into the heap; what shares its place and is due a turn of the calendar later stays. */
  private turn(): void {
    const bucket = this.turnedTo++;
    const place = bucket & (BUCKETS - 1);
    let chunk = this.heads[place]!;
    this.heads[place] = NONE;
    while (chunk !== NONE) {
      const base = chunk * CHUNK;
      const count = this.chunks[base + COUNT]!;
      this.far -= count;
      for (let i = 0; i < count; i++) {
        const at = base + FIRST + i * STRIDE;
        const timeMs = this.chunks[at]!;
        const key = this.chunks[at + 1]!;
        const id = this.chunks[at + 2]!;
        const slot = this.chunks[at + 3]!;
        const own = Math.floor(timeMs / this.bucketMs);
        if (own !== bucket) {
          this.put(own, timeMs, key, id, slot);
          continue;
        }
        this.near.push(timeMs, key, id, slot);
        this.comesNear(slot);
      }
      const next = this.chunks[base + NEXT]!;
      this.chunks[base + NEXT] = this.free;
      this.free = chunk;
      chunk = next;
    }
  }

  private put(bucket: number, timeMs: number, key: number, id: number, slot: number): void {
    const place = bucket & (BUCKETS - 1);
    let chunk = this.heads[place]!;
    if (chunk === NONE || this.chunks[chunk * CHUNK + COUNT] === TIMERS) {
      const next = chunk;
      chunk = this.heads[place] = this.newChunk();
      this.chunks[chunk * CHUNK + NEXT] = next;
      this.chunks[chunk * CHUNK + COUNT] = 0;
    }
    const { chunks } = this;
    const base = chunk * CHUNK;
    const at = base + FIRST + STRIDE * chunks[base + COUNT]!;
    chunks[base + COUNT] = chunks[base + COUNT]! + 1;
    chunks[at] = timeMs;
    chunks[at + 1] = key;
    chunks[at + 2] = id;
    chunks[at + 3] = slot;
    this.far++;
  }

  private newChunk(): number {
    const chunk = this.free;
    if (chunk !== NONE) {
      this.free = this.chunks[chunk * CHUNK + NEXT]!;
      return chunk;
    }
    if ((this.used + 1) * CHUNK > this.chunks.length) {
      const grown = new Float64Array(this.chunks.length * 2);
      grown.set(this.chunks);
      this.chunks = grown;
    }
    return this.used++;
  }

  /** The bucket of the earliest timer in any of them. */
  private firstBucket(): number {
    let first = Infinity;
    for (const head of this.heads) {
      for (let chunk = head; chunk !== NONE; chunk = this.chunks[chunk * CHUNK + NEXT]!) {
        const base = chunk * CHUNK;
        for (let i = 0; i < this.chunks[base + COUNT]!; i++) first = Math.min(first, this.chunks[base + FIRST + i * STRIDE]!);
      }
    }
    return Math.floor(first / this.bucketMs);
  }
}
