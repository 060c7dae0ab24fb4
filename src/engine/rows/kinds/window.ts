import { Float64List, Int32List, Uint8List } from "../../kernel/number-lists.ts";
import { defineRowKind, newestBy } from "../row-kind.ts";
import type { RowNames } from "../row-kind.ts";
import { userText } from "../trace-names.ts";

/** What the key of a window is, by the code of `keyedBy`; without a key it is one window for all. */
export const WINDOW_KEYS = ["all", "user", "type"] as const;

/** One result of a window and key; a later version replaces an earlier one. */
class WindowRows {
  readonly start = new Float64List();
  readonly end = new Float64List();
  /** User, event type code, or 0 where all events are one key. */
  readonly key = new Int32List();
  /** Which of these it is: an index into WINDOW_KEYS. */
  readonly keyedBy = new Uint8List();
  readonly events = new Float64List();
  readonly users = new Float64List();
  readonly bytes = new Float64List();
  /** Rises with every row of the same window, key and task. */
  readonly version = new Int32List();
  /** True time of the newest event counted. */
  readonly newestAt = new Float64List();
  /** Where two tasks make rows for the same window and key, readers add them up. */
  readonly task = new Int32List();

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
    { name: "window_start", type: "TIMESTAMP", holds: "time", read: ({ windows }, row) => windows.start.data[row] },
    { name: "window_end", type: "TIMESTAMP", holds: "time", read: ({ windows }, row) => windows.end.data[row] },
    {
      name: "window_key",
      type: "VARCHAR",
      holds: "text",
      text: (names, { windows }, row) => windowKeyText(names, WINDOW_KEYS[windows.keyedBy.data[row]], windows.key.data[row]),
    },
    { name: "events", type: "BIGINT", holds: "number", read: ({ windows }, row) => windows.events.data[row] },
    { name: "users", type: "BIGINT", holds: "number", read: ({ windows }, row) => windows.users.data[row] },
    { name: "bytes", type: "BIGINT", holds: "number", read: ({ windows }, row) => windows.bytes.data[row] },
    { name: "version", type: "INT", holds: "integer", read: ({ windows }, row) => windows.version.data[row] },
  ],
  bytes: BYTES,
  hourOf: ({ windows }, row, hourMs) => Math.floor(windows.start.data[row] / hourMs),
  timeColumn: "window_start",
  newestEventAt: ({ windows }, row) => windows.newestAt.data[row],
  newestOf: ({ windows }, held) => {
    const { start, end, key, task, version } = windows;
    return newestBy(
      held,
      (row) => `${start.data[row]}/${end.data[row]}/${key.data[row]}/${task.data[row]}`,
      (row) => version.data[row],
    );
  },
});
