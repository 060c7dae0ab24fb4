import { must } from "../../src/base/assert.ts";
import type { Settings } from "../../src/design/types.ts";
import type { ItemQuality } from "../../src/result/result.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import type { RequestsWorkload } from "../../src/scenario/types.ts";
import { createRun } from "../../src/simulate/run.ts";
import { drawing } from "./drawing.ts";
import { FEW_REQUESTS, requestsScenario } from "./few-requests.ts";

export type Pastes = {
  readonly items: ItemQuality;
  /** GB-months a part is billed for. */
  readonly stored: (part: string) => number;
  readonly expiredShare: number;
  readonly refusedBy: { readonly [reason: string]: number };
};

/** A minute of pastes: clients, a service, PostgreSQL for metadata and objects for texts, with a clean-up where settings of one are given. */
export function pastes(
  settings: { app?: Settings; db?: Settings; cleanup?: Settings },
  { requests = {} as Partial<RequestsWorkload>, faults = [] as readonly FaultSpec[], seed = 1 } = {},
): Pastes {
  const { app = {}, db = {}, cleanup } = settings;
  const base = requestsScenario(1);
  const itemBytes = { p50: 4000, p99: 40_000 };
  const workload = { ...base.workload, sessionsPerSecond: 50, requests: { ...FEW_REQUESTS, itemBytes, ...requests } };
  const goals = [{ id: "tidy", label: "Tidy", metric: "stored.expiredShare", op: "<=", target: 1, unit: "share", must: false }] as never;
  const created = createRun({
    design: drawing({
      parts: [
        { id: "clients", kind: "request-clients" },
        { id: "app", kind: "app-service", settings: app },
        { id: "db", kind: "postgres", settings: db },
        { id: "texts", kind: "s3-objects" },
        ...(cleanup === undefined ? [] : [{ id: "cleanup", kind: "cleanup-service", settings: cleanup }]),
      ],
      wires: [
        "clients.requests -> app.calls",
        "app.store -> db.calls",
        "app.blobs -> texts.calls",
        ...(cleanup === undefined ? [] : ["cleanup.stores -> db.calls", "cleanup.stores -> texts.calls"]),
      ],
    }),
    scenario: { ...base, goals, workload },
    seed,
    faults,
  });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const run = created.value;
  while (!run.over) run.step();
  const result = run.result(0);
  const [requestsOf] = Object.values(must(result.requests, "requests"));
  return {
    items: must(result.items, "items"),
    stored: (part) =>
      result.cost.lines.filter(({ node, unit }) => node === part && unit === "GB-months").reduce((sum, { quantity }) => sum + quantity, 0),
    expiredShare: must(result.verdict.goals[0]?.actual ?? 0, "tidy"),
    refusedBy: must(requestsOf, "an endpoint").refused,
  };
}
