import { KeyMap } from "../../kernel/key-map.ts";
import { float64s, int32s, uint8s } from "../packed-list.ts";
import type { PackedList } from "../packed-list.ts";
import type { EventColumns } from "../dimensions.ts";
import { defineRowKind } from "../row-kind.ts";
import type { RowColumn } from "../row-kind.ts";

/** One emission of a session: a later version of the same session id replaces an earlier one. */
class SessionRows {
  readonly sessionId = float64s();
  readonly version = int32s();
  readonly user = int32s();
  readonly startedAt = float64s();
  readonly lastEventAt = float64s();
  readonly windowEnd = float64s();
  readonly events = int32s();
  /** Its counts, in the order of the workload's. */
  readonly counts: readonly PackedList<Int32Array>[];
  /** Codes of the workload's dimensions, in their order. */
  readonly dimensions: readonly PackedList<Uint8Array>[];
  /** 1: this session was absorbed by another one; readers must forget it. */
  readonly retracted = uint8s();
  /** What a row replaces in a table. 0: the row of the same session id. 1: the row of the same user and start. */
  readonly keyedByStart = uint8s();

  constructor({ dimensions, sessionCounts }: EventColumns) {
    this.counts = sessionCounts.map(() => int32s());
    this.dimensions = dimensions.map(() => uint8s());
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
    read: ({ sessions }, row) => (sessions.counts[count].at(row) <= atMost ? 1 : 0),
  };
}

/** What sessionizing makes of a user's events. */
export const sessionKind = defineRowKind<Tables>()({
  id: "session",
  title: "Sessions",
  create: (events): Tables => ({ sessions: new SessionRows(events) }),
  columns: ({ dimensions, sessionCounts, shortSessions }) => [
    { name: "session_id", type: "BIGINT", holds: "number", read: ({ sessions }, row) => sessions.sessionId.at(row) },
    { name: "version", type: "INT", holds: "integer", ownTable: true, read: ({ sessions }, row) => sessions.version.at(row) },
    { name: "user_id", type: "BIGINT", holds: "user", read: ({ sessions }, row) => sessions.user.at(row) },
    { name: "started_at", type: "TIMESTAMP", holds: "time", read: ({ sessions }, row) => sessions.startedAt.at(row) },
    { name: "last_event_at", type: "TIMESTAMP", holds: "time", read: ({ sessions }, row) => sessions.lastEventAt.at(row) },
    { name: "window_end", type: "TIMESTAMP", holds: "time", read: ({ sessions }, row) => sessions.windowEnd.at(row) },
    {
      name: "duration_s",
      type: "DOUBLE",
      holds: "number",
      read: ({ sessions }, row) => (sessions.lastEventAt.at(row) - sessions.startedAt.at(row)) / 1000,
    },
    { name: "events", type: "INT", holds: "integer", read: ({ sessions }, row) => sessions.events.at(row) },
    ...sessionCounts.map(
      ({ column }, c): RowColumn<Tables> => ({
        name: column,
        type: "INT",
        holds: "integer",
        read: ({ sessions }, row) => sessions.counts[c].at(row),
      }),
    ),
    ...(shortSessions === null ? [] : [shortColumn(shortSessions)]),
    ...dimensions.map(
      ({ column }, d): RowColumn<Tables> => ({
        name: column,
        type: "VARCHAR",
        holds: "code",
        names: (named) => named.dimensions[d].names,
        read: ({ sessions }, row) => sessions.dimensions[d].at(row),
      }),
    ),
  ],
  bytes: BYTES,
  userOf: ({ sessions }, row) => sessions.user.at(row),
  compactsBy: ({ sessions }, row) => sessions.sessionId.at(row),
  mergesBy: ({ sessions }, row) => `${sessions.user.at(row)}/${sessions.startedAt.at(row)}`,
  hourOf: ({ sessions }, row, hourMs) => Math.floor(sessions.startedAt.at(row) / hourMs),
  timeColumn: "started_at",
  newestOf: newestSessions,
});

/** Where rows are keyed by user and start, the last written counts, whatever its number. */
function newestSessions({ sessions }: Tables, held: Int32Array): Int32Array {
  const { sessionId, version, user, startedAt, retracted, keyedByStart } = sessions;
  /** Ids of tasks lie far apart: whole numbers beyond 32 bits, which a `Map` keeps in an object each. */
  const byId = new KeyMap(held.length);
  const byStart = new Map<string, number>();
  const startKey = (row: number): string => `${user.at(row)}/${startedAt.at(row)}`;
  for (const row of held) {
    if (keyedByStart.at(row) === 1) byStart.set(startKey(row), row);
    else if (version.at(row) >= byId.get(sessionId.at(row))) byId.set(sessionId.at(row), version.at(row));
  }
  return held.filter((row) => {
    if (retracted.at(row) === 1) return false;
    if (keyedByStart.at(row) === 0) return byId.get(sessionId.at(row)) === version.at(row);
    const last = byStart.get(startKey(row)) ?? row;
    return sessionId.at(last) === sessionId.at(row) && version.at(last) === version.at(row);
  });
}
