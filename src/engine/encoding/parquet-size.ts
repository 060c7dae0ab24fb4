import { chunkSize } from "./column-chunk.ts";
import type { ChunkSize } from "./column-chunk.ts";
import type { Codec } from "./codec.ts";
import type { FileColumn, FlatColumn } from "./file-column.ts";
import { statisticsBytes } from "./page-size.ts";
import { arrowSchemaBytes } from "./arrow-schema-size.ts";
import { blobBytes, CODE_BYTES, listBytes, numberBytes, STOP_BYTES } from "./thrift-size.ts";

const GROUP_ROWS = 1_048_576;
/** `PAR1` at both ends and the length of the footer. */
const FRAME_BYTES = 12;
const MAGIC_BYTES = 4;
const CREATED_BY = "parquet-cpp-arrow version 26.0.1";

/** What an object takes, and the standard error of that where it was sampled. */
export type ObjectSize = { readonly sizeBytes: number; readonly errorBytes: number };

/**
 * Bytes of these rows as a Parquet file, as pyarrow 26 writes it with its defaults: every column may be empty, has a dictionary of up to
 * 1 MB and is plain behind that; pages of 20,000 rows or 1 MB, version 1; row groups of 1,048,576 rows; statistics, and Arrow's schema in
 * the footer. Pages are made and compressed, not estimated; what the file says of them is counted.
 */
export function parquetSize(columns: readonly FileColumn[], rows: number, codec: Codec): ObjectSize {
  let footer = schemaBytes(columns) + CODE_BYTES + numberBytes(rows) + keyValueBytes(columns) + blobBytes(CREATED_BY.length);
  footer += listBytes(columns.length) + 3 * columns.length + STOP_BYTES;
  const groups = Math.max(1, Math.ceil(rows / GROUP_ROWS));
  footer += listBytes(groups);
  let data = 0;
  let variance = 0;
  for (let group = 0; group < groups; group++) {
    const from = group * GROUP_ROWS;
    const to = Math.min(rows, from + GROUP_ROWS);
    const start = MAGIC_BYTES + data;
    let encoded = 0;
    footer += listBytes(columns.length);
    for (const column of columns) {
      const chunk = chunkSize(column, from, to, codec);
      footer += chunkMetadataBytes(column, chunk, MAGIC_BYTES + data);
      data += chunk.bytes;
      encoded += chunk.encodedBytes;
      variance += chunk.errorBytes ** 2;
    }
    footer += numberBytes(encoded) + numberBytes(to - from) + numberBytes(start) + numberBytes(MAGIC_BYTES + data - start) + STOP_BYTES;
  }
  return { sizeBytes: FRAME_BYTES + data + footer, errorBytes: Math.sqrt(variance) };
}

function keyValueBytes(columns: readonly FileColumn[]): number {
  const encoded = 4 * Math.ceil(arrowSchemaBytes(columns) / 3);
  return listBytes(1) + blobBytes("ARROW:schema".length) + blobBytes(encoded) + STOP_BYTES;
}

function schemaBytes(columns: readonly FileColumn[]): number {
  let elements = 1;
  let bytes = CODE_BYTES + blobBytes("schema".length) + numberBytes(columns.length) + STOP_BYTES;
  for (const column of columns) {
    const { type, name } = column;
    if (type === "list") {
      elements += 3;
      bytes += CODE_BYTES + blobBytes(nameLength(name)) + numberBytes(1) + CODE_BYTES + 4 + STOP_BYTES;
      bytes += CODE_BYTES + blobBytes("list".length) + numberBytes(1) + STOP_BYTES;
      bytes += leafBytes(column.entries, "element");
    } else {
      elements++;
      bytes += leafBytes(column, name);
    }
  }
  return listBytes(elements) + bytes;
}

/** Texts and times say what they are in the old way and in the new one. */
function leafBytes({ type }: FlatColumn, name: string): number {
  const meaning = type === "text" ? CODE_BYTES + 4 : type === "timestamp-ms" || type === "timestamp-us" ? CODE_BYTES + 9 : 0;
  return 2 * CODE_BYTES + blobBytes(nameLength(name)) + meaning + STOP_BYTES;
}

function chunkMetadataBytes(column: FileColumn, chunk: ChunkSize, at: number): number {
  const { dictionaryPageBytes, codedPages, plainPages } = chunk;
  const isText = chunk.stored === "text";
  const path = column.type === "list" ? [nameLength(column.name), "list".length, "element".length] : [nameLength(column.name)];
  const encodings = dictionaryPageBytes === null ? 2 : 3;
  let bytes = CODE_BYTES + listBytes(encodings) + encodings + listBytes(path.length);
  for (const length of path) bytes += blobBytes(length) - 1;
  bytes += CODE_BYTES + numberBytes(chunk.cells) + numberBytes(chunk.encodedBytes) + numberBytes(chunk.bytes);
  bytes += numberBytes(at + (dictionaryPageBytes ?? 0)) + (dictionaryPageBytes === null ? 0 : numberBytes(at));
  bytes += 1 + statisticsBytes(chunk.extremes, chunk.emptyCells, isText);
  const counted = [dictionaryPageBytes === null ? 0 : 1, plainPages, codedPages].filter((pages) => pages > 0);
  bytes += listBytes(counted.length);
  for (const pages of counted) bytes += 2 * CODE_BYTES + numberBytes(pages) + STOP_BYTES;
  const levels = [...chunk.repetitions, ...chunk.definitions].reduce((sum, count) => sum + numberBytes(count) - 1, 0);
  const lists = listBytes(chunk.repetitions.length) + listBytes(chunk.definitions.length);
  bytes += 1 + (isText ? numberBytes(chunk.textBytes) : 0) + lists + levels + STOP_BYTES;
  // The chunk around it: an offset that is 0, and the metadata.
  return numberBytes(0) + 1 + bytes + STOP_BYTES + STOP_BYTES;
}

function nameLength(name: string): number {
  return new TextEncoder().encode(name).length;
}
