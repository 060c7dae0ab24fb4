import { Float64List, Int32List, Uint8List } from "../../kernel/number-lists.ts";
import type { EventColumns } from "../dimensions.ts";
import { defineRowKind } from "../row-kind.ts";
import type { RowColumn } from "../row-kind.ts";

/** One emission of a session: a later version of the same session id replaces an earlier one. */
class SessionRows {
  readonly sessionId = new Float64List();
  readonly version = new Int32List();
  readonly user = new Int32List();
  readonly startedAt = new Float64List();
  readonly lastEventAt = new Float64List();
  readonly windowEnd = new Float64List();
  readonly events = new Int32List();
  /** Its counts, in the order of the workload's. */
  readonly counts: readonly Int32List[];
  /** Codes of the workload's dimensions, in their order. */
  readonly dimensions: readonly Uint8List[];
  /** 1: this session was absorbed by another one; readers must forget it. */
  readonly retracted = new Uint8List();
  /** What a row replaces in a table. 0: the row of the same session id. 1: the row of the same user and start. */
  readonly keyedByStart = new Uint8List();

  constructor({ dimensions, sessionCounts }: EventColumns) {
    this.counts = sessionCounts.map(() => new Int32List());
    this.dimensions = dimensions.map(() => new Uint8List());
  }

  get length(): number {
    return this.user.length;
  }
}

type Tables = { readonly sessions: SessionRows };

/** As JSON in a log; files hold it compressed. */
const BYTES = 240;

function shortColumn({ column, count, atMost }: NonNullable<EventColumns["shortSessions"]>): RowColumn<Tables> {
  return {
    name: column,
    type: "BOOLEAN",
    holds: "flag",
    read: ({ sessions }, row) => (sessions.counts[count].data[row] <= atMost ? 1 : 0),
  };
}

/** What sessionizing makes of a user's events. */
export const sessionKind = defineRowKind<Tables>()({
  id: "session",
  title: "Sessions",
  create: (events): Tables => ({ sessions: new SessionRows(events) }),
  columns: ({ dimensions, sessionCounts, shortSessions }) => [
    { name: "session_id", type: "BIGINT", holds: "number", read: ({ sessions }, row) => sessions.sessionId.data[row] },
    { name: "version", type: "INT", holds: "integer", ownTable: true, read: ({ sessions }, row) => sessions.version.data[row] },
    { name: "user_id", type: "BIGINT", holds: "user", read: ({ sessions }, row) => sessions.user.data[row] },
    { name: "started_at", type: "TIMESTAMP", holds: "time", read: ({ sessions }, row) => sessions.startedAt.data[row] },
    { name: "last_event_at", type: "TIMESTAMP", holds: "time", read: ({ sessions }, row) => sessions.lastEventAt.data[row] },
    { name: "window_end", type: "TIMESTAMP", holds: "time", read: ({ sessions }, row) => sessions.windowEnd.data[row] },
    {
      name: "duration_s",
      type: "DOUBLE",
      holds: "number",
      read: ({ sessions }, row) => (sessions.lastEventAt.data[row] - sessions.startedAt.data[row]) / 1000,
    },
    { name: "events", type: "INT", holds: "integer", read: ({ sessions }, row) => sessions.events.data[row] },
    ...sessionCounts.map(
      ({ column }, c): RowColumn<Tables> => ({
        name: column,
        type: "INT",
        holds: "integer",
        read: ({ sessions }, row) => sessions.counts[c].data[row],
      }),
    ),
    ...(shortSessions === null ? [] : [shortColumn(shortSessions)]),
    ...dimensions.map(
      ({ column }, d): RowColumn<Tables> => ({
        name: column,
        type: "VARCHAR",
        holds: "code",
        names: (named) => named.dimensions[d].names,
        read: ({ sessions }, row) => sessions.dimensions[d].data[row],
      }),
    ),
  ],
  bytes: BYTES,
  userOf: ({ sessions }, row) => sessions.user.data[row],
  compactsBy: ({ sessions }, row) => sessions.sessionId.data[row],
  hourOf: ({ sessions }, row, hourMs) => Math.floor(sessions.startedAt.data[row] / hourMs),
  timeColumn: "started_at",
  newestOf: newestSessions,
});

/** Where rows are keyed by user and start, the last written counts, whatever its number. */
function newestSessions({ sessions }: Tables, held: Int32Array): Int32Array {
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
