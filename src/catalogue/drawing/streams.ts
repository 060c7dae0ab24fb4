import type { Column } from "../../design/types.ts";

/**
 * What kinds of rows travel on wires, and the columns a run fills for each.
 * A schema table bound to a part is checked against these: a column no stream fills is a finding.
 */
export type RowKindId =
  | "event"
  | "session"
  | "aggregate"
  | "window"
  | "join"
  | "change"
  | "vector"
  | "list"
  | "listed-item"
  | "user"
  | "item";

export type StreamSpec = { readonly id: RowKindId; readonly title: string; readonly columns: readonly Column[] };

const time = "TIMESTAMP";

/** How a list or a vector came about; both are of one user. */
const made: readonly Column[] = [
  { name: "made_at", type: time },
  { name: "as_of", type: time },
  { name: "model", type: "INT" },
];

/** When the events of a user or an item happened, the first and the last, and how many rows of them there are. */
const met: readonly Column[] = [
  { name: "first_event_at", type: time },
  { name: "last_event_at", type: time },
  { name: "events", type: "BIGINT" },
];

export const STREAMS: readonly StreamSpec[] = [
  {
    id: "event",
    title: "App events",
    columns: [
      { name: "event_id", type: "BIGINT" },
      { name: "user_id", type: "BIGINT" },
      { name: "event_type", type: "VARCHAR" },
      { name: "event_time", type: time },
      { name: "sent_at", type: time },
      { name: "device_type", type: "VARCHAR" },
      { name: "app_version", type: "VARCHAR" },
      { name: "country", type: "VARCHAR" },
      { name: "item_id", type: "BIGINT" },
      { name: "bytes", type: "INT" },
    ],
  },
  {
    id: "session",
    title: "Sessions",
    columns: [
      { name: "session_id", type: "BIGINT" },
      { name: "user_id", type: "BIGINT" },
      { name: "started_at", type: time },
      { name: "last_event_at", type: time },
      { name: "window_end", type: time },
      { name: "duration_s", type: "DOUBLE" },
      { name: "events", type: "INT" },
      { name: "screens", type: "INT" },
      { name: "notification_views", type: "INT" },
      { name: "notification_clicks", type: "INT" },
      { name: "bounced", type: "BOOLEAN" },
      { name: "device_type", type: "VARCHAR" },
      { name: "app_version", type: "VARCHAR" },
      { name: "country", type: "VARCHAR" },
    ],
  },
  {
    id: "aggregate",
    title: "Hourly engagement (one big table, with ALL_ rows)",
    columns: [
      { name: "year", type: "INT" },
      { name: "month", type: "INT" },
      { name: "day", type: "INT" },
      { name: "hour", type: "INT" },
      { name: "device_type", type: "VARCHAR" },
      { name: "app_version", type: "VARCHAR" },
      { name: "country", type: "VARCHAR" },
      { name: "total_events", type: "BIGINT" },
      { name: "total_installs", type: "BIGINT" },
      { name: "total_sessions", type: "BIGINT" },
      { name: "total_views", type: "BIGINT" },
      { name: "total_notification_views", type: "BIGINT" },
      { name: "total_notification_clicks", type: "BIGINT" },
      { name: "active_users", type: "BIGINT" },
    ],
  },
  {
    id: "window",
    title: "Counts by window and key",
    columns: [
      { name: "window_start", type: time },
      { name: "window_end", type: time },
      { name: "window_key", type: "VARCHAR" },
      { name: "events", type: "BIGINT" },
      { name: "users", type: "BIGINT" },
      { name: "bytes", type: "BIGINT" },
      { name: "version", type: "INT" },
    ],
  },
  {
    id: "join",
    title: "Pairs of events that belong together",
    columns: [
      { name: "left_event_id", type: "BIGINT" },
      { name: "right_event_id", type: "BIGINT" },
      { name: "user_id", type: "BIGINT" },
      { name: "item_id", type: "BIGINT" },
      { name: "left_time", type: time },
      { name: "right_time", type: time },
      { name: "delay_s", type: "DOUBLE" },
    ],
  },
  {
    id: "change",
    title: "Changes of keyed state (a changelog)",
    columns: [
      { name: "key", type: "BIGINT" },
      { name: "value", type: "VARCHAR" },
    ],
  },
  {
    id: "vector",
    title: "User vectors",
    columns: [{ name: "user_id", type: "BIGINT" }, { name: "vector", type: "REAL[]" }, ...made],
  },
  {
    id: "list",
    title: "Lists of recommendations, a row each",
    columns: [{ name: "user_id", type: "BIGINT" }, { name: "items", type: "BIGINT[]" }, { name: "scores", type: "REAL[]" }, ...made],
  },
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
  },
  {
    id: "user",
    title: "Users met in the events loaded",
    columns: [
      { name: "user_id", type: "BIGINT" },
      { name: "device_type", type: "VARCHAR" },
      { name: "app_version", type: "VARCHAR" },
      { name: "country", type: "VARCHAR" },
      ...met,
    ],
  },
  {
    id: "item",
    title: "Items met in the events loaded",
    columns: [{ name: "item_id", type: "BIGINT" }, ...met, { name: "users", type: "BIGINT" }],
  },
];
