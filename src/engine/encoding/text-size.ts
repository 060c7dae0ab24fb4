import type { FileColumn } from "./file-column.ts";
import { gzipBytes, LEVEL_6 } from "./gzip.ts";
import type { ObjectSize } from "./parquet-size.ts";
import { cellBytes, cellText, csvField } from "./text-cells.ts";
import type { TextFormat } from "./text-cells.ts";

/** Texts longer than this are compressed in stretches. */
const WHOLE_BYTES = 1_048_576;
const STRETCHES = 8;
const STRETCH_BYTES = 131_072;
/** How far back gzip looks. */
const KNOWN_BYTES = 32_768;
const encoder = new TextEncoder();

/** Bytes of these rows as text: counted, so exact. */
export function textSize(columns: readonly FileColumn[], rows: number, format: TextFormat): number {
  let size = encoder.encode(heading(columns, format)).length;
  // Commas between the cells, and how a line begins and ends.
  let perLine = columns.length - 1 + (format === "csv" ? 2 : 3);
  for (const column of columns) {
    if (format === "json-lines") perLine += encoder.encode(keyOf(column)).length;
    const bytesOf = cellBytes(column, format);
    for (let row = 0; row < rows; row++) size += bytesOf(row);
  }
  return size + rows * perLine;
}

/**
 * Bytes of the same text in gzip (level 6). Of more than 1 MB, eight stretches of 128 KB that lie evenly in it are compressed, and the
 * rest is taken to shrink as they have: rows of a file are alike. `errorBytes` is the standard error of that. A stretch is compressed with the
 * 32 KB before it known, as they are in the file.
 */
export function gzippedTextSize(columns: readonly FileColumn[], rows: number, format: TextFormat): ObjectSize {
  const total = textSize(columns, rows, format);
  if (total <= WHOLE_BYTES) return { sizeBytes: gzipOf(columns, 0, 0, rows, format).stored, errorBytes: 0 };
  const rowsPerStretch = Math.max(1, Math.round((rows * STRETCH_BYTES) / total));
  const rowsKnown = Math.ceil((rows * KNOWN_BYTES) / total);
  let raw = 0;
  let stored = 0;
  let squares = 0;
  for (let s = 0; s < STRETCHES; s++) {
    const from = Math.round((s * (rows - rowsPerStretch)) / (STRETCHES - 1));
    const size = gzipOf(columns, Math.max(0, from - rowsKnown), from, from + rowsPerStretch, format);
    raw += size.raw;
    stored += size.stored;
    squares += (size.stored / size.raw) ** 2;
  }
  const ratio = stored / raw;
  const variance = Math.max(0, (squares - STRETCHES * ratio * ratio) / (STRETCHES - 1));
  return { sizeBytes: Math.round(total * ratio), errorBytes: total * Math.sqrt(variance / STRETCHES) };
}

type Gzipped = { readonly raw: number; readonly stored: number };

/** Rows from .. to - 1, those from `knownFrom` on being known. */
function gzipOf(columns: readonly FileColumn[], knownFrom: number, from: number, to: number, format: TextFormat): Gzipped {
  const known = encoder.encode(knownFrom === from ? "" : textOf(columns, knownFrom, from, format)).length;
  const bytes = encoder.encode(textOf(columns, knownFrom, to, format));
  return { raw: bytes.length - known, stored: gzipBytes(bytes, bytes.length, LEVEL_6, known) };
}

/** The text of rows from .. to - 1; the heading stands before row 0. */
export function textOf(columns: readonly FileColumn[], from: number, to: number, format: TextFormat): string {
  const keys = columns.map((column) => (format === "csv" ? "" : keyOf(column)));
  const [first, last] = format === "csv" ? ["", "\r\n"] : ["{", "}\n"];
  let text = from === 0 ? heading(columns, format) : "";
  for (let row = from; row < to; row++)
    text += first + columns.map((column, c) => keys[c] + cellText(column, row, format)).join(",") + last;
  return text;
}

function heading(columns: readonly FileColumn[], format: TextFormat): string {
  return format === "csv" ? `${columns.map(({ name }) => csvField(name)).join(",")}\r\n` : "";
}

function keyOf({ name }: FileColumn): string {
  return `${JSON.stringify(name)}:`;
}
