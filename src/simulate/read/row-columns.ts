import type { RunContext } from "../../engine/part/run-context.ts";
import { ALL, columnsOf } from "../../engine/rows/row-kind.ts";
import type { ColumnValue, RowColumn, RowKind } from "../../engine/rows/row-kind.ts";
import type { Rows } from "../../engine/rows/rows.ts";
import type { RunColumn } from "../../result/run-table.ts";
import { booleans, coded, doubles, empty, integers, texts, timestamps } from "./columns.ts";
import { eventIdColumn, itemColumn, userColumn } from "./trace-columns.ts";

const HOUR_MS = 3_600_000;

type Source = Pick<RunContext, "rows" | "epochMs" | "dimensions" | "trace">;

/** The columns of a kind of rows for these rows of it: those a person draws, or all that the run's own table has. */
export function rowColumns(run: Source, kind: RowKind<Rows>, rows: Int32Array, table: "drawn" | "own" = "drawn"): RunColumn[] {
  return columnsOf(kind, run.dimensions)
    .filter(({ ownTable }) => table === "own" || ownTable !== true)
    .map((column) => filledColumn(run, column, rows));
}

function filledColumn(run: Source, column: RowColumn<Rows>, rows: Int32Array): RunColumn {
  const n = rows.length;
  const { name } = column;
  if (column.holds === "text") return texts(name, n, (i) => column.text(run, run.rows, rows[i]));
  if (column.holds === "worked-out" || column.holds === "nothing") return empty(name, n);
  const { read } = column;
  const at = (i: number): number => read(run.rows, rows[i]);
  if (column.holds !== "code") return SHOWN[column.holds](run, name, n, at);
  const names = column.names(run.dimensions);
  if (column.all === undefined) return coded(name, n, names, at);
  return coded(name, n, [...names, column.all], (i) => (at(i) === ALL ? names.length : at(i)));
}

type Plain = Exclude<ColumnValue<Rows>["holds"], "code" | "text" | "worked-out" | "nothing">;
type Shown = (run: Source, name: string, rows: number, at: (i: number) => number) => RunColumn;

const datePart =
  (part: (date: Date) => number): Shown =>
  ({ epochMs }, name, rows, at) =>
    integers(name, rows, (i) => part(new Date(epochMs + at(i) * HOUR_MS)));

const SHOWN: { readonly [holds in Plain]: Shown } = {
  time: ({ epochMs }, name, rows, at) => timestamps(name, epochMs, rows, at),
  integer: (_run, name, rows, at) => integers(name, rows, at),
  number: (_run, name, rows, at) => doubles(name, rows, at),
  flag: (_run, name, rows, at) => booleans(name, rows, (i) => at(i) === 1),
  user: userColumn,
  item: itemColumn,
  "event-id": eventIdColumn,
  year: datePart((date) => date.getUTCFullYear()),
  month: datePart((date) => date.getUTCMonth() + 1),
  day: datePart((date) => date.getUTCDate()),
  hour: datePart((date) => date.getUTCHours()),
};
