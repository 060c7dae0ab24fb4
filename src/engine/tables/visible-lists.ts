import { Float64List, Int32List } from "../kernel/number-lists.ts";

/** Which row of a user a store shows, a list or a vector, and since when: a chain per user, newest first. */
export class VisibleLists {
  private readonly list = new Int32List();
  private readonly visibleAt = new Float64List();
  private readonly before = new Int32List();
  private readonly newest: Int32Array;

  constructor(users: number) {
    this.newest = new Int32Array(users).fill(-1);
  }

  /** From `at` on the store answers with this list. Lists that come out of order keep the order of their times. */
  show(user: number, list: number, at: number): void {
    const entry = this.list.length;
    this.list.push(list);
    this.visibleAt.push(at);
    this.before.push(-1);
    let after = -1;
    let next = this.newest[user];
    while (next >= 0 && this.visibleAt.data[next] > at) {
      after = next;
      next = this.before.data[next];
    }
    this.before.data[entry] = next;
    if (after < 0) this.newest[user] = entry;
    else this.before.data[after] = entry;
  }

  /** Row of the newest list shown at an instant, of those that `holds` knows by when they were shown and which they are; -1 = none. */
  shownAt(user: number, at: number, holds: (shownAt: number, list: number) => boolean = () => true): number {
    let entry = this.newest[user];
    while (entry >= 0 && (this.visibleAt.data[entry] > at || !holds(this.visibleAt.data[entry], this.list.data[entry])))
      entry = this.before.data[entry];
    return entry < 0 ? -1 : this.list.data[entry];
  }
}
