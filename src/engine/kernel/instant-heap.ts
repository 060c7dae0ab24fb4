/** One instant for each of a fixed number of members, earliest first; ties go to the lower number. */
export class InstantHeap {
  private readonly instants: Float64Array;
  private readonly heap: Int32Array;
  private readonly place: Int32Array;

  constructor(instants: Float64Array) {
    this.instants = instants;
    this.heap = Int32Array.from(instants, (_, member) => member);
    this.place = Int32Array.from(this.heap);
    for (let i = (instants.length >> 1) - 1; i >= 0; i--) this.sink(i);
  }

  /** The member whose turn it is. */
  get first(): number {
    return this.heap[0];
  }

  get at(): number {
    return this.instants[this.heap[0]];
  }

  instantOf(member: number): number {
    return this.instants[member];
  }

  /** Gives a member another instant, earlier or later. */
  move(member: number, at: number): void {
    this.instants[member] = at;
    this.sink(this.rise(this.place[member]));
  }

  private before(a: number, b: number): boolean {
    const difference = this.instants[a] - this.instants[b];
    // Two members that never come again are a tie too: infinity less infinity is no number.
    return difference < 0 || (!(difference > 0) && a < b);
  }

  private put(at: number, member: number): void {
    this.heap[at] = member;
    this.place[member] = at;
  }

  private rise(from: number): number {
    const member = this.heap[from];
    let at = from;
    for (let parent = (at - 1) >> 1; at > 0 && this.before(member, this.heap[parent]); parent = (at - 1) >> 1) {
      this.put(at, this.heap[parent]);
      at = parent;
    }
    this.put(at, member);
    return at;
  }

  private sink(from: number): void {
    const { heap } = this;
    const member = heap[from];
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && this.before(heap[child + 1], heap[child])) child++;
      if (!this.before(heap[child], member)) break;
      this.put(at, heap[child]);
      at = child;
    }
    this.put(at, member);
  }
}
