/** Fewer values than this are not worth a smaller array. */
const LEAST_KEPT = 256;

/**
 * Numbers by offset of which the front is let go of: `length` is one past the last offset and never falls by letting go, `base`
 * is the first offset that is kept. `data[offset - base]` holds the value. Letting go replaces `data`, so who holds it together
 * with its base from before still reads what it read then.
 */
export class Float64Tail {
  data = new Float64Array(LEAST_KEPT);
  base = 0;
  length = 0;

  push(value: number): void {
    const place = this.length++ - this.base;
    if (place === this.data.length) this.data = moved(this.data, new Float64Array(place * 2), 0, place);
    this.data[place] = value;
  }

  /** As `push` for values[from .. to - 1]. */
  pushMany(values: Float64Array, from: number, to: number): void {
    this.reserve(to - from);
    const { data } = this;
    for (let i = from, place = this.length - this.base; i < to; i++) data[place++] = values[i];
    this.length += to - from;
  }

  /** Room for so many more values: from `data[length - base]` on, for a writer that raises `length` itself. */
  reserve(added: number): void {
    const used = this.length - this.base;
    if (used + added > this.data.length) this.data = moved(this.data, new Float64Array(2 * (used + added)), 0, used);
  }

  at(offset: number): number {
    return this.data[offset - this.base];
  }

  /** Offsets before this one are not asked for again. */
  letGo(before: number): void {
    const dropped = before - this.base;
    const kept = this.length - before;
    this.data = moved(this.data, new Float64Array(Math.max(LEAST_KEPT, kept + (kept >> 1))), dropped, dropped + kept);
    this.base = before;
  }
}

/** As `Float64Tail`, for references and other whole numbers of 32 bits. */
export class Int32Tail {
  data = new Int32Array(LEAST_KEPT);
  base = 0;
  length = 0;

  push(value: number): void {
    const place = this.length++ - this.base;
    if (place === this.data.length) this.data = moved(this.data, new Int32Array(place * 2), 0, place);
    this.data[place] = value;
  }

  /** As `push` for values[from .. to - 1]. */
  pushMany(values: Int32Array, from: number, to: number): void {
    this.reserve(to - from);
    const { data } = this;
    for (let i = from, place = this.length - this.base; i < to; i++) data[place++] = values[i];
    this.length += to - from;
  }

  /** Room for so many more values: from `data[length - base]` on, for a writer that raises `length` itself. */
  reserve(added: number): void {
    const used = this.length - this.base;
    if (used + added > this.data.length) this.data = moved(this.data, new Int32Array(2 * (used + added)), 0, used);
  }

  at(offset: number): number {
    return this.data[offset - this.base];
  }

  /** Offsets before this one are not asked for again. */
  letGo(before: number): void {
    const dropped = before - this.base;
    const kept = this.length - before;
    this.data = moved(this.data, new Int32Array(Math.max(LEAST_KEPT, kept + (kept >> 1))), dropped, dropped + kept);
    this.base = before;
  }
}

/** As `Float64Tail`, for counts and codes below 256. */
export class Uint8Tail {
  data = new Uint8Array(LEAST_KEPT);
  base = 0;
  length = 0;

  push(value: number): void {
    const place = this.length++ - this.base;
    if (place === this.data.length) this.data = moved(this.data, new Uint8Array(place * 2), 0, place);
    this.data[place] = value;
  }

  /** As `push` of the same value for so many times. */
  pushSame(value: number, times: number): void {
    const from = this.length - this.base;
    if (from + times > this.data.length) this.data = moved(this.data, new Uint8Array(2 * (from + times)), 0, from);
    this.data.fill(value, from, from + times);
    this.length += times;
  }

  /** Offsets before this one are not asked for again. */
  letGo(before: number): void {
    const dropped = before - this.base;
    const kept = this.length - before;
    this.data = moved(this.data, new Uint8Array(Math.max(LEAST_KEPT, kept + (kept >> 1))), dropped, dropped + kept);
    this.base = before;
  }
}

/** As `Float64Tail`, for codes below 65,536. */
export class Uint16Tail {
  data = new Uint16Array(LEAST_KEPT);
  base = 0;
  length = 0;

  push(value: number): void {
    const place = this.length++ - this.base;
    if (place === this.data.length) this.data = moved(this.data, new Uint16Array(place * 2), 0, place);
    this.data[place] = value;
  }

  /** As `push` of the same value for so many times. */
  pushSame(value: number, times: number): void {
    const from = this.length - this.base;
    if (from + times > this.data.length) this.data = moved(this.data, new Uint16Array(2 * (from + times)), 0, from);
    this.data.fill(value, from, from + times);
    this.length += times;
  }

  /** Offsets before this one are not asked for again. */
  letGo(before: number): void {
    const dropped = before - this.base;
    const kept = this.length - before;
    this.data = moved(this.data, new Uint16Array(Math.max(LEAST_KEPT, kept + (kept >> 1))), dropped, dropped + kept);
    this.base = before;
  }
}

function moved<A extends Float64Array | Int32Array | Uint16Array | Uint8Array>(from: A, to: A, start: number, end: number): A {
  to.set(from.subarray(start, end));
  return to;
}
