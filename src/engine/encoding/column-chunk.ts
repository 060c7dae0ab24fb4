import { ByteStore } from "./byte-store.ts";
import { compressedBytes } from "./codec.ts";
import type { Codec } from "./codec.ts";
import type { FileColumn } from "./file-column.ts";
import { PageBuffer } from "./page-buffer.ts";
import { PageSample } from "./page-sample.ts";
import { dataHeadBytes, dictionaryHeadBytes, statisticsBytes } from "./page-size.ts";
import type { Extremes } from "./page-size.ts";
import type { StoredValues } from "./plain-values.ts";

/** Values are written in batches of so many; after each, Arrow looks whether a page or the dictionary is full. */
const BATCH_VALUES = 1024;
const PAGE_ROWS = 20_000;
const PAGE_BYTES = 1_048_576;
const DICTIONARY_BYTES = 1_048_576;

/** What a chunk of a column takes in a file. */
export type ChunkSize = {
  readonly stored: StoredValues["stored"];
  /** Its pages with their heads, compressed and not. */
  readonly bytes: number;
  readonly encodedBytes: number;
  /** Of those, its dictionary page; null where it has none. */
  readonly dictionaryPageBytes: number | null;
  readonly codedPages: number;
  readonly plainPages: number;
  /** Values and empty cells; a list has one for each of its entries. */
  readonly cells: number;
  readonly emptyCells: number;
  readonly extremes: Extremes;
  /** How often each level of definition and repetition comes. */
  readonly definitions: readonly number[];
  readonly repetitions: readonly number[];
  /** Bytes of its plain values and dictionary: for texts about what they take by themselves. */
  readonly textBytes: number;
  /** Standard error of `bytes`, where pages were sampled. */
  readonly errorBytes: number;
};

/** What rows from .. to - 1 of a column take as a chunk of a row group. */
export function chunkSize(column: FileColumn, from: number, to: number, codec: Codec): ChunkSize {
  const offsets = column.type === "list" ? column.offsets : null;
  const cells = offsets === null ? to - from : offsets[to] - offsets[from];
  const chunk = new ColumnChunk(column, codec, cells);
  const batch = Math.max(1, Math.floor((BATCH_VALUES * (to - from)) / Math.max(cells, to - from)));
  let pageStart = from;
  for (let row = from; row < to; ) {
    const end = Math.min(to, row + batch, pageStart + PAGE_ROWS);
    if (offsets === null) chunk.buffer.add(row, end);
    else for (let r = row; r < end; r++) chunk.buffer.add(offsets[r], offsets[r + 1]);
    row = end;
    if (row - pageStart >= PAGE_ROWS || chunk.buffer.valueBytes() >= PAGE_BYTES) {
      chunk.closePage();
      pageStart = row;
    }
    if (chunk.fallBack()) pageStart = row;
  }
  return chunk.finish();
}

class ColumnChunk {
  readonly buffer: PageBuffer;
  private readonly codec: Codec;
  private readonly page = new ByteStore();
  private readonly coded: PageSample;
  private readonly plain: PageSample;
  private readonly texts: { readonly codes: Int32Array; readonly texts: readonly string[] } | null;
  private headBytes = 0;
  private cells = 0;
  private emptyCells = 0;
  private textBytes = 0;
  private leastText: string | null = null;
  private greatestText = "";
  /** Entries of the dictionary that were compared. */
  private compared = 0;

  constructor(column: FileColumn, codec: Codec, cells: number) {
    const flat = column.type === "list" ? column.entries : column;
    this.codec = codec;
    this.buffer = new PageBuffer(column, cells);
    this.texts = flat.type === "text" ? flat : null;
    this.coded = new PageSample(codec);
    this.plain = new PageSample(codec);
  }

  /** A dictionary that has grown too large stays as it is, and what follows is written in the plain encoding. */
  fallBack(): boolean {
    const { buffer } = this;
    if (!buffer.isCoding || buffer.dictionary === null || buffer.dictionary.bytes < DICTIONARY_BYTES) return false;
    this.closePage();
    buffer.isCoding = false;
    return true;
  }

  closePage(): void {
    const { buffer, page } = this;
    const { cells, emptyCells } = buffer;
    if (cells === 0) return;
    this.compareTexts();
    this.textBytes += buffer.valueBytes();
    const sample = buffer.isCoding ? this.coded : this.plain;
    buffer.write(page);
    const stored = sample.add(page.bytes, page.length);
    const extremes = emptyCells === cells ? null : this.extremes();
    this.headBytes += dataHeadBytes(page.length, stored, cells, statisticsBytes(extremes, emptyCells, this.texts !== null));
    this.cells += cells;
    this.emptyCells += emptyCells;
  }

  private compareTexts(): void {
    const { dictionary } = this.buffer;
    if (this.texts === null || dictionary === null) return;
    for (; this.compared < dictionary.size; this.compared++) {
      const text = this.texts.texts[this.texts.codes[dictionary.placeOf(this.compared)]];
      if (this.leastText === null || text < this.leastText) this.leastText = text;
      if (text > this.greatestText) this.greatestText = text;
    }
  }

  /** Of texts, those of the dictionary so far: a page is said to reach as far as its chunk. */
  private extremes(): Extremes {
    const { width } = this.buffer.values;
    if (this.texts === null) return { leastBytes: width, greatestBytes: width };
    return { leastBytes: textLength(this.leastText ?? ""), greatestBytes: textLength(this.greatestText) };
  }

  finish(): ChunkSize {
    this.closePage();
    const { buffer, coded, plain, headBytes, cells, emptyCells } = this;
    const dictionary = buffer.dictionary === null ? null : this.dictionaryPage();
    return {
      stored: buffer.values.stored,
      bytes: (dictionary?.bytes ?? 0) + coded.bytes() + plain.bytes() + headBytes,
      encodedBytes: (dictionary?.encodedBytes ?? 0) + coded.rawBytes + plain.rawBytes + headBytes,
      dictionaryPageBytes: dictionary?.bytes ?? null,
      codedPages: coded.pages,
      plainPages: plain.pages,
      cells,
      emptyCells,
      extremes: emptyCells === cells ? null : this.extremes(),
      definitions: buffer.definitions,
      repetitions: buffer.isList ? buffer.repetitions : [],
      textBytes: Math.round(this.textBytes),
      errorBytes: Math.sqrt(coded.errorBytes() ** 2 + plain.errorBytes() ** 2),
    };
  }

  private dictionaryPage(): { readonly bytes: number; readonly encodedBytes: number } {
    const { buffer, page, codec } = this;
    const entries = buffer.dictionary?.size ?? 0;
    page.length = 0;
    for (let code = 0; code < entries; code++) {
      const place = buffer.dictionary?.placeOf(code) ?? 0;
      buffer.values.write(place, place + 1, true, page);
    }
    const stored = compressedBytes(codec, page.bytes, page.length);
    const head = dictionaryHeadBytes(page.length, stored, entries);
    return { bytes: head + stored, encodedBytes: head + page.length };
  }
}

function textLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
