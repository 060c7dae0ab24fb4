import { float64s, int32s, uint8s } from "../packed-list.ts";
import { defineRowKind, newestBy } from "../row-kind.ts";
import type { RowNames } from "../row-kind.ts";
import { userText } from "../trace-names.ts";

/** What the key of a window is, by the code of `keyedBy`; without a key it is one window for all. */
export const WINDOW_KEYS = ["all", "user", "type"] as const;

/** One result of a window and key; a later version replaces an earlier one. */
class WindowRows {
  readonly start = float64s();
  readonly end = float64s();
  /** User, event type code, or 0 where all events are one key. */
  readonly key = int32s();
  /** Which of these it is: an index into WINDOW_KEYS. */
  readonly keyedBy = uint8s();
  readonly events = float64s();
  readonly users = float64s();
  readonly bytes = float64s();
  /** Rises with every row of the same window, key and task. */
  readonly version = int32s();
  /** True time of the newest event counted. */
  readonly newestAt = float64s();
  /** Where two tasks make rows for the same window and key, readers add them up. */
  readonly task = int32s();

  get length(): number {
    return this.start.length;
  }
}

type Tables = { readonly windows: WindowRows };

/** As JSON in a log; files hold it compressed. */
const BYTES = 120;

/** Users stand there as the run names them, types by their name. */
export function windowKeyText({ trace, dimensions }: RowNames, keyedBy: (typeof WINDOW_KEYS)[number], key: number): string {
  return keyedBy === "user" ? userText(trace?.users ?? null, key) : keyedBy === "type" ? dimensions.types[key] : "all";
}

/** What windowed counting makes. */
export const windowKind = defineRowKind<Tables>()({
  id: "window",
  title: "Counts by window and key",
  create: (): Tables => ({ windows: new WindowRows() }),
  columns: [
    { name: "window_start", type: "TIMESTAMP", holds: "time", read: ({ windows }, row) => windows.start.at(row) },
    { name: "window_end", type: "TIMESTAMP", holds: "time", read: ({ windows }, row) => windows.end.at(row) },
    {
      name: "window_key",
      type: "VARCHAR",
      holds: "text",
      text: (names, { windows }, row) => windowKeyText(names, WINDOW_KEYS[windows.keyedBy.at(row)], windows.key.at(row)),
    },
    { name: "events", type: "BIGINT", holds: "number", read: ({ windows }, row) => windows.events.at(row) },
    { name: "users", type: "BIGINT", holds: "number", read: ({ windows }, row) => windows.users.at(row) },
    { name: "bytes", type: "BIGINT", holds: "number", read: ({ windows }, row) => windows.bytes.at(row) },
    { name: "version", type: "INT", holds: "integer", read: ({ windows }, row) => windows.version.at(row) },
  ],
  bytes: BYTES,
  mergesBy: ({ windows }, row) => `${windows.start.at(row)}/${windows.end.at(row)}/${windows.keyedBy.at(row)}/${windows.key.at(row)}`,
  hourOf: ({ windows }, row, hourMs) => Math.floor(windows.start.at(row) / hourMs),
  timeColumn: "window_start",
  newestEventAt: ({ windows }, row) => windows.newestAt.at(row),
  newestOf: ({ windows }, held) => {
    const { start, end, key, task, version } = windows;
    return newestBy(
      held,
      (row) => `${start.at(row)}/${end.at(row)}/${key.at(row)}/${task.at(row)}`,
      (row) => version.at(row),
    );
  },
});
