import type { FileColumn, FlatColumn } from "../encoding/file-column.ts";
import type { RunContext } from "../part/run-context.ts";
import { lastingId } from "../rows/lasting-id.ts";
import { ALL, columnsOf } from "../rows/row-kind.ts";
import type { ColumnValue, RowColumn } from "../rows/row-kind.ts";
import { rowOf } from "../rows/rows.ts";
import type { Rows } from "../rows/rows.ts";
import type { TraceNames } from "../rows/event-trace.ts";
import { nameOf } from "../rows/trace-names.ts";

type Source = Pick<RunContext, "rows" | "epochMs" | "dimensions" | "trace">;

/**
 * The columns of rows of one kind as a file holds them: those a person draws, instants in whole ms. Parts of the date stand in the path
 * of the file and not in it. Null where a column is worked out only when somebody looks, so that its bytes are not known here.
 */
export function storedColumns(run: Source, stream: number, refs: Int32Array): readonly FileColumn[] | null {
  const rows = refs.map(rowOf);
  const columns: FileColumn[] = [];
  for (const column of columnsOf(run.rows.kinds[stream], run.dimensions)) {
    if (column.ownTable === true || isInPath(column)) continue;
    if (column.holds === "worked-out" || column.holds === "nothing") return null;
    columns.push(storedColumn(run, column, rows));
  }
  return columns.length === 0 ? null : columns;
}

function isInPath({ holds }: RowColumn<Rows>): boolean {
  return holds === "year" || holds === "month" || holds === "day" || holds === "hour";
}

type Stored = Exclude<ColumnValue<Rows>, { readonly holds: "worked-out" | "nothing" }>;

function storedColumn(run: Source, column: Stored & Pick<RowColumn<Rows>, "name" | "type">, rows: Int32Array): FlatColumn {
  const { name } = column;
  if (column.holds === "text") return coded(name, rows, (row) => column.text(run, run.rows, row));
  const at = (row: number): number => column.read(run.rows, row);
  switch (column.holds) {
    case "code": {
      const names = column.names(run.dimensions);
      const texts = column.all === undefined ? names : [...names, column.all];
      return {
        name,
        type: "text",
        texts,
        codes: rows.map((row) => (column.all !== undefined && at(row) === ALL ? names.length : at(row))),
      };
    }
    case "flag":
      return { name, type: "boolean", values: Uint8Array.from(rows, at) };
    case "time":
      return { name, type: "timestamp-ms", values: Float64Array.from(rows, (row) => Math.floor(run.epochMs + at(row))) };
    case "user":
      return ids(name, rows, run.trace?.users ?? null, at);
    case "item":
      return ids(name, rows, run.trace?.items ?? null, at);
    case "event-id":
      return ids(name, rows, run.trace?.eventIds ?? null, (row) => lastingId(run, at(row)));
    default:
      return number(column, rows, at);
  }
}

/** A number in the type it was drawn with. */
function number({ name, type }: Pick<RowColumn<Rows>, "name" | "type">, rows: Int32Array, at: (row: number) => number): FlatColumn {
  if (type === "INT") return { name, type: "int32", values: Int32Array.from(rows, at) };
  const stored = type === "DOUBLE" ? "double" : type === "REAL" ? "float" : "int64";
  return { name, type: stored, values: Float64Array.from(rows, at) };
}

/** Ids by the number of the generator, -1 for nobody, or as a file of events names them. */
function ids(name: string, rows: Int32Array, names: TraceNames | null, at: (row: number) => number): FlatColumn {
  if (names === null) return { name, type: "int64", values: Float64Array.from(rows, at), missing: -1 };
  return coded(name, rows, (row) => (at(row) < 0 || at(row) >= names.size ? null : nameOf(names, at(row))));
}

function coded(name: string, rows: Int32Array, textOf: (row: number) => string | null): FlatColumn {
  const known = new Map<string, number>();
  const codes = rows.map((row) => {
    const text = textOf(row);
    if (text === null) return -1;
    const code = known.get(text) ?? known.size;
    known.set(text, code);
    return code;
  });
  return { name, type: "text", codes, texts: [...known.keys()] };
}
