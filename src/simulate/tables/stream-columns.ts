import { ALL } from "../../engine/rows/rows.ts";
import { booleans, coded, doubles, empty, integers, timestamps } from "../read/columns.ts";
import type { Machine } from "../compile/build-machine.ts";
import { joinColumns } from "./pair-table.ts";
import type { RunColumn } from "../../result/run-table.ts";
import { userColumn } from "../read/trace-columns.ts";
import { windowColumns } from "./window-table.ts";

const HOUR_MS = 3_600_000;

/** What the ALL_ rows of the hourly table have in place of a device, a version and a country. */
export const ALL_ROWS = { device: "ALL_DEVICES", version: "ALL_VERSIONS", country: "ALL_COUNTRIES" } as const;

/** The streams whose rows of a table are plain values. */
export type PlainStream = "session" | "aggregate" | "window" | "join" | "change";

/** The columns of a stream for these rows of it, under the names of catalogue/drawing/streams.ts. */
export function streamColumns(machine: Machine, stream: PlainStream, rows: Int32Array): RunColumn[] {
  const n = rows.length;
  switch (stream) {
    case "session":
      return sessionColumns(machine, rows);
    case "aggregate":
      return aggregateColumns(machine, rows);
    case "window":
      return windowColumns(machine, rows);
    case "join": {
      const { left, right } = machine.run.rows.joins;
      return joinColumns(
        machine,
        Array.from(rows, (row) => [left.data[row], right.data[row]] as const),
      );
    }
    case "change":
      return [integers("key", n, (i) => rows[i]), empty("value", n)];
  }
}

export function sessionColumns(machine: Machine, rows: Int32Array): RunColumn[] {
  const { epochMs, dimensions } = machine.run;
  const { sessions } = machine.run.rows;
  const n = rows.length;
  return [
    doubles("session_id", n, (i) => sessions.sessionId.data[rows[i]]),
    integers("version", n, (i) => sessions.version.data[rows[i]]),
    userColumn(machine.run, "user_id", n, (i) => sessions.user.data[rows[i]]),
    timestamps("started_at", epochMs, n, (i) => sessions.startedAt.data[rows[i]]),
    timestamps("last_event_at", epochMs, n, (i) => sessions.lastEventAt.data[rows[i]]),
    timestamps("window_end", epochMs, n, (i) => sessions.windowEnd.data[rows[i]]),
    doubles("duration_s", n, (i) => (sessions.lastEventAt.data[rows[i]] - sessions.startedAt.data[rows[i]]) / 1000),
    integers("events", n, (i) => sessions.events.data[rows[i]]),
    integers("screens", n, (i) => sessions.screens.data[rows[i]]),
    integers("notification_views", n, (i) => sessions.notificationViews.data[rows[i]]),
    integers("notification_clicks", n, (i) => sessions.notificationClicks.data[rows[i]]),
    booleans("bounced", n, (i) => sessions.screens.data[rows[i]] <= 1),
    coded("device_type", n, dimensions.devices, (i) => sessions.device.data[rows[i]]),
    coded("app_version", n, dimensions.versions, (i) => sessions.appVersion.data[rows[i]]),
    coded("country", n, dimensions.countries, (i) => sessions.country.data[rows[i]]),
  ];
}

function aggregateColumns(machine: Machine, rows: Int32Array): RunColumn[] {
  const { epochMs, dimensions } = machine.run;
  const { aggregates } = machine.run.rows;
  const n = rows.length;
  const date = (i: number) => new Date(epochMs + aggregates.hour.data[rows[i]] * HOUR_MS);
  const named = (name: string, names: readonly string[], codes: Uint8Array, all: string) =>
    coded(name, n, [...names, all], (i) => (codes[rows[i]] === ALL ? names.length : codes[rows[i]]));
  const measure = (name: string, values: Float64Array) => doubles(name, n, (i) => values[rows[i]]);
  return [
    integers("year", n, (i) => date(i).getUTCFullYear()),
    integers("month", n, (i) => date(i).getUTCMonth() + 1),
    integers("day", n, (i) => date(i).getUTCDate()),
    integers("hour", n, (i) => date(i).getUTCHours()),
    named("device_type", dimensions.devices, aggregates.device.data, ALL_ROWS.device),
    named("app_version", dimensions.versions, aggregates.version.data, ALL_ROWS.version),
    named("country", dimensions.countries, aggregates.country.data, ALL_ROWS.country),
    measure("total_events", aggregates.events.data),
    measure("total_installs", aggregates.installs.data),
    measure("total_sessions", aggregates.sessions.data),
    measure("total_views", aggregates.views.data),
    measure("total_notification_views", aggregates.notificationViews.data),
    measure("total_notification_clicks", aggregates.notificationClicks.data),
    measure("active_users", aggregates.activeUsers.data),
  ];
}
