import { heldStreams } from "../../catalogue/drawing/held-streams.ts";
import type { RowKindId } from "../../catalogue/drawing/streams.ts";
import { STREAMS } from "../../catalogue/drawing/streams.ts";
import { closestStream } from "../../design/check-schema.ts";
import type { Design, Endpoint, Table } from "../../design/types.ts";
import type { ServedList, TryRow } from "../../result/try-answer.ts";

/** The table an endpoint reads, and whether its rows are lists, items of lists, or something else that stands in the store. */
export type ReadTable = { readonly table: Table; readonly holds: "list" | "listed-item" | "other" };

/** null: the endpoint is bound to no table, or to one that is gone. */
export function readTable(design: Design, { reads }: Endpoint): ReadTable | null {
  const table = design.schema.tables.find(({ id, name }) => id === reads?.table || name === reads?.table);
  if (table === undefined || reads === undefined) return null;
  // What reaches the store goes first where columns fit several streams as well.
  const held = heldStreams(design.system)(reads.part) ?? [];
  const stream: RowKindId = closestStream(table, [...held, ...STREAMS]).id;
  return { table, holds: stream === "list" || stream === "listed-item" ? stream : "other" };
}

/** The answer of an endpoint that is bound to no table. */
const UNBOUND = ["user_id", "made_at", "as_of", "items"];
const PARTS_OF_ONE = 10_000;

/** A list as the endpoint answers with it: in the columns of the table it reads, a row for the list or for each of its items. */
export function listBody(list: ServedList, read: ReadTable | null, epochMs: number): readonly TryRow[] {
  const { items, user, cause } = list;
  const id = (text: string): string | number => (/^(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : text);
  const scores = items.map(({ score }) => Math.round(score * PARTS_OF_ONE) / PARTS_OF_ONE);
  const time = (ms: number): string => new Date(epochMs + ms).toISOString();
  const about: TryRow = {
    user_id: id(user),
    made_at: time(list.madeAtMs),
    as_of: cause === null ? null : time(cause.happenedAtMs),
    model: list.model,
    made_by: list.madeBy,
    store: list.answeredBy,
  };
  const columns = read === null ? UNBOUND : read.table.columns.map(({ name }) => name);
  const drawn = (row: TryRow): TryRow => Object.fromEntries(columns.map((name) => [name, row[name.toLowerCase()] ?? null]));
  if (read?.holds === "listed-item")
    return items.map(({ item }, at) => drawn({ ...about, rank: at + 1, item_id: id(item), score: scores[at] ?? null }));
  return [drawn({ ...about, items: items.map(({ item }) => id(item)), scores })];
}
