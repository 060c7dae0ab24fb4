import type { EventColumns } from "../../engine/rows/dimensions.ts";

/**
 * What events carry where a workload names nothing else, and what is counted of them: a phone, the version of the app on it, a
 * country, and the engagement with it. A drawing without a scenario is checked against these; a run has the names behind the codes.
 */
export const APP_EVENTS: EventColumns = {
  dimensions: [
    { column: "device_type", all: "ALL_DEVICES", names: [] },
    { column: "app_version", all: "ALL_VERSIONS", names: [] },
    { column: "country", all: "ALL_COUNTRIES", names: [] },
  ],
  sessionCounts: [
    { column: "screens", types: ["screen_view"] },
    { column: "notification_views", types: ["notification_view"] },
    { column: "notification_clicks", types: ["notification_click"] },
  ],
  shortSessions: { column: "bounced", count: 0, atMost: 1 },
  hourly: [
    { column: "total_events", counts: "events" },
    { column: "total_installs", counts: ["install"] },
    { column: "total_sessions", counts: "sessions" },
    { column: "total_views", counts: ["screen_view"] },
    { column: "total_notification_views", counts: ["notification_view"] },
    { column: "total_notification_clicks", counts: ["notification_click"] },
    { column: "active_users", counts: "users" },
  ],
};

type Valued = { readonly name: string; readonly weight: number };

/** A dimension of the events as a workload's generator draws it: what a user may have, the plans of tastes, or the services. */
export type Trait = { readonly column: string; readonly all: string; readonly values: readonly Valued[] | "plans" | "services" };

/** Of a workload, what says which columns its events carry (`scenario/types.ts` has the whole). */
export type WorkloadColumns = {
  readonly dimensions?: readonly Trait[];
  readonly measures?: Pick<EventColumns, "sessionCounts" | "shortSessions" | "hourly">;
  readonly devices: readonly Valued[];
  readonly appVersions: readonly Valued[];
  readonly countries: readonly Valued[];
  readonly tastes?: { readonly plans: readonly { readonly name: string }[] };
  readonly services?: { readonly list: readonly { readonly name: string }[] };
};

const BY_LIST = { device_type: "devices", app_version: "appVersions", country: "countries" } as const;

/** As the workload says; else the lists every workload has, plans standing where app versions do. */
export function traitsOf(workload: WorkloadColumns): readonly Trait[] {
  if (workload.dimensions !== undefined) return workload.dimensions;
  return APP_EVENTS.dimensions.map(({ column, all }) => {
    const list = BY_LIST[column as keyof typeof BY_LIST];
    return { column, all, values: list === "appVersions" && workload.tastes !== undefined ? "plans" : workload[list] };
  });
}

function namesOf(values: Trait["values"], { tastes, services }: WorkloadColumns): string[] {
  if (values === "services") return (services?.list ?? []).map(({ name }) => name);
  return (values === "plans" ? (tastes?.plans ?? []) : values).map(({ name }) => name);
}

/** What events carry and what is counted of them: as the workload says, else as events of an app do. */
export function eventColumnsOf(workload: WorkloadColumns | null): EventColumns {
  if (workload === null) return { ...APP_EVENTS, dimensions: APP_EVENTS.dimensions.map((each) => ({ ...each, names: ["none"] })) };
  return {
    ...(workload.measures ?? APP_EVENTS),
    dimensions: traitsOf(workload).map(({ column, all, values }) => ({ column, all, names: namesOf(values, workload) })),
  };
}
