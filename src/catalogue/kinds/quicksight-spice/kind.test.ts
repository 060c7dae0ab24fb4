import { expect, test } from "vitest";
import { drawing } from "../../../../test/support/drawing.ts";
import { smallScenario } from "../../../../test/support/small-workload.ts";
import type { FaultSpec } from "../../../result/snapshot.ts";
import { createRun } from "../../../simulate/run.ts";
import type { Settings } from "../../../design/types.ts";

const EVERY_MS = 15 * 60_000;

/** An hour of events through a warehouse that loads every minute, with an extract before the dashboard or without. */
function ran(settings: Settings | null, faults: readonly FaultSpec[] = [], windowMs?: number) {
  const [front, wires] =
    settings === null
      ? [[], ["warehouse.rows -> board.rows"]]
      : [[{ id: "spice", kind: "quicksight-spice", settings }], ["warehouse.rows -> spice.source", "spice.rows -> board.rows"]];
  const created = createRun({
    design: drawing({
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "firehose", kind: "firehose" },
        { id: "raw", kind: "s3" },
        { id: "warehouse", kind: "redshift", settings: { loadEveryMs: 60_000 } },
        ...front,
        { id: "board", kind: "dashboard", settings: { viewers: 400, refreshMs: 10_000 } },
      ],
      wires: ["app.events -> firehose.in", "firehose.files -> raw.objects", "raw.objects -> warehouse.data", ...wires],
    }),
    scenario: smallScenario({ durationMs: 3_600_000, drainMs: 3_600_000 }),
    seed: 5,
    faults,
    ...(windowMs === undefined ? {} : { windowMs }),
  });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  while (!created.value.over) created.value.step();
  const { machine } = created.value;
  /** From an event to where it is seen, of 95 in 100. */
  const p95 = (store: string): number => machine.recorders.get(store)?.whole.quantile(0.95) ?? Number.NaN;
  const events = (store: string): number => machine.recorders.get(store)?.present ?? 0;
  const remarks = machine.nodes.get("spice")?.remarks.map(({ code }) => code) ?? [];
  return { p95, events, remarks, result: created.value.result(0) };
}

test("viewers no longer queue for the slots of the warehouse, and see what is up to a period older", () => {
  const [direct, copied] = [ran(null), ran({ everyMs: EVERY_MS })];
  expect(copied.p95("spice")).toBeGreaterThan(copied.p95("warehouse") + EVERY_MS / 2);
  expect(copied.p95("spice")).toBeLessThan(copied.p95("warehouse") + EVERY_MS + 60_000);
  const nodes = [direct, copied].map(({ result }) => result.nodes);
  expect(nodes[1]?.["board"]?.arrivals).toBe(nodes[0]?.["board"]?.arrivals);
  expect(nodes[0]?.["warehouse"]?.departures).toBeGreaterThan(100_000);
  expect(nodes[1]?.["warehouse"]?.departures).toBeLessThan(20);
  const answers = [direct.result.latency["warehouse"]?.p95Ms, copied.result.latency["spice"]?.p95Ms].map((ms) => ms ?? Number.NaN);
  expect(answers[1]).toBeLessThan((answers[0] ?? Number.NaN) / 10);
});

test("every event of the warehouse is in it once when all refreshes are done", () => {
  const { events, result } = ran({ everyMs: EVERY_MS });
  expect(events("warehouse")).toBeGreaterThan(10_000);
  expect(events("spice")).toBe(events("warehouse"));
  expect(result.quality["events@spice"]).toBeUndefined();
  expect(result.ledger.balanced).toBe(true);
});

test("a refresh that fails leaves the old figures standing, and is told", () => {
  const fault: FaultSpec = { fault: "errors", part: "spice", atMs: EVERY_MS - 1000, durationMs: 2 * EVERY_MS };
  const [well, failing] = [ran({ everyMs: EVERY_MS }), ran({ everyMs: EVERY_MS }, [fault])];
  expect(failing.p95("spice")).toBeGreaterThan(well.p95("spice") + EVERY_MS);
  expect(failing.remarks).toEqual(["refresh-failed", "refresh-failed"]);
});

test("windows change nothing", () => {
  const { timing: _, ...one } = ran({ everyMs: EVERY_MS }, [], 333).result;
  const { timing: __, ...other } = ran({ everyMs: EVERY_MS }, [], 5000).result;
  expect(one).toEqual(other);
});

test("while it is slow each answer takes as many times as long", () => {
  const fault: FaultSpec = { fault: "slow", part: "spice", atMs: 0, durationMs: 7_200_000, amount: 4 };
  const [well, slow] = [ran({ everyMs: EVERY_MS }), ran({ everyMs: EVERY_MS }, [fault])];
  const [usual, slowed] = [well, slow].map(({ result }) => result.latency["spice"]?.p95Ms ?? Number.NaN);
  expect((slowed ?? Number.NaN) / (usual ?? Number.NaN)).toBeGreaterThan(3);
});
