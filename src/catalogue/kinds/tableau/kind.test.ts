import { expect, test } from "vitest";
import { drawing } from "../../../../test/support/drawing.ts";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { smallScenario } from "../../../../test/support/small-workload.ts";
import type { Settings } from "../../../design/types.ts";
import type { FaultSpec } from "../../../result/snapshot.ts";
import { createRun } from "../../../simulate/run.ts";
import { tableau } from "./kind.ts";

/** An hour of events in a warehouse that loads every minute, and people who look at it. */
function ran(kind: string, settings: Settings, faults: readonly FaultSpec[] = [], windowMs = 1000) {
  const created = createRun({
    design: drawing({
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "firehose", kind: "firehose" },
        { id: "raw", kind: "s3" },
        { id: "warehouse", kind: "redshift", settings: { loadEveryMs: 60_000 } },
        { id: "people", kind, settings: { viewers: 50, refreshMs: 10_000, queriesPerRefresh: 4, ...settings } },
      ],
      wires: [
        "app.events -> firehose.in",
        "firehose.files -> raw.objects",
        "raw.objects -> warehouse.data",
        "warehouse.rows -> people.rows",
      ],
    }),
    scenario: smallScenario({ durationMs: 3_600_000, drainMs: 3_600_000 }),
    seed: 5,
    faults,
    windowMs,
  });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  while (!created.value.over) created.value.step();
  const { machine } = created.value;
  const result = created.value.result(0);
  expect(result.ledger.balanced).toBe(true);
  return {
    result,
    asked: machine.nodes.get("warehouse")?.usage()["queries"] ?? machine.nodes.get("warehouse")?.meter.departures ?? 0,
    events: (store: string) => machine.recorders.get(store)?.present ?? 0,
    oldMs: (store: string) => machine.recorders.get(store)?.whole.quantile(0.95) ?? Number.NaN,
    remarks: machine.nodes.get("people")?.remarks.map(({ code }) => code) ?? [],
    p95Ms: Math.max(...Object.values(result.latency).map(({ p95Ms }) => p95Ms ?? 0)),
  };
}

test("live, every look is a query of the warehouse; with an extract it has one for each refresh, and people see it so much later (H21)", () => {
  const [live, copied] = [ran("tableau", {}), ran("tableau", { connection: "extract", everyMs: 600_000 })];
  expect(live.result.nodes["warehouse"]?.departures).toBeGreaterThan(60_000);
  expect(copied.result.nodes["warehouse"]?.departures).toBeLessThan(30);
  expect(copied.events("people")).toBe(copied.events("warehouse"));
  expect(copied.oldMs("people")).toBeGreaterThan(copied.oldMs("warehouse") + 300_000);
  expect(copied.result.latency["warehouse"]?.count).toBeGreaterThan(60_000);
  expect(copied.result.latency["warehouse"]?.p50Ms).toBeLessThan(400);
});

test("refreshes that fail leave what is there, and a rush reaches the copy alone (H21)", () => {
  const extract = { connection: "extract", everyMs: 600_000 };
  const failed = ran("tableau", extract, [{ fault: "errors", part: "people", atMs: 1_000_000, durationMs: 1_000_000 }]);
  expect(failed.remarks).toContain("refresh-failed");
  const rush = ran("tableau", extract, [{ fault: "burst", part: "people", atMs: 1_000_000, durationMs: 600_000, amount: 10 }]);
  expect(rush.result.nodes["warehouse"]?.departures).toBeLessThan(30);
  expect(rush.result.latency["warehouse"]?.count).toBeGreaterThan(2 * (failed.result.latency["warehouse"]?.count ?? 0));
});

test("results that are kept answer what was asked lately: the warehouse is asked each question once an hour, whoever looks (H21)", () => {
  const [kept, none] = [ran("looker", { questions: 100 }), ran("looker", { questions: 100, cacheMs: 0 })];
  expect(none.result.nodes["warehouse"]?.departures).toBeGreaterThan(60_000);
  expect(kept.result.nodes["warehouse"]?.departures).toBeLessThan(300);
  expect(kept.result.nodes["people"]?.arrivals).toBe(none.result.nodes["people"]?.arrivals);
  expect(kept.result.latency["warehouse"]?.p50Ms).toBeLessThan(200);
});

test("however time is cut into windows (E3)", () => {
  for (const [kind, settings] of [
    ["tableau", { connection: "extract", everyMs: 600_000 }],
    ["looker", { cacheMs: 300_000 }],
  ] as const) {
    const of = (windowMs: number) => JSON.stringify({ ...ran(kind, settings, [], windowMs).result, timing: null });
    expect(of(333)).toBe(of(5000));
  }
});

test("seats are paid by the month, and the headline says how it is connected", () => {
  expect(billOf(tableau, { viewerSeats: 10, explorerSeats: 2, creatorSeats: 1 })).toEqual({ Viewer: 150, Explorer: 84, Creator: 75 });
  expect(headlineOf(tableau, {})).toBe("40 viewers · live");
  expect(headlineOf(tableau, { connection: "extract" })).toBe("40 viewers · extract every 1 h");
});
