import { Float64List, Int32List } from "../kernel/number-lists.ts";

/** Rows that wait, lowest class first, within a class in order of arrival: a heap of row, class, arrival and turn. */
export class PriorityQueue {
  size = 0;
  private readonly refs = new Int32List(64);
  private readonly classes = new Int32List(64);
  private readonly arrivals = new Float64List(64);
  private readonly turns = new Float64List(64);
  private turn = 0;

  /** The row whose turn it is, and when it arrived. */
  get ref(): number {
    return this.refs.data[0];
  }
  get arrivedAt(): number {
    return this.arrivals.data[0];
  }

  push(ref: number, priority: number, arrivedAt: number): void {
    if (this.size === this.refs.length) for (const list of [this.refs, this.classes, this.arrivals, this.turns]) list.push(0);
    let at = this.size++;
    this.write(at, ref, priority, arrivedAt, this.turn++);
    for (let parent = (at - 1) >> 1; at > 0 && this.before(at, parent); parent = (at - 1) >> 1) {
      this.swap(at, parent);
      at = parent;
    }
  }

  pop(): void {
    this.swap(0, --this.size);
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.size) return;
      if (child + 1 < this.size && this.before(child + 1, child)) child++;
      if (!this.before(child, at)) return;
      this.swap(at, child);
      at = child;
    }
  }

  each(visit: (ref: number) => void): void {
    for (let i = 0; i < this.size; i++) visit(this.refs.data[i]);
  }

  private before(a: number, b: number): boolean {
    const difference = this.classes.data[a] - this.classes.data[b];
    return difference < 0 || (difference === 0 && this.turns.data[a] < this.turns.data[b]);
  }

  private write(at: number, ref: number, priority: number, arrivedAt: number, turn: number): void {
    this.refs.data[at] = ref;
    this.classes.data[at] = priority;
    this.arrivals.data[at] = arrivedAt;
    this.turns.data[at] = turn;
  }

  private swap(a: number, b: number): void {
    const { refs, classes, arrivals, turns } = this;
    const ref = refs.data[a];
    const priority = classes.data[a];
    const arrivedAt = arrivals.data[a];
    const turn = turns.data[a];
    this.write(a, refs.data[b], classes.data[b], arrivals.data[b], turns.data[b]);
    this.write(b, ref, priority, arrivedAt, turn);
  }
}
