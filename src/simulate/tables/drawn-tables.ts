import { heldStreams } from "../../catalogue/drawing/held-streams.ts";
import type { StreamSpec } from "../../catalogue/drawing/streams.ts";
import { streamsOf } from "../../catalogue/drawing/streams.ts";
import { closestStream } from "../../design/check-schema.ts";
import type { Design, Table } from "../../design/types.ts";
import { isListStore } from "../../engine/tables/list-store.ts";
import { LOG } from "../../engine/feeds/log-part.ts";
import { SHOWS } from "../../engine/queried/visible-rows.ts";
import type { RowKind } from "../../engine/rows/row-kind.ts";
import type { Rows } from "../../engine/rows/rows.ts";
import { codeOf, EVENT } from "../../engine/rows/rows.ts";
import { integers } from "../read/columns.ts";
import type { Machine } from "../compile/build-machine.ts";
import { itemColumns, userColumns } from "./dimension-rows.ts";
import { drawnColumns, emptyNames, textIds } from "./drawn-columns.ts";
import { heldCount, heldRows } from "./held-rows.ts";
import type { RunColumn, RunTable } from "../../result/run-table.ts";
import { HELD_LISTS, VECTORS_AT_MOST, keptVectors, listCount, listsOfPart } from "./list-tables.ts";
import type { ListSource } from "./list-tables.ts";
import { rowColumns } from "../read/row-columns.ts";

/** A table of the schema, under the name it has in SQL. */
export type DrawnTable = {
  readonly name: string;
  readonly table: Table;
  readonly part: string;
  /** What fills it; null where nothing is known to reach the part. */
  readonly stream: StreamSpec | null;
};

/** A table other than of events holds no more rows than this, the newest. */
const ROWS_AT_MOST = 500_000;

/**
 * The tables of the schema that are bound to a part of the drawing, by name. `own` are the names of the run's own tables, which stay
 * theirs: a table drawn with one of them gets `_drawn` behind it. SQL does not tell cases apart.
 */
export function drawnTables(design: Design, machine: Machine, own: readonly string[]): ReadonlyMap<string, DrawnTable> {
  const streamsAt = heldStreams(design.system, streamsOf(machine.run.dimensions));
  const bound = design.schema.tables.filter(({ part, columns }) => part !== undefined && machine.nodes.has(part) && columns.length > 0);
  const taken = new Set([...own, ...bound.map(({ name }) => name)].map((name) => name.toLowerCase()));
  const found = new Map<string, DrawnTable>();
  for (const table of bound) {
    const part = table.part ?? "";
    const streams = streamsAt(part) ?? [];
    const stream = streams.length === 0 ? null : closestStream(table, streams);
    const isOwn = own.some((name) => name.toLowerCase() === table.name.toLowerCase()) && !takesOver(machine, table, stream);
    const name = isOwn ? freeName(table.name, taken) : table.name;
    found.set(name, { name, table, part, stream });
  }
  return found;
}

/** The lists of a serving store need no second table of the same name. */
function takesOver(machine: Machine, table: Table, stream: StreamSpec | null): boolean {
  const node = machine.nodes.get(table.part ?? "");
  return table.name.toLowerCase() === HELD_LISTS && node !== undefined && isListStore(node) && isOfLists(stream);
}

const isOfLists = (stream: StreamSpec | null): boolean => stream?.id === "list" || stream?.id === "listed-item";

function freeName(name: string, taken: Set<string>): string {
  let free = `${name}_drawn`;
  for (let n = 2; taken.has(free.toLowerCase()); n++) free = `${name}_drawn_${n}`;
  taken.add(free.toLowerCase());
  return free;
}

/** The values of a table, or the numbers of the events it holds. */
type Filling = { readonly rows: number; readonly columns: readonly RunColumn[]; readonly rowsOf?: string; readonly note?: string };

/** S4: made with the columns it was drawn with, and filled with what its part holds at the end. */
export function drawnTable(source: ListSource, drawn: DrawnTable): RunTable {
  const { machine } = source;
  const { name, table, part, stream } = drawn;
  const title = machine.parts.find((one) => one.part.id === part)?.part.title ?? part;
  const filling = fillingOf(source, drawn, title);
  const shown = drawnColumns(table, stream, machine.run);
  const empty = emptyNames(shown);
  const texts = textIds(shown, table);
  const note = [
    ...(name === table.name ? [] : [`Drawn as ${table.name}, a name a table of the run has.`]),
    ...(filling.note === undefined ? [] : [filling.note]),
    ...(empty.length === 0 ? [] : [`Nothing fills ${empty.join(", ")}.`]),
    ...(texts.length === 0 ? [] : [`${texts.join(", ")}: texts, as in the file of events.`]),
  ].join(" ");
  return {
    name,
    rows: filling.rows,
    columns: filling.columns,
    ...(note === "" ? {} : { note }),
    drawn: { part: title, ...(filling.rowsOf === undefined ? {} : { rowsOf: filling.rowsOf }), columns: shown },
  };
}

function fillingOf(source: ListSource, { name, part, stream }: DrawnTable, title: string): Filling {
  const { machine } = source;
  if (isOfLists(stream)) {
    const lists = listsOfPart(source, name, part, stream?.id === "listed-item");
    return lists ?? keepsNone(title);
  }
  const held = stream === null ? null : heldRows(machine, part, codeOf({ id: stream.rows }));
  if (held === null || stream === null) return keepsNone(title);
  if (stream.id === "event") return eventNumbers(machine, held);
  if (stream.id === "user" || stream.id === "item") return dimension(machine, held, stream.id);
  if (stream.id === "vector") return keptVectors(machine, held);
  return plainRows(machine, part, kindOfStream(machine, stream), held);
}

/** Logs and files keep every row as it came; elsewhere a newer version takes the place of the older. */
function plainRows(machine: Machine, part: string, kind: RowKind<Rows>, held: Int32Array): Filling {
  const seen = seenRows(machine, part, kind, held);
  const rows = seen.subarray(Math.max(0, seen.length - ROWS_AT_MOST));
  const notes = [
    ...(rows.length === seen.length ? [] : [`The last ${whole(rows.length)} of ${whole(seen.length)} rows.`]),
    ...(keepsVersions(machine, part) && kind.newestOf(machine.run.rows, seen).length < seen.length ? [OLDER_STAY] : []),
  ];
  const filling = { rows: rows.length, columns: rowColumns(machine.run, kind, rows) };
  return notes.length === 0 ? filling : { ...filling, note: notes.join(" ") };
}

const OLDER_STAY = "Every row as it came: a newer version stands beside the older one.";

function keepsVersions({ nodes }: Machine, part: string): boolean {
  const node = nodes.get(part);
  return LOG.of(node) !== null || SHOWS.of(node)?.keepsVersions === true;
}

function seenRows(machine: Machine, part: string, kind: RowKind<Rows>, held: Int32Array): Int32Array {
  return keepsVersions(machine, part) ? held : kind.newestOf(machine.run.rows, held);
}

const kindOfStream = ({ run }: Machine, { rows }: StreamSpec): RowKind<Rows> => run.rows.kinds[codeOf({ id: rows })];
const whole = (count: number): string => count.toLocaleString("en-US");
const keepsNone = (title: string): Filling => ({ rows: 0, columns: [], note: `${title} keeps no rows of it.` });

function dimension({ run }: Machine, held: Int32Array, of: "user" | "item"): Filling {
  const columns = of === "user" ? userColumns(run, held) : itemColumns(run, held);
  return { rows: rowsIn(columns[0]), columns, note: "Made in SQL from the events that lie there." };
}

function eventNumbers({ run }: Machine, held: Int32Array): Filling {
  const isAll = held.length === run.rows.events.length && held.every((row, i) => row === i);
  return { rows: held.length, columns: isAll ? [] : [integers("row", held.length, (i) => held[i])], rowsOf: "events" };
}

function rowsIn(column: RunColumn): number {
  return column.type === "list" ? column.offsets.length - 1 : column.type === "text" ? column.codes.length : column.values.length;
}

/** How many rows these tables have, as far as that is known without working out a list. */
export function drawnCounts(source: ListSource, drawn: Iterable<DrawnTable>): [string, number][] {
  return [...drawn].flatMap(({ name, part, stream }): [string, number][] => {
    if (stream?.id === "listed-item") return [];
    if (stream?.id === "list") return [[name, listCount(source, part)]];
    if (stream?.id === "event") return [[name, heldCount(source.machine, part, EVENT) ?? 0]];
    const held = stream === null ? null : heldRows(source.machine, part, codeOf({ id: stream.rows }));
    if (held === null || stream === null) return [[name, 0]];
    if (stream.id === "user" || stream.id === "item") return [[name, dimension(source.machine, held, stream.id).rows]];
    if (stream.id === "vector") return [[name, Math.min(held.length, VECTORS_AT_MOST)]];
    return [[name, Math.min(ROWS_AT_MOST, seenRows(source.machine, part, kindOfStream(source.machine, stream), held).length)]];
  });
}
