import { STRAGGLERS_MS } from "../engine/flow/app-users.ts";
import { CellSpace, MEASURE_COUNT } from "../engine/flow/cell-space.ts";
import type { EventRows } from "../engine/flow/rows.ts";
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
  /** A row of the session, for its device, version and country. */
  readonly sampleRow: Int32Array;
};

export type GroundTruth = {
  readonly sessions: TrueSessions;
  /** Hour number to finest cells. */
  readonly hours: ReadonlyMap<number, Float64Array>;
  /** Valid, distinct events that left their phones. */
  readonly events: number;
};

/**
 * The batch answer (E22), independent of the streaming operators: every event that left its phone, once per event id, in order
 * of user and event time; a new session where the gap to the event before exceeds `gapMs` (Flink's rule: exactly the gap is
 * still one session).
 */
export function groundTruth(run: RunContext, gapMs: number): GroundTruth {
  const events = run.rows.events;
  const { order, userEnd, valid } = orderByUserAndTime(run);
  const sessions = splitSessions(events, order, userEnd, gapMs, run);
  const hours = hourlyCells(run, valid, sessions);
  return { sessions, hours, events: order.length };
}

function orderByUserAndTime(run: RunContext): { order: Int32Array; userEnd: Int32Array; valid: Uint8Array } {
  const events = run.rows.events;
  const total = events.length;
  const cutoff = run.durationMs + STRAGGLERS_MS * 2;
  const seen = new Uint8Array(total);
  const valid = new Uint8Array(total);
  const perUser = new Int32Array(run.dimensions.users + 1);
  let kept = 0;
  for (let row = 0; row < total; row++) {
    const user = events.user.data[row];
    const id = events.eventId.data[row];
    if (user < 0 || seen[id] === 1 || events.sentAt.data[row] > cutoff) continue;
    seen[id] = 1;
    valid[row] = 1;
    perUser[user + 1]++;
    kept++;
  }
  for (let user = 0; user < run.dimensions.users; user++) perUser[user + 1] += perUser[user];
  const order = new Int32Array(kept);
  const next = perUser.slice(0, run.dimensions.users);
  for (let row = 0; row < total; row++) if (valid[row] === 1) order[next[events.user.data[row]]++] = row;
  const times = events.eventTime.data;
  for (let user = 0; user < run.dimensions.users; user++) {
    for (let i = perUser[user] + 1; i < perUser[user + 1]; i++) {
      const row = order[i];
      let j = i;
      while (j > perUser[user] && times[order[j - 1]] > times[row]) {
        order[j] = order[j - 1];
        j--;
      }
      order[j] = row;
    }
  }
  return { order, userEnd: perUser, valid };
}

function splitSessions(events: EventRows, order: Int32Array, userEnd: Int32Array, gapMs: number, run: RunContext): TrueSessions {
  const starts: number[] = [];
  const times = events.eventTime.data;
  for (let user = 0; user < run.dimensions.users; user++) {
    for (let i = userEnd[user]; i < userEnd[user + 1]; i++) {
      if (i === userEnd[user] || times[order[i]] - times[order[i - 1]] > gapMs) starts.push(i);
    }
  }
  const count = starts.length;
  const code = (name: string): number => run.dimensions.types.indexOf(name);
  const [screen, view, click] = [code("screen_view"), code("notification_view"), code("notification_click")];
  const sessions: TrueSessions = {
    count,
    user: new Int32Array(count),
    startedAt: new Float64Array(count),
    lastEventAt: new Float64Array(count),
    events: new Int32Array(count),
    screens: new Int32Array(count),
    notificationViews: new Int32Array(count),
    notificationClicks: new Int32Array(count),
    sampleRow: new Int32Array(count),
  };
  for (let s = 0; s < count; s++) {
    const from = starts[s];
    const to = s + 1 < count ? starts[s + 1] : order.length;
    sessions.user[s] = events.user.data[order[from]];
    sessions.startedAt[s] = times[order[from]];
    sessions.lastEventAt[s] = times[order[to - 1]];
    sessions.events[s] = to - from;
    sessions.sampleRow[s] = order[from];
    for (let i = from; i < to; i++) {
      const type = events.type.data[order[i]];
      if (type === screen) sessions.screens[s]++;
      else if (type === view) sessions.notificationViews[s]++;
      else if (type === click) sessions.notificationClicks[s]++;
    }
  }
  return sessions;
}

/** Cells by hour, in one pass in order of writing; a bit per user and hour tells who was active. */
function hourlyCells(run: RunContext, valid: Uint8Array, sessions: TrueSessions): Map<number, Float64Array> {
  const { events } = run.rows;
  const space = new CellSpace(run.dimensions);
  const hours = new Map<number, { cells: Float64Array; active: Uint8Array }>();
  const hourOf = (hour: number) => {
    let found = hours.get(hour);
    if (found === undefined) hours.set(hour, (found = { cells: new Float64Array(space.finest * MEASURE_COUNT), active: new Uint8Array((run.dimensions.users >> 3) + 1) }));
    return found;
  };
  const column = new Int8Array(run.dimensions.types.length).fill(-1);
  run.dimensions.types.forEach((name, code) => {
    column[code] = name === "install" ? 1 : name === "screen_view" ? 3 : name === "notification_view" ? 4 : name === "notification_click" ? 5 : -1;
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
    hourOf(Math.floor(sessions.startedAt[s] / run.hourMs)).cells[space.cell(events.device.data[row], events.version.data[row], events.country.data[row]) * MEASURE_COUNT + 2]++;
  }
  return new Map([...hours].map(([hour, { cells }]) => [hour, cells]));
}
