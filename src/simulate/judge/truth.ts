import { STRAGGLERS_MS } from "../../engine/sources/app-users.ts";
import { CellSpace } from "../../engine/rows/cell-space.ts";
import type { RunContext } from "../../engine/part/run-context.ts";

/** Sessions as a batch job over all events would find them, ordered by user and start. */
export type TrueSessions = {
  readonly count: number;
  readonly user: Int32Array;
  readonly startedAt: Float64Array;
  readonly lastEventAt: Float64Array;
  readonly events: Int32Array;
  /** The workload's counts, in their order. */
  readonly counts: readonly Int32Array[];
  /** The row of the session that arrived first: what it carries is what the session carries. */
  readonly sampleRow: Int32Array;
};

export type GroundTruth = {
  readonly sessions: TrueSessions;
  /** Hour number to finest cells. */
  readonly hours: ReadonlyMap<number, Float64Array>;
  /** Valid, distinct events that left their phones. */
  readonly events: number;
  /** 1 for the rows of these events. */
  readonly valid: Uint8Array;
};

/**
 * The batch answer (E22), independent of the streaming operators: every event that left its phone, once per event id, in order
 * of event time; a new session where the gap to the user's event before exceeds `gapMs` (Flink's rule: exactly the gap is
 * still one session).
 */
export function groundTruth(run: RunContext, gapMs: number): GroundTruth {
  const columns = columnsOf(run);
  const valid = validRows(run, columns);
  const order = orderByTime(columns, valid);
  const sessions = sessionsOf(run, columns, order, gapMs);
  return { sessions, hours: hourlyCells(run, columns, valid, sessions), events: order.length, valid };
}

/** What is looked at again and again of every event, side by side: rows in order of time lie all over the segments. */
type Columns = { readonly times: Float64Array; readonly users: Int32Array; readonly types: Uint8Array };

function columnsOf({ rows: { events } }: RunContext): Columns {
  const { length } = events;
  return { times: events.eventTime.flat(length), users: events.user.flat(length), types: events.type.flat(length) };
}

/** 1 for rows that count: they have a user, left their phone in time, and are the first with their id. */
function validRows(run: RunContext, { users }: Columns): Uint8Array {
  const { events } = run.rows;
  const cutoff = run.durationMs + STRAGGLERS_MS * 2;
  const ids = events.eventId.flat(events.length);
  let largestId = 0;
  for (let row = 0; row < ids.length; row++) if (ids[row] > largestId) largestId = ids[row];
  const seen = new Uint8Array(largestId + 1);
  const valid = new Uint8Array(events.length);
  for (let row = 0; row < ids.length; row++) {
    const id = ids[row];
    if (users[row] < 0 || seen[id] === 1 || events.sentAt.at(row) > cutoff) continue;
    seen[id] = 1;
    valid[row] = 1;
  }
  return valid;
}

const ROWS_PER_BUCKET = 8;
/** More rows than this out of order in one bucket are sorted as a whole: a file may hold a million at one moment. */
const FEW = 64;

/** Valid rows by (event time, row): into buckets of about eight rows, which are then put in order. */
function orderByTime({ times }: Columns, valid: Uint8Array): Int32Array {
  let first = Infinity;
  let last = -Infinity;
  for (let row = 0; row < times.length; row++) {
    if (valid[row] === 0) continue;
    if (times[row] < first) first = times[row];
    if (times[row] > last) last = times[row];
  }
  if (last < first) return new Int32Array(0);
  const perMs = times.length / ROWS_PER_BUCKET / Math.max(1, last - first);
  const starts = new Int32Array(Math.floor((last - first) * perMs) + 2);
  for (let row = 0; row < times.length; row++) if (valid[row] === 1) starts[Math.floor((times[row] - first) * perMs) + 1]++;
  for (let i = 1; i < starts.length; i++) starts[i] += starts[i - 1];
  const order = new Int32Array(starts[starts.length - 1]);
  const next = starts.slice();
  for (let row = 0; row < times.length; row++) if (valid[row] === 1) order[next[Math.floor((times[row] - first) * perMs)]++] = row;
  for (let bucket = 0; bucket + 1 < starts.length; bucket++) sortByTime(order, starts[bucket], starts[bucket + 1], times);
  return order;
}

function sortByTime(order: Int32Array, from: number, to: number, times: Float64Array): void {
  if (to - from > FEW) {
    order.subarray(from, to).sort((a, b) => times[a] - times[b] || a - b);
    return;
  }
  for (let i = from + 1; i < to; i++) {
    const row = order[i];
    let j = i;
    while (j > from && times[order[j - 1]] > times[row]) {
      order[j] = order[j - 1];
      j--;
    }
    order[j] = row;
  }
}

/** Sessions while they are found: a row of 64 bytes each, so that an event of a session touches one cache line. */
const STRIDE = 8;
const USER = 0;
const STARTED_AT = 1;
const LAST_EVENT_AT = 2;
const SAMPLE_ROW = 3;
const EVENTS = 4;
/** The first of the workload's counts. */
const COUNTS = 5;

function sessionsOf(run: RunContext, { times, users, types }: Columns, order: Int32Array, gapMs: number): TrueSessions {
  const { sessionCounts } = run.dimensions;
  // Where in a session's row an event of a type counts beside the events.
  const counters = run.dimensions.types.map((name) =>
    sessionCounts.flatMap((count, c) => (count.types.includes(name) ? [COUNTS + c] : [])),
  );
  let found = new Float64Array(STRIDE << 12);
  let count = 0;
  const current = new Int32Array(run.dimensions.users).fill(-1);
  for (let i = 0; i < order.length; i++) {
    const row = order[i];
    const user = users[row];
    const at = times[row];
    let base = current[user];
    if (base < 0 || at - found[base + LAST_EVENT_AT] > gapMs) {
      base = current[user] = count++ * STRIDE;
      if (base === found.length) found = widened(found);
      found[base + USER] = user;
      found[base + STARTED_AT] = at;
      found[base + SAMPLE_ROW] = row;
    }
    found[base + LAST_EVENT_AT] = at;
    if (row < found[base + SAMPLE_ROW]) found[base + SAMPLE_ROW] = row;
    found[base + EVENTS]++;
    const counts = counters[types[row]];
    for (let c = 0; c < counts.length; c++) found[base + counts[c]]++;
  }
  return byUser(found, count, run.dimensions.users, sessionCounts.length);
}

function widened(from: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const to = new Float64Array(from.length * 2);
  to.set(from);
  return to;
}

/** Sessions were found in order of their start; a stable count by user orders them by (user, start). */
function byUser(found: Float64Array, count: number, users: number, counts: number): TrueSessions {
  const next = new Int32Array(users + 1);
  for (let s = 0; s < count; s++) next[found[s * STRIDE + USER] + 1]++;
  for (let user = 0; user < users; user++) next[user + 1] += next[user];
  const ordered: TrueSessions = {
    count,
    user: new Int32Array(count),
    startedAt: new Float64Array(count),
    lastEventAt: new Float64Array(count),
    events: new Int32Array(count),
    counts: Array.from({ length: counts }, () => new Int32Array(count)),
    sampleRow: new Int32Array(count),
  };
  for (let s = 0; s < count; s++) {
    const base = s * STRIDE;
    const place = next[found[base + USER]]++;
    ordered.user[place] = found[base + USER];
    ordered.startedAt[place] = found[base + STARTED_AT];
    ordered.lastEventAt[place] = found[base + LAST_EVENT_AT];
    ordered.events[place] = found[base + EVENTS];
    for (let c = 0; c < counts; c++) ordered.counts[c][place] = found[base + COUNTS + c];
    ordered.sampleRow[place] = found[base + SAMPLE_ROW];
  }
  return ordered;
}

/** Cells by hour, in one pass in order of writing; a bit per user and hour tells who was active. */
function hourlyCells(
  run: RunContext,
  { times, users, types }: Columns,
  valid: Uint8Array,
  sessions: TrueSessions,
): Map<number, Float64Array> {
  const { events } = run.rows;
  const space = new CellSpace(run.dimensions);
  const hours = new Map<number, { cells: Float64Array; active: Uint8Array }>();
  const hourOf = (hour: number) => {
    let found = hours.get(hour);
    if (found === undefined)
      hours.set(
        hour,
        (found = { cells: new Float64Array(space.finest * space.width), active: new Uint8Array((run.dimensions.users >> 3) + 1) }),
      );
    return found;
  };
  const measures = run.dimensions.hourly.map(({ counts }, m) => ({ counts, m }));
  const those = (of: "users" | "sessions"): number[] => measures.filter(({ counts }) => counts === of).map(({ m }) => m);
  const [ofUsers, ofSessions] = [those("users"), those("sessions")];
  const counters = run.dimensions.types.map((name) =>
    measures.filter(({ counts }) => counts === "events" || (typeof counts !== "string" && counts.includes(name))).map(({ m }) => m),
  );
  // Rows that follow each other mostly happened in the same hour.
  let latest = 0;
  let cells: Float64Array = new Float64Array(0);
  let active: Uint8Array = new Uint8Array(0);
  for (let row = 0; row < events.length; row++) {
    if (valid[row] === 0) continue;
    const hour = Math.floor(times[row] / run.hourMs);
    if (hour !== latest || cells.length === 0) ({ cells, active } = hourOf((latest = hour)));
    const at = space.cellOf(events, row) * space.width;
    const counts = counters[types[row]];
    for (let c = 0; c < counts.length; c++) cells[at + counts[c]]++;
    const user = users[row];
    if ((active[user >> 3] & (1 << (user & 7))) === 0) {
      active[user >> 3] |= 1 << (user & 7);
      for (const m of ofUsers) cells[at + m]++;
    }
  }
  for (let s = 0; s < sessions.count; s++) {
    const hour = hourOf(Math.floor(sessions.startedAt[s] / run.hourMs));
    const at = space.cellOf(events, sessions.sampleRow[s]) * space.width;
    for (const m of ofSessions) hour.cells[at + m]++;
  }
  return new Map([...hours].map(([hour, { cells }]) => [hour, cells]));
}
