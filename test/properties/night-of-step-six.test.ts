import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { must } from "../../src/base/assert.ts";
import type { RunResult } from "../../src/result/result.ts";
import { loadBundled } from "../../src/scenario/bundled.ts";
import { createRun } from "../../src/simulate/run.ts";
import type { Warehouse } from "../../src/warehouse/warehouse.ts";
import { rowsOf, warehouseOf } from "../support/run-warehouse.ts";

/** Step six of ten fails at 02:00: what becomes of the night under an orchestrator, under a script, and where retries append. */
type Night = { readonly result: RunResult; readonly warehouse: Warehouse };

const NIGHTS = ["orchestrated", "rerun-everything", "appending-retries"] as const;
const nights = new Map<string, Night>();

beforeAll(async () => {
  const loaded = await loadBundled("robinhood-data-lake");
  const scenario = must(loaded.ok ? loaded.value : null, "no scenario");
  for (const name of NIGHTS) {
    const drawn = must(
      scenario.designs.find((each) => each.name === name),
      `no design ${name}`,
    ).design;
    // What retries append lies in the warehouse: the table of events is asked there, too.
    const inWarehouse = drawn.schema.tables.filter((table) => table.name === "enriched_activity");
    const asked = inWarehouse.map((table) => ({ ...table, id: "desk_activity", name: "desk_activity", part: "warehouse" }));
    const design = { ...drawn, schema: { ...drawn.schema, tables: [...drawn.schema.tables, ...asked] } };
    const created = createRun({ rowsLetGo: Infinity, design, scenario, seed: 1, faults: [] });
    if (!created.ok) throw new Error(JSON.stringify(created.error));
    while (!created.value.over) created.value.step();
    nights.set(name, { result: created.value.result(0), warehouse: await warehouseOf(created.value) });
  }
}, 180_000);

afterAll(async () => {
  for (const { warehouse } of nights.values()) await warehouse.close();
});

const night = (name: (typeof NIGHTS)[number]): Night => must(nights.get(name), name);

/** By task, in their order: tries made for the hour that failed, and those of them that succeeded. */
async function triesOfTheNight({ warehouse }: Night): Promise<readonly (readonly [tries: number, succeeded: number])[]> {
  const rows = await rowsOf(
    warehouse,
    `WITH failed AS (SELECT min(interval_start) AS hour FROM task_runs WHERE state = 'failed')
     SELECT task, count(*) AS tries, count(*) FILTER (WHERE state = 'success') AS succeeded, min(began_at) AS first
     FROM task_runs, failed WHERE interval_start = failed.hour GROUP BY task ORDER BY first`,
  );
  return rows.map(({ tries, succeeded }) => [Number(tries), Number(succeeded)]);
}

const valueOf = ({ result }: Night, goal: string): number =>
  must(
    result.verdict.goals.find(({ id }) => id === goal),
    goal,
  ).actual ?? Number.NaN;

describe("a task that fails at step six of ten (O2, O6)", () => {
  test("an orchestrator goes on from six; a script begins from one", async () => {
    const orchestrated = await triesOfTheNight(night("orchestrated"));
    expect(orchestrated.length).toBe(10);
    expect(orchestrated.map(([, succeeded]) => succeeded)).toEqual(Array.from({ length: 10 }, () => 1));
    expect(orchestrated.map(([tries]) => tries > 1)).toEqual(Array.from({ length: 10 }, (_, step) => step === 5));
    const script = await triesOfTheNight(night("rerun-everything"));
    expect(script.slice(0, 5).every(([, succeeded]) => succeeded > 1)).toBe(true);
    expect(script.slice(6).map(([, succeeded]) => succeeded)).toEqual([1, 1, 1, 1]);
    expect(valueOf(night("orchestrated"), "once")).toBe(0);
    expect(valueOf(night("rerun-everything"), "once")).toBeGreaterThanOrEqual(5);
  });

  test("the hour is whole again sooner where nothing is done twice", () => {
    expect(valueOf(night("orchestrated"), "recovery")).toBeLessThan(valueOf(night("rerun-everything"), "recovery"));
    expect(valueOf(night("orchestrated"), "figures")).toBe(1);
    expect(valueOf(night("rerun-everything"), "figures")).toBe(1);
    expect(valueOf(night("orchestrated"), "cost")).not.toBeCloseTo(valueOf(night("rerun-everything"), "cost"), 0);
  });

  test("retries that append leave rows twice, and SQL finds as many as the goal says", async () => {
    const twice = (table: string): string => `SELECT count(*) - count(DISTINCT event_id) AS twice FROM ${table}`;
    const [clean] = await rowsOf(night("orchestrated").warehouse, twice("enriched_activity"));
    const [appended] = await rowsOf(night("appending-retries").warehouse, twice("desk_activity"));
    expect(Number(clean?.twice)).toBe(0);
    expect(Number(appended?.twice)).toBeGreaterThan(100);
    expect(valueOf(night("orchestrated"), "no-duplicates")).toBe(0);
    expect(valueOf(night("appending-retries"), "no-duplicates")).toBe(Number(appended?.twice));
  });
});
