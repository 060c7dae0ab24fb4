import type { Settings } from "../../src/design/types.ts";
import type { RequestsWorkload } from "../../src/scenario/types.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import type { RunResult } from "../../src/result/result.ts";
import type { ItemQuality } from "../../src/result/result.ts";
import { must } from "../../src/base/assert.ts";
import { KeyService } from "../../src/engine/requests/key-service.ts";
import { createRun } from "../../src/simulate/run.ts";
import { remarksOf } from "./remarks.ts";
import { drawing } from "./drawing.ts";
import { FEW_REQUESTS, requestsScenario } from "./few-requests.ts";

export type ShortLinks = {
  readonly result: RunResult;
  readonly items: ItemQuality;
  readonly asked: number;
  readonly refused: number;
  /** What the cache remarked, by code, and reads that the store has answered. */
  readonly remarked: readonly string[];
  /** What the store remarked, in words. */
  readonly storeRemarks: readonly string[];
  readonly storeReads: number;
  /** Keys that a key service had marked as used and gave to nobody. */
  readonly wastedKeys: number;
};

/** A minute of short links: clients, a service and a store, with a key service and a cache where settings of one are given. */
export function shortLinks(
  settings: {
    clients?: Settings;
    app?: Settings;
    db?: Settings;
    keys?: Settings;
    index?: Settings;
    cache?: { kind: string; settings: Settings };
  },
  {
    requests = {} as Partial<RequestsWorkload>,
    faults = [] as readonly FaultSpec[],
    perSecond = 50,
    seed = 1,
    store = "postgres",
    keyKind = "key-service",
  } = {},
): ShortLinks {
  const { clients = {}, app = {}, db = {}, keys, index, cache } = settings;
  const base = requestsScenario(1);
  const workload = { ...base.workload, sessionsPerSecond: perSecond, requests: { ...FEW_REQUESTS, ...requests } };
  const created = createRun({
    design: drawing({
      parts: [
        { id: "clients", kind: "request-clients", settings: clients },
        { id: "app", kind: "app-service", settings: app },
        ...(keys === undefined ? [] : [{ id: "keys", kind: keyKind, settings: keys }]),
        ...(index === undefined ? [] : [{ id: "index", kind: "search-index", settings: index }]),
        ...(cache === undefined ? [] : [{ id: "cache", ...cache }]),
        { id: "db", kind: store, settings: db },
      ],
      wires: [
        ...["clients.requests -> app.calls", "app.store -> db.calls"],
        ...(keys === undefined ? [] : ["app.keys -> keys.calls"]),
        ...(index === undefined ? [] : ["app.index -> index.calls"]),
        ...(cache === undefined ? [] : ["app.cache -> cache.lookup"]),
      ],
    }),
    scenario: { ...base, workload },
    seed,
    faults,
  });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const run = created.value;
  while (!run.over) run.step();
  const result = run.result(0);
  const [requestsOf] = Object.values(must(result.requests, "requests"));
  const { asked } = must(requestsOf, "an endpoint");
  const refused = Object.values(must(requestsOf, "an endpoint").refused).reduce((sum, count) => sum + count, 0);
  const { nodes } = run.machine;
  const remarked = (nodes.get("cache")?.remarks ?? []).map(({ code }) => code);
  const { reads = 0 } = must(nodes.get("db"), "a store").usage();
  const storeRemarks = remarksOf(run.machine, "db");
  const keyService = nodes.get("keys");
  const wastedKeys = keyService instanceof KeyService ? keyService.wasted : 0;
  return { wastedKeys, remarked, storeRemarks, storeReads: reads, result, items: must(result.items, "items"), asked, refused };
}
