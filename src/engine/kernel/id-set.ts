import { Uint8List } from "./number-lists.ts";

/** A set of whole numbers from 0 that are dealt out one after the other, such as ids of events: a bit for each up to the largest. */
export class IdSet {
  private readonly bits = new Uint8List();

  /** Whether the id was not in it; from now on it is. */
  add(id: number): boolean {
    const place = id >>> 3;
    const bit = 1 << (id & 7);
    this.bits.reserve(place + 1);
    const known = this.bits.data[place];
    this.bits.data[place] = known | bit;
    return (known & bit) === 0;
  }
}
