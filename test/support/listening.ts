import type { Scenario, TasteWorkload } from "../../src/scenario/types.ts";
import { smallScenario } from "./small-workload.ts";

const TASTES: TasteWorkload = {
  items: 600,
  groups: 20,
  popularity: { s: 0.8, q: 5 },
  dims: 4,
  focus: 30,
  perUser: 2,
  fromTaste: 0.9,
  mood: 0.8,
  driftPerSession: 0.05,
  plans: [{ name: "paid", weight: 1, meanActions: 12 }],
  planChangePerSession: 0,
  actions: [
    { name: "listen", share: 0.9, item: true, thinkMeanMs: 20_000 },
    { name: "search", share: 0.1, item: false, thinkMeanMs: 5000 },
  ],
  requests: { atStart: true, everyActions: 2 },
};

/** A few hundred listeners with tastes over half an hour: enough for lists to be better than chance, in a second or two. */
export function listening(change: Partial<TasteWorkload> = {}, minutes = 40): Scenario {
  const base = smallScenario();
  return {
    ...base,
    goals: [],
    incidents: [],
    workload: {
      ...base.workload,
      generator: "tastes",
      durationMs: minutes * 60_000,
      warmupMs: (minutes * 60_000) / 2,
      drainMs: 120_000,
      users: 400,
      sessionsPerSecond: 0.8,
      bursts: [],
      session: { gapMs: 120_000, meanEvents: 12, thinkMeanMs: 20_000 },
      resendShare: 0,
      invalidShare: 0,
      tastes: { ...TASTES, ...change },
    },
  };
}
