import { Type } from "apache-arrow";
import type { EngineVector } from "./sql-engine.ts";
import type { Cell, CellKind } from "./warehouse.ts";

const DAY_MS = 86_400_000;

/** What kind of cell a column of this Arrow type gives. */
export function cellKind(typeId: number): CellKind {
  switch (typeId) {
    case Type.Int:
    case Type.Float:
    case Type.Decimal:
      return "number";
    case Type.Bool:
      return "boolean";
    case Type.Timestamp:
    case Type.Date:
      return "time";
    default:
      return "text";
  }
}

function wholeNumber(value: bigint): Cell {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

/**
 * `1 day 00:00:03.250`. DuckDB keeps months, days and nanoseconds apart, in four 32-bit words a value;
 * Arrow's reader takes two words for a value and is passed by.
 */
function intervalText(vector: EngineVector, row: number): string {
  const chunk = vector.data[0];
  if (chunk === undefined || !(chunk.values instanceof Int32Array)) return "";
  const parts = chunk.values.subarray((chunk.offset + row) * 4, (chunk.offset + row + 1) * 4);
  const months = parts[0] ?? 0;
  const days = parts[1] ?? 0;
  const nanos = (BigInt(parts[3] ?? 0) << 32n) | BigInt((parts[2] ?? 0) >>> 0);
  const words: string[] = [];
  if (months !== 0) words.push(`${months} month${Math.abs(months) === 1 ? "" : "s"}`);
  if (days !== 0) words.push(`${days} day${Math.abs(days) === 1 ? "" : "s"}`);
  if (nanos !== 0n || words.length === 0) words.push(clockText(Number(nanos / 1_000_000n)));
  return words.join(" ");
}

function clockText(ms: number): string {
  const whole = Math.abs(ms);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  const rest = whole % 1_000;
  const tail = rest === 0 ? "" : `.${String(Math.floor(rest)).padStart(3, "0")}`;
  return `${ms < 0 ? "-" : ""}${two(whole / 3_600_000)}:${two((whole / 60_000) % 60)}:${two((whole / 1_000) % 60)}${tail}`;
}

/** Nested values as JSON; whole numbers that JSON cannot hold as text. */
function jsonText(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === "bigint" ? wholeNumber(inner) : inner)) ?? "";
}

/** One value as Arrow gives it, as plain data that crosses to the page. */
export function readCell(vector: EngineVector, row: number, typeId: number): Cell {
  const value = vector.get(row);
  return typeId === Type.Interval && value !== null ? intervalText(vector, row) : toCell(value, typeId);
}

function toCell(value: unknown, typeId: number): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === "bigint") return typeId === Type.Time ? clockText(Number(value / 1_000n)) : wholeNumber(value);
  if (typeof value === "number") return typeId === Type.Date && value % DAY_MS !== 0 ? Math.trunc(value) : value;
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (value instanceof Uint8Array) return Array.from(value, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return jsonText(value);
}
