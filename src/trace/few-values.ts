import type { CodedColumn } from "./row-collector.ts";

/** Codes in a byte, with the names behind them; `merged` values were too rare for a code of their own. */
export type FewValues = { readonly codes: Uint8Array; readonly names: readonly string[]; readonly merged: number };

/** Event types that figures are counted by: they keep their code however rare they are. */
const COUNTED = ["install", "screen_view", "notification_view", "notification_click"];
const OTHER = "other";

/** The most frequent values of a column get a code each; what is beyond `most` becomes "other", an empty cell becomes `absent`. */
export function fewValues(column: CodedColumn | null, order: Int32Array, most: number, absent: string): FewValues {
  const codes = new Uint8Array(order.length);
  if (column === null) return { codes, names: [absent], merged: 0 };
  const seen = new Float64Array(column.names.size + 1);
  for (let i = 0; i < order.length; i++) seen[column.codes.data[order[i]] + 1]++;
  const present = Array.from(seen.keys()).filter((code) => seen[code] > 0);
  const text = (code: number): string => (code === 0 ? absent : column.names.text(code - 1).slice(0, 100));
  const merges = present.length > most;
  const counted = merges ? present.filter((code) => COUNTED.includes(text(code))) : [];
  const byCount = present.toSorted((a, b) => seen[b] - seen[a] || a - b);
  const kept = merges ? [...new Set([...counted, ...byCount])].slice(0, most - 1) : byCount;
  const codeOf = new Uint8Array(seen.length).fill(kept.length);
  kept.forEach((code, i) => (codeOf[code] = i));
  for (let i = 0; i < order.length; i++) codes[i] = codeOf[column.codes.data[order[i]] + 1];
  const names = kept.map(text);
  return { codes, names: merges ? [...names, OTHER] : names, merged: present.length - kept.length };
}
