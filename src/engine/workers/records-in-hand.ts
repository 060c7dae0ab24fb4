/**
 * Records a consumer has polled and not yet finished, first in, first out, with the partition and offset each came from.
 * A record is `doubled` when its partition went to another member that reads it again.
 */
export class RecordsInHand {
  private partitions = new Int32Array(64);
  private offsets = new Int32Array(64);
  private refs = new Int32Array(64);
  private readableAt = new Float64Array(64);
  private doubled = new Uint8Array(64);
  private head = 0;
  private tail = 0;

  get length(): number {
    return this.tail - this.head;
  }
  get partition(): number {
    return this.partitions[this.head];
  }
  get offset(): number {
    return this.offsets[this.head];
  }
  get ref(): number {
    return this.refs[this.head];
  }
  get readable(): number {
    return this.readableAt[this.head];
  }

  push(partition: number, offset: number, ref: number, readableAt: number): void {
    if (this.tail === this.refs.length) this.makeRoom();
    this.partitions[this.tail] = partition;
    this.offsets[this.tail] = offset;
    this.refs[this.tail] = ref;
    this.readableAt[this.tail] = readableAt;
    this.doubled[this.tail++] = 0;
  }

  shift(): void {
    this.head++;
    if (this.head === this.tail) this.head = this.tail = 0;
  }

  /** The first offset of a partition that is not finished; Infinity when none is in hand. */
  firstOffset(partition: number): number {
    let first = Infinity;
    for (let i = this.head; i < this.tail; i++) if (this.partitions[i] === partition && this.offsets[i] < first) first = this.offsets[i];
    return first;
  }

  /** From now on somebody else reads this partition again from `from`. */
  doubleFrom(partition: number, from: number): void {
    for (let i = this.head; i < this.tail; i++) if (this.partitions[i] === partition && this.offsets[i] >= from) this.doubled[i] = 1;
  }

  /** Takes out every record for which `leaves` answers true. */
  remove(leaves: (partition: number, offset: number, ref: number, doubled: boolean) => boolean): void {
    let kept = this.head;
    for (let i = this.head; i < this.tail; i++) {
      if (leaves(this.partitions[i], this.offsets[i], this.refs[i], this.doubled[i] === 1)) continue;
      this.move(i, kept++);
    }
    this.tail = kept;
    if (this.head === this.tail) this.head = this.tail = 0;
  }

  /** Counts the records whose reference `counts`. */
  count(counts: (ref: number) => boolean): number {
    let sum = 0;
    for (let i = this.head; i < this.tail; i++) if (counts(this.refs[i])) sum++;
    return sum;
  }

  private move(from: number, to: number): void {
    if (from === to) return;
    this.partitions[to] = this.partitions[from];
    this.offsets[to] = this.offsets[from];
    this.refs[to] = this.refs[from];
    this.readableAt[to] = this.readableAt[from];
    this.doubled[to] = this.doubled[from];
  }

  private makeRoom(): void {
    const length = this.length;
    if (length * 2 <= this.refs.length && this.head > 0) {
      for (let i = 0; i < length; i++) this.move(this.head + i, i);
    } else {
      this.partitions = doubledArray(this.partitions, this.head, this.tail);
      this.offsets = doubledArray(this.offsets, this.head, this.tail);
      this.refs = doubledArray(this.refs, this.head, this.tail);
      this.readableAt = doubledArray(this.readableAt, this.head, this.tail);
      this.doubled = doubledArray(this.doubled, this.head, this.tail);
    }
    this.head = 0;
    this.tail = length;
  }
}

function doubledArray<A extends Int32Array | Float64Array | Uint8Array>(from: A, head: number, tail: number): A {
  const to = new (from.constructor as new (length: number) => A)(from.length * 2);
  to.set(from.subarray(head, tail));
  return to;
}
