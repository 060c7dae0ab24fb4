import { Float64List, Int32List, Uint8List } from "../../kernel/number-lists.ts";
import { defineRowKind, newestBy } from "../row-kind.ts";

/** One emission of a cell of the hourly table; a later one for the same cell replaces it. */
export class AggregateRows {
  /** Hours since the run's epoch, floored. */
  readonly hour = new Int32List();
  readonly device = new Uint8List();
  readonly version = new Uint8List();
  readonly country = new Uint8List();
  readonly events = new Float64List();
  readonly installs = new Float64List();
  readonly sessions = new Float64List();
  readonly views = new Float64List();
  readonly notificationViews = new Float64List();
  readonly notificationClicks = new Float64List();
  readonly activeUsers = new Float64List();
  /** True time of the newest event in the cell. */
  readonly newestAt = new Float64List();
  /** Rises by one with every emission of the producing task. */
  readonly emission = new Int32List();
  /** Where two tasks make rows for the same cell, readers add them up. */
  readonly task = new Uint8List();

  /** A cell and its measures, in the order of MEASURES (cell-space.ts); returns the row. What its emission says is pushed by whoever emits it. */
  add(hour: number, device: number, version: number, country: number, measures: Float64Array): number {
    this.hour.push(hour);
    this.device.push(device);
    this.version.push(version);
    this.country.push(country);
    this.events.push(measures[0]);
    this.installs.push(measures[1]);
    this.sessions.push(measures[2]);
    this.views.push(measures[3]);
    this.notificationViews.push(measures[4]);
    this.notificationClicks.push(measures[5]);
    this.activeUsers.push(measures[6]);
    return this.hour.length - 1;
  }

  get length(): number {
    return this.hour.length;
  }
}

type Tables = { readonly aggregates: AggregateRows };

/** As JSON in a log; files hold it compressed. */
const BYTES = 200;

/** A cell of the hourly table. */
export const aggregateKind = defineRowKind<Tables>()({
  id: "aggregate",
  title: "Hourly engagement (one big table, with ALL_ rows)",
  create: (): Tables => ({ aggregates: new AggregateRows() }),
  columns: [
    { name: "year", type: "INT", holds: "year", read: ({ aggregates }, row) => aggregates.hour.data[row] },
    { name: "month", type: "INT", holds: "month", read: ({ aggregates }, row) => aggregates.hour.data[row] },
    { name: "day", type: "INT", holds: "day", read: ({ aggregates }, row) => aggregates.hour.data[row] },
    { name: "hour", type: "INT", holds: "hour", read: ({ aggregates }, row) => aggregates.hour.data[row] },
    {
      name: "device_type",
      type: "VARCHAR",
      holds: "code",
      names: ({ devices }) => devices,
      all: "ALL_DEVICES",
      read: ({ aggregates }, row) => aggregates.device.data[row],
    },
    {
      name: "app_version",
      type: "VARCHAR",
      holds: "code",
      names: ({ versions }) => versions,
      all: "ALL_VERSIONS",
      read: ({ aggregates }, row) => aggregates.version.data[row],
    },
    {
      name: "country",
      type: "VARCHAR",
      holds: "code",
      names: ({ countries }) => countries,
      all: "ALL_COUNTRIES",
      read: ({ aggregates }, row) => aggregates.country.data[row],
    },
    { name: "total_events", type: "BIGINT", holds: "number", read: ({ aggregates }, row) => aggregates.events.data[row] },
    { name: "total_installs", type: "BIGINT", holds: "number", read: ({ aggregates }, row) => aggregates.installs.data[row] },
    { name: "total_sessions", type: "BIGINT", holds: "number", read: ({ aggregates }, row) => aggregates.sessions.data[row] },
    { name: "total_views", type: "BIGINT", holds: "number", read: ({ aggregates }, row) => aggregates.views.data[row] },
    {
      name: "total_notification_views",
      type: "BIGINT",
      holds: "number",
      read: ({ aggregates }, row) => aggregates.notificationViews.data[row],
    },
    {
      name: "total_notification_clicks",
      type: "BIGINT",
      holds: "number",
      read: ({ aggregates }, row) => aggregates.notificationClicks.data[row],
    },
    { name: "active_users", type: "BIGINT", holds: "number", read: ({ aggregates }, row) => aggregates.activeUsers.data[row] },
  ],
  bytes: BYTES,
  hourOf: ({ aggregates }, row) => aggregates.hour.data[row],
  alwaysHourly: true,
  newestEventAt: ({ aggregates }, row) => aggregates.newestAt.data[row],
  newestOf: ({ aggregates }, held) => {
    const { hour, device, version, country, task, emission } = aggregates;
    return newestBy(
      held,
      (row) => `${hour.data[row]}/${device.data[row]}/${version.data[row]}/${country.data[row]}/${task.data[row]}`,
      (row) => emission.data[row],
    );
  },
});
