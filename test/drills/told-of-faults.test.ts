import { expect, test } from "vitest";
import { must } from "../../src/base/assert.ts";
import type { Settings } from "../../src/design/types.ts";
import type { Watcher } from "../../src/result/alarms.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import { exampleQueries } from "../../src/warehouse/example-queries.ts";
import { readMetricOf, drilled } from "../support/alarm-drill.ts";
import { rowsOf, warehouseOf } from "../support/run-warehouse.ts";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

test("bad rows are told of a period and a delay after the check that found them (V3)", () => {
  const watcher = told({ qualityMisses: true }, [{ fault: "poison", part: "load", atMs: HOUR_MS, durationMs: HOUR_MS }]);
  const [first] = watcher.detections;
  const rang = must(
    watcher.changes.find(({ to }) => to === "alarm"),
    "an alarm",
  );
  const { atMs: ended, toldMs } = rang;
  expect(first.told).toEqual({ alarm: "checks of data", part: "check", atMs: toldMs });
  // The fault began with the hour whose rows the check of the next tick looks at.
  expect(ended).toBeGreaterThan(2 * HOUR_MS);
  expect(ended).toBeLessThan(2 * HOUR_MS + 10 * MINUTE_MS);
  expect(toldMs - ended).toBe(MINUTE_MS);
});

test("nobody is told where nobody watches for it, and the metric counts on to the end (V3)", () => {
  const faults = [{ fault: "poison", part: "load", atMs: HOUR_MS, durationMs: HOUR_MS }];
  expect(told({}, faults).detections[0].told).toBeNull();
  expect(readMetricOf({ watch: {}, faults })).toBeGreaterThan(4 * HOUR_MS);
  expect(readMetricOf({ watch: { qualityMisses: true }, faults })).toBeLessThan(HOUR_MS + 15 * MINUTE_MS);
  expect(readMetricOf({ watch: {}, faults: [] })).toBeNull();
});

test("a failed task and a store that gets no rows ring their own alarms (V3)", () => {
  const lost = [{ fault: "access-lost", part: "check", atMs: 2 * HOUR_MS - 1, durationMs: HOUR_MS / 2 }];
  expect(told({ failedTasks: true }, lost).detections[0].told).toMatchObject({ alarm: "failed tasks", part: "dag" });
  const missing = [{ fault: "missing", part: "drop", atMs: HOUR_MS, durationMs: 2 * HOUR_MS }];
  const fresh = { freshnessMs: HOUR_MS };
  const rang = told(fresh, missing).detections[0].told;
  expect(rang).toMatchObject({ alarm: "freshness", part: "raw" });
  // The newest row was ten minutes old at most when files stopped coming; three periods, and the delay.
  expect(must(rang, "rang").atMs - HOUR_MS).toBeGreaterThan(50 * MINUTE_MS);
  expect(must(rang, "rang").atMs - HOUR_MS).toBeLessThan(66 * MINUTE_MS);
});

test("SQL has every change of an alarm, with its instants (V3)", () => {
  const { run, result } = drilled({
    watch: { qualityMisses: true },
    faults: [{ fault: "poison", part: "load", atMs: HOUR_MS, durationMs: HOUR_MS }],
  });
  const [table] = run.tables(["alarms"]);
  const { changes } = must(result.alarms?.["watch"], "watch");
  expect([table.rows, result.tables["alarms"]]).toEqual([changes.length, changes.length]);
  expect(changes[0]).toMatchObject({ alarm: "checks of data", from: "ok", to: "alarm", value: 1, threshold: 0 });
});

test("the examples of SQL find the checks that were missed and who was told of it (V3)", async () => {
  const { run } = drilled({
    watch: { qualityMisses: true },
    faults: [{ fault: "poison", part: "load", atMs: HOUR_MS, durationMs: HOUR_MS }],
  });
  const warehouse = await warehouseOf(run);
  const ask = (id: string) =>
    rowsOf(
      warehouse,
      must(
        exampleQueries(0).find((example) => example.id === id),
        id,
      ).sql,
    );
  const [checks, alarms] = [await ask("checks"), await ask("told")];
  await warehouse.close();
  expect(checks.map((row) => [row["check_name"], row["on_column"], row["outcome"]])).toContainEqual(["not-null", "user_id", "warn"]);
  expect(alarms[0]).toMatchObject({ alarm: "checks of data", part: "check", told: "on call", value: 1 });
}, 60_000);

function told(watch: Settings, faults: readonly FaultSpec[]): Watcher {
  return must(drilled({ watch, faults }).result.alarms?.["watch"], "watch");
}
