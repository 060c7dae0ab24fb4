/** Typed arrays that grow by doubling: `data` is replaced on growth, `length` entries of it are in use. */
export class Float64List {
  data: Float64Array;
  length = 0;

  constructor(capacity = 1024) {
    this.data = new Float64Array(capacity);
  }

  push(value: number): void {
    if (this.length === this.data.length) {
      const grown = new Float64Array(this.data.length * 2);
      grown.set(this.data);
      this.data = grown;
    }
    this.data[this.length++] = value;
  }

  /** Forgets the first `count` values; the others move to the front. */
  dropFirst(count: number): void {
    this.data.copyWithin(0, count, this.length);
    this.length -= count;
  }
}

export class Int32List {
  data: Int32Array;
  length = 0;

  constructor(capacity = 1024) {
    this.data = new Int32Array(capacity);
  }

  push(value: number): void {
    if (this.length === this.data.length) {
      const grown = new Int32Array(this.data.length * 2);
      grown.set(this.data);
      this.data = grown;
    }
    this.data[this.length++] = value;
  }

  /** As `push` for values[from .. to - 1]. */
  pushMany(values: Int32Array, from: number, to: number): void {
    const length = this.length + to - from;
    if (length > this.data.length) {
      const grown = new Int32Array(Math.max(length, this.data.length * 2));
      grown.set(this.data);
      this.data = grown;
    }
    const { data } = this;
    for (let i = from, at = this.length; i < to; i++) data[at++] = values[i];
    this.length = length;
  }

  /** Forgets the first `count` values; the others move to the front. */
  dropFirst(count: number): void {
    this.data.copyWithin(0, count, this.length);
    this.length -= count;
  }
}

export class Uint8List {
  data: Uint8Array;
  length = 0;

  constructor(capacity = 1024) {
    this.data = new Uint8Array(capacity);
  }

  push(value: number): void {
    if (this.length === this.data.length) this.reserve(this.length + 1);
    this.data[this.length++] = value;
  }

  /** As `push` of one value again and again. */
  pushSame(value: number, times: number): void {
    const to = this.length + times;
    this.reserve(to);
    this.data.fill(value, this.length, to);
    this.length = to;
  }

  /** Makes indexes below `length` writable; new ones read 0. */
  reserve(length: number): void {
    if (length <= this.data.length) return;
    const grown = new Uint8Array(Math.max(length, this.data.length * 2));
    grown.set(this.data);
    this.data = grown;
  }
}
