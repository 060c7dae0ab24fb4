import type { AsyncBuffer, ColumnMetaData, FileMetaData, SchemaElement } from "hyparquet";
import { BoundedBytes, Damaged } from "./bounded-bytes.ts";
import { crc32 } from "./crc32.ts";
import { PageRuns } from "./parquet-columns.ts";
import type { ColumnPages } from "./parquet-columns.ts";
import { checkPlain, checkRuns, checkValues } from "./parquet-values.ts";
import type { ValueType } from "./parquet-values.ts";
import { unpackSnappy } from "./snappy.ts";
import { thriftFields } from "./thrift-walk.ts";
import type { Allowance, ThriftFields } from "./thrift-walk.ts";

/** The length of the foot and PAR1, at the end of a file. */
const TAIL_BYTES = 8;
const MOST_FOOT_BYTES = 64 * 1024 ** 2;
const MOST_FOOT_ELEMENTS = 4_000_000;
const MOST_HEADER_ELEMENTS = 1000;

const DATA_PAGE = 0;
const DICTIONARY_PAGE = 2;
const DATA_PAGE_V2 = 3;

/**
 * The library that decodes Parquet believes what a file says of itself: a length below nothing, or none, sends it back to where it was,
 * and it goes round for ever; a count of two billion fills the memory. What it will read is therefore walked first, in as many steps
 * as there are bytes and values, and whatever breaks a rule of the format is found here. Throws `Damaged`.
 */
export async function checkFoot(file: AsyncBuffer): Promise<void> {
  // A file that does not end as one is told by the library itself.
  if (file.byteLength < TAIL_BYTES) return;
  const tail = new BoundedBytes(new Uint8Array(await file.slice(file.byteLength - TAIL_BYTES, file.byteLength)));
  const footBytes = tail.u32();
  if (footBytes > file.byteLength - TAIL_BYTES) return;
  if (footBytes > MOST_FOOT_BYTES) throw new Damaged("a foot larger than any file needs");
  const start = file.byteLength - TAIL_BYTES - footBytes;
  const foot = new BoundedBytes(new Uint8Array(await file.slice(start, start + footBytes)));
  thriftFields(foot, { elements: MOST_FOOT_ELEMENTS });
}

/** Walks row groups before they are decoded, each once. */
export class GroupChecks {
  private readonly file: AsyncBuffer;
  private readonly metadata: FileMetaData;
  private readonly columns: ReadonlyMap<string, SchemaElement>;
  private checked = 0;
  private bytes = 0;

  /** `columns`: those that are read, by name; each is a column of single values. */
  constructor(file: AsyncBuffer, metadata: FileMetaData, columns: ReadonlyMap<string, SchemaElement>) {
    this.file = file;
    this.metadata = metadata;
    this.columns = columns;
    let rows = 0;
    for (const { num_rows } of metadata.row_groups) rows += rowsOf(num_rows);
    if (rows !== rowsOf(metadata.num_rows)) throw new Damaged("groups that do not make up the rows");
    if (metadata.schema[0]?.repetition_type === "REPEATED") throw new Damaged("a table of tables");
  }

  /** Walks the next group with rows; gives its columns by name. Null: there is none. */
  async next(): Promise<{ readonly rows: number; readonly columns: ReadonlyMap<string, ColumnPages> } | null> {
    const { row_groups: groups } = this.metadata;
    while (this.checked < groups.length && rowsOf(groups[this.checked].num_rows) === 0) this.checked++;
    if (this.checked >= groups.length) return null;
    const group = groups[this.checked++];
    const rows = rowsOf(group.num_rows);
    const found = new Map<string, ColumnPages>();
    for (const { meta_data: chunk } of group.columns) {
      const element = chunk === undefined ? undefined : this.columns.get(chunk.path_in_schema[0]);
      if (chunk === undefined || element === undefined) continue;
      if (chunk.path_in_schema.length !== 1 || found.has(element.name)) throw new Damaged("a column that is there twice");
      found.set(element.name, { chunk, element, runs: await this.checkChunk(chunk, element, rows) });
    }
    if (found.size !== this.columns.size) throw new Damaged("a group without one of the columns");
    return { rows, columns: found };
  }

  private async checkChunk(chunk: ColumnMetaData, element: SchemaElement, rows: number): Promise<PageRuns["runs"]> {
    const start = Number(chunk.dictionary_page_offset || chunk.data_page_offset);
    const length = Number(chunk.total_compressed_size);
    if (!(start >= 0 && length >= 0 && start + length <= this.file.byteLength)) throw new Damaged("a column that is not in the file");
    // Columns do not share their bytes: a file in which they do would be read many times over.
    this.bytes += length;
    if (this.bytes > this.file.byteLength) throw new Damaged("columns of more bytes than the file has");
    if (chunk.codec !== "SNAPPY" && chunk.codec !== "UNCOMPRESSED") throw new Damaged("bytes packed in no known way");
    if (chunk.type !== element.type || element.type === undefined) throw new Damaged("a column of two types");
    const pages = new BoundedBytes(new Uint8Array(await this.file.slice(start, start + length)));
    const values = { type: element.type, lengthBytes: element.type_length ?? 0 };
    return new ChunkWalk(chunk.codec, values, element.repetition_type !== "REQUIRED").walk(pages, rows, start);
  }
}

function rowsOf(count: bigint): number {
  const rows = Number(count);
  if (!Number.isSafeInteger(rows) || rows < 0) throw new Damaged("a number of rows that is none");
  return rows;
}

/** The pages of one column in one row group. */
class ChunkWalk {
  private readonly codec: string;
  private readonly values: ValueType;
  private readonly optional: boolean;
  private dictionary = 0;

  constructor(codec: string, values: ValueType, optional: boolean) {
    this.codec = codec;
    this.values = values;
    this.optional = optional;
  }

  /** `offset`: where in the file the pages begin. */
  walk(pages: BoundedBytes, rows: number, offset: number): PageRuns["runs"] {
    const runs = new PageRuns();
    for (let seen = 0; seen < rows; ) {
      const from = pages.at;
      const allowed: Allowance = { elements: MOST_HEADER_ELEMENTS };
      const header = thriftFields(pages, allowed);
      const unpackedBytes = size(header, 2);
      const packedBytes = size(header, 3);
      const start = pages.at;
      pages.skip(packedBytes);
      const packed = pages.bytes.subarray(start, start + packedBytes);
      const sum = header.get(4);
      if (sum !== undefined && sum !== crc32(packed)) throw new Damaged("a page that does not add up to its sum");
      const count = this.page(header, packed, unpackedBytes, rows - seen);
      runs.add(offset + from, offset + pages.at, count, header.get(1) === DICTIONARY_PAGE ? unpackedBytes : null);
      seen += count;
    }
    return runs.runs;
  }

  /** How many rows the page has. */
  private page(header: ThriftFields, packed: Uint8Array, unpackedBytes: number, mostRows: number): number {
    switch (header.get(1)) {
      case DICTIONARY_PAGE: {
        const count = size(struct(header, 7), 1);
        checkPlain(new BoundedBytes(this.unpacked(packed, unpackedBytes)), count, this.values);
        this.dictionary = count;
        return 0;
      }
      case DATA_PAGE: {
        const data = struct(header, 5);
        const count = size(data, 1);
        if (count > mostRows) throw new Damaged("more values than rows");
        const from = new BoundedBytes(this.unpacked(packed, unpackedBytes));
        let there = count;
        if (this.optional) {
          const levels = from.u32();
          const start = from.at;
          from.skip(levels);
          there = checkRuns(new BoundedBytes(from.bytes, start, start + levels), 1, count);
        }
        checkValues(from, size(data, 2), there, this.values, this.dictionary);
        return count;
      }
      case DATA_PAGE_V2:
        return this.secondPage(struct(header, 8), packed, unpackedBytes, mostRows);
      default:
        throw new Damaged("a page of no known kind");
    }
  }

  private secondPage(data: ThriftFields, packed: Uint8Array, unpackedBytes: number, mostRows: number): number {
    const count = size(data, 1);
    const nulls = size(data, 2);
    const levels = size(data, 5);
    if (count > mostRows || size(data, 3) !== count || nulls > count) throw new Damaged("other values than rows");
    // Single values repeat nothing, and where none may be missing there is nothing to say about it.
    if (size(data, 6) !== 0 || (!this.optional && (levels !== 0 || nulls !== 0))) throw new Damaged("levels of what has none");
    if (levels > packed.length || levels > unpackedBytes) throw new Damaged("levels longer than their page");
    if (this.optional && checkRuns(new BoundedBytes(packed, 0, levels), 1, count) !== count - nulls)
      throw new Damaged("other nulls than said");
    const rest = packed.subarray(levels);
    const plain = data.get(7) === false ? rest : this.unpacked(rest, unpackedBytes - levels);
    checkValues(new BoundedBytes(plain), size(data, 4), count - nulls, this.values, this.dictionary);
    return count;
  }

  private unpacked(packed: Uint8Array, length: number): Uint8Array {
    if (this.codec === "SNAPPY") return unpackSnappy(packed, length);
    if (packed.length !== length) throw new Damaged("a page of another length");
    return packed;
  }
}

function size(fields: ThriftFields, id: number): number {
  const value = fields.get(id);
  if (typeof value !== "number" || value < 0) throw new Damaged(`field ${id} is no size`);
  return value;
}

function struct(fields: ThriftFields, id: number): ThriftFields {
  const value = fields.get(id);
  if (!(value instanceof Map)) throw new Damaged(`field ${id} is missing`);
  return value;
}
