import type { ValueRange } from "../../engine/quality/rules.ts";

/** Names of columns, separated by commas. */
export function columnList(text: string): readonly string[] {
  return text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

/** `bytes 1..5000, duration_s 0..`: columns and their bounds; null where the text is none of it. */
export function rangeList(text: string): readonly ValueRange[] | null {
  const ranges = columnList(text).map(rangeOf);
  return ranges.includes(null) ? null : ranges.filter((range) => range !== null);
}

const NUMBER = String.raw`-?\d{1,15}(?:\.\d{1,9})?`;
const RANGE = new RegExp(String.raw`^(\w{1,64})\s+(${NUMBER})?\s*\.\.\s*(${NUMBER})?$`);

function rangeOf(text: string): ValueRange | null {
  const [, column, least, most] = RANGE.exec(text) ?? [];
  if (column === undefined || (least === undefined && most === undefined)) return null;
  return { column, least: least === undefined ? null : Number(least), most: most === undefined ? null : Number(most) };
}
