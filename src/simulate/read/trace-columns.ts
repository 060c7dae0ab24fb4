import type { EventTrace, PayloadColumn, TraceNames } from "../../engine/rows/event-trace.ts";
import { nameOf } from "../../engine/rows/trace-names.ts";
import type { RunContext } from "../../engine/part/run-context.ts";
import { integers, texts } from "./columns.ts";
import type { PlainColumn, RunColumn, RunTable } from "../../result/run-table.ts";

/** Ids as they stand in the file: whole numbers where all of them are, else texts. */
type Ids = { readonly numbers: Int32Array | null; readonly dictionary: readonly string[] };

/** Made once per file; many tables name its users. */
const made = new WeakMap<TraceNames, Ids>();

function idsOf(names: TraceNames): Ids {
  const known = made.get(names);
  if (known !== undefined) return known;
  const dictionary = Array.from({ length: names.size }, (_, code) => nameOf(names, code));
  const values = dictionary.map(Number);
  const isWhole = values.every((value, i) => (value | 0) === value && String(value) === dictionary[i]);
  const ids = { numbers: isWhole ? Int32Array.from(values) : null, dictionary };
  made.set(names, ids);
  return ids;
}

/** A column of ids by code; codes behind the names of the file, as of rows without an id, are empty. */
function idColumn(name: string, names: TraceNames, rows: number, at: (i: number) => number): PlainColumn {
  const { numbers, dictionary } = idsOf(names);
  const codes = new Int32Array(rows);
  let complete = true;
  for (let i = 0; i < rows; i++) {
    const code = at(i);
    codes[i] = code < names.size ? code : -1;
    if (codes[i] < 0) complete = false;
  }
  if (numbers === null || !complete) return { name, type: "text", dictionary, codes };
  return integers(name, rows, (i) => numbers[codes[i]]);
}

/** The user of each row: as the file names it, or by the number of the generator. */
export function userColumn(run: Pick<RunContext, "trace">, name: string, rows: number, at: (i: number) => number): RunColumn {
  return run.trace === null ? integers(name, rows, at) : idColumn(name, run.trace.users, rows, at);
}

/** Code of a user as people write it, -1 for nobody of this run. */
export function userCoded(run: RunContext, text: string): number {
  if (run.trace !== null) return idsOf(run.trace.users).dictionary.indexOf(text);
  const user = /^\d{1,9}$/.test(text) ? Number(text) : -1;
  return user < run.dimensions.users ? user : -1;
}

/** An item as the file names it, or by the number of the generator. */
export function itemText(run: RunContext, item: number): string {
  const items = run.trace?.items ?? null;
  return items === null || item >= items.size ? String(item) : nameOf(items, item);
}

export function eventIdColumn(run: Pick<RunContext, "trace">, name: string, rows: number, at: (i: number) => number): RunColumn {
  return namedColumn(run.trace?.eventIds ?? null, name, rows, at);
}

export function itemColumn(run: Pick<RunContext, "trace">, name: string, rows: number, at: (i: number) => number): PlainColumn {
  return namedColumn(run.trace?.items ?? null, name, rows, at);
}

function namedColumn(names: TraceNames | null, name: string, rows: number, at: (i: number) => number): PlainColumn {
  return names === null ? integers(name, rows, at) : idColumn(name, names, rows, at);
}

/** What only a file has: where the row stands in it, and the columns no part reads. Names that are taken get `_in_file` behind them. */
export function fileColumns(run: RunContext, rows: number, taken: readonly string[]): RunColumn[] {
  const { trace } = run;
  if (trace === null) return [];
  const names = new Set([...taken, "line"].map((name) => name.toLowerCase()));
  return [
    integers("line", rows, (i) => trace.line[i]),
    ...trace.payload.map((column) => payloadColumn(column, rows, freeName(column.name, names))),
  ];
}

function payloadColumn(column: PayloadColumn, rows: number, name: string): RunColumn {
  if (column.type === "number") return { name, type: "double", values: column.values.slice(0, rows) };
  return { name, type: "text", dictionary: idsOf(column.names).dictionary, codes: column.codes.slice(0, rows) };
}

/** Letters, digits and signs that need no care in a query; words that mean something to JavaScript stay apart from it. */
function freeName(given: string, taken: Set<string>): string {
  let name = given.replace(/[^\p{L}\p{N}_ .-]+/gu, "_").trim();
  if (name === "" || name in {}) name = `${name}_in_file`;
  while (taken.has(name.toLowerCase())) name = `${name}_in_file`;
  taken.add(name.toLowerCase());
  return name;
}

/** Rows of the file that could not be read; null where no file was given. */
export function rejectsTable(trace: EventTrace | null): RunTable | null {
  if (trace === null) return null;
  const { kept } = trace.rejects;
  const n = kept.length;
  return {
    name: "rejects",
    rows: n,
    columns: [
      integers("line", n, (i) => kept[i].line),
      texts("column", n, (i) => kept[i].column),
      texts("reason", n, (i) => kept[i].reason),
      texts("text", n, (i) => kept[i].text),
    ],
  };
}
