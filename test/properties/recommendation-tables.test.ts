import { afterAll, beforeAll, expect, test } from "vitest";
import type { Design, Table } from "../../src/design/types.ts";
import { createRun } from "../../src/simulate/run.ts";
import type { Run } from "../../src/simulate/run.ts";
import { exampleQueries } from "../../src/warehouse/example-queries.ts";
import type { Warehouse } from "../../src/warehouse/warehouse.ts";
import { drawing } from "../support/drawing.ts";
import { rowsOf, warehouseOf } from "../support/run-warehouse.ts";
import type { NamedRow } from "../support/run-warehouse.ts";
import { listening } from "../support/listening.ts";
import { indexDrawing, ranOf } from "../support/ranking.ts";

const BY_USER: Table = {
  id: "lists",
  name: "Top_Tracks",
  role: "store",
  part: "store",
  columns: [
    { name: "user_id", type: "BIGINT", key: "partition" },
    { name: "Items", type: "BIGINT[10]" },
    { name: "mood", type: "VARCHAR" },
    { name: "as_of", type: "TIMESTAMP" },
  ],
};
const BY_RANK: Table = {
  id: "long",
  name: "ranked",
  role: "store",
  part: "store",
  columns: [
    { name: "user_id", type: "BIGINT", key: "partition" },
    { name: "rank", type: "INT", key: "sort" },
    { name: "item_id", type: "BIGINT" },
    { name: "score", type: "DOUBLE" },
  ],
};

function design(): Design {
  const drawn = drawing({
    parts: [
      { id: "users", kind: "web-app" },
      { id: "train", kind: "model-training", settings: { everyEvents: 1000, startUpMs: 1000, dims: 16 } },
      { id: "update", kind: "stream-worker", settings: { logic: "update-embeddings", workTime: { constant: 0.5 } } },
      { id: "gen", kind: "stream-worker", settings: { logic: "generate-lists", workTime: { constant: 0.5 } } },
      { id: "events", kind: "kafka", settings: { partitions: 4 } },
      { id: "store", kind: "cassandra" },
      { id: "api", kind: "recommendation-api" },
    ],
    wires: [
      "users.events -> events.produce",
      "events.consume -> train.in",
      "events.consume -> update.in",
      "train.model -> update.model",
      "update.out -> gen.in",
      "gen.out -> store.write",
      "users.requests -> api.requests",
      "api.reads -> store.read",
    ],
  });
  return { ...drawn, schema: { tables: [BY_USER, BY_RANK], relations: [] } };
}

let run: Run;
let warehouse: Warehouse;

beforeAll(async () => {
  const base = listening();
  // Few enough choices that the run judges every one of them.
  const scenario = { ...base, workload: { ...base.workload, sessionsPerSecond: 0.6 } };
  const created = createRun({ design: design(), scenario, seed: 1, faults: [] });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  run = created.value;
  while (!run.over) run.step();
  warehouse = await warehouseOf(run);
}, 60_000);
afterAll(() => warehouse.close());

const rows = (sql: string): Promise<readonly NamedRow[]> => rowsOf(warehouse, sql);

function example(id: string): string {
  const found = exampleQueries(0).find((query) => query.id === id);
  if (found === undefined) throw new Error(`no example ${id}`);
  return found.sql;
}

test("the hit rate in SQL is the recall of the run", async () => {
  const { recommendation, engine } = run.result(0);
  const judged = (await rows(example("hit-rate"))).filter(
    ({ ten_minutes }) => Number(ten_minutes) - run.machine.run.epochMs >= engine.warmupMs,
  );
  const sum = (column: string) => judged.reduce((all, row) => all + Number(row[column]), 0);
  expect(sum("choices")).toBe(recommendation?.choices);
  expect(recommendation?.judged).toBe(recommendation?.choices);
  expect(sum("hits") / sum("choices")).toBeCloseTo(recommendation?.recallAt10 ?? -1, 10);
  expect(sum("hits")).toBeGreaterThan(50);
});

test("requests are those of the result, and each answer names its list", async () => {
  const result = run.result(0).requests?.["requests"];
  const [found] = await rows(`SELECT count(*) AS asked, count(*) FILTER (status = 'answered') AS answered,
    count(*) FILTER (status = 'not found') AS missing, count(list_id) AS lists, count(DISTINCT answered_by) AS places,
    count(*) FILTER (response_ms <= 0) AS early FROM requests`);
  expect(found).toEqual({
    asked: result?.asked,
    answered: result?.answered,
    missing: result?.notFound,
    lists: result?.answered,
    places: 1,
    early: 0,
  });
  expect(await rows("SELECT 1 FROM requests WHERE list_id IS NOT NULL AND list_id NOT IN (SELECT list_id FROM lists)")).toEqual([]);
  expect(
    await rows("SELECT 1 FROM requests r JOIN lists l USING (list_id) WHERE r.user_id <> l.user_id OR r.answered_at < l.made_at"),
  ).toEqual([]);
});

test("a table of the schema is made under its name, with its columns, and says what the store shows", async () => {
  const held = warehouse.tables().find(({ name }) => name === "Top_Tracks");
  expect(held?.columns).toEqual([
    { name: "user_id", type: "BIGINT" },
    { name: "Items", type: "BIGINT[]" },
    { name: "mood", type: "VARCHAR" },
    { name: "as_of", type: "TIMESTAMP" },
  ]);
  expect(held?.rows).toBe(run.result(0).tables["Top_Tracks"]);
  expect(held?.note).toMatch(/^The newest list of each user: all \d+ users\. Nothing fills mood\.$/);
  const [counts] = await rows(`SELECT count(*) AS users, count(mood) AS moods, min(len(Items)) AS least,
    count(*) FILTER (as_of IS NULL) AS unknown FROM top_tracks`);
  expect(counts).toEqual({ users: held?.rows, moods: 0, least: 10, unknown: 0 });
  // The same, item by item, and with the name that every run has.
  expect(
    await rows(`SELECT 1 FROM ranked JOIN top_tracks USING (user_id) WHERE items[rank] <> item_id
      UNION ALL SELECT 1 FROM top_tracks t FULL JOIN recommendations_by_user r USING (user_id) WHERE t.items IS DISTINCT FROM r.items`),
  ).toEqual([]);
  const [ranked] = await rows(
    "SELECT count(*) AS items, count(DISTINCT user_id) AS users, min(rank) AS first, max(rank) AS last FROM ranked",
  );
  expect(ranked).toEqual({ items: 10 * (held?.rows ?? 0), users: held?.rows, first: 1, last: 10 });
});

test("a vector is the mean of what its user chose, and the other examples answer", async () => {
  const [vectors] = await rows("SELECT count(*) AS users, min(len(vector)) AS least, max(len(vector)) AS most FROM user_vectors");
  expect(vectors).toMatchObject({ least: 16, most: 16 });
  // The lists follow the vectors: their scores fall, and their newest event is the one that moved the vector.
  expect(await rows("SELECT 1 FROM recommendations_by_user WHERE list_sort(scores, 'DESC') <> scores")).toEqual([]);
  expect(
    await rows("SELECT 1 FROM recommendations_by_user JOIN user_vectors v USING (user_id) WHERE v.as_of <> recommendations_by_user.as_of"),
  ).toEqual([]);
  for (const id of ["one-user", "most-listed"]) expect((await rows(example(id))).length, id).toBeGreaterThan(5);
});

test("lists that are made when asked are kept nowhere, and stand among those that were served", () => {
  const ranked = ranOf(indexDrawing());
  const { rows } = ranked.machine.run.desk;
  const answered = new Set(Array.from(rows.list.data.subarray(0, rows.length)).filter((list) => list >= 0));
  const [requests, lists, ...others] = ranked.tables(["requests", "lists", "recommendations_by_user"]);
  expect(requests?.rows).toBe(rows.length);
  expect(lists?.rows).toBe(answered.size);
  expect(others).toEqual([]);
  const counted = ranked.result(0).tables;
  expect(counted).toMatchObject({ requests: requests?.rows, lists: lists?.rows });
  expect(counted).not.toHaveProperty("recommendations_by_user");
});
