import type { Collector, DerivedPort } from "./collector.ts";

const NONE = -1;

/**
 * What the operators of a chain do to the world outside while a block goes through them one after the other: kept by the row at
 * which they did it, so that it can be done row by row afterwards, in the order in which the rows would have done it one by one.
 */
export class BlockEffects implements Collector {
  /** Place in the block of the row at hand; an operator sets it before it emits, spends or asks. */
  place = 0;
  /** By place: CPU time of one core beyond what every record costs. */
  readonly spentMs: Float64Array;
  private readonly firsts: Int32Array;
  private readonly lasts: Int32Array;
  private readonly followers: number[] = [];
  /** The port of a row that leaves; null where a question goes out. */
  private readonly ports: (DerivedPort | null)[] = [];
  private readonly keys: number[] = [];
  private readonly refs: number[] = [];
  private hasSpent = false;

  constructor(capacity: number) {
    this.spentMs = new Float64Array(capacity);
    this.firsts = new Int32Array(capacity).fill(NONE);
    this.lasts = new Int32Array(capacity);
  }

  emit(port: DerivedPort, key: number, ref: number): void {
    this.keep(port, key, ref);
  }

  spend(costMs: number): void {
    this.spentMs[this.place] += costMs;
    this.hasSpent = true;
  }

  lookUp(key: number): void {
    this.keep(null, key, 0);
  }

  private keep(port: DerivedPort | null, key: number, ref: number): void {
    const { place, firsts, lasts, followers } = this;
    const at = followers.length;
    if (firsts[place] === NONE) firsts[place] = at;
    else followers[lasts[place]] = at;
    lasts[place] = at;
    followers.push(NONE);
    this.ports.push(port);
    this.keys.push(key);
    this.refs.push(ref);
  }

  get any(): boolean {
    return this.followers.length > 0;
  }

  /** Does to `out` what was done at the row. */
  replay(place: number, out: Collector): void {
    for (let at = this.firsts[place]; at !== NONE; at = this.followers[at]) {
      const port = this.ports[at];
      if (port === null) out.lookUp?.(this.keys[at]);
      else out.emit(port, this.keys[at], this.refs[at]);
    }
  }

  /** Forgets all of it, of a block that ends before `to`. */
  clear(to: number): void {
    if (this.hasSpent) this.spentMs.fill(0, 0, to);
    this.hasSpent = false;
    if (!this.any) return;
    this.firsts.fill(NONE, 0, to);
    this.followers.length = this.ports.length = this.keys.length = this.refs.length = 0;
  }
}
