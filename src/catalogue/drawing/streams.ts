import type { Column } from "../../design/types.ts";
import type { EventColumns } from "../../engine/rows/dimensions.ts";
import { columnsOf } from "../../engine/rows/row-kind.ts";
import type { RowId } from "../../engine/rows/rows.ts";
import { ROW_KINDS } from "../../engine/rows/rows.ts";
import { APP_EVENTS } from "./event-columns.ts";

/** What a table of the schema can hold: rows of a kind as they travel, or what a store makes of them. */
export type RowKindId = RowId | "listed-item" | "user" | "item";

/** The columns a run fills. A schema table bound to a part is checked against these: a column no stream fills is a finding. */
export type StreamSpec = {
  readonly id: RowKindId;
  readonly title: string;
  readonly columns: readonly Column[];
  /** The kind of the rows it is made of. */
  readonly rows: RowId;
  /** A row with an array stands there as a row for each of its entries. */
  readonly perEntry?: true;
  /** The column whose hour names the storage partition of a row; none where the columns carry the parts of the date. */
  readonly timeColumn?: string;
};

function asTheyTravel(events: EventColumns): readonly StreamSpec[] {
  return ROW_KINDS.map((kind) => ({
    // The registry's ids are those of RowId: both are read off one list.
    id: kind.id as RowId,
    title: kind.title,
    columns: columnsOf(kind, events)
      .filter(({ ownTable }) => ownTable !== true)
      .map(({ name, type }) => ({ name, type })),
    rows: kind.id as RowId,
    ...(kind.timeColumn === undefined ? {} : { timeColumn: kind.timeColumn }),
  })).filter(({ columns }) => columns.length > 0);
}

/** How a list came about. */
const made: readonly Column[] = [
  { name: "made_at", type: "TIMESTAMP" },
  { name: "as_of", type: "TIMESTAMP" },
  { name: "model", type: "INT" },
];

/** When the events of a user or an item happened, the first and the last, and how many rows of them there are. */
const met: readonly Column[] = [
  { name: "first_event_at", type: "TIMESTAMP" },
  { name: "last_event_at", type: "TIMESTAMP" },
  { name: "events", type: "BIGINT" },
];

const asStoresHoldThem = ({ dimensions }: EventColumns): readonly StreamSpec[] => [
  {
    id: "listed-item",
    title: "Lists of recommendations, a row per item",
    columns: [
      { name: "user_id", type: "BIGINT" },
      { name: "rank", type: "INT" },
      { name: "item_id", type: "BIGINT" },
      { name: "score", type: "REAL" },
      ...made,
    ],
    rows: "list",
    perEntry: true,
    timeColumn: "made_at",
  },
  {
    id: "user",
    title: "Users met in the events loaded",
    columns: [{ name: "user_id", type: "BIGINT" }, ...dimensions.map(({ column }) => ({ name: column, type: "VARCHAR" })), ...met],
    rows: "event",
  },
  {
    id: "item",
    title: "Items met in the events loaded",
    columns: [{ name: "item_id", type: "BIGINT" }, ...met, { name: "users", type: "BIGINT" }],
    rows: "event",
  },
];

/** Where events carry this. */
export function streamsOf(events: EventColumns): readonly StreamSpec[] {
  return [...asTheyTravel(events), ...asStoresHoldThem(events)];
}

/** Where nothing else is said of the events. */
export const STREAMS: readonly StreamSpec[] = streamsOf(APP_EVENTS);
