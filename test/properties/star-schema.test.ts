import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Schema, Settings, Table } from "../../src/design/types.ts";
import { DIALECTS, schemaIn } from "../../src/design/sql/ddl-dialects.ts";
import { parseDdl, tablesToDdl } from "../../src/design/sql/ddl.ts";
import { streamsOf } from "../../src/catalogue/drawing/streams.ts";
import { BatchJob } from "../../src/engine/jobs/batch-job.ts";
import type { Run } from "../../src/simulate/run.ts";
import { createRun } from "../../src/simulate/run.ts";
import type { Warehouse } from "../../src/warehouse/warehouse.ts";
import { drawing } from "../support/drawing.ts";
import { remarksOf } from "../support/remarks.ts";
import { rowsOf, warehouseOf } from "../support/run-warehouse.ts";
import { listening } from "../support/listening.ts";

/** A job that keeps a dimension and facts of what users did, beside the events themselves and hourly figures, in a bucket and a warehouse. */
function starOf(settings: Settings): { readonly run: Run; readonly schema: Schema } {
  const base = drawing({
    parts: [
      { id: "app", kind: "web-app" },
      { id: "drop", kind: "batch-drop", settings: { everyMs: 60_000, makingMedianMs: 100, makingP99Ms: 100, pollMs: 500 } },
      { id: "raw", kind: "s3" },
      {
        id: "job",
        kind: "glue-job",
        settings: {
          ...{ startUpMedianMs: 5000, startUpP99Ms: 5000, everyMs: 300_000, reads: "new-files", dedup: true },
          ...{ events: true, dimension: "type2", facts: true, aggregate: true, sessionize: true, ...settings },
        },
      },
      { id: "star", kind: "s3" },
      { id: "house", kind: "redshift", settings: { loadEveryMs: 60_000, loads: "replace" } },
    ],
    wires: [
      "app.events -> drop.in",
      "drop.files -> raw.objects",
      "raw.objects -> job.in",
      "job.files -> star.objects",
      "star.objects -> house.data",
    ],
  });
  const listened = listening();
  const scenario = { ...listened, workload: { ...listened.workload, drainMs: 40 * 60_000 } };
  const first = createRun({ design: base, scenario, seed: 3, faults: [] });
  if (!first.ok) throw new Error(JSON.stringify(first.error));
  const drawn = (name: string, role: Table["role"], id: string): Table => {
    const stream = streamsOf(first.value.machine.run.dimensions).find((each) => each.id === id);
    if (stream === undefined) throw new Error(id);
    return { id: name, name, role, part: "house", columns: stream.columns };
  };
  const tables = [
    drawn("dim_user", "dimension", "user-version"),
    drawn("fact_event", "fact", "fact"),
    drawn("one_big_table", "fact", "event"),
  ];
  const schema: Schema = { tables, relations: [] };
  const created = createRun({ design: { ...base, schema }, scenario, seed: 3, faults: [] });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  while (!created.value.over) created.value.step();
  return { run: created.value, schema };
}

describe("a star and one big table of the same run (J8)", () => {
  let run: Run;
  let schema: Schema;
  let warehouse: Warehouse;
  beforeAll(async () => {
    ({ run, schema } = starOf({ writes: "overwrite-partitions", reads: "everything" }));
    warehouse = await warehouseOf(run);
  }, 60_000);
  afterAll(() => warehouse.close());
  const rows = (sql: string) => rowsOf(warehouse, sql);

  test("the tables stand in the database with exactly the columns that were drawn, in the DDL of every dialect", async () => {
    for (const { name, columns } of schema.tables) {
      const [first] = await rows(`SELECT * FROM ${name} LIMIT 1`);
      expect(Object.keys(first)).toEqual(columns.map((column) => column.name));
    }
    for (const dialect of DIALECTS) {
      const written = schemaIn(schema, dialect);
      const read = parseDdl(tablesToDdl(written), written);
      expect(read.ok && read.value.tables.map(({ columns }) => columns.map(({ name }) => name)), dialect).toEqual(
        schema.tables.map(({ columns }) => columns.map(({ name }) => name)),
      );
    }
  });

  test("every fact meets one version, the one of its time, and the star answers as the big table does", async () => {
    const [counts] =
      await rows(`SELECT (SELECT count(*) FROM one_big_table WHERE user_id >= 0) AS events, (SELECT count(*) FROM fact_event) AS facts,
      (SELECT count(*) FROM fact_event f JOIN dim_user d USING (user_key)) AS joined, (SELECT count(DISTINCT user_key) FROM dim_user) AS keys,
      (SELECT count(*) FROM dim_user) AS versions`);
    expect(Number(counts["events"])).toBeGreaterThan(500);
    expect([counts["facts"], counts["joined"], counts["keys"]]).toEqual([counts["events"], counts["events"], counts["versions"]]);
    expect(
      await rows(
        "SELECT 1 FROM fact_event f JOIN dim_user d USING (user_key) WHERE event_time < valid_from OR event_time >= coalesce(valid_to, TIMESTAMP '9999-12-31')",
      ),
    ).toEqual([]);
    const star = "SELECT device_type, count(*) AS n, sum(f.bytes) AS bytes FROM fact_event f JOIN dim_user d USING (user_key) GROUP BY ALL";
    const big = "SELECT device_type, count(*) AS n, sum(bytes) AS bytes FROM one_big_table WHERE user_id >= 0 GROUP BY ALL";
    expect(await rows(`(${star}) EXCEPT (${big})`)).toEqual([]);
    expect(await rows(`(${big}) EXCEPT (${star})`)).toEqual([]);
  });

  test("versions of a user follow each other without a gap, and one is current", async () => {
    const wrong = `SELECT user_id FROM (SELECT user_id, valid_to, lead(valid_from) OVER (PARTITION BY user_id ORDER BY valid_from) AS next FROM dim_user)
      WHERE valid_to IS DISTINCT FROM next`;
    expect(await rows(wrong)).toEqual([]);
    const [found] = await rows(
      "SELECT count(*) FILTER (is_current) AS current, count(DISTINCT user_id) AS users, count(*) AS versions FROM dim_user",
    );
    expect(found["current"]).toBe(found["users"]);
    expect(Number(found["versions"])).toBeGreaterThan(Number(found["users"]));
  });

  test("ALL_ rows are the sums of what they stand for, users among them: a user has one cell of an hour", async () => {
    const { dimensions, hourly } = run.machine.run.dimensions;
    const isAll = (is: boolean): string => dimensions.map(({ column, all }) => `${column} ${is ? "=" : "<>"} '${all}'`).join(" AND ");
    const sums = hourly.map(({ column }) => `sum(${column}) AS ${column}`).join(", ");
    const key = "year, month, day, hour";
    const finest = `SELECT ${key}, ${sums} FROM hourly_engagement WHERE ${isAll(false)} GROUP BY ${key}`;
    const top = `SELECT ${key}, ${hourly.map(({ column }) => column).join(", ")} FROM hourly_engagement WHERE ${isAll(true)}`;
    expect((await rows(top)).length).toBeGreaterThan(0);
    expect(await rows(`(${finest}) EXCEPT (${top})`)).toEqual([]);
    expect(await rows(`(${top}) EXCEPT (${finest})`)).toEqual([]);
  });
});

test("J8 the same input twice changes no version when it overwrites, and opens users again when it appends", () => {
  const versions = (settings: Settings): readonly [number, string] => {
    const { run } = starOf({ facts: false, aggregate: false, sessionize: false, events: false, ...settings });
    const job = run.machine.nodes.get("job");
    if (!(job instanceof BatchJob)) throw new Error("no job");
    expect(job.attempts.succeeded).toBeGreaterThan(2);
    const said = remarksOf(run.machine, "job").join(" ");
    return [run.machine.run.rows.userVersions.length, said];
  };
  const [once] = versions({ writes: "overwrite-partitions" });
  const [again, calm] = versions({ writes: "overwrite-partitions", reads: "everything" });
  expect(again).toBeLessThan(1.1 * once);
  expect(calm).not.toContain("both say they are current");
  const [appended, said] = versions({ writes: "append", reads: "everything" });
  expect(appended).toBeGreaterThan(1.5 * again);
  expect(said).toContain("both say they are current");
});

test("J9 figures of an hour that runs write in pieces are told: users do not add up", () => {
  const { run: pieces } = starOf({ dimension: "off", facts: false, events: false });
  expect(remarksOf(pieces.machine, "job").join(" ")).toContain("distinct counts (active_users) do not add up");
  const { run: whole } = starOf({ dimension: "off", facts: false, events: false, reads: "everything", writes: "overwrite-partitions" });
  expect(remarksOf(whole.machine, "job").join(" ")).not.toContain("distinct counts (active_users) do not add up");
});
