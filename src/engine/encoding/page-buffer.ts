import { ByteStore } from "./byte-store.ts";
import { ValueDictionary } from "./dictionary.ts";
import type { FileColumn } from "./file-column.ts";
import { bitsFor, writeHybrid } from "./hybrid-runs.ts";
import { storedValues } from "./plain-values.ts";
import type { StoredValues } from "./plain-values.ts";

/** The cells of the page under way, as codes of the chunk's dictionary or plain; a list has one for each of its entries. */
export class PageBuffer {
  readonly values: StoredValues;
  readonly dictionary: ValueDictionary | null;
  /** Whether values are written as codes. */
  isCoding: boolean;
  cells = 0;
  emptyCells = 0;
  /** How often each level of definition and repetition came, in all pages. */
  readonly definitions: number[];
  readonly repetitions = [0, 0];
  readonly isList: boolean;
  private codes = new Int32Array(4096);
  private codeCount = 0;
  private readonly plain = new ByteStore();
  private definitionLevels = new Uint8Array(4096);
  private repetitionLevels: Uint8Array;

  constructor(column: FileColumn, cells: number) {
    const flat = column.type === "list" ? column.entries : column;
    this.isList = column.type === "list";
    this.values = storedValues(flat);
    this.dictionary = flat.type === "boolean" ? null : new ValueDictionary(this.values, cells);
    this.isCoding = this.dictionary !== null;
    this.definitions = this.isList ? [0, 0, 0, 0] : [0, 0];
    this.repetitionLevels = new Uint8Array(this.isList ? 4096 : 0);
  }

  /** Cells of rows that hold one value each, or the entries of one list. */
  add(from: number, to: number): void {
    const { isList, cells } = this;
    this.makeRoom(Math.max(1, to - from));
    const full = isList ? 3 : 1;
    if (isList) this.repetitionLevels.fill(1, cells, cells + to - from);
    // The first entry begins a row; a list without any has one cell, which says that it is there.
    if (isList) this.repetitionLevels[cells] = 0;
    if (from === to) {
      this.definitionLevels[cells] = 1;
      this.cells++;
      this.emptyCells++;
      return;
    }
    const count = this.values.mark(from, to, full, full - 1, this.definitionLevels, cells);
    this.cells += to - from;
    this.emptyCells += to - from - count;
    if (!this.isCoding || this.dictionary === null) this.values.write(from, to, count === to - from, this.plain);
    else this.encode(this.dictionary, from, to, cells, full);
  }

  /** Stretches of full cells at a time. */
  private encode(dictionary: ValueDictionary, from: number, to: number, cells: number, full: number): void {
    const { definitionLevels } = this;
    for (let at = from; at < to; ) {
      let end = at;
      while (end < to && definitionLevels[cells + end - from] === full) end++;
      dictionary.encode(at, end, this.codes, this.codeCount);
      this.codeCount += end - at;
      at = end + 1;
    }
  }

  private makeRoom(cells: number): void {
    const needed = this.cells + cells;
    if (needed <= this.codes.length) return;
    const codes = new Int32Array(2 * needed);
    codes.set(this.codes);
    this.codes = codes;
    const levels = new Uint8Array(2 * needed);
    levels.set(this.definitionLevels);
    this.definitionLevels = levels;
    if (!this.isList) return;
    const repeated = new Uint8Array(2 * needed);
    repeated.set(this.repetitionLevels);
    this.repetitionLevels = repeated;
  }

  /** Bytes of its values so far. */
  valueBytes(): number {
    return this.isCoding ? (this.codeCount * bitsFor(this.dictionary?.size ?? 0)) / 8 : this.plain.length;
  }

  /** Writes the page, levels before values, and is empty. */
  write(page: ByteStore): void {
    page.length = 0;
    if (this.isList) this.writeLevels(this.repetitionLevels, 1, page);
    this.writeLevels(this.definitionLevels, this.isList ? 2 : 1, page);
    this.writeValues(page);
    for (let i = 0; i < this.cells; i++) this.definitions[this.definitionLevels[i]]++;
    if (this.isList) for (let i = 0; i < this.cells; i++) this.repetitions[this.repetitionLevels[i]]++;
    this.cells = this.emptyCells = this.codeCount = this.plain.length = 0;
  }

  private writeLevels(levels: Uint8Array, bits: number, page: ByteStore): void {
    page.reserve(this.cells + 32);
    // Their length, four bytes, stands before them.
    const start = page.length;
    const end = writeHybrid(levels, this.cells, bits, page.bytes, start + 4);
    page.word(end - start - 4);
    page.length = end;
  }

  private writeValues(page: ByteStore): void {
    const { plain, codeCount } = this;
    if (this.isCoding) {
      const bits = bitsFor(this.dictionary?.size ?? 0);
      page.reserve(codeCount * 4 + 32);
      page.bytes[page.length++] = bits;
      page.length = writeHybrid(this.codes, codeCount, bits, page.bytes, page.length);
      return;
    }
    page.reserve(plain.length);
    if (this.values.stored !== "boolean") {
      page.bytes.set(plain.bytes.subarray(0, plain.length), page.length);
      page.length += plain.length;
      return;
    }
    for (let i = 0; i < plain.length; i += 8) {
      let packed = 0;
      for (let b = 0; b < 8 && i + b < plain.length; b++) packed |= plain.bytes[i + b] << b;
      page.bytes[page.length++] = packed;
    }
  }
}
