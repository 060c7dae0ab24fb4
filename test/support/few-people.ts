import type { Scenario, SocialWorkload } from "../../src/scenario/types.ts";
import { smallScenario } from "./small-workload.ts";

export const FEW_PEOPLE: SocialWorkload = {
  share: 1,
  mix: { feed: 0.85, post: 0.1, follow: 0.03, unfollow: 0.02 },
  followees: { p50: 10, p99: 60 },
  popularity: { s: 0.8, q: 5 },
  celebrities: { count: 2, followerShare: 0.6 },
  stock: 2000,
  pageSize: 10,
  freshWithinMs: 5000,
  opens: { mean: 0.2, afterMs: 500 },
  fans: { share: 0.1, meanMs: 5000 },
  postBytes: { p50: 400, p99: 2000 },
};

/** A scenario without goals of people who follow each other, post and read feeds. */
export function socialScenario(minutes = 6): Scenario {
  return smallScenario({
    generator: "social",
    social: FEW_PEOPLE,
    durationMs: minutes * 60_000,
    warmupMs: 10_000,
    drainMs: 60_000,
    sessionsPerSecond: 6,
    session: { gapMs: 600_000, meanEvents: 1, thinkMeanMs: 1000 },
    users: 300,
  });
}
