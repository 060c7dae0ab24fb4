import type { ByteStore } from "./byte-store.ts";
import type { FlatColumn } from "./file-column.ts";

/** The values of a column as its file stores them: what is empty, which are equal, and their bytes in the plain encoding. */
export type StoredValues = {
  /** The file's name for the type. */
  readonly stored: "int64" | "int32" | "double" | "float" | "boolean" | "text";
  /** Bytes of a value; 0 where they differ. */
  readonly width: number;
  /** Writes `full` or `empty` for each cell from .. to - 1 from `at` on; returns how many are full. */
  mark(from: number, to: number, full: number, empty: number, into: Uint8Array, at: number): number;
  /** Writes cells from .. to - 1 in the plain encoding, leaving out the empty ones unless `all` are full. */
  write(from: number, to: number, all: boolean, into: ByteStore): void;
  /** Bytes of the value at a place, which is full, in the plain encoding. */
  bytesAt(at: number): number;
  /** Words that only equal values share: one or two a value. Of texts it is their code. */
  readonly words: Int32Array;
  readonly stride: 1 | 2;
};

export function storedValues(column: FlatColumn): StoredValues {
  switch (column.type) {
    case "text":
      return new TextValues(column.codes, column.texts);
    case "boolean":
      return new BooleanValues(column.values);
    case "int32":
      return new WordValues("int32", column.values, (at) => column.values[at] === column.missing, column.missing !== undefined);
    case "float": {
      const { values, missing } = column;
      const words = new Int32Array(Float32Array.from(values).buffer);
      return new WordValues("float", words, (at) => Number.isNaN(values[at]) || values[at] === missing, true);
    }
    default:
      return new DoubleValues(column.type === "double" ? "double" : "int64", column.values, column.missing);
  }
}

/** Values of eight bytes, which the engine holds as doubles. */
class DoubleValues implements StoredValues {
  readonly stored: "int64" | "double";
  readonly width = 8;
  readonly words: Int32Array;
  readonly stride = 2;
  private readonly values: Float64Array;
  private readonly missing: number;

  constructor(stored: "int64" | "double", values: Float64Array, missing = Number.NaN) {
    this.stored = stored;
    this.values = values;
    this.missing = missing;
    this.words = new Int32Array(values.buffer, values.byteOffset, 2 * values.length);
  }

  mark(from: number, to: number, full: number, empty: number, into: Uint8Array, at: number): number {
    const { values } = this;
    let count = 0;
    for (let i = from; i < to; i++) {
      const isEmpty = this.isEmpty(values[i]);
      into[at + i - from] = isEmpty ? empty : full;
      if (!isEmpty) count++;
    }
    return count;
  }

  private isEmpty(value: number): boolean {
    return Number.isNaN(value) || value === this.missing;
  }

  write(from: number, to: number, all: boolean, into: ByteStore): void {
    const { values, words } = this;
    into.reserve(8 * (to - from));
    for (let i = from; i < to; i++) {
      const value = values[i];
      if (!all && this.isEmpty(value)) continue;
      if (this.stored === "double") {
        into.word(words[2 * i]);
        into.word(words[2 * i + 1]);
      } else {
        const high = Math.floor(value / 4294967296);
        into.word(value - high * 4294967296);
        into.word(high);
      }
    }
  }

  bytesAt(): number {
    return 8;
  }
}

/** Values of four bytes. */
class WordValues implements StoredValues {
  readonly stored: "int32" | "float";
  readonly width = 4;
  readonly words: Int32Array;
  readonly stride = 1;
  private readonly isEmpty: (at: number) => boolean;
  private readonly mayBeEmpty: boolean;

  constructor(stored: "int32" | "float", words: Int32Array, isEmpty: (at: number) => boolean, mayBeEmpty: boolean) {
    this.stored = stored;
    this.words = words;
    this.isEmpty = isEmpty;
    this.mayBeEmpty = mayBeEmpty;
  }

  mark(from: number, to: number, full: number, empty: number, into: Uint8Array, at: number): number {
    into.fill(full, at, at + to - from);
    if (!this.mayBeEmpty) return to - from;
    let count = to - from;
    for (let i = from; i < to; i++) {
      if (!this.isEmpty(i)) continue;
      into[at + i - from] = empty;
      count--;
    }
    return count;
  }

  write(from: number, to: number, all: boolean, into: ByteStore): void {
    into.reserve(4 * (to - from));
    for (let i = from; i < to; i++) if (all || !this.isEmpty(i)) into.word(this.words[i]);
  }

  bytesAt(): number {
    return 4;
  }
}

/** A byte each: whoever writes a page packs eight of them into one. */
class BooleanValues implements StoredValues {
  readonly stored = "boolean";
  readonly width = 1;
  readonly words = new Int32Array(0);
  readonly stride = 1;
  private readonly values: Uint8Array;

  constructor(values: Uint8Array) {
    this.values = values;
  }

  mark(from: number, to: number, full: number, _empty: number, into: Uint8Array, at: number): number {
    into.fill(full, at, at + to - from);
    return to - from;
  }

  write(from: number, to: number, _all: boolean, into: ByteStore): void {
    into.reserve(to - from);
    into.bytes.set(this.values.subarray(from, to), into.length);
    into.length += to - from;
  }

  bytesAt(): number {
    return 1;
  }
}

const encoder = new TextEncoder();

/** Texts as UTF-8 behind their length. */
class TextValues implements StoredValues {
  readonly stored = "text";
  readonly width = 0;
  readonly words: Int32Array;
  readonly stride = 1;
  private readonly texts: readonly string[];
  private readonly encoded: (Uint8Array | undefined)[] = [];

  constructor(codes: Int32Array, texts: readonly string[]) {
    this.words = codes;
    this.texts = texts;
  }

  mark(from: number, to: number, full: number, empty: number, into: Uint8Array, at: number): number {
    const { words } = this;
    let count = 0;
    for (let i = from; i < to; i++) {
      const isEmpty = words[i] < 0;
      into[at + i - from] = isEmpty ? empty : full;
      if (!isEmpty) count++;
    }
    return count;
  }

  write(from: number, to: number, _all: boolean, into: ByteStore): void {
    for (let i = from; i < to; i++) {
      if (this.words[i] < 0) continue;
      const text = this.textOf(this.words[i]);
      into.reserve(text.length + 4);
      into.word(text.length);
      into.bytes.set(text, into.length);
      into.length += text.length;
    }
  }

  bytesAt(at: number): number {
    return this.textOf(this.words[at]).length + 4;
  }

  private textOf(code: number): Uint8Array {
    return (this.encoded[code] ??= encoder.encode(this.texts[code]));
  }
}
