import { EVENT, streamOf } from "./rows.ts";

/**
 * The servers of a FIFO station as a heap of the times they become free, each carrying the row it serves. As the
 * earliest free time never falls, rows leave in time order and need no sort (facts/kernel.md 2.3).
 */
export class ServerPool {
  private readonly freeAt: Float64Array;
  private readonly serving: Int32Array;
  private readonly count: number;
  held = 0;
  /** c = 1 keeps departures beyond the window in a queue, as the next row replaces them at once. */
  constructor(count: number) {
    this.count = count;
    this.freeAt = new Float64Array(count).fill(-Infinity);
    this.serving = new Int32Array(count).fill(-1);
  }

  /** When the next server becomes free. */
  earliest(): number {
    return this.freeAt[0];
  }

  /** The earliest server takes a row until `departure`; the row it served before leaves. */
  take(departure: number, ref: number, release: (time: number, ref: number) => void): void {
    if (this.serving[0] >= 0) {
      this.held--;
      release(this.freeAt[0], this.serving[0]);
    }
    this.held++;
    this.replaceRoot(departure, ref);
  }

  /** Lets everything leave that is done before `until`. */
  flush(until: number, release: (time: number, ref: number) => void): void {
    if (this.held === 0) return;
    if (this.count === 1) {
      if (this.freeAt[0] < until && this.serving[0] >= 0) {
        this.held--;
        release(this.freeAt[0], this.serving[0]);
        this.serving[0] = -1;
      }
      return;
    }
    const order: number[] = [];
    for (let i = 0; i < this.count; i++) if (this.serving[i] >= 0 && this.freeAt[i] < until) order.push(i);
    order.sort((a, b) => this.freeAt[a] - this.freeAt[b] || this.serving[a] - this.serving[b]);
    for (const i of order) {
      this.held--;
      release(this.freeAt[i], this.serving[i]);
      this.serving[i] = -1;
    }
  }

  /** A crash: rows in service are lost and servers stay away until `until`. Returns how many were lost. */
  clear(until: number, lose: (ref: number) => void): number {
    let lost = 0;
    for (let i = 0; i < this.count; i++) {
      if (this.serving[i] >= 0) {
        lose(this.serving[i]);
        lost++;
      }
      this.serving[i] = -1;
      this.freeAt[i] = until;
    }
    this.held = 0;
    return lost;
  }

  heldEvents(): number {
    let held = 0;
    for (let i = 0; i < this.count; i++) if (this.serving[i] >= 0 && streamOf(this.serving[i]) === EVENT) held++;
    return held;
  }

  private replaceRoot(time: number, ref: number): void {
    const { freeAt, serving, count } = this;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= count) break;
      if (child + 1 < count && freeAt[child + 1] < freeAt[child]) child++;
      if (freeAt[child] >= time) break;
      freeAt[i] = freeAt[child];
      serving[i] = serving[child];
      i = child;
    }
    freeAt[i] = time;
    serving[i] = ref;
  }
}
