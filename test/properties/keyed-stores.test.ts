import { expect, test } from "vitest";
import { must } from "../../src/base/assert.ts";
import type { Settings } from "../../src/design/types.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import { createRun } from "../../src/simulate/run.ts";
import { drawing } from "../support/drawing.ts";
import { FEW_REQUESTS, requestsScenario } from "../support/few-requests.ts";

const fault = (part: string, id: string, index?: number): FaultSpec => {
  return { part, fault: id, atMs: 20_000, durationMs: 15_000, ...(index === undefined ? {} : { index }) };
};
const CASES: readonly (readonly [
  string,
  { readonly kind: string; readonly db: Settings; readonly app: Settings; readonly faults: readonly FaultSpec[] },
])[] = [
  ["a ring at QUORUM with a node lost", { kind: "cassandra-items", db: {}, app: { keyLetters: 4 }, faults: [fault("db", "crash", 1)] }],
  [
    "a ring at ONE that overwrites, with a slow node",
    {
      kind: "cassandra-items",
      db: { writeLevel: "one", readLevel: "one", inserts: "overwriting" },
      app: { keyLetters: 4 },
      faults: [fault("db", "slow", 0)],
    },
  ],
  ["a table by the unit that loses a zone", { kind: "dynamodb-items", db: {}, app: {}, faults: [fault("db", "zone-loss", 0)] }],
  [
    "a table by the unit that is throttled",
    { kind: "dynamodb-items", db: { capacity: "provisioned", writeUnits: 4, readUnits: 10 }, app: {}, faults: [fault("db", "throttle")] },
  ],
  ["a search index that loses a node", { kind: "postgres", db: {}, app: { readsFrom: "index" }, faults: [fault("index", "crash", 0)] }],
];

/** A minute of short links in windows of so many ms. */
function minute({ kind, db, app, faults }: (typeof CASES)[number][1], windowMs: number) {
  const base = requestsScenario(1);
  const isSearched = app["readsFrom"] === "index";
  const created = createRun({
    design: drawing({
      parts: [
        { id: "clients", kind: "request-clients" },
        { id: "app", kind: "app-service", settings: app },
        { id: "db", kind, settings: db },
        ...(isSearched ? [{ id: "index", kind: "search-index", settings: { searchTime: { constant: 2 }, replicas: 0 } }] : []),
      ],
      wires: ["clients.requests -> app.calls", "app.store -> db.calls", ...(isSearched ? ["app.index -> index.calls"] : [])],
    }),
    scenario: { ...base, workload: { ...base.workload, sessionsPerSecond: 40, requests: FEW_REQUESTS } },
    seed: 3,
    faults,
    windowMs,
  });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const run = created.value;
  while (!run.over) run.step();
  const { requests, items, latency, ledger } = run.result(0);
  return { requests: must(requests, "requests"), items: must(items, "items"), latency, balanced: ledger.balanced };
}

test.each(CASES)("%s: windows change nothing, and every request has one end (Q50, Q51, Q53)", (_, drawn) => {
  const [narrow, wide] = [minute(drawn, 7), minute(drawn, 250)];
  expect(narrow).toEqual(wide);
  expect(narrow.balanced).toBe(true);
  const [book] = Object.values(narrow.requests);
  const { asked, answered, notFound, refused, open } = must(book, "an endpoint") as never as Record<string, number> & {
    refused: Record<string, number>;
  };
  const turnedDown = Object.values(refused).reduce((sum, count) => sum + count, 0);
  expect((answered ?? 0) + (notFound ?? 0) + turnedDown + (open ?? 0)).toBe(asked);
});
