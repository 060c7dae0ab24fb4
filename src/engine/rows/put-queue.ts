/** One stored record on its way to a shard: a row, or several packed together. */
export type Put = {
  readonly refs: readonly number[];
  readonly bytes: number;
  /** When the producer had its first row. */
  readonly since: number;
  readonly shard: number;
  attempts: number;
};

/** Puts that will be tried again, earliest first; ties go to the one that was refused first. */
export class PutQueue {
  private readonly heap: { readonly at: number; readonly order: number; readonly put: Put }[] = [];
  private order = 0;

  get size(): number {
    return this.heap.length;
  }

  /** Time of the earliest, Infinity when there is none. */
  get nextAt(): number {
    return this.heap.length === 0 ? Infinity : this.heap[0].at;
  }

  add(at: number, put: Put): void {
    const { heap } = this;
    const entry = { at, order: this.order++, put };
    let i = heap.length;
    heap.push(entry);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!before(entry, heap[parent])) break;
      heap[i] = heap[parent];
      i = parent;
    }
    heap[i] = entry;
  }

  take(): Put {
    const { heap } = this;
    const first = heap[0].put;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1], heap[child])) child++;
      if (!before(heap[child], last)) break;
      heap[i] = heap[child];
      i = child;
    }
    heap[i] = last;
    return first;
  }

  /** Every row that waits. */
  *refs(): Generator<number> {
    for (const { put } of this.heap) yield* put.refs;
  }
}

function before(a: { at: number; order: number }, b: { at: number; order: number }): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
