import type { Rows } from "../../engine/rows/rows.ts";
import type { PlainStream } from "./stream-columns.ts";

/**
 * Rows as a reader of a store sees them, which is how they are judged (quality.ts): a newer version of a session, of a cell of the hourly
 * table or of a window takes the place of the older, and a session that was taken back is gone. The same version twice stays twice.
 */
export function newestRows(rows: Rows, stream: PlainStream, held: Int32Array): Int32Array {
  if (stream === "session") return newestSessions(rows, held);
  if (stream === "aggregate") {
    const { hour, device, version, country, task, emission } = rows.aggregates;
    const keyOf = (row: number): string =>
      `${hour.data[row]}/${device.data[row]}/${version.data[row]}/${country.data[row]}/${task.data[row]}`;
    return newestBy(held, keyOf, (row) => emission.data[row]);
  }
  if (stream === "window") {
    const { start, end, key, task, version } = rows.windows;
    return newestBy(
      held,
      (row) => `${start.data[row]}/${end.data[row]}/${key.data[row]}/${task.data[row]}`,
      (row) => version.data[row],
    );
  }
  return held;
}

function newestBy(held: Int32Array, keyOf: (row: number) => string, versionOf: (row: number) => number): Int32Array {
  const newest = new Map<string, number>();
  for (const row of held) {
    const key = keyOf(row);
    newest.set(key, Math.max(newest.get(key) ?? -Infinity, versionOf(row)));
  }
  return held.filter((row) => newest.get(keyOf(row)) === versionOf(row));
}

/** Where rows are keyed by user and start, the last written counts, whatever its number. */
function newestSessions({ sessions }: Rows, held: Int32Array): Int32Array {
  const { sessionId, version, user, startedAt, retracted, keyedByStart } = sessions;
  const byId = new Map<number, number>();
  const byStart = new Map<string, number>();
  const startKey = (row: number): string => `${user.data[row]}/${startedAt.data[row]}`;
  for (const row of held) {
    if (keyedByStart.data[row] === 1) byStart.set(startKey(row), row);
    else if (version.data[row] >= (byId.get(sessionId.data[row]) ?? -Infinity)) byId.set(sessionId.data[row], version.data[row]);
  }
  return held.filter((row) => {
    if (retracted.data[row] === 1) return false;
    if (keyedByStart.data[row] === 0) return byId.get(sessionId.data[row]) === version.data[row];
    const last = byStart.get(startKey(row)) ?? row;
    return sessionId.data[last] === sessionId.data[row] && version.data[last] === version.data[row];
  });
}
