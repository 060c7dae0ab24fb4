import { Float64List } from "./number-lists.ts";

/** Values are remembered per second of simulated time. */
const TICK_MS = 1000;

/**
 * A value that changes as time goes on, for readers that ask later about earlier times: a window's end must not show
 * through to a query in its middle (E3). Answers with the value at the beginning of the second asked about.
 */
export class StepHistory {
  private readonly ticks = new Float64List(64);
  private readonly values = new Float64List(64);
  private pointer = 0;

  /** Times must not fall. */
  record(at: number, value: number): void {
    const tick = Math.floor(at / TICK_MS);
    if (this.ticks.length > 0 && this.ticks.data[this.ticks.length - 1] === tick) {
      this.values.data[this.values.length - 1] = value;
      return;
    }
    this.ticks.push(tick);
    this.values.push(value);
  }

  /** The last value recorded in a second before the one of `at`, 0 when there is none; times asked for must not fall. */
  before(at: number): number {
    const tick = Math.floor(at / TICK_MS);
    while (this.pointer < this.ticks.length && this.ticks.data[this.pointer] < tick) this.pointer++;
    return this.pointer === 0 ? 0 : this.values.data[this.pointer - 1];
  }

  /** `before` gives the value it gave last for times before this, and maybe a little longer; nothing may be recorded in between. */
  get sameBeforeMs(): number {
    return this.pointer < this.ticks.length ? (this.ticks.data[this.pointer] + 1) * TICK_MS - 1 : Infinity;
  }
}
