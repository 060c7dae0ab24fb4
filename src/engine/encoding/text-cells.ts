import { cellAt } from "./file-column.ts";
import type { FileColumn, FlatColumn } from "./file-column.ts";

/** `json-lines`: an object a line, times as ISO 8601. `csv`: RFC 4180 with a heading, an empty cell as nothing, times in UTC without a zone. */
export type TextFormat = "json-lines" | "csv";

const encoder = new TextEncoder();
/** The last instant whose year has four digits. */
const LAST_MS = Date.UTC(9999, 11, 31);
const ISO_LENGTH = "2026-11-20T12:15:40.250Z".length;

/** A field of CSV: quoted where it holds what would end it. */
export function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The cell of a row as it stands in the text. */
export function cellText(column: FileColumn, row: number, format: TextFormat): string {
  if (column.type !== "list") return flatText(column, row, format);
  const { offsets, entries } = column;
  const texts: string[] = [];
  for (let at = offsets[row]; at < offsets[row + 1]; at++) texts.push(flatText(entries, at, "json-lines"));
  const list = `[${texts.join(",")}]`;
  return format === "csv" ? csvField(list) : list;
}

function flatText(column: FlatColumn, at: number, format: TextFormat): string {
  const cell = cellAt(column, at);
  if (cell === null) return format === "csv" ? "" : "null";
  if (typeof cell === "number" && isTime(column)) return timeText(cell, column.type, format);
  if (format === "json-lines") return JSON.stringify(cell);
  if (typeof cell === "number" && !Number.isInteger(cell)) return String(Number(cell.toPrecision(12)));
  return csvField(String(cell));
}

function isTime({ type }: FlatColumn): boolean {
  return type === "timestamp-ms" || type === "timestamp-us";
}

function timeText(value: number, type: FlatColumn["type"], format: TextFormat): string {
  const perMs = type === "timestamp-us" ? 1000 : 1;
  const ms = Math.floor(value / perMs);
  const micros = value - ms * perMs;
  const iso = new Date(ms).toISOString();
  const digits = perMs === 1 ? "" : String(micros).padStart(3, "0");
  if (format === "json-lines") return `"${iso.slice(0, -1)}${digits}Z"`;
  const text = `${iso.slice(0, -1).replace("T", " ")}${digits}`;
  return text.replace(/\.0+$/, "");
}

/** Bytes of the cells of a column, without making their texts where a count tells them. */
export function cellBytes(column: FileColumn, format: TextFormat): (row: number) => number {
  if (column.type === "list") return listBytes(column, format);
  switch (column.type) {
    case "text":
      return textBytes(column, format);
    case "int32":
    case "int64":
      return (row) => {
        const value = column.values[row];
        if (Number.isNaN(value) || value === column.missing) return format === "csv" ? 0 : 4;
        return wholeBytes(value);
      };
    case "timestamp-ms":
    case "timestamp-us":
      return timeBytes(column, format);
    default:
      return (row) => flatText(column, row, format).length;
  }
}

function textBytes(column: Extract<FlatColumn, { type: "text" }>, format: TextFormat): (row: number) => number {
  const known: number[] = [];
  return (row) => {
    const code = column.codes[row];
    if (code < 0) return format === "csv" ? 0 : 4;
    return (known[code] ??= encoder.encode(flatText(column, row, format)).length);
  };
}

function timeBytes(column: Extract<FlatColumn, { values: Float64Array }>, format: TextFormat): (row: number) => number {
  const perMs = column.type === "timestamp-us" ? 1000 : 1;
  const length = perMs === 1 ? ISO_LENGTH : ISO_LENGTH + 3;
  return (row) => {
    const value = column.values[row];
    const isPlain = value >= 0 && value < LAST_MS * perMs && value !== column.missing;
    // Written without the zone, and without the fraction where there is none.
    if (isPlain && format === "json-lines") return length + 2;
    if (isPlain) return value % (1000 * perMs) === 0 ? ISO_LENGTH - 5 : length - 1;
    return flatText(column, row, format).length;
  };
}

function listBytes(column: Extract<FileColumn, { type: "list" }>, format: TextFormat): (row: number) => number {
  // Texts have quotes, which CSV doubles: those lists are made.
  if (format === "csv" && (column.entries.type === "text" || isTime(column.entries)))
    return (row) => encoder.encode(cellText(column, row, format)).length;
  const entryBytes = cellBytes(column.entries, "json-lines");
  return (row) => {
    const from = column.offsets[row];
    const to = column.offsets[row + 1];
    let bytes = 2 + Math.max(0, to - from - 1);
    for (let at = from; at < to; at++) bytes += entryBytes(at);
    return format === "csv" && to - from > 1 ? bytes + 2 : bytes;
  };
}

/** Digits of a whole number, and its sign. */
function wholeBytes(value: number): number {
  if (!Number.isSafeInteger(value)) return String(value).length;
  let digits = value < 0 ? 2 : 1;
  for (let limit = 10, rest = Math.abs(value); rest >= limit; limit *= 10) digits++;
  return digits;
}
