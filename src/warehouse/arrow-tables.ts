import {
  Bool,
  Dictionary,
  Field,
  Float64,
  Int32,
  List,
  makeData,
  Table,
  tableToIPC,
  TimestampMicrosecond,
  Utf8,
  Vector,
} from "apache-arrow";
import type { Data, DataType } from "apache-arrow";
import { quoteName } from "./written-name.ts";
import type { ListColumn, PlainColumn, RunColumn, RunTable } from "../result/run-table.ts";

/** Rows per Arrow batch: large enough that the cost per batch does not matter, small enough that a slice is a few MB. */
export const ROWS_PER_BATCH = 100_000;

/** Up to this many different texts a column becomes an ENUM: one or two bytes a row instead of sixteen. */
const ENUM_LIMIT = 4_096;

function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Where the rows lie; what a person queries are views of the same names that show every text as plain VARCHAR. */
export const STORE_SCHEMA = "stored";

/** The type a person sees. */
export function sqlType(column: RunColumn): string {
  switch (column.type) {
    case "double":
      return "DOUBLE";
    case "timestamp":
      return "TIMESTAMP";
    case "integer":
      return "INTEGER";
    case "boolean":
      return "BOOLEAN";
    case "text":
      return "VARCHAR";
    case "list":
      return `${sqlType(column.entries)}[]`;
  }
}

function storedType(column: RunColumn): string {
  if (column.type !== "text") return sqlType(column);
  const labels = [...new Set(column.dictionary)];
  if (labels.length === 0 || labels.length > ENUM_LIMIT) return "VARCHAR";
  return `ENUM (${labels.map(quoteText).join(", ")})`;
}

export function createTableSql(table: RunTable): string {
  const columns = table.columns.map((column) => `${quoteName(column.name)} ${storedType(column)}`);
  return `CREATE TABLE ${STORE_SCHEMA}.${quoteName(table.name)} (${columns.join(", ")})`;
}

/** Streamed results lose the labels of an ENUM, and ENUMs sort by label order: the view turns them into text. */
export function createViewSql(table: RunTable): string {
  const columns = table.columns.map((column) => {
    const name = quoteName(column.name);
    return column.type === "text" ? `${name}::VARCHAR AS ${name}` : name;
  });
  return `CREATE OR REPLACE VIEW ${quoteName(table.name)} AS SELECT ${columns.join(", ")} FROM ${STORE_SCHEMA}.${quoteName(table.name)}`;
}

type Nulls = { readonly nullBitmap?: Uint8Array; readonly nullCount: number };

/** A bitmap with a 0 for every row that has no value; none when all have one. */
function nullsWhere(length: number, missing: (row: number) => boolean): Nulls {
  let nullBitmap: Uint8Array | undefined;
  let nullCount = 0;
  for (let row = 0; row < length; row += 1) {
    if (!missing(row)) continue;
    nullBitmap ??= new Uint8Array(Math.ceil(length / 8)).fill(0xff);
    nullBitmap[row >> 3] = (nullBitmap[row >> 3] ?? 0) & ~(1 << (row & 7));
    nullCount += 1;
  }
  return nullBitmap === undefined ? { nullCount: 0 } : { nullBitmap, nullCount };
}

function isMissing(value: number | undefined): boolean {
  return value === undefined || !Number.isFinite(value);
}

/** Ms as 64-bit whole microseconds. The halves are written apart: a BigInt per value costs ten times as much. */
function microseconds(ms: Float64Array): BigInt64Array {
  const wide = new BigInt64Array(ms.length);
  const halves = new Uint32Array(wide.buffer);
  for (let row = 0; row < ms.length; row += 1) {
    const micros = Math.round((ms[row] ?? 0) * 1_000);
    if (!Number.isFinite(micros)) continue;
    const high = Math.floor(micros / 4_294_967_296);
    halves[row * 2] = micros - high * 4_294_967_296;
    halves[row * 2 + 1] = high >>> 0;
  }
  return wide;
}

/** Arrow's own builders compile a function from text, which the page's Content-Security-Policy forbids: bytes and offsets are laid out here. */
function encodeTexts(texts: readonly string[]): Data<Utf8> {
  const encoder = new TextEncoder();
  const encoded = texts.map((text) => encoder.encode(text));
  const valueOffsets = new Int32Array(texts.length + 1);
  for (const [index, bytes] of encoded.entries()) valueOffsets[index + 1] = (valueOffsets[index] ?? 0) + bytes.length;
  const data = new Uint8Array(valueOffsets[texts.length] ?? 0);
  for (const [index, bytes] of encoded.entries()) data.set(bytes, valueOffsets[index]);
  return makeData({ type: new Utf8(), length: texts.length, valueOffsets, data, nullCount: 0 });
}

function encodeIntegers(data: Int32Array, missing: number | undefined): Data<Int32> {
  const nulls = missing === undefined ? { nullCount: 0 } : nullsWhere(data.length, (row) => data[row] === missing);
  return makeData({ type: new Int32(), length: data.length, data, ...nulls });
}

/** Texts inside a list go as they are: a dictionary there is more than the database takes. */
function encodeLists({ offsets, entries }: ListColumn, from: number, to: number, dictionaryId: number): Data<List> {
  const first = offsets[from] ?? 0;
  const valueOffsets = offsets.slice(from, to + 1).map((offset) => offset - first);
  const child = encodeEntries(entries, first, offsets[to] ?? first, dictionaryId);
  const type = new List(new Field("item", child.type, true));
  return makeData({ type, length: to - from, valueOffsets, child, nullCount: 0 });
}

function encodeEntries(column: PlainColumn, from: number, to: number, dictionaryId: number): Data<DataType> {
  if (column.type !== "text") return encodeColumn(column, from, to, dictionaryId);
  return encodeTexts(Array.from(column.codes.subarray(from, to), (code) => column.dictionary[code] ?? ""));
}

/** `dictionaryId` must differ between the columns of a table. */
function encodeColumn(column: RunColumn, from: number, to: number, dictionaryId: number): Data<DataType> {
  const length = to - from;
  switch (column.type) {
    case "double": {
      const data = column.values.subarray(from, to);
      return makeData({ type: new Float64(), length, data, ...nullsWhere(length, (row) => isMissing(data[row])) });
    }
    case "timestamp": {
      const values = column.values.subarray(from, to);
      const data = microseconds(values);
      return makeData({ type: new TimestampMicrosecond(), length, data, ...nullsWhere(length, (row) => isMissing(values[row])) });
    }
    case "integer":
      return encodeIntegers(column.values.subarray(from, to), column.missing);
    case "list":
      return encodeLists(column, from, to, dictionaryId);
    case "boolean": {
      const data = new Uint8Array(Math.ceil(length / 8));
      for (let row = 0; row < length; row += 1) {
        if (column.values[from + row] === 1) data[row >> 3] = (data[row >> 3] ?? 0) | (1 << (row & 7));
      }
      return makeData({ type: new Bool(), length, data, nullCount: 0 });
    }
    case "text": {
      const data = column.codes.subarray(from, to);
      const size = column.dictionary.length;
      const dictionary = new Vector([encodeTexts(size === 0 ? [""] : column.dictionary)]);
      const nulls = nullsWhere(length, (row) => (data[row] ?? -1) < 0 || (data[row] ?? -1) >= size);
      return makeData({ type: new Dictionary(new Utf8(), new Int32(), dictionaryId, false), length, data, dictionary, ...nulls });
    }
  }
}

/**
 * Rows `from` (inclusive) to `to` (exclusive) as one Arrow IPC stream.
 * NULL is: a double or time that is not finite, a text whose code is negative.
 */
export function encodeRows(table: RunTable, from: number, to: number): Uint8Array {
  const vectors: { [name: string]: Vector } = Object.create(null);
  for (const [index, column] of table.columns.entries()) vectors[column.name] = new Vector([encodeColumn(column, from, to, index)]);
  return tableToIPC(new Table(vectors), "stream");
}
