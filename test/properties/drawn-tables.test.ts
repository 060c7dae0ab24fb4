import { parquetReadObjects } from "hyparquet";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Column, Design, Table } from "../../src/design/types.ts";
import { LogNode } from "../../src/engine/feeds/log-part.ts";
import { createRun } from "../../src/simulate/run.ts";
import type { Run } from "../../src/simulate/run.ts";
import { allStores } from "../../src/simulate/read/stores.ts";
import { drawnExamples } from "../../src/warehouse/drawn-examples.ts";
import { parquetOf } from "../../src/warehouse/parquet-tables.ts";
import type { Warehouse } from "../../src/warehouse/warehouse.ts";
import { RESERVED, writtenName } from "../../src/warehouse/written-name.ts";
import { drawing } from "../support/drawing.ts";
import { rowsOf, warehouseOf } from "../support/run-warehouse.ts";
import type { NamedRow } from "../support/run-warehouse.ts";
import { listening } from "../support/listening.ts";

function drawn(name: string, part: string, columns: readonly string[], partitionedBy: readonly Column[] = []): Table {
  return {
    id: `table ${name}`,
    name,
    role: "store",
    part,
    columns: columns.map((text) => ({ name: text.split(" ")[0] ?? "", type: text.split(" ").slice(1).join(" ") })),
    partitionedBy,
  };
}

const FACT = ["event_id BIGINT", "user_id BIGINT", "item_id BIGINT", "event_type VARCHAR(24)", "event_time TIMESTAMP"];
/** Names as strangers write them, among them one of the run's own and 50 more. */
const TABLES: readonly Table[] = [
  drawn('Select "fact"; DROP', "warehouse", FACT),
  drawn("dim_user", "warehouse", [
    "user_id BIGINT",
    "device_type VARCHAR",
    "first_event_at TIMESTAMP",
    "last_event_at TIMESTAMP",
    "events BIGINT",
  ]),
  drawn("dim_item", "warehouse", ["item_id BIGINT", "events BIGINT", "users BIGINT", "artist VARCHAR"]),
  drawn("Events", "lake", ["EVENT_ID INT", "event_time DATE"], [{ name: "hour", type: "INT" }]),
  drawn("order", "log", ["event_id UUID", "user_id DOUBLE", "event_time BIGINT", "item_id VARCHAR", "__proto__ INT", "1 INT"]),
  drawn("worker", "update", ["event_id BIGINT"]),
  ...Array.from({ length: 50 }, (_, n) => drawn(`t${n}`, "lake", ["event_id BIGINT"])),
];

function design(): Design {
  const base = drawing({
    parts: [
      { id: "users", kind: "web-app" },
      { id: "log", kind: "kafka", settings: { partitions: 3, retentionBytes: 2_097_152, segmentBytes: 1_048_576 } },
      { id: "update", kind: "stream-worker", settings: { logic: "update-embeddings" } },
      { id: "drop", kind: "batch-drop", settings: { everyMs: 300_000, makingMedianMs: 2000, makingP99Ms: 5000, againMs: 30_000 } },
      { id: "lake", kind: "s3" },
      { id: "warehouse", kind: "redshift", settings: { loadEveryMs: 1_500_000 } },
    ],
    wires: [
      "users.events -> log.produce",
      "users.events -> drop.in",
      "log.consume -> update.in",
      "drop.files -> lake.objects",
      "lake.objects -> warehouse.data",
    ],
  });
  return { ...base, schema: { tables: TABLES, relations: [] } };
}

let run: Run;
let warehouse: Warehouse;

/** Files that come twice, and files that never come, without a manifest. */
const FAULTS = [
  { fault: "duplicate", part: "drop", atMs: 600_000, durationMs: 400_000 },
  { fault: "missing", part: "drop", atMs: 1_300_000, durationMs: 400_000 },
];

beforeAll(async () => {
  const base = listening();
  // Large enough that the log fills several segments.
  const scenario = { ...base, workload: { ...base.workload, eventBytes: 1000 } };
  const created = createRun({ design: design(), scenario, seed: 1, faults: FAULTS });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  run = created.value;
  while (!run.over) run.step();
  warehouse = await warehouseOf(run);
}, 60_000);
afterAll(() => warehouse.close());

const rows = (sql: string): Promise<readonly NamedRow[]> => rowsOf(warehouse, sql);

const shownAt = (part: string): number => allStores(run.machine).find(({ id }) => id === part)?.visible.events ?? -1;

test("a table of an object store has the rows of its files: repeats stay, what was lost is not there", async () => {
  const recorder = run.machine.recorders.get("lake");
  const [found] = await rows("SELECT count(*) AS held, count(DISTINCT event_id) AS events FROM events_drawn");
  expect(found).toEqual({ held: shownAt("lake"), events: recorder?.events });
  expect(recorder?.repeats).toBeGreaterThan(20);
  const [own] = await rows("SELECT count(*) AS produced, count(*) FILTER (fate LIKE 'dropped%') AS lost FROM events");
  expect(own?.["produced"]).toBe(run.machine.run.rows.events.length);
  expect(own?.["lost"]).toBeGreaterThan(20);
  expect(await rows("SELECT event_id FROM events_drawn ANTI JOIN events USING (event_id)")).toEqual([]);
});

test("a table of a warehouse has what its loads have taken so far", async () => {
  const [fact] = await rows('SELECT count(*) AS held FROM "Select ""fact""; DROP"');
  expect(fact).toEqual({ held: shownAt("warehouse") });
  expect(shownAt("warehouse")).toBeGreaterThan(100);
  expect(shownAt("warehouse")).toBeLessThanOrEqual(shownAt("lake"));
  // Values are those of the event, and an action without an item has none.
  const wrong = `SELECT 1 FROM "Select ""fact""; DROP" f JOIN events e USING (event_id)
    WHERE f.user_id <> e.user_id OR f.event_type <> e.event_type OR f.event_time <> e.event_time
      OR (f.item_id IS NULL) <> (e.item_id = -1)`;
  expect(await rows(wrong)).toEqual([]);
});

test("dimensions are those of the facts beside them", async () => {
  const users = `SELECT user_id, min(event_time) AS first_event_at, max(event_time) AS last_event_at, count(*) AS events
    FROM "Select ""fact""; DROP" GROUP BY user_id`;
  const items = `SELECT item_id, count(*) AS events, count(DISTINCT user_id) AS users
    FROM "Select ""fact""; DROP" WHERE item_id IS NOT NULL GROUP BY item_id`;
  expect((await rows(users)).length).toBeGreaterThan(50);
  expect(await rows(`(${users}) EXCEPT SELECT user_id, first_event_at, last_event_at, events FROM dim_user`)).toEqual([]);
  expect(await rows(`SELECT user_id, first_event_at, last_event_at, events FROM dim_user EXCEPT (${users})`)).toEqual([]);
  expect(await rows(`(${items}) EXCEPT SELECT item_id, events, users FROM dim_item`)).toEqual([]);
  expect(await rows(`SELECT item_id, events, users FROM dim_item EXCEPT (${items})`)).toEqual([]);
  expect(
    await rows(`SELECT 1 FROM dim_user d WHERE device_type NOT IN
    (SELECT device_type FROM events e WHERE e.user_id = d.user_id AND e.event_time = d.last_event_at)`),
  ).toEqual([]);
  expect(warehouse.tables().find(({ name }) => name === "dim_item")?.note).toContain("Nothing fills artist.");
});

test("a table of a log has the records that retention has left", async () => {
  const log = run.machine.nodes.get("log");
  if (!(log instanceof LogNode)) throw new Error("no log");
  const partitions = Array.from({ length: log.partitionCount() }, (_, p) => log.partition(p));
  const kept = partitions.reduce((sum, { start, end }) => sum + end - start, 0);
  expect(partitions.every(({ start }) => start > 0)).toBe(true);
  const [found] = await rows('SELECT count(*) AS held, count(event_time) AS times, count("__proto__") AS odd FROM "ORDER"');
  // A time does not fit a whole number: a finding says so, and the column stays empty.
  expect(found).toEqual({ held: kept, times: 0, odd: 0 });
  expect(run.result(0).findings.filter(({ code, where }) => code === "schema.type" && where.includes("order"))).toHaveLength(1);
  const [ids] = await rows(`SELECT count(*) AS same FROM "order" o JOIN events e ON o.event_id = lpad(to_hex(e.event_id), 32, '0')::UUID`);
  expect(ids).toEqual({ same: kept });
  const oldest = partitions.flatMap((partition) => Array.from({ length: partition.start }, (_, offset) => partition.refAt(offset)));
  expect(oldest.length).toBeGreaterThan(0);
});

test("the list shows drawn tables first, with part and types, counts as the result does, and tells clashes", async () => {
  const tables = warehouse.tables();
  expect(tables.slice(0, TABLES.length).every(({ part }) => part !== undefined)).toBe(true);
  expect(tables.slice(TABLES.length).every(({ part }) => part === undefined)).toBe(true);
  expect(tables.find(({ name }) => name === "Events_drawn")).toMatchObject({
    part: "lake",
    columns: [
      { name: "EVENT_ID", type: "INTEGER" },
      { name: "event_time", type: "DATE" },
      { name: "hour", type: "INTEGER" },
    ],
    note: "Drawn as Events, a name a table of the run has.",
  });
  expect(tables.find(({ name }) => name === "worker")).toMatchObject({ rows: 0, note: "update keeps no rows of it." });
  expect(await rows("SELECT * FROM worker")).toEqual([]);
  expect(await rows("SELECT DISTINCT hour FROM events_drawn ORDER BY hour")).toEqual(
    await rows("SELECT DISTINCT hour(e.event_time) AS hour FROM events e SEMI JOIN events_drawn USING (event_id) ORDER BY hour"),
  );
  const counted = run.result(0).tables;
  for (const { name, rows: held } of tables.slice(0, TABLES.length)) expect(counted[name], name).toBe(held);
});

test("examples ask drawn tables by name: what repeats and what is missing, and facts with their dimension", async () => {
  const examples = drawnExamples(warehouse.tables());
  expect(examples.map(({ id }) => id)).toEqual([
    "star-dim_user",
    'complete-Select "fact"; DROP',
    "complete-Events_drawn",
    "complete-order",
  ]);
  const [star, , lake] = await Promise.all(examples.map(({ sql }) => rows(sql)));
  expect(star?.length).toBe(100);
  const recorder = run.machine.recorders.get("lake");
  const { events } = run.machine.run.rows;
  const produced = new Set(Array.from({ length: events.length }, (_, row) => events.eventId.at(row))).size;
  const missing = produced - (recorder?.events ?? 0);
  expect(lake).toEqual([{ held: shownAt("lake"), repeats: recorder?.repeats, produced, missing }]);
});

test("names are quoted where the database would read a word of its own", async () => {
  const words = await rows("SELECT keyword_name AS word FROM duckdb_keywords() WHERE keyword_category IN ('reserved', 'type_function')");
  expect([...RESERVED].sort()).toEqual(words.map(({ word }) => word).sort());
  expect(["fact_listen", "order", "Left", 'a"b', "1st", "Ü"].map(writtenName)).toEqual([
    "fact_listen",
    '"order"',
    '"Left"',
    '"a""b"',
    '"1st"',
    '"Ü"',
  ]);
});

test("Parquet has the same rows with the columns as drawn", async () => {
  const tables = run.tables();
  const read = async (name: string) => {
    const bytes = parquetOf(tables.find((table) => table.name === name) ?? expect.fail(name), tables);
    return parquetReadObjects({ file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer });
  };
  const facts = await read('Select "fact"; DROP');
  const [sums] = await rows(
    'SELECT count(*) AS n, sum(event_id)::DOUBLE AS ids, count(item_id) AS items, min(event_time) AS first FROM "Select ""fact""; DROP"',
  );
  expect({
    n: facts.length,
    ids: facts.reduce((sum, { event_id }) => sum + Number(event_id), 0),
    items: facts.filter(({ item_id }) => item_id !== null).length,
    first: Math.min(...facts.map(({ event_time }) => (event_time as Date).getTime())),
  }).toEqual(sums);
  expect(Object.keys(facts[0] ?? {})).toEqual(FACT.map((text) => text.split(" ")[0]));
  const users = await read("dim_user");
  expect(users.reduce((sum, { events }) => sum + Number(events), 0)).toBe(facts.length);
  expect((await read("Events_drawn"))[0]).toMatchObject({
    event_time: expect.stringMatching(/^\d{4}-\d\d-\d\d/),
    hour: expect.any(Number),
  });
});
