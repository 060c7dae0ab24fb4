import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";

export type LookupSpec = {
  /**
   * sync: the task waits for every answer. ordered, unordered: it goes on with other records while up to `capacity` of its
   * requests are under way; results leave in the order of their records, or as answers come, but not across a watermark.
   */
  readonly mode: "sync" | "ordered" | "unordered";
  readonly latency: Sampler;
  /** Requests a task may have under way. */
  readonly capacity: number;
  /** Answers a task remembers, 0 = none, and for how long. */
  readonly cacheEntries: number;
  readonly cacheTtlMs: number;
};

type Remembered = { readonly fromMs: number; readonly untilMs: number };

/** A task's side of it: which requests hold a place until when, the newest result, and what is remembered. */
class TaskLookups {
  /** Ends of the requests under way: a ring when results leave in order, else a heap with the earliest first. */
  readonly ends: number[] = [];
  latestMs = -Infinity;
  /** No result may leave before this: the last watermark waits for everything before it. */
  floorMs = -Infinity;
  readonly cache = new Map<number, Remembered>();
}

/** Requests of tasks to an outside service, one per record that is not answered from the cache. */
export class Lookups {
  lookups = 0;
  hits = 0;
  readonly spec: LookupSpec;
  private readonly random: RandomStream;
  private tasks: TaskLookups[];

  constructor(spec: LookupSpec, random: RandomStream, tasks: number) {
    this.spec = spec;
    this.random = random;
    this.tasks = Array.from({ length: tasks }, () => new TaskLookups());
  }

  /** A record of `key` is at its task at `start`: when its request can go out, and when its result may leave. */
  ask(task: number, key: number, start: number): { readonly issuedMs: number; readonly resultMs: number } {
    const state = this.tasks[task];
    const { mode, capacity } = this.spec;
    const isSync = mode === "sync";
    const issuedMs = isSync || state.ends.length < capacity ? start : Math.max(start, this.freePlace(state));
    const answerMs = this.answer(state, key, issuedMs);
    if (isSync) return { issuedMs, resultMs: answerMs };
    const resultMs = Math.max(answerMs, mode === "ordered" ? state.latestMs : state.floorMs);
    if (resultMs > state.latestMs) state.latestMs = resultMs;
    if (mode === "ordered") state.ends.push(resultMs);
    else push(state.ends, resultMs);
    return { issuedMs, resultMs };
  }

  /** The place that falls free first. */
  private freePlace(state: TaskLookups): number {
    return this.spec.mode === "ordered" ? (state.ends.shift() ?? -Infinity) : pop(state.ends);
  }

  private answer(state: TaskLookups, key: number, at: number): number {
    const { cacheEntries, cacheTtlMs, latency } = this.spec;
    const known = cacheEntries > 0 ? state.cache.get(key) : undefined;
    if (known !== undefined && known.fromMs <= at && at < known.untilMs) {
      // Least recently used first: a Map keeps the order of insertion.
      state.cache.delete(key);
      state.cache.set(key, known);
      this.hits++;
      return at;
    }
    this.lookups++;
    const answerMs = at + latency.sample(this.random);
    if (cacheEntries > 0) {
      state.cache.delete(key);
      if (state.cache.size >= cacheEntries) for (const oldest of state.cache.keys()) if (state.cache.delete(oldest)) break;
      state.cache.set(key, { fromMs: answerMs, untilMs: answerMs + cacheTtlMs });
    }
    return answerMs;
  }

  /** A watermark passes: later results do not overtake it, and it does not overtake earlier ones. */
  watermark(): void {
    for (const task of this.tasks) task.floorMs = task.latestMs;
  }

  /** When everything the task has asked so far is answered. */
  answeredMs(task: number): number {
    return this.tasks[task].latestMs;
  }

  /** A restart: requests under way are forgotten, and so is what was remembered. */
  clear(): void {
    this.tasks = this.tasks.map(() => new TaskLookups());
  }
}

/** A heap of numbers, smallest first. */
function push(heap: number[], value: number): void {
  let at = heap.push(value) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (heap[parent] <= value) break;
    heap[at] = heap[parent];
    at = parent;
  }
  heap[at] = value;
}

function pop(heap: number[]): number {
  const top = heap[0];
  const value = heap.pop() as number;
  if (heap.length === 0) return top;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && heap[child + 1] < heap[child]) child++;
    if (heap[child] >= value) break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = value;
  return top;
}
