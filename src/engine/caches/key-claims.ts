import { KeyMap } from "../kernel/key-map.ts";
import { Float64List } from "../kernel/number-lists.ts";

/** Keys that somebody has taken it on to fill, each for so long at most: locks (SET NX PX), or leases of a cache that gives them out. */
export class KeyClaims {
  private readonly forMs: number;
  private places = new KeyMap();
  private readonly until = new Float64List(64);
  private readonly free: number[] = [];

  constructor(forMs: number) {
    this.forMs = forMs;
  }

  isHeld(key: number, at: number): boolean {
    const place = this.places.get(key);
    return place >= 0 && this.until.data[place] > at;
  }

  /** False: somebody has it. */
  claim(key: number, at: number): boolean {
    if (this.isHeld(key, at)) return false;
    let place = this.places.get(key);
    if (place < 0) {
      place = this.free.pop() ?? this.until.length;
      if (place === this.until.length) this.until.push(0);
      this.places.set(key, place);
    }
    this.until.data[place] = at + this.forMs;
    return true;
  }

  release(key: number): void {
    const place = this.places.get(key);
    if (place < 0) return;
    this.places.delete(key);
    this.free.push(place);
  }

  clear(): void {
    this.places = new KeyMap();
    this.until.length = 0;
    this.free.length = 0;
  }
}
