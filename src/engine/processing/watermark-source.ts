import { WatermarkCombiner } from "./watermarks.ts";
import type { CombinerState } from "./watermarks.ts";

export type WatermarkSourceState = { readonly newest: Float64Array; readonly heardAt: Float64Array; readonly combiner: CombinerState };

/**
 * Event time at a source that reads several partitions: bounded out-of-orderness per partition before partitions mix
 * (newest event time - delay - 1, as Flink), combined over the active ones. A partition that is silent for `idlenessMs`
 * steps aside; one that has nothing to say (it does not exist yet, or is read to its end) counts as idle.
 */
export class WatermarkSource {
  private readonly newest: Float64Array;
  private readonly heardAt: Float64Array;
  private readonly partitions: readonly number[];
  private readonly delayMs: number;
  private readonly idlenessMs: number | null;
  private readonly combiner: WatermarkCombiner;
  /** Nothing was observed since the last watermark was sent. */
  private settled = false;
  /** By place in `partitions`: whether it was said to be silent, and whether it counted, when the last watermark was sent. */
  private readonly saidSilent: Uint8Array;
  private readonly counted: Uint8Array;

  constructor(partitions: readonly number[], capacity: number, delayMs: number, idlenessMs: number | null) {
    this.partitions = partitions;
    this.delayMs = delayMs;
    this.idlenessMs = idlenessMs;
    this.newest = new Float64Array(capacity).fill(-Infinity);
    this.heardAt = new Float64Array(capacity);
    this.combiner = new WatermarkCombiner(partitions.length);
    this.saidSilent = new Uint8Array(partitions.length);
    this.counted = new Uint8Array(partitions.length);
  }

  observe(partition: number, eventTime: number, at: number): void {
    if (eventTime > this.newest[partition]) this.newest[partition] = eventTime;
    this.heardAt[partition] = at;
    this.settled = false;
  }

  /** The watermark as the periodic emitter sends it at `at`; never moves back. */
  emit(at: number, isSilent: (partition: number) => boolean): number {
    const { combiner } = this;
    for (let i = 0; i < this.partitions.length; i++) {
      const p = this.partitions[i];
      const saidSilent = isSilent(p);
      const silent = saidSilent || (this.idlenessMs !== null && at - this.heardAt[p] > this.idlenessMs);
      this.saidSilent[i] = saidSilent ? 1 : 0;
      this.counted[i] = silent ? 0 : 1;
      if (silent) combiner.onIdle(i);
      else {
        combiner.onActive(i);
        if (this.newest[p] > -Infinity) combiner.onWatermark(i, this.newest[p] - this.delayMs - 1);
      }
    }
    this.settled = true;
    return combiner.watermarkMs;
  }

  /** Until then every emission says what the last one said, unless a record comes; -Infinity when that is not known. */
  sameUntilMs(isSilent: (partition: number) => boolean): number {
    if (!this.settled) return -Infinity;
    let until = Infinity;
    for (let i = 0; i < this.partitions.length; i++) {
      const p = this.partitions[i];
      if (isSilent(p) !== (this.saidSilent[i] === 1)) return -Infinity;
      if (this.counted[i] === 0 || this.idlenessMs === null) continue;
      // A little before it falls idle, as sums are rounded.
      const idleAt = this.heardAt[p] + this.idlenessMs - 1;
      if (idleAt < until) until = idleAt;
    }
    return until;
  }

  snapshot(): WatermarkSourceState {
    return { newest: this.newest.slice(), heardAt: this.heardAt.slice(), combiner: this.combiner.snapshot() };
  }

  restore(state: WatermarkSourceState): void {
    this.newest.set(state.newest);
    this.heardAt.set(state.heardAt);
    this.combiner.restore(state.combiner);
    this.settled = false;
  }
}
