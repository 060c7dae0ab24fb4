import type { RunContext } from "../part/run-context.ts";
import { lastingId } from "../rows/lasting-id.ts";
import { columnsOf } from "../rows/row-kind.ts";
import type { RowColumn } from "../rows/row-kind.ts";
import type { Rows } from "../rows/rows.ts";

/** A column as checks read it: the value of a row by its number in its table, null where the field is missing. */
export type CheckedColumn = { readonly name: string; readonly isNumber: boolean; readonly at: (row: number) => number | string | null };

/** The column of that name in rows of a kind; null where they have none that is stored. */
export function columnNamed(run: RunContext, stream: number, name: string): CheckedColumn | null {
  const column = columnsOf(run.rows.kinds[stream], run.dimensions).find((each) => each.name === name);
  return column === undefined ? null : checked(run, column);
}

/** Names of the columns that rows of a kind have. */
export function columnNames(run: RunContext, stream: number): readonly string[] {
  return columnsOf(run.rows.kinds[stream], run.dimensions).map(({ name }) => name);
}

function checked(run: RunContext, column: RowColumn<Rows>): CheckedColumn | null {
  const { rows } = run;
  const { name } = column;
  switch (column.holds) {
    case "worked-out":
    case "nothing":
      return null;
    case "text":
      return { name, isNumber: false, at: (row) => column.text(run, rows, row) };
    case "code":
      return { name, isNumber: false, at: (row) => column.read(rows, row) };
    // Ids count from 0; what stands for a field that is missing lies below.
    case "user":
    case "item":
      return { name, isNumber: false, at: (row) => (column.read(rows, row) < 0 ? null : column.read(rows, row)) };
    case "event-id":
      return { name, isNumber: true, at: (row) => lastingId(run, column.read(rows, row)) };
    default:
      return { name, isNumber: true, at: (row) => column.read(rows, row) };
  }
}
