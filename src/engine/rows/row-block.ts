import type { RowInput } from "./row-input.ts";
import type { RowQueue } from "./row-queue.ts";
import { RowQueueReader } from "./row-queue.ts";

/** Fewer rows than this are merged without buckets. */
const LEAST_TO_SORT = 32;
/** Buckets fuller than this would take long to put in order. */
const FULLEST = 16;

/**
 * The rows a part takes in one window, side by side in arrays, in the order the input would give them one after the other.
 * Loops over arrays are several times faster than a call per row. Rows of a single wire are read where they are.
 */
export class RowBlock {
  times: Float64Array = new Float64Array(0);
  refs: Int32Array = new Int32Array(0);
  from = 0;
  to = 0;
  private ownTimes = new Float64Array(1024);
  private ownRefs = new Int32Array(1024);
  private starts = new Int32Array(0);
  private ends: number[] = [];

  get length(): number {
    return this.to - this.from;
  }

  /** Takes everything earlier than `until`; what is here stays until the next call. */
  take(input: RowInput, until: number): void {
    if (!(input instanceof RowQueueReader)) {
      this.takeOneByOne(input, until);
      return;
    }
    const { wires } = input;
    if (wires.length === 1) this.borrow(wires[0], until);
    else if (!this.mergeBySorting(wires, until)) this.mergeByInstant(wires, until);
  }

  private borrow(wire: RowQueue, until: number): void {
    this.times = wire.times;
    this.refs = wire.refs;
    this.from = wire.head;
    this.to = wire.endBefore(until);
    wire.takeTo(this.to);
  }

  private takeOneByOne(input: RowInput, until: number): void {
    let count = 0;
    while (input.next(until)) {
      if (count === this.ownTimes.length) this.reserve(count + 1);
      this.ownTimes[count] = input.time;
      this.ownRefs[count++] = input.ref;
    }
    this.showOwn(count);
  }

  /** Merges by (time, wire, row), a pass over the wires for each instant: few rows, or many that leave together. */
  private mergeByInstant(wires: readonly RowQueue[], until: number): void {
    let count = 0;
    for (let now = -Infinity; now < until; ) {
      let next = Infinity;
      for (let w = 0; w < wires.length; w++) {
        const wire = wires[w];
        const { times, refs, head, tail } = wire;
        let at = head;
        for (; at < tail && times[at] === now; at++) {
          if (count === this.ownTimes.length) this.reserve(count + 1);
          this.ownTimes[count] = now;
          this.ownRefs[count++] = refs[at];
        }
        if (at < tail && times[at] < next) next = times[at];
        if (at > head) wire.takeTo(at);
      }
      now = next;
    }
    this.showOwn(count);
  }

  /**
   * Merges by (time, wire, row): rows go into as many buckets of equal length as there are rows, wire after wire, and are put
   * in order inside them. Answers false, with nothing taken, when times are too uneven for that to pay.
   */
  private mergeBySorting(wires: readonly RowQueue[], until: number): boolean {
    let rows = 0;
    let first = Infinity;
    let last = -Infinity;
    for (let w = 0; w < wires.length; w++) {
      const wire = wires[w];
      const end = wire.endBefore(until);
      this.ends[w] = end;
      if (end === wire.head) continue;
      rows += end - wire.head;
      if (wire.times[wire.head] < first) first = wire.times[wire.head];
      if (wire.times[end - 1] > last) last = wire.times[end - 1];
    }
    if (rows < LEAST_TO_SORT) return false;
    const perMs = last > first ? (rows - 1) / (last - first) : 0;
    if (!this.countBuckets(wires, rows, first, perMs)) return false;
    this.reserve(rows);
    const { ownTimes: times, ownRefs: refs, starts } = this;
    for (let w = 0; w < wires.length; w++) {
      const wire = wires[w];
      for (let i = wire.head; i < this.ends[w]; i++) {
        const time = wire.times[i];
        const at = starts[Math.floor((time - first) * perMs)]++;
        times[at] = time;
        refs[at] = wire.refs[i];
      }
      wire.takeTo(this.ends[w]);
    }
    putInOrder(times, refs, rows);
    this.showOwn(rows);
    return true;
  }

  /** Where each bucket starts; false when one is too full. */
  private countBuckets(wires: readonly RowQueue[], rows: number, first: number, perMs: number): boolean {
    if (this.starts.length < rows + 1) this.starts = new Int32Array(2 * (rows + 1));
    const { starts } = this;
    starts.fill(0, 0, rows + 1);
    for (let w = 0; w < wires.length; w++) {
      const { times, head } = wires[w];
      for (let i = head; i < this.ends[w]; i++) starts[Math.floor((times[i] - first) * perMs)]++;
    }
    let sum = 0;
    for (let bucket = 0; bucket < rows; bucket++) {
      const count = starts[bucket];
      if (count > FULLEST) return false;
      starts[bucket] = sum;
      sum += count;
    }
    return true;
  }

  private reserve(rows: number): void {
    if (rows <= this.ownTimes.length) return;
    const times = new Float64Array(2 * rows);
    const refs = new Int32Array(2 * rows);
    times.set(this.ownTimes);
    refs.set(this.ownRefs);
    this.ownTimes = times;
    this.ownRefs = refs;
  }

  private showOwn(count: number): void {
    this.times = this.ownTimes;
    this.refs = this.ownRefs;
    this.from = 0;
    this.to = count;
  }
}

/** Insertion: nothing has far to go, and equal times stay in the order they have. */
function putInOrder(times: Float64Array, refs: Int32Array, count: number): void {
  for (let i = 1; i < count; i++) {
    const time = times[i];
    if (times[i - 1] <= time) continue;
    const ref = refs[i];
    let at = i;
    while (at > 0 && times[at - 1] > time) {
      times[at] = times[at - 1];
      refs[at] = refs[at - 1];
      at--;
    }
    times[at] = time;
    refs[at] = ref;
  }
}
