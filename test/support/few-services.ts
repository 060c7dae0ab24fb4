import type { Scenario, ServicesWorkload } from "../../src/scenario/types.ts";
import { smallScenario } from "./small-workload.ts";

/** Three services of unlike size and load. */
export const FEW_SERVICES: ServicesWorkload = {
  eventsPerRow: 20,
  list: [
    {
      name: "orders",
      weight: 5,
      bytes: 900,
      types: [
        { name: "order_created", weight: 2 },
        { name: "order_paid", weight: 1 },
      ],
    },
    { name: "stock", weight: 3, bytes: 300, types: [{ name: "stock_moved", weight: 1 }] },
    { name: "support", weight: 1, bytes: 4000, types: [{ name: "ticket_opened", weight: 1 }] },
  ],
  lateShare: 0.02,
  lateMeanMs: 60_000,
};

/** A scenario without goals whose rows come from a few services. */
export function servicesScenario(): Scenario {
  return smallScenario({
    generator: "services",
    services: FEW_SERVICES,
    sessionsPerSecond: 10,
    dimensions: [{ column: "service", all: "ALL_SERVICES", values: "services" }],
    measures: { sessionCounts: [], shortSessions: null, hourly: [{ column: "events", counts: "events" }] },
  });
}
