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

  constructor(partitions: readonly number[], capacity: number, delayMs: number, idlenessMs: number | null) {
    this.partitions = partitions;
    this.delayMs = delayMs;
    this.idlenessMs = idlenessMs;
    this.newest = new Float64Array(capacity).fill(-Infinity);
    this.heardAt = new Float64Array(capacity);
    this.combiner = new WatermarkCombiner(partitions.length);
  }

  observe(partition: number, eventTime: number, at: number): void {
    if (eventTime > this.newest[partition]) this.newest[partition] = eventTime;
    this.heardAt[partition] = at;
  }

  /** The watermark as the periodic emitter sends it at `at`; never moves back. */
  emit(at: number, isSilent: (partition: number) => boolean): number {
    const { combiner } = this;
    for (let i = 0; i < this.partitions.length; i++) {
      const p = this.partitions[i];
      const silent = isSilent(p) || (this.idlenessMs !== null && at - this.heardAt[p] > this.idlenessMs);
      if (silent) combiner.onIdle(i);
      else {
        combiner.onActive(i);
        if (this.newest[p] > -Infinity) combiner.onWatermark(i, this.newest[p] - this.delayMs - 1);
      }
    }
    return combiner.watermarkMs;
  }

  snapshot(): WatermarkSourceState {
    return { newest: this.newest.slice(), heardAt: this.heardAt.slice(), combiner: this.combiner.snapshot() };
  }

  restore(state: WatermarkSourceState): void {
    this.newest.set(state.newest);
    this.heardAt.set(state.heardAt);
    this.combiner.restore(state.combiner);
  }
}
