import { heldStreams } from "../../catalogue/drawing/held-streams.ts";
import { streamsOf } from "../../catalogue/drawing/streams.ts";
import type { StreamSpec } from "../../catalogue/drawing/streams.ts";
import { kindById } from "../../catalogue/registry.ts";
import { closestStream } from "../../design/check-schema.ts";
import type { Design, Table } from "../../design/types.ts";
import type { AskedColumn, Sees } from "../../engine/queried/query-target.ts";
import type { Dimensions } from "../../engine/rows/dimensions.ts";
import { codeOf } from "../../engine/rows/rows.ts";

/** What a reader asks a store for and is granted of it; `table` null: all tables there. */
export type PersonalColumns = (reader: string, store: string, table: string | null) => readonly AskedColumn[];

/** A column with personal data where it lies; the table that was drawn for it, if one was, and whether it is marked there. */
type Lying = { readonly table: Table | null; readonly stream: StreamSpec; readonly column: string; readonly isMarked: boolean };

/**
 * Personal columns are those that the design has marked, and those that the scenario knows to be so, marked or not: what is not
 * marked is granted to everybody. An extract hands on what it was given: what was masked for it is masked for its readers.
 */
export function personalColumns(design: Design, personal: readonly string[], dimensions: Dimensions): PersonalColumns {
  const known = new Set(personal.map((name) => name.toLowerCase()));
  if (known.size === 0 && !marksAnything(design)) return () => [];
  const streamsAt = heldStreams(design.system, streamsOf(dimensions));
  const lyingAt = (store: string): readonly Lying[] => {
    const streams = (streamsAt(store) ?? []).filter(holdsItsOwnRows);
    if (streams.length === 0) return [];
    const tables = design.schema.tables.filter(({ part, columns }) => part === store && columns.length > 0);
    const drawn = tables.map((table) => ({ table, stream: closestStream(table, streams) }));
    const bare = streams.filter((stream) => !drawn.some((one) => one.stream === stream)).map((stream) => ({ table: null, stream }));
    return [...drawn, ...bare].flatMap(({ table, stream }) => lyingIn(table, stream, known));
  };
  const sees = (reader: string, store: string, lying: Lying): Sees => {
    const own = lying.isMarked ? (lying.table?.grants?.find((grant) => grant.reader === reader)?.sees ?? "all") : "all";
    return own === "all" ? handedOn(store, lying) : own;
  };
  const handedOn = (store: string, { stream, column }: Lying): Sees => {
    const given = storesBehind(design, store).flatMap((behind) =>
      lyingAt(behind)
        .filter((other) => other.stream.rows === stream.rows && other.column === column)
        .map((other) => sees(store, behind, other)),
    );
    return given.length > 0 && given.every((each) => each !== "all") ? "masked" : "all";
  };
  return (reader, store, table) =>
    lyingAt(store)
      .filter((lying) => table === null || lying.table?.id === table || lying.table?.name === table)
      .map((lying) => ({
        table: lying.table?.name ?? lying.stream.id,
        column: lying.column,
        kind: codeOf({ id: lying.stream.rows }),
        sees: sees(reader, store, lying),
      }));
}

/** Is it known of any column of this run that it is personal? */
export function knowsPersonal(design: Design, personal: readonly string[]): boolean {
  return personal.length > 0 || marksAnything(design);
}

function marksAnything({ schema }: Design): boolean {
  return schema.tables.some(({ columns, partitionedBy = [] }) => [...columns, ...partitionedBy].some(({ pii }) => pii === true));
}

/** Tables that SQL makes of events beside them, and lists taken apart, hold no rows that could be counted one by one. */
function holdsItsOwnRows({ id, rows }: StreamSpec): boolean {
  return id === rows;
}

function lyingIn(table: Table | null, stream: StreamSpec, known: ReadonlySet<string>): Lying[] {
  if (table === null)
    return stream.columns.filter(({ name }) => known.has(name)).map(({ name }) => ({ table, stream, column: name, isMarked: false }));
  return [...table.columns, ...(table.partitionedBy ?? [])].flatMap(({ name, pii }): Lying[] => {
    const source = stream.columns.find((column) => column.name.toLowerCase() === name.toLowerCase());
    if (source === undefined || (pii !== true && !known.has(source.name))) return [];
    return [{ table, stream, column: source.name, isMarked: pii === true }];
  });
}

/** The stores that a part asks for rows and hands them on, as it may. A view is made with the rights of whoever owns the tables. */
function storesBehind({ system }: Design, part: string): readonly string[] {
  if (kindById(system.parts.find(({ id }) => id === part)?.kind ?? "")?.family === "warehouse") return [];
  return system.wires.filter(({ from, to }) => to.part === part && carriesRows(system, from)).map(({ from }) => from.part);
}

function carriesRows({ parts }: Design["system"], { part, port }: { readonly part: string; readonly port: string }): boolean {
  const kind = kindById(parts.find(({ id }) => id === part)?.kind ?? "");
  return kind?.ports.some(({ id, direction, carries }) => id === port && direction === "out" && carries.includes("rows")) === true;
}
