import { Float64List, Uint8List } from "../kernel/number-lists.ts";

/** The transactions of a run by number, from 1: what every log they write to must know of them. */
export class Transactions {
  private readonly timeouts = new Float64List(64);
  private readonly inside = new Uint8List(64);

  constructor() {
    this.timeouts.push(Infinity);
    this.inside.push(0);
  }

  begin(timeoutMs: number, offsetsInside: boolean): number {
    this.timeouts.push(timeoutMs);
    this.inside.push(offsetsInside ? 1 : 0);
    return this.timeouts.length - 1;
  }

  timeoutMs(transaction: number): number {
    return this.timeouts.data[transaction];
  }

  /** The offsets that were read are part of it: when it is aborted, its source is read again. */
  offsetsInside(transaction: number): boolean {
    return this.inside.data[transaction] === 1;
  }
}
