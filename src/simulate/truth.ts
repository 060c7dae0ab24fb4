import { STRAGGLERS_MS } from "../engine/flow/app-users.ts";
import { CellSpace, MEASURE_COUNT } from "../engine/flow/cell-space.ts";
import { Float64List, Int32List } from "../engine/kernel/grow.ts";
import type { RunContext } from "../engine/flow/run-context.ts";

/** Sessions as a batch job over all events would find them, ordered by user and start. */
export type TrueSessions = {
  readonly count: number;
  readonly user: Int32Array;
  readonly startedAt: Float64Array;
  readonly lastEventAt: Float64Array;
  readonly events: Int32Array;
  readonly screens: Int32Array;
  readonly notificationViews: Int32Array;
  readonly notificationClicks: Int32Array;
  /** The row of the session that arrived first: its device, version and country are those of the session. */
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
  const valid = validRows(run);
  const order = orderByTime(run, valid);
  const sessions = sessionsOf(run, order, gapMs);
  return { sessions, hours: hourlyCells(run, valid, sessions), events: order.length, valid };
}

/** 1 for rows that count: they have a user, left their phone in time, and are the first with their id. */
function validRows(run: RunContext): Uint8Array {
  const { events } = run.rows;
  const cutoff = run.durationMs + STRAGGLERS_MS * 2;
  let largestId = 0;
  for (let row = 0; row < events.length; row++) largestId = Math.max(largestId, events.eventId.data[row]);
  const seen = new Uint8Array(largestId + 1);
  const valid = new Uint8Array(events.length);
  for (let row = 0; row < events.length; row++) {
    const id = events.eventId.data[row];
    if (events.user.data[row] < 0 || seen[id] === 1 || events.sentAt.data[row] > cutoff) continue;
    seen[id] = 1;
    valid[row] = 1;
  }
  return valid;
}

const ROWS_PER_BUCKET = 8;
/** More rows than this out of order in one bucket are sorted as a whole: a file may hold a million at one moment. */
const FEW = 64;

/** Valid rows by (event time, row): into buckets of about eight rows, which are then put in order. */
function orderByTime(run: RunContext, valid: Uint8Array): Int32Array {
  const { events } = run.rows;
  const times = events.eventTime.data;
  let first = Infinity;
  let last = -Infinity;
  for (let row = 0; row < events.length; row++) {
    if (valid[row] === 0) continue;
    if (times[row] < first) first = times[row];
    if (times[row] > last) last = times[row];
  }
  if (last < first) return new Int32Array(0);
  const perMs = events.length / ROWS_PER_BUCKET / Math.max(1, last - first);
  const starts = new Int32Array(Math.floor((last - first) * perMs) + 2);
  for (let row = 0; row < events.length; row++) if (valid[row] === 1) starts[Math.floor((times[row] - first) * perMs) + 1]++;
  for (let i = 1; i < starts.length; i++) starts[i] += starts[i - 1];
  const order = new Int32Array(starts[starts.length - 1]);
  const next = starts.slice();
  for (let row = 0; row < events.length; row++) if (valid[row] === 1) order[next[Math.floor((times[row] - first) * perMs)]++] = row;
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

type Columns = {
  user: Int32List;
  startedAt: Float64List;
  lastEventAt: Float64List;
  events: Int32List;
  screens: Int32List;
  views: Int32List;
  clicks: Int32List;
  row: Int32List;
};

function sessionsOf(run: RunContext, order: Int32Array, gapMs: number): TrueSessions {
  const { events } = run.rows;
  const code = (name: string): number => run.dimensions.types.indexOf(name);
  const [screen, view, click] = [code("screen_view"), code("notification_view"), code("notification_click")];
  const found: Columns = {
    user: new Int32List(),
    startedAt: new Float64List(),
    lastEventAt: new Float64List(),
    events: new Int32List(),
    screens: new Int32List(),
    views: new Int32List(),
    clicks: new Int32List(),
    row: new Int32List(),
  };
  const current = new Int32Array(run.dimensions.users).fill(-1);
  for (let i = 0; i < order.length; i++) {
    const row = order[i];
    const user = events.user.data[row];
    const at = events.eventTime.data[row];
    let s = current[user];
    if (s < 0 || at - found.lastEventAt.data[s] > gapMs) {
      s = current[user] = found.user.length;
      found.user.push(user);
      found.startedAt.push(at);
      found.lastEventAt.push(at);
      found.row.push(row);
      for (const column of [found.events, found.screens, found.views, found.clicks]) column.push(0);
    }
    found.lastEventAt.data[s] = at;
    if (row < found.row.data[s]) found.row.data[s] = row;
    found.events.data[s]++;
    const type = events.type.data[row];
    if (type === screen) found.screens.data[s]++;
    else if (type === view) found.views.data[s]++;
    else if (type === click) found.clicks.data[s]++;
  }
  return byUser(found, run.dimensions.users);
}

/** Sessions were found in order of their start; a stable count by user orders them by (user, start). */
function byUser(found: Columns, users: number): TrueSessions {
  const count = found.user.length;
  const next = new Int32Array(users + 1);
  for (let s = 0; s < count; s++) next[found.user.data[s] + 1]++;
  for (let user = 0; user < users; user++) next[user + 1] += next[user];
  const place = new Int32Array(count);
  for (let s = 0; s < count; s++) place[s] = next[found.user.data[s]]++;
  const placed = <A extends Int32Array | Float64Array>(from: A, to: A): A => {
    for (let s = 0; s < count; s++) to[place[s]] = from[s];
    return to;
  };
  return {
    count,
    user: placed(found.user.data, new Int32Array(count)),
    startedAt: placed(found.startedAt.data, new Float64Array(count)),
    lastEventAt: placed(found.lastEventAt.data, new Float64Array(count)),
    events: placed(found.events.data, new Int32Array(count)),
    screens: placed(found.screens.data, new Int32Array(count)),
    notificationViews: placed(found.views.data, new Int32Array(count)),
    notificationClicks: placed(found.clicks.data, new Int32Array(count)),
    sampleRow: placed(found.row.data, new Int32Array(count)),
  };
}

/** Cells by hour, in one pass in order of writing; a bit per user and hour tells who was active. */
function hourlyCells(run: RunContext, valid: Uint8Array, sessions: TrueSessions): Map<number, Float64Array> {
  const { events } = run.rows;
  const space = new CellSpace(run.dimensions);
  const hours = new Map<number, { cells: Float64Array; active: Uint8Array }>();
  const hourOf = (hour: number) => {
    let found = hours.get(hour);
    if (found === undefined)
      hours.set(
        hour,
        (found = { cells: new Float64Array(space.finest * MEASURE_COUNT), active: new Uint8Array((run.dimensions.users >> 3) + 1) }),
      );
    return found;
  };
  const column = new Int8Array(run.dimensions.types.length).fill(-1);
  run.dimensions.types.forEach((name, code) => {
    column[code] =
      name === "install" ? 1 : name === "screen_view" ? 3 : name === "notification_view" ? 4 : name === "notification_click" ? 5 : -1;
  });
  for (let row = 0; row < events.length; row++) {
    if (valid[row] === 0) continue;
    const { cells, active } = hourOf(Math.floor(events.eventTime.data[row] / run.hourMs));
    const at = space.cell(events.device.data[row], events.version.data[row], events.country.data[row]) * MEASURE_COUNT;
    cells[at]++;
    const measure = column[events.type.data[row]];
    if (measure >= 0) cells[at + measure]++;
    const user = events.user.data[row];
    if ((active[user >> 3] & (1 << (user & 7))) === 0) {
      active[user >> 3] |= 1 << (user & 7);
      cells[at + 6]++;
    }
  }
  for (let s = 0; s < sessions.count; s++) {
    const row = sessions.sampleRow[s];
    hourOf(Math.floor(sessions.startedAt[s] / run.hourMs)).cells[
      space.cell(events.device.data[row], events.version.data[row], events.country.data[row]) * MEASURE_COUNT + 2
    ]++;
  }
  return new Map([...hours].map(([hour, { cells }]) => [hour, cells]));
}
