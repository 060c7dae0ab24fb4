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
