import type { Scenario, Workload } from "../../src/scenario/types.ts";

/** A few hundred users for some minutes: enough for every part to see sessions, late events and duplicates. */
const FEW_USERS: Workload = {
  generator: "app-users",
  startAt: "2026-03-05T19:00:00Z",
  durationMs: 12 * 60_000,
  warmupMs: 60_000,
  drainMs: 15 * 60_000,
  monthlyMeanEventsPerSecond: 10,
  users: 500,
  sessionsPerSecond: 1,
  diurnal: { peakToMean: 1, peakHour: 20 },
  bursts: [],
  session: { gapMs: 600_000, meanEvents: 8, thinkMeanMs: 5000 },
  activity: { s: 0.5, q: 10 },
  installShare: 0.02,
  notifications: { viewsPerSession: 0.8, clickShare: 0.1 },
  devices: [
    { name: "iPhone 17", weight: 3 },
    { name: "iPad Air", weight: 1 },
  ],
  appVersions: [{ name: "8.4.1", weight: 1 }],
  countries: [{ name: "US", weight: 1 }],
  eventBytes: 220,
  clockOffsetMs: { p50: 300, p99: 3000 },
  offline: { sessionShare: 0.05, meanMs: 120_000 },
  resendShare: 0.02,
  invalidShare: 0.01,
};

/** A scenario without goals around a workload; fields given replace those of the few users. */
export function smallScenario(workload: Partial<Workload> = {}): Scenario {
  return {
    id: "small",
    title: "Small",
    summary: "A few users.",
    prompt: "",
    questions: [],
    workload: { ...FEW_USERS, ...workload },
    goals: [],
    incidents: [],
    measures: [],
    designs: [],
  };
}
