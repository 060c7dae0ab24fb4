/** No watermark yet. */
export const NO_WATERMARK = -Infinity;

/**
 * The watermark of one source partition: the largest event time seen, minus the delay, minus 1 (an event of exactly
 * that time may still come). Read it when the periodic timer runs; it never moves back.
 */
export class BoundedOutOfOrderness {
  private largestMs = NO_WATERMARK;
  private readonly shiftMs: number;

  /** `lastInstantMs` is 1 as in Flink; Spark and Flink's old extractor have 0. */
  constructor(delayMs: number, lastInstantMs = 1) {
    this.shiftMs = delayMs + lastInstantMs;
  }

  onEvent(timeMs: number): void {
    if (timeMs > this.largestMs) this.largestMs = timeMs;
  }

  /** -Infinity before the first event. */
  get watermarkMs(): number {
    return this.largestMs - this.shiftMs;
  }

  /** The largest event time seen; give it to `onEvent` of a new one to restore. */
  get largestEventMs(): number {
    return this.largestMs;
  }

  clear(): void {
    this.largestMs = NO_WATERMARK;
  }
}

export type CombinerState = {
  readonly watermarks: Float64Array;
  readonly idle: Uint8Array;
  readonly aligned: Uint8Array;
  readonly lastMs: number;
  readonly wasIdle: boolean;
};

/**
 * The watermark over several inputs (partitions, upstream tasks) by Flink's rules: the minimum over the inputs that are
 * active and aligned, once every one of them has sent one. An idle input leaves the minimum; when the last one falls
 * idle the largest watermark goes out; an input that comes back counts again when it has caught up.
 */
export class WatermarkCombiner {
  private readonly watermarks: Float64Array;
  private readonly idle: Uint8Array;
  private readonly aligned: Uint8Array;
  private lastMs = NO_WATERMARK;
  private allIdle = false;

  constructor(inputs: number) {
    this.watermarks = new Float64Array(inputs).fill(NO_WATERMARK);
    this.idle = new Uint8Array(inputs);
    this.aligned = new Uint8Array(inputs).fill(1);
  }

  /** The combined watermark; -Infinity until every input has sent one. */
  get watermarkMs(): number {
    return this.lastMs;
  }

  /** Whether every input is idle. */
  get isIdle(): boolean {
    return this.allIdle;
  }

  isInputIdle(input: number): boolean {
    return this.idle[input] === 1;
  }

  /** A watermark of one input. True when the combined watermark moved. */
  onWatermark(input: number, watermarkMs: number): boolean {
    if (this.idle[input] === 1 || watermarkMs <= this.watermarks[input]!) return false;
    this.watermarks[input] = watermarkMs;
    if (this.aligned[input] === 0 && watermarkMs >= this.lastMs) this.aligned[input] = 1;
    return this.advanceToMinimum();
  }

  /** One input has nothing to say for now. True when the combined watermark moved. */
  onIdle(input: number): boolean {
    if (this.idle[input] === 1) return false;
    this.idle[input] = 1;
    const held = this.aligned[input] === 1;
    this.aligned[input] = 0;
    this.allIdle = this.idle.every((flag) => flag === 1);
    if (!this.allIdle) return held && this.advanceToMinimum();
    // Nothing more can come: release what the slower inputs were holding back, but only if this one set the pace.
    return this.watermarks[input] === this.lastMs && this.advanceTo(largest(this.watermarks));
  }

  /** One input speaks again; it counts once it has caught up with the combined watermark. */
  onActive(input: number): void {
    if (this.idle[input] === 0) return;
    this.idle[input] = 0;
    this.allIdle = false;
    if (this.watermarks[input]! >= this.lastMs) this.aligned[input] = 1;
  }

  snapshot(): CombinerState {
    const { lastMs, allIdle } = this;
    return { watermarks: this.watermarks.slice(), idle: this.idle.slice(), aligned: this.aligned.slice(), lastMs, wasIdle: allIdle };
  }

  restore(state: CombinerState): void {
    this.watermarks.set(state.watermarks);
    this.idle.set(state.idle);
    this.aligned.set(state.aligned);
    this.lastMs = state.lastMs;
    this.allIdle = state.wasIdle;
  }

  private advanceToMinimum(): boolean {
    let minimum = Infinity;
    for (let i = 0; i < this.watermarks.length; i++) {
      if (this.aligned[i] === 1 && this.watermarks[i]! < minimum) minimum = this.watermarks[i]!;
    }
    return minimum !== Infinity && this.advanceTo(minimum);
  }

  private advanceTo(watermarkMs: number): boolean {
    if (watermarkMs <= this.lastMs) return false;
    this.lastMs = watermarkMs;
    return true;
  }
}

function largest(values: Float64Array): number {
  let most = NO_WATERMARK;
  for (const value of values) if (value > most) most = value;
  return most;
}
