/**
 * Event time at a source: bounded out-of-orderness per partition before partitions mix, minimum over the active ones,
 * idle partitions left out (ENGINE.md 5). Exact values follow Flink: newest event time - delay - 1.
 */
export class WatermarkSource {
  private readonly newest: Float64Array;
  private readonly heardAt: Float64Array;
  private readonly partitions: readonly number[];
  private readonly delayMs: number;
  private readonly idlenessMs: number | null;
  private current = -Infinity;

  constructor(partitions: readonly number[], capacity: number, delayMs: number, idlenessMs: number | null) {
    this.partitions = partitions;
    this.delayMs = delayMs;
    this.idlenessMs = idlenessMs;
    this.newest = new Float64Array(capacity).fill(-Infinity);
    this.heardAt = new Float64Array(capacity).fill(0);
  }

  observe(partition: number, eventTime: number, at: number): void {
    if (eventTime > this.newest[partition]) this.newest[partition] = eventTime;
    this.heardAt[partition] = at;
  }

  /** The watermark as the periodic emitter sends it at `at`; never moves back. */
  emit(at: number, activePartitions: number): number {
    let least = Infinity;
    let greatest = -Infinity;
    for (const p of this.partitions) {
      if (p >= activePartitions) continue;
      greatest = Math.max(greatest, this.newest[p]);
      if (this.idlenessMs !== null && at - this.heardAt[p] > this.idlenessMs) continue;
      if (this.newest[p] < least) least = this.newest[p];
    }
    // All idle: the furthest is flushed, as nothing can hold event time back any more.
    const base = least === Infinity ? greatest : least;
    const watermark = base - this.delayMs - 1;
    if (watermark > this.current) this.current = watermark;
    return this.current;
  }

  snapshot(): { newest: Float64Array; heardAt: Float64Array; current: number } {
    return { newest: this.newest.slice(), heardAt: this.heardAt.slice(), current: this.current };
  }

  restore(snapshot: { newest: Float64Array; heardAt: Float64Array; current: number }): void {
    this.newest.set(snapshot.newest);
    this.heardAt.set(snapshot.heardAt);
    this.current = snapshot.current;
  }
}
