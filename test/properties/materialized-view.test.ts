import { describe, expect, test } from "vitest";
import type { Settings } from "../../src/design/types.ts";
import { WarehouseCluster } from "../../src/engine/queried/warehouse-cluster.ts";
import { AGGREGATE } from "../../src/engine/rows/rows.ts";
import { MaterializedView } from "../../src/engine/views/materialized-view.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import type { Scenario } from "../../src/scenario/types.ts";
import { balancedLedger } from "../../src/simulate/close-books.ts";
import type { Run } from "../../src/simulate/run.ts";
import { createRun } from "../../src/simulate/run.ts";
import { drawing } from "../support/drawing.ts";
import { remarksOf } from "../support/remarks.ts";
import { smallScenario } from "../support/small-workload.ts";

/** Nothing comes twice or late for long, and hourly figures count events alone. */
const COUNTS: Scenario = smallScenario({
  ...{ resendShare: 0, invalidShare: 0, offline: { sessionShare: 0, meanMs: 1000 } },
  measures: {
    sessionCounts: [],
    shortSessions: null,
    hourly: [
      { column: "events", counts: "events" },
      { column: "views", counts: ["notification_view"] },
    ],
  },
});
/** The same, and hourly figures count users and sessions, too. */
const DISTINCT: Scenario = smallScenario({ resendShare: 0, invalidShare: 0, offline: { sessionShare: 0, meanMs: 1000 } });

type Options = {
  readonly kind?: string;
  readonly house?: Settings;
  readonly scenario?: Scenario;
  readonly faults?: readonly FaultSpec[];
  readonly windowMs?: number;
  readonly viewers?: number;
};

/** Files of half a minute, loaded each minute; a view of it, and a board that asks the view. */
function viewed(
  view: Settings,
  { kind = "redshift", house = {}, scenario = COUNTS, faults = [], windowMs, viewers = 5 }: Options = {},
): Run {
  const design = drawing({
    parts: [
      { id: "app", kind: "mobile-app" },
      { id: "drop", kind: "batch-drop", settings: { everyMs: 30_000, makingMedianMs: 100, makingP99Ms: 200, pollMs: 500 } },
      { id: "raw", kind: "s3" },
      { id: "wh", kind, settings: { loadEveryMs: 60_000, ...house } },
      { id: "view", kind: "materialized-view", settings: view },
      { id: "board", kind: "dashboard", settings: { viewers, refreshMs: 10_000, queriesPerRefresh: 1 } },
    ],
    wires: [
      "app.events -> drop.in",
      "drop.files -> raw.objects",
      "raw.objects -> wh.data",
      "wh.rows -> view.source",
      "view.rows -> board.rows",
    ],
  });
  const created = createRun({ design, scenario, seed: 3, faults, ...(windowMs === undefined ? {} : { windowMs }) });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  while (!created.value.over) created.value.step();
  expect(balancedLedger(created.value.machine).balanced).toBe(true);
  return created.value;
}

function partOf<P>(run: Run, id: string, type: abstract new (...args: never[]) => P): P {
  const node = run.machine.nodes.get(id);
  if (!(node instanceof type)) throw new Error(id);
  return node;
}
const viewOf = (run: Run): MaterializedView => partOf(run, "view", MaterializedView);
const houseOf = (run: Run): WarehouseCluster => partOf(run, "wh", WarehouseCluster);

/** The first figure of all cells that are shown: how many events they count. */
function counted(run: Run): number {
  const { measures } = run.machine.run.rows.aggregates;
  const { rows } = viewOf(run).visible.of(AGGREGATE);
  let sum = 0;
  for (let i = 0; i < rows.length; i++) sum += measures[0].at(rows.at(i));
  return sum;
}

/** Event to visible at a store, median, ms. */
const freshness = (run: Run, id: string): number => run.machine.recorders.get(id)?.whole.quantile(0.5) ?? NaN;

describe("a view of figures (H9)", () => {
  test("counts are refreshed by the rows that came, each of which is read once, and come to what the table holds", () => {
    const run = viewed({ refresh: "on-load" });
    const [view, house] = [viewOf(run), houseOf(run)];
    expect([view.refreshRows, view.fullRefreshes]).toEqual([house.visible.events, 0]);
    expect(counted(run)).toBe(house.visible.events);
    expect(view.refreshes).toBe(house.loads);
    const { hourly_engagement: quality } = run.result(0).quality;
    expect([quality.exact, quality.extra]).toEqual([quality.expectedRows, 0]);
  });

  test("users and sessions take every row again at each refresh, and are exact as well", () => {
    const run = viewed({ refresh: "on-load" }, { scenario: DISTINCT });
    const [view, house] = [viewOf(run), houseOf(run)];
    expect(view.fullRefreshes).toBe(house.loads);
    expect(view.refreshRows).toBeGreaterThan(3 * house.visible.events);
    const { hourly_engagement: quality } = run.result(0).quality;
    expect([quality.exact, quality.extra]).toEqual([quality.expectedRows, 0]);
    expect(remarksOf(run.machine, "view").join(" ")).toMatch(/looked at all .* again, and each one will: it counts sessions/);
  });

  test("where a load replaces rows, a count that was added to is made anew", () => {
    const run = viewed({ refresh: "on-load" }, { house: { reads: "everything", loads: "truncate" } });
    expect(viewOf(run).fullRefreshes).toBeGreaterThan(3);
    expect(counted(run)).toBe(houseOf(run).visible.events);
  });

  test("what was loaded after the last refresh is in no figure: goals of freshness and exactness find it", () => {
    const stale = viewed(
      { refresh: "every", everyMs: 300_000 },
      { faults: [{ fault: "errors", part: "view", atMs: 400_000, durationMs: 86_400_000 }] },
    );
    const { hourly_engagement: quality } = stale.result(0).quality;
    expect(quality.exact).toBe(0);
    expect(counted(stale)).toBeLessThan(0.6 * houseOf(stale).visible.events);
    const often = viewed({ refresh: "on-load" });
    const rarely = viewed({ refresh: "every", everyMs: 300_000 });
    expect(freshness(often, "view")).toBeLessThan(freshness(often, "wh") + 5000);
    expect(freshness(rarely, "view")).toBeGreaterThan(freshness(rarely, "wh") + 100_000);
    const ages = [often, rarely].map((run) => viewOf(run).answerAges.quantile(0.5) ?? NaN);
    expect(ages[1]).toBeGreaterThan(ages[0] + 60_000);
  });

  test("on Redshift nobody refreshes it unless told, and that is said", () => {
    const run = viewed({});
    expect([viewOf(run).refreshes, viewOf(run).visible.rows]).toEqual([0, 0]);
    expect(remarksOf(run.machine, "view").join(" ")).toMatch(/nobody refreshes it: Redshift does not unless a view says AUTO REFRESH YES/);
  });
});

describe("the work of a view is its warehouse's (H9)", () => {
  test("refreshes and answers are queries of the warehouse, and read the columns of the view alone", () => {
    const run = viewed({ holds: "columns", columnShare: 0.25, refresh: "on-load" });
    const [view, house] = [viewOf(run), houseOf(run)];
    expect(view.visible.bytes).toBeCloseTo(0.25 * house.visible.bytes, 6);
    expect(house.usage().queries).toBe(view.usage().queries + view.refreshes);
    expect(house.usage().storedBytes).toBeCloseTo(1.25 * house.visible.bytes, 6);
    const alone = viewed({ holds: "columns", columnShare: 0.25, refresh: "on-load" }, { viewers: 1 });
    const asked = run.result(0).nodes;
    expect(asked["board"].departures).toBe(view.usage().queries);
    expect(houseOf(alone).usage().scannedBytes).toBeLessThan(house.usage().scannedBytes);
  });

  test("a refresh waits for a slot like any query", () => {
    const crowd = viewed({ holds: "columns", refresh: "on-load" }, { house: { slots: 1, nodes: 1 }, viewers: 200 });
    const calm = viewed({ holds: "columns", refresh: "on-load" }, { house: { slots: 1, nodes: 1 }, viewers: 1 });
    expect(freshness(crowd, "view") - freshness(crowd, "wh")).toBeGreaterThan(5 * (freshness(calm, "view") - freshness(calm, "wh")));
  });

  test("a warehouse that went away rolls a refresh back, which begins again, and a task fails and is tried again", () => {
    const faults: FaultSpec[] = [
      { fault: "slow", part: "wh", atMs: 100_000, durationMs: 80_000, amount: 100 },
      { fault: "crash", part: "wh", atMs: 150_000, durationMs: 60_000 },
    ];
    const run = viewed({ refresh: "on-load" }, { faults });
    expect(counted(run)).toBe(houseOf(run).visible.events);
  });
});

describe("warehouses that add newer rows (H9)", () => {
  test("a view is as fresh as its table, refreshed or not, and reads from the table what no refresh has taken in", () => {
    const bigquery = viewed({ holds: "columns" }, { kind: "bigquery" });
    expect(freshness(bigquery, "view")).toBe(freshness(bigquery, "wh"));
    // Within half an hour: one refresh, at the first load.
    expect(viewOf(bigquery).refreshes).toBeLessThanOrEqual(2);
    const snowflake = viewed({}, { kind: "snowflake" });
    expect(freshness(snowflake, "view")).toBe(freshness(snowflake, "wh"));
    expect(viewOf(snowflake).refreshes).toBe(houseOf(snowflake).loads);
    expect(counted(snowflake)).toBe(houseOf(snowflake).visible.events);
  });
});

test("how time is cut into windows changes nothing of a view, with refreshes that fail and a node that is lost (H9)", () => {
  for (const [kind, view] of [
    ["redshift", { refresh: "every", everyMs: 45_000 }],
    ["snowflake", {}],
    ["bigquery", { holds: "columns" }],
  ] as const) {
    const faults: FaultSpec[] = [
      { fault: "errors", part: "view", atMs: 200_000, durationMs: 100_000 },
      { fault: kind === "redshift" ? "crash" : "outage", part: "wh", atMs: 361_000, durationMs: 30_000 },
    ];
    const texts = [333, 5000].map((windowMs) => JSON.stringify({ ...viewed(view, { kind, faults, windowMs }).result(0), timing: null }));
    expect(new Set(texts).size, kind).toBe(1);
  }
});

test("a refresh behind its load, as a task: it fails with its warehouse and is tried again (H9)", () => {
  const design = drawing({
    parts: [
      { id: "app", kind: "mobile-app" },
      { id: "drop", kind: "batch-drop", settings: { everyMs: 30_000, makingMedianMs: 100, makingP99Ms: 200, pollMs: 500 } },
      { id: "raw", kind: "s3" },
      { id: "wh", kind: "redshift" },
      { id: "view", kind: "materialized-view" },
      { id: "dag", kind: "airflow", settings: { everyMs: 120_000, retries: 2, retryDelayMs: 20_000 } },
    ],
    wires: [
      "app.events -> drop.in",
      "drop.files -> raw.objects",
      "raw.objects -> wh.data",
      "wh.rows -> view.source",
      "dag.triggers -> wh.start",
      "wh.done -> view.start",
    ],
  });
  const faults: FaultSpec[] = [{ fault: "errors", part: "view", atMs: 240_000, durationMs: 20_000 }];
  const created = createRun({ design, scenario: COUNTS, seed: 3, faults });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const run = created.value;
  while (!run.over) run.step();
  const view = viewOf(run);
  expect([view.attempts.failed, view.attempts.succeeded >= 5]).toEqual([1, true]);
  const lines = Object.values(run.result(0).pipelines ?? {}).flatMap(({ runs }) =>
    runs.flatMap(({ tasks }) => tasks.flatMap(({ tries }) => tries.map(({ line }) => line))),
  );
  expect(lines).toContainEqual(expect.stringMatching(/^view refreshed: incrementally, \d+ rows read$/));
  expect(lines).toContainEqual(expect.stringMatching(/^the refresh failed/));
  expect(counted(run)).toBe(houseOf(run).visible.events);
});
