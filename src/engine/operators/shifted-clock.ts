import type { Collector, Verdict } from "../processing/collector.ts";
import type { Operator } from "../processing/operator.ts";
import type { Facet } from "../part/facet.ts";

/**
 * An operator that sees event time `shiftMs` behind where it stands. With it an operator made for watermarks (which end at
 * the last ms of a window) serves an engine whose clock is the newest event, and one without a grace period of its own gets one.
 */
export class ShiftedClock implements Operator {
  readonly inner: Operator;
  readonly timerMs?: number;
  readonly processBlock?: Operator["processBlock"];
  private readonly shiftMs: number;

  constructor(inner: Operator, shiftMs: number) {
    this.inner = inner;
    this.shiftMs = shiftMs;
    if (inner.timerMs !== undefined) this.timerMs = inner.timerMs;
    // An operator that takes rows one by one does so here, too.
    if (inner.processBlock !== undefined)
      this.processBlock = (block, selection, watermarkMs, out) => inner.processBlock?.(block, selection, watermarkMs - shiftMs, out);
  }

  told(facet: Facet<unknown>): unknown {
    return this.inner.told?.(facet);
  }

  process(row: number, watermarkMs: number, out: Collector): Verdict {
    return this.inner.process(row, watermarkMs - this.shiftMs, out);
  }

  onWatermark(watermarkMs: number, out: Collector): void {
    this.inner.onWatermark(watermarkMs - this.shiftMs, out);
  }

  onTimer(at: number, out: Collector): void {
    this.inner.onTimer?.(at, out);
  }

  get timerIsQuiet(): boolean {
    return this.inner.timerIsQuiet ?? this.inner.onTimer === undefined;
  }

  passTimers(count: number): void {
    this.inner.passTimers?.(count);
  }

  eventsNeededFrom(): number {
    return this.inner.eventsNeededFrom?.() ?? 0;
  }

  stateBytes(): number {
    return this.inner.stateBytes();
  }
  snapshot(): unknown {
    return this.inner.snapshot();
  }
  restore(snapshot: unknown): void {
    this.inner.restore(snapshot);
  }
}
