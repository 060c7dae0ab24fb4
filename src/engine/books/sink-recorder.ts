import { BatchedHistogram } from "../../base/batched-histogram.ts";
import { bucketOf, Histogram } from "../../base/histogram.ts";

export type VisibleListener = (row: number, at: number) => void;

/** Event-to-visible times at one sink: over the run (after the warm-up) and since the last sample. */
export class SinkRecorder {
  readonly whole = new BatchedHistogram();
  readonly interval = new Histogram();
  /** Events that reached the sink, first time only. */
  events = 0;
  /** Events that reached it again. */
  repeats = 0;
  /** Copies beyond the first, of the events that have some. */
  private readonly extra = new Map<number, number>();
  /** A bit for each event: it has reached the sink. */
  private seen = new Uint8Array(1 << 13);
  /** A bit for each event: it had reached the sink and is there no longer; and how many those are. */
  private gone = new Uint8Array(1 << 13);
  private goneEvents = 0;
  private readonly warmupMs: number;
  private readonly batchOf: (row: number, happenedAt: number) => number;
  private readonly listeners: readonly VisibleListener[];

  /** `batchOf` says which batch of the intervals an event belongs to. */
  constructor(warmupMs: number, batchOf: (row: number, happenedAt: number) => number, listeners: readonly VisibleListener[]) {
    this.warmupMs = warmupMs;
    this.batchOf = batchOf;
    this.listeners = listeners;
  }

  /** Event `row`, which happened at `happenedAt`, became visible at `at`. Repeats are counted, not timed; listeners hear of each copy. */
  visible(row: number, happenedAt: number, at: number): void {
    const place = row >>> 3;
    const bit = 1 << (row & 7);
    if (place >= this.seen.length) {
      const bytes = Math.max(place + 1, this.seen.length * 2);
      this.seen = grown(this.seen, bytes);
      this.gone = grown(this.gone, bytes);
    }
    for (let i = 0; i < this.listeners.length; i++) this.listeners[i](row, at);
    if ((this.seen[place]! & bit) !== 0) {
      this.again(row);
      return;
    }
    this.seen[place]! |= bit;
    this.events++;
    const kept = at > happenedAt ? at - happenedAt : 0;
    const bucket = bucketOf(kept);
    this.interval.addAt(bucket, kept);
    if (happenedAt >= this.warmupMs) this.whole.addAt(this.batchOf(row, happenedAt), bucket, kept);
  }

  private again(row: number): void {
    const bit = 1 << (row & 7);
    if ((this.gone[row >>> 3] & bit) !== 0) {
      this.gone[row >>> 3] &= ~bit;
      this.goneEvents--;
      return;
    }
    this.repeats++;
    this.extra.set(row, (this.extra.get(row) ?? 0) + 1);
  }

  /** A copy of event `row` that was visible is so no longer. */
  hidden(row: number): void {
    const extra = this.extra.size === 0 ? undefined : this.extra.get(row);
    if (extra !== undefined) {
      this.repeats--;
      if (extra === 1) this.extra.delete(row);
      else this.extra.set(row, extra - 1);
      return;
    }
    const bit = 1 << (row & 7);
    if ((this.gone[row >>> 3] & bit) !== 0) return;
    this.gone[row >>> 3] |= bit;
    this.goneEvents++;
  }

  /** Events of which a copy is there now. */
  get present(): number {
    return this.events - this.goneEvents;
  }

  has(row: number): boolean {
    const place = row >>> 3;
    return place < this.seen.length && (this.seen[place] & ~this.gone[place] & (1 << (row & 7))) !== 0;
  }
}

function grown(bits: Uint8Array<ArrayBuffer>, bytes: number): Uint8Array<ArrayBuffer> {
  const more = new Uint8Array(bytes);
  more.set(bits);
  return more;
}
