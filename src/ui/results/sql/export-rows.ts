import { visibleText } from "../../../base/visible-text.ts";
import type { Cell, CellKind, QueryAnswer } from "../../../warehouse/warehouse.ts";

/** `2026-11-20 12:15:40.250`, in UTC; the fraction only when there is one. */
export function timeText(ms: number): string {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return String(ms);
  return date
    .toISOString()
    .replace("T", " ")
    .replace("Z", "")
    .replace(/\.000$/, "");
}

/** A cell as the console writes it: every digit of a number, NULL by name. */
export function cellText(cell: Cell, kind: CellKind): string {
  if (cell === null) return "NULL";
  if (kind === "time" && typeof cell === "number") return timeText(cell);
  if (typeof cell === "number") return Number.isInteger(cell) ? String(cell) : String(Number(cell.toPrecision(12)));
  return String(cell);
}

/** So much of the name of a column stands over it. */
const HEADING_CHARS = 200;

/** The name of a column as it stands over its cells: not longer than can be read, and with nothing in it that cannot be seen. */
export function headingText(name: string): string {
  return visibleText(name.length <= HEADING_CHARS ? name : `${name.slice(0, HEADING_CHARS)}…`);
}

function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** RFC 4180: a heading, CRLF, NULL as nothing. */
export function toCsv(answer: QueryAnswer): string {
  const head = answer.columns.map((column) => csvField(column.name)).join(",");
  const lines = answer.rows.map((row) =>
    row.map((cell, index) => (cell === null ? "" : csvField(cellText(cell, answer.columns[index]?.kind ?? "text")))).join(","),
  );
  return `${[head, ...lines].join("\r\n")}\r\n`;
}

/** A list of objects; times as ISO 8601 text. */
export function toJson(answer: QueryAnswer): string {
  const rows = answer.rows.map((row) =>
    Object.fromEntries(
      row.map((cell, index) => {
        const column = answer.columns[index];
        const value = column?.kind === "time" && typeof cell === "number" ? new Date(cell).toISOString() : cell;
        return [column?.name ?? `column${index}`, value];
      }),
    ),
  );
  return `${JSON.stringify(rows, null, 1)}\n`;
}

/** Hands a text to the browser as a file to save. */
export function saveText(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads the address after this task; a later one may let it go.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
