import type { RequestsWorkload, Scenario } from "../../src/scenario/types.ts";
import { smallScenario } from "./small-workload.ts";

export const FEW_REQUESTS: RequestsWorkload = {
  share: 1,
  mix: { read: 0.8, insert: 0.15, write: 0.03, delete: 0.02 },
  stock: 2000,
  itemsPerRow: 1000,
  popularity: { s: 0.9, q: 0 },
  fresh: { share: 0.3, meanAgeMs: 2000 },
  unknownShare: 0.02,
  repeatedShare: 0.1,
  expiring: { share: 0.05, meanMs: 30_000 },
  itemBytes: { p50: 400, p99: 2000 },
};

/** A scenario without goals of clients who store things and follow links. */
export function requestsScenario(minutes = 6): Scenario {
  return smallScenario({
    generator: "requests",
    requests: FEW_REQUESTS,
    durationMs: minutes * 60_000,
    warmupMs: 10_000,
    drainMs: 60_000,
    sessionsPerSecond: 20,
    session: { gapMs: 600_000, meanEvents: 1, thinkMeanMs: 1000 },
    users: 200,
  });
}
