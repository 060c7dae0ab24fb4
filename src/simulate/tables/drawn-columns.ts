import type { StreamSpec } from "../../catalogue/drawing/streams.ts";
import { canonicalType, duckDbType } from "../../design/sql/sql-types.ts";
import type { Column, Table } from "../../design/types.ts";
import type { RunContext } from "../../engine/part/run-context.ts";
import type { DrawnColumn, PathPart } from "../../result/run-table.ts";
import { eventIdColumn, itemColumn, userColumn } from "../read/trace-columns.ts";

const PATH_PARTS: { readonly [name: string]: PathPart } = {
  year: "year",
  month: "month",
  day: "day",
  hour: "hour",
  minute: "minute",
  week: "week",
  date: "date",
  dt: "date",
  ds: "date",
};

/** The columns of a table as drawn, those of its storage path behind the others, and where their values come from. */
export function drawnColumns(table: Table, stream: StreamSpec | null, run: RunContext): readonly DrawnColumn[] {
  const filled = new Map((stream?.columns ?? []).map((column) => [column.name.toLowerCase(), column]));
  return [
    ...table.columns.map((column) => valueColumn(column, filled, run)),
    ...(table.partitionedBy ?? []).map((column) => pathColumn(column, filled, run, stream?.timeColumn)),
  ];
}

function valueColumn({ name, type }: Column, filled: ReadonlyMap<string, Column>, run: RunContext): DrawnColumn {
  const source = filled.get(name.toLowerCase());
  if (source === undefined) return { name, type: duckDbType(type), from: null };
  const ids = idsOf(run, source.name);
  const kept =
    ids === "texts" && canonicalType(type) !== "VARCHAR" ? (source.type.endsWith("]") ? "VARCHAR[]" : "VARCHAR") : duckDbType(type);
  // Whoever is missing has the number -1 in a generator's load.
  return { name, type: kept, from: source.name, ...(ids === "numbers" && run.trace === null ? { missing: -1 } : {}) };
}

function pathColumn(column: Column, filled: ReadonlyMap<string, Column>, run: RunContext, time: string | undefined): DrawnColumn {
  const pathPart = PATH_PARTS[column.name.toLowerCase()];
  if (filled.has(column.name.toLowerCase()) || pathPart === undefined || time === undefined) return valueColumn(column, filled, run);
  return { name: column.name, type: duckDbType(column.type), from: time, pathPart };
}

/** What a column of ids holds in this run: whole numbers, or texts as a file of events has them. Null for other columns. */
function idsOf(run: RunContext, column: string): "numbers" | "texts" | null {
  const made = {
    user_id: () => userColumn(run, column, 0, () => 0),
    event_id: () => eventIdColumn(run, column, 0, () => 0),
    left_event_id: () => eventIdColumn(run, column, 0, () => 0),
    right_event_id: () => eventIdColumn(run, column, 0, () => 0),
    item_id: () => itemColumn(run, column, 0, () => 0),
    items: () => itemColumn(run, column, 0, () => 0),
  };
  if (!Object.hasOwn(made, column)) return null;
  return made[column as keyof typeof made]().type === "text" ? "texts" : "numbers";
}

export function emptyNames(columns: readonly DrawnColumn[]): readonly string[] {
  return columns.filter(({ from }) => from === null).map(({ name }) => name);
}

/** Ids that a file has as texts, whatever type they were drawn with. */
export function textIds(columns: readonly DrawnColumn[], table: Table): readonly string[] {
  return table.columns.filter((column, i) => columns[i].type !== duckDbType(column.type)).map(({ name }) => name);
}
