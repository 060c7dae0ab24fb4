import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HOSTILE_DESIGNS } from "./designs.ts";
import { damagedFile, FILE_FORMATS, HOSTILE_EVENTS } from "./events.ts";
import { flippedLink, HOSTILE_LINKS } from "./links.ts";
import { extremes, someMutants } from "./mutations.ts";
import { damagedDesign, HOSTILE_RECORDS } from "./records.ts";
import { HOSTILE_SCENARIOS, mutatedScenario, scrambledScenario } from "./scenarios.ts";
import { HOSTILE_SQL } from "./statements.ts";
import { createDuckDbWarehouse } from "../../src/warehouse/duckdb-warehouse.ts";
import { QUERY_LIMITS } from "../../src/warehouse/warehouse.ts";
import type { Warehouse } from "../../src/warehouse/warehouse.ts";
import { startInProcess, stillClock } from "../support/duckdb-in-process.ts";
import { promise } from "../support/promise.ts";
import { problemWith } from "./verdict.ts";
import type { Hostile } from "./verdict.ts";

/** Seeds of the mutations; `npm run test:long` takes many more. */
const FIRST_SEED = 20_261_130;
const seeds = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => FIRST_SEED + at);

const WRITTEN: readonly Hostile[] = [...HOSTILE_DESIGNS, ...HOSTILE_SCENARIOS, ...HOSTILE_LINKS, ...HOSTILE_EVENTS, ...HOSTILE_RECORDS];

const MUTATED: readonly Hostile[] = [
  ...someMutants(FIRST_SEED, 150),
  ...seeds(40).map(extremes),
  ...seeds(60).map(mutatedScenario),
  ...seeds(60).map(scrambledScenario),
  ...seeds(60).map(flippedLink),
  ...FILE_FORMATS.flatMap((format) => seeds(12).map((seed) => damagedFile(format, seed))),
  ...seeds(60).map(damagedDesign),
];

/** C.4 row 14: whatever comes from a stranger ends in findings or in a result like any other, after bounded work. */
describe("hostile input is refused in sentences or taken as it is, and changes no prototype (X1)", () => {
  test.each(WRITTEN.map((hostile) => [hostile.name.slice(0, 120), hostile] as const))("%s", async (_, hostile) => {
    expect(await problemWith(hostile)).toBeNull();
  });

  test.each(MUTATED.map((hostile) => [hostile.name.slice(0, 120), hostile] as const))("%s", async (_, hostile) => {
    expect(await problemWith(hostile)).toBeNull();
  });

  test("the corpus has at least 200 inputs that are written down, each under a name of its own", () => {
    const names = [...WRITTEN.map(({ name }) => name), ...HOSTILE_SQL.map((sql) => `SQL: ${sql}`)];
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(200);
    promise(
      14,
      `${names.length} inputs written down and ${MUTATED.length} mutations: each refused in sentences or taken as any other, no prototype changed`,
    );
  });
});

describe("hostile SQL answers within its limits or says why not, and leaves the run as it is (X2)", () => {
  let warehouse: Warehouse;
  beforeAll(async () => {
    warehouse = createDuckDbWarehouse(await startInProcess(), stillClock);
    const columns = [{ name: "user_id", type: "double", values: Float64Array.of(1, 2, 3) } as const];
    const loaded = await warehouse.load([{ name: "events", rows: 3, columns }]);
    expect(loaded.ok).toBe(true);
  }, 60_000);
  afterAll(() => warehouse.close());

  test.each(HOSTILE_SQL.map((sql) => [sql.slice(0, 100), sql] as const))("%s", async (_, sql) => {
    const outcome = await warehouse.query(sql, QUERY_LIMITS);
    if (outcome.ok) {
      const { rows, columns, cut } = outcome.value;
      expect(rows.length).toBeLessThanOrEqual(QUERY_LIMITS.limit);
      expect(columns.length).toBeLessThanOrEqual(1000);
      for (const row of rows) for (const cell of row) if (typeof cell === "string") expect(cell.length).toBeLessThanOrEqual(1000);
      expect(Object.keys(cut).length).toBeLessThanOrEqual(QUERY_LIMITS.limit);
    } else {
      expect(outcome.error.message).toMatch(/^[A-Z].*[.…]$/s);
      expect(outcome.error.message.length).toBeLessThan(500);
    }
    const left = await warehouse.query("SELECT count(*) AS n, sum(user_id) AS s FROM events", QUERY_LIMITS);
    expect(left.ok && left.value.rows).toEqual([[3, 6]]);
  });
});
