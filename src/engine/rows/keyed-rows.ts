import { Int32List } from "../kernel/number-lists.ts";
import { TimerHeap } from "../kernel/timer-heap.ts";
import type { TimerHeapState } from "../kernel/timer-heap.ts";

const NONE = -1;

export type KeyedRowsState = {
  readonly heads: readonly (readonly [number, number])[];
  readonly rows: Int32Array;
  readonly next: Int32Array;
  readonly free: number;
  readonly timers: TimerHeapState;
};

/** Rows kept by key until event time passes the moment each was given: linked lists in typed arrays, newest row first. */
export class KeyedRows {
  private heads = new Map<number, number>();
  private rows = new Int32List(64);
  private next = new Int32List(64);
  /** First of the places that are free again. */
  private free = NONE;
  private readonly timers = new TimerHeap();

  get size(): number {
    return this.timers.size;
  }

  add(key: number, row: number, untilMs: number): void {
    let place = this.free;
    if (place === NONE) {
      place = this.rows.length;
      this.rows.push(row);
      this.next.push(NONE);
    } else {
      this.free = this.next.data[place];
      this.rows.data[place] = row;
    }
    this.next.data[place] = this.heads.get(key) ?? NONE;
    this.heads.set(key, place);
    this.timers.push(untilMs, key, row, place);
  }

  each(key: number, visit: (row: number) => void): void {
    for (let place = this.heads.get(key) ?? NONE; place !== NONE; place = this.next.data[place]) visit(this.rows.data[place]);
  }

  /** Forgets what was to be kept until `watermarkMs` or less; `keyOf` tells the key of a row. */
  expire(watermarkMs: number, keyOf: (row: number) => number): void {
    const { timers } = this;
    while (timers.size > 0 && timers.topTimeMs() <= watermarkMs) {
      const place = timers.topSlot();
      timers.pop();
      this.unlink(keyOf(this.rows.data[place]), place);
    }
  }

  private unlink(key: number, place: number): void {
    const { data } = this.next;
    const head = this.heads.get(key) ?? NONE;
    if (head === place) {
      if (data[place] === NONE) this.heads.delete(key);
      else this.heads.set(key, data[place]);
    } else {
      let before = head;
      while (data[before] !== place) before = data[before];
      data[before] = data[place];
    }
    data[place] = this.free;
    this.free = place;
  }

  snapshot(): KeyedRowsState {
    const { rows, next } = this;
    return {
      heads: [...this.heads],
      rows: rows.data.slice(0, rows.length),
      next: next.data.slice(0, next.length),
      free: this.free,
      timers: this.timers.snapshot(),
    };
  }

  restore(state: KeyedRowsState): void {
    this.heads = new Map(state.heads);
    this.rows = listOf(state.rows);
    this.next = listOf(state.next);
    this.free = state.free;
    this.timers.restore(state.timers);
  }
}

function listOf(values: Int32Array): Int32List {
  const list = new Int32List(Math.max(64, values.length));
  list.data.set(values);
  list.length = values.length;
  return list;
}
