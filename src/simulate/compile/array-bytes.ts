import { heldStreams } from "../../catalogue/drawing/held-streams.ts";
import type { RowKindId, StreamSpec } from "../../catalogue/drawing/streams.ts";
import { STREAMS } from "../../catalogue/drawing/streams.ts";
import { closestStream } from "../../design/check-schema.ts";
import { arrayOf, canonicalType, columnBytes } from "../../design/sql/sql-types.ts";
import type { Column, Design, Table } from "../../design/types.ts";
import { ROW_KINDS } from "../../engine/rows/rows.ts";
import type { ArrayBytes, ArrayRowBytes } from "../../engine/part/run-context.ts";

/** Of an id or a number written out in JSON, with its comma. Assumed: no type says it. */
const TEXT_ENTRY_BYTES = 8;

/**
 * S3 for rows that hold an array: the types of the table bound to a part give the bytes of a user vector or a list there. Without
 * such a table it is every column of the stream in its own type.
 */
export function arrayBytesOf(design: Pick<Design, "schema" | "system">): (part: string) => ArrayBytes {
  const streamsAt = heldStreams(design.system);
  return (part) => {
    const ofKind = (kind: string): ArrayRowBytes => {
      const shapes = ARRAY_STREAMS.filter(({ rows }) => rows === kind);
      for (const stream of shapes) {
        const table = tablesOf(design, part, streamsAt(part), stream.id)[0];
        if (table !== undefined) return rowBytes(table.columns, stream);
      }
      return rowBytes(shapes[0].columns, shapes[0]);
    };
    return Object.fromEntries([...new Set(ARRAY_STREAMS.map(({ rows }) => rows))].map((kind) => [kind, ofKind(kind)]));
  };
}

/** Tables bound to a part that describe rows of a stream. */
export function tablesOf(
  { schema }: Pick<Design, "schema">,
  part: string,
  streams: readonly StreamSpec[] | null,
  stream: RowKindId,
): readonly Table[] {
  if (streams === null || streams.length === 0) return [];
  return schema.tables.filter((table) => table.part === part && table.columns.length > 0 && closestStream(table, streams).id === stream);
}

/** What rows with an array can stand as, whole before entry by entry. */
const ARRAY_KINDS: ReadonlySet<string> = new Set(ROW_KINDS.filter(({ bytes }) => typeof bytes !== "number").map(({ id }) => id));
const ARRAY_STREAMS: readonly StreamSpec[] = STREAMS.filter(({ rows }) => ARRAY_KINDS.has(rows));

/** Whether a table describes vectors or lists, going by its columns alone. */
export function holdsArrays(table: Pick<Table, "columns">): boolean {
  return ARRAY_STREAMS.includes(closestStream(table, STREAMS));
}

function rowBytes(columns: readonly Column[], stream: StreamSpec): ArrayRowBytes {
  const filled = new Map(stream.columns.map((column) => [column.name, column.type]));
  const bytes = columns.map((column) => columnWithArray(column.type, filled.get(column.name.toLowerCase()) ?? ""));
  const fixed = bytes.reduce((sum, column) => sum + column.fixed, 0);
  const entry = bytes.reduce((sum, column) => sum + column.entry, 0);
  return stream.perEntry === true ? { fixed: 0, entry: fixed + entry, rows: "perEntry" } : { fixed, entry, rows: "one" };
}

/** A column of a type that is filled with values of another: an array may be kept as bytes or as JSON text. */
function columnWithArray(type: string, filledWith: string): { readonly fixed: number; readonly entry: number } {
  const array = arrayOf(filledWith);
  const kept = canonicalType(type);
  if (array !== null && kept === "BLOB") return { fixed: 0, entry: columnBytes({ type: array.element }) };
  if (array !== null && (kept === "JSON" || (kept === "VARCHAR" && !type.includes("(")))) return { fixed: 2, entry: TEXT_ENTRY_BYTES };
  const fixed = columnBytes({ type }, 0);
  return { fixed, entry: columnBytes({ type }, 1) - fixed };
}
