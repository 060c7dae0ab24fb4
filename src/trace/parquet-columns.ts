import { parquetRead } from "hyparquet";
import type { AsyncBuffer, ColumnMetaData, Compressors, ParquetParsers, SchemaElement } from "hyparquet";
import { Damaged } from "./bounded-bytes.ts";

/** Rows of a column that are decoded at a time, unless a single page has more. */
const ROWS_AT_ONCE = 50_000;
/** A dictionary is decoded again with each run of pages: of one this long in bytes a row, no more than the rows themselves cost. */
const DICTIONARY_BYTES_PER_ROW = 4;

/** Bytes of the file, from `start` to `end`. */
type Span = { readonly start: number; end: number };
/** Pages of one column that follow each other, and the dictionary before them that they may need. */
type PageRun = Span & { rows: number; readonly dictionary: Span | null };

/** A column of one row group: what it is, and its pages in runs. */
export type ColumnPages = { readonly chunk: ColumnMetaData; readonly element: SchemaElement; readonly runs: readonly PageRun[] };

/** Gathers pages, as they are walked, into runs that are worth decoding together. */
export class PageRuns {
  readonly runs: PageRun[] = [];
  private dictionary: Span | null = null;
  private mostRows = ROWS_AT_ONCE;

  /** A page with its header lies at [start, end) of the file; `dictionaryBytes` is how long a dictionary is unpacked, null for values. */
  add(start: number, end: number, rows: number, dictionaryBytes: number | null): void {
    const last = this.runs.at(-1);
    if (last === undefined || last.rows >= this.mostRows) this.runs.push({ start, end, rows, dictionary: this.dictionary });
    else {
      last.end = end;
      last.rows += rows;
    }
    if (dictionaryBytes === null) return;
    this.dictionary = { start, end };
    this.mostRows = Math.max(ROWS_AT_ONCE, dictionaryBytes / DICTIONARY_BYTES_PER_ROW);
  }
}

type Decoding = { readonly parsers: Partial<ParquetParsers>; readonly compressors: Compressors };

/** The values of one column in one row group, from the first on; each page is decoded once. */
export class ColumnValues {
  private readonly file: AsyncBuffer;
  private readonly pages: ColumnPages;
  private readonly decoding: Decoding;
  private run = 0;
  private values: ArrayLike<unknown>[] = [];
  private piece = 0;
  private at = 0;

  constructor(file: AsyncBuffer, pages: ColumnPages, decoding: Decoding) {
    this.file = file;
    this.pages = pages;
    this.decoding = decoding;
  }

  /** How many values lie ready; decodes the next pages where none does. */
  async ready(): Promise<number> {
    while (this.piece >= this.values.length || this.at >= this.values[this.piece].length) {
      this.at = 0;
      if (++this.piece < this.values.length) continue;
      if (this.run >= this.pages.runs.length) throw new Damaged("fewer values than rows");
      this.values = [];
      this.values = await this.decode(this.pages.runs[this.run++]);
      this.piece = 0;
    }
    return this.values[this.piece].length - this.at;
  }

  next(): unknown {
    return this.values[this.piece][this.at++];
  }

  /** The library is shown a file of these pages alone, so that it neither reads nor decodes what is before them. */
  private async decode(run: PageRun): Promise<ArrayLike<unknown>[]> {
    const { element, chunk } = this.pages;
    const spans = run.dictionary === null ? [run] : [run.dictionary, run];
    const parts = await Promise.all(spans.map(async ({ start, end }) => new Uint8Array(await this.file.slice(start, end))));
    const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    bytes.set(parts[0]);
    if (parts.length > 1) bytes.set(parts[1], parts[0].length);
    const long = BigInt(bytes.length);
    const alone = { ...chunk, dictionary_page_offset: undefined, data_page_offset: 0n, total_compressed_size: long };
    const found: ArrayLike<unknown>[] = [];
    await parquetRead({
      ...this.decoding,
      file: { byteLength: bytes.length, slice: (start, end) => bytes.buffer.slice(start, end) },
      metadata: {
        version: 1,
        schema: [{ name: "root", num_children: 1 }, element],
        num_rows: BigInt(run.rows),
        row_groups: [{ columns: [{ file_offset: 0n, meta_data: alone }], total_byte_size: long, num_rows: BigInt(run.rows) }],
        metadata_length: 0,
      },
      rowStart: 0,
      rowEnd: run.rows,
      onChunk: ({ columnData }) => void found.push(columnData),
    });
    if (found.reduce((sum, { length }) => sum + length, 0) !== run.rows) throw new Damaged("other rows than there are");
    return found;
  }
}
