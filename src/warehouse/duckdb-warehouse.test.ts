import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startInProcess, stillClock } from "../../test/support/duckdb-in-process.ts";
import type { RunColumn, RunTable } from "../result/run-table.ts";
import { createDuckDbWarehouse } from "./duckdb-warehouse.ts";
import { exampleQueries } from "./example-queries.ts";
import { QUERY_LIMITS } from "./warehouse.ts";
import type { QueryAnswer, QueryFault, Warehouse } from "./warehouse.ts";

const START = Date.UTC(2026, 10, 20, 12, 0, 0);
const MINUTE = 60_000;

function time(name: string, values: readonly number[]): RunColumn {
  return { name, type: "timestamp", values: Float64Array.from(values) };
}
function double(name: string, values: readonly number[]): RunColumn {
  return { name, type: "double", values: Float64Array.from(values) };
}
function integer(name: string, values: readonly number[]): RunColumn {
  return { name, type: "integer", values: Int32Array.from(values) };
}
function text(name: string, values: readonly (string | null)[]): RunColumn {
  const dictionary = [...new Set(values.filter((value) => value !== null))];
  return { name, type: "text", dictionary, codes: Int32Array.from(values, (value) => (value === null ? -1 : dictionary.indexOf(value))) };
}
function list(name: string, values: readonly (readonly string[])[]): RunColumn {
  const entries = text(name, values.flat());
  if (entries.type === "list") throw new Error("texts are no lists");
  return { name, type: "list", offsets: Int32Array.from([0, ...values.map((_, at) => values.slice(0, at + 1).flat().length)]), entries };
}
function table(name: string, columns: readonly RunColumn[]): RunTable {
  const first = columns[0];
  const rows = first === undefined ? 0 : "values" in first ? first.values.length : "codes" in first ? first.codes.length : 0;
  return { name, rows, columns };
}

/** User 20 has two sessions (a pause of 40 minutes between them), user 7 one; event 2 was sent twice. */
const events = table("events", [
  double("event_id", [1, 2, 2, 3, 4, 5]),
  double("user_id", [20, 20, 20, 20, 7, 7]),
  text("event_type", ["view", "view", "view", "view", "install", "notification_click"]),
  time(
    "event_time",
    [0, 1, 1, 41, 3, 4].map((minute) => START + minute * MINUTE),
  ),
  time(
    "sent_at",
    [0, 1, 9, 41, 3, Number.NaN].map((minute) => START + minute * MINUTE + 250),
  ),
  text("device_type", ["phone", "phone", "phone", "phone", "tablet", null]),
  text("app_version", ["2.1", "2.1", "2.1", "2.1", "2.0", "2.0"]),
  text("country", ["SE", "SE", "SE", "SE", "US", "US"]),
  text("item_id", ["a", "b", "b", "c", null, "d"]),
  text("fate", ["delivered", "delivered", "deduplicated", "delivered", "dropped: kafka, leader lost", "delivered"]),
]);

function sessions(name: string, lastCounts: number): RunTable {
  return table(name, [
    double("session_id", [1, 2, 3]),
    double("user_id", [20, 20, 7]),
    time("visible_at", [START + 2 * MINUTE, START + 42 * MINUTE, Number.NaN]),
    time("started_at", [START, START + 41 * MINUTE, START + 3 * MINUTE]),
    time("last_event_at", [START + MINUTE, START + 41 * MINUTE, START + 4 * MINUTE]),
    double("duration_s", [60, 0, 60]),
    integer("events", [2, 1, lastCounts]),
  ]);
}

/** Two rows and their total; the total is off by `error`. */
function hourly(name: string, error: number): RunTable {
  return table(name, [
    integer("year", [2026, 2026, 2026]),
    integer("month", [11, 11, 11]),
    integer("day", [20, 20, 20]),
    integer("hour", [12, 12, 12]),
    text("device_type", ["phone", "tablet", "ALL_DEVICES"]),
    text("app_version", ["2.1", "2.0", "ALL_VERSIONS"]),
    text("country", ["SE", "US", "ALL_COUNTRIES"]),
    double("total_events", [3, 2, 5 + error]),
    double("total_notification_clicks", [0, 1, 1]),
  ]);
}

const bill = table("bill", [
  text("part", ["kafka", "s3"]),
  text("dimension", ["broker hours", "stored bytes"]),
  double("quantity", [2_190, 100]),
  text("unit", ["h", "GB"]),
  double("unit_price_usd", [0.137, 1]),
  double("usd_per_month", [300, 100]),
]);
const samples = table("samples", [
  time("at", [START, START, START]),
  text("metric", ["freshness.p95Ms", "lag.flink", "lag.flink.events-0"]),
  double("value", [9_000, 40, 40]),
]);
const files = table("files", [
  text("writer", ["connect"]),
  text("stream", ["event"]),
  time("hour", [START]),
  integer("rows", [6]),
  double("stored_bytes", [2_000_000]),
]);

/** User 20 was shown b and c before choosing b, and nothing of c before choosing that; user 7 asked too late. */
const requests = table("requests", [
  integer("request_id", [0, 1, 2]),
  double("user_id", [20, 20, 7]),
  time(
    "asked_at",
    [0, 30, 5].map((minute) => START + minute * MINUTE),
  ),
  time(
    "answered_at",
    [0.5, 30.5, 5.5].map((minute) => START + minute * MINUTE),
  ),
  double("response_ms", [500, 500, 500]),
  text("status", ["answered", "answered", "answered"]),
  { name: "list_id", type: "integer", values: Int32Array.of(4, -1, 9), missing: -1 },
  { name: "worked_out", type: "boolean", values: Uint8Array.of(1, 1, 1) },
]);
function shown(name: string): RunTable {
  return table(name, [
    integer("list_id", [4, 9]),
    double("user_id", [20, 7]),
    list("items", [["b", "é", "c"], ["d"]]),
    list("scores", [["0.9", "0.5", "0.1"], ["1"]]),
    time("made_at", [START, START + MINUTE]),
    time("as_of", [START, Number.NaN]),
  ]);
}

const OF_OTHER_RUNS: readonly string[] = ["quality_checks", "alarms", "personal_reads", "remaining_rows", "windows", "joins"];

describe("SQL over a run", () => {
  let warehouse: Warehouse;

  beforeAll(async () => {
    warehouse = createDuckDbWarehouse(await startInProcess(), stillClock);
  }, 60_000);
  afterAll(() => warehouse.close());

  const rows = async (sql: string): Promise<QueryAnswer> => {
    const outcome = await warehouse.query(sql, QUERY_LIMITS);
    if (!outcome.ok) throw new Error(`${outcome.error.message} ${outcome.error.detail}`);
    return outcome.value;
  };
  const fault = async (sql: string): Promise<QueryFault> => {
    const outcome = await warehouse.query(sql, QUERY_LIMITS);
    if (outcome.ok) throw new Error("the statement was expected to fail");
    return outcome.error;
  };
  const loadAll = () =>
    warehouse.load([
      events,
      sessions("sessions", 2),
      sessions("sessions_truth", 2),
      hourly("hourly_engagement", 0),
      hourly("hourly_truth", 0),
      bill,
      samples,
      files,
      requests,
      shown("lists"),
      shown("recommendations_by_user"),
    ]);

  it("says what it holds, with plain types", async () => {
    const loaded = await loadAll();
    expect(loaded).toMatchObject({ ok: true });
    const held = warehouse.tables().find((candidate) => candidate.name === "events");
    expect(held?.rows).toBe(6);
    expect(held?.columns.slice(0, 4).map((column) => column.type)).toEqual(["DOUBLE", "DOUBLE", "VARCHAR", "TIMESTAMP"]);
  });

  it("keeps every value, NULL where there is none, and time as ms", async () => {
    const answer = await rows("SELECT event_id, event_type, event_time, sent_at, device_type FROM events ORDER BY event_id, sent_at");
    expect(answer.columns.map((column) => column.kind)).toEqual(["number", "text", "time", "time", "text"]);
    expect(answer.rows.at(-1)).toEqual([5, "notification_click", START + 4 * MINUTE, null, null]);
    expect(answer.rows[0]).toEqual([1, "view", START, START + 250, "phone"]);
  });

  it("keeps arrays, also of texts, and a whole number that is not there as NULL", async () => {
    const answer = await rows(
      "SELECT request_id, list_id, items, items[2] AS second FROM requests LEFT JOIN lists USING (list_id) ORDER BY 1",
    );
    expect(answer.rows).toEqual([
      [0, 4, '["b","é","c"]', "é"],
      [1, null, null, null],
      [2, 9, '["d"]', null],
    ]);
    expect(warehouse.tables().find(({ name }) => name === "lists")?.columns[2]).toEqual({ name: "items", type: "VARCHAR[]" });
  });

  it("counts a choice as a hit when it stood on the list that was shown last before it", async () => {
    const answer = await rows(exampleQueries(0).find(({ id }) => id === "hit-rate")?.sql ?? "");
    // a: nothing shown yet. b: on the list. c at 41: the newest answer brought no list, the one before had it. d: shown after it.
    expect(answer.rows).toEqual([
      [START, 3, 1, 0.3333],
      [START + 40 * MINUTE, 1, 1, 1],
    ]);
  });

  it("sorts text by the alphabet, not by the order of first use", async () => {
    const answer = await rows("SELECT DISTINCT event_type FROM events ORDER BY event_type");
    expect(answer.rows.flat()).toEqual(["install", "notification_click", "view"]);
  });

  it("answers every example", async () => {
    // Those of checks and alarms are asked in test/drills/told-of-faults.test.ts; this run has no tables for them.
    for (const example of exampleQueries(30 * MINUTE).filter(({ needs }) => !needs.some((table) => OF_OTHER_RUNS.includes(table)))) {
      const answer = await rows(example.sql);
      expect(answer.columns.length, example.id).toBeGreaterThan(0);
    }
  });

  it("asks by the columns the workload counts by, however they are called", () => {
    const columns = { by: [{ column: "order", all: "ALL_'S" }], figures: ["sum"] };
    const sql = exampleQueries(30 * MINUTE, [], columns).find(({ id }) => id === "hourly-totals")?.sql ?? "";
    expect(sql).toContain(`"order" <> 'ALL_''S'`);
    expect(exampleQueries(30 * MINUTE, [], { by: [], figures: [] }).some(({ id }) => id.startsWith("hourly"))).toBe(false);
  });

  it("finds equal sessions equal, from the truth and from the raw events", async () => {
    const [right, , again] = exampleQueries(30 * MINUTE);
    expect((await rows(right?.sql ?? "")).rows).toEqual([["exact", 3, 100]]);
    // The sample takes user 20 only: two sessions, both in the run and equal.
    expect((await rows(again?.sql ?? "")).rows).toEqual([[2, 2, 2]]);
  });

  it("finds what is wrong", async () => {
    await warehouse.load([
      events,
      sessions("sessions", 1),
      sessions("sessions_truth", 2),
      hourly("hourly_engagement", 4),
      hourly("hourly_truth", 0),
      bill,
      samples,
      files,
    ]);
    const example = (id: string): string => exampleQueries(30 * MINUTE).find((candidate) => candidate.id === id)?.sql ?? "";
    expect((await rows(example("sessions-right"))).rows).toContainEqual(["different: split, merged or cut short", 1, 33.333]);
    expect((await rows(example("sessions-wrong"))).rows.length).toBe(1);
    expect((await rows(example("hourly-totals"))).rows).toEqual([[2026, 11, 20, 12, 5, 9, 4]]);
    expect((await rows(example("hourly-wrong"))).rows.map(([verdict]) => verdict)).toEqual(["different"]);
    await loadAll();
  });

  it("stops reading at the limit and says so", async () => {
    const outcome = await warehouse.query("SELECT * FROM range(50000)", { limit: 100, mostChars: 1_000_000, timeoutMs: 1_000 });
    expect(outcome.ok && outcome.value.rows.length).toBe(100);
    expect(outcome.ok && outcome.value.truncated).toBe(true);
    expect((await rows("SELECT 1 AS one")).rows).toEqual([[1]]);
  });

  it("gives sums, whole numbers, spans and lists as plain values", async () => {
    const answer = await rows(
      "SELECT sum(user_id::BIGINT) AS s, 12345678901234567890::UBIGINT AS u, INTERVAL '1 day 90 minutes' AS i, [1, 2] AS l, 1.5::DECIMAL(4,2) AS d, TIME '10:00:01' AS t FROM events",
    );
    expect(answer.rows).toEqual([[94, "12345678901234567890", "1 day 01:30:00", "[1,2]", 1.5, "10:00:01"]]);
  });

  it("explains mistakes with the next step and keeps the database's words", async () => {
    expect((await fault("SELEC 1")).message).toContain("could not read this");
    const unknown = await fault("SELECT * FROM evnts");
    expect(unknown.message).toContain("events, sessions");
    expect(unknown.detail).toContain("evnts");
    expect((await fault("SELECT nothing FROM events")).message).toContain("no such column");
    expect((await fault("   ")).kind).toBe("empty");
  });

  it("lets nothing out and keeps its settings locked", async () => {
    for (const sql of [
      "SELECT * FROM read_csv('http://127.0.0.1/x.csv')",
      "COPY events TO 'x.csv'",
      "LOAD json",
      "ATTACH 'other.db'",
      "SET memory_limit = '4GB'",
      "PRAGMA memory_limit = '4GB'",
    ]) {
      expect((await fault(sql)).kind, sql).toBe("refused");
    }
  });

  it("refuses extensions with what is true of them", async () => {
    for (const sql of ["INSTALL json", "LOAD json", "install spatial from community", "/* a */ ; LOAD 'json'"])
      expect((await fault(sql)).message, sql).toContain("Extensions cannot be installed or loaded here");
    for (const sql of ["SELECT json_extract('{}', '$')", "SELECT * FROM read_json('x.json')", "SELECT icu_sort_key('a', 'de')"])
      expect((await fault(sql)).message, sql).toMatch(/belongs to the extension “(json|icu)”, which is not part of this page/);
  });

  it("keeps the run's tables as they are, whatever is asked", async () => {
    const before = await rows("SELECT count(*), sum(event_id), min(event_type) FROM events");
    for (const sql of [
      "DROP VIEW events",
      'drop view if exists "events"',
      "DROP VIEW run.main.events",
      "CREATE OR REPLACE VIEW events AS SELECT 1 AS x",
      "CREATE OR REPLACE VIEW run.main.events AS SELECT 1 AS x",
      "CREATE TABLE events AS SELECT 1 AS x",
      "CREATE TEMP TABLE events AS SELECT 1 AS x",
      "CREATE OR REPLACE TEMP VIEW EVENTS AS SELECT 1 AS x",
      "ALTER VIEW events RENAME TO gone",
      "DROP SCHEMA stored CASCADE",
      "DROP SCHEMA run.stored CASCADE",
      "DROP TABLE run.stored.events",
      "CREATE OR REPLACE TABLE run.stored.events AS SELECT 1 AS x",
      "DELETE FROM run.stored.events",
      "DELETE FROM stored.events",
      "UPDATE stored.events SET event_id = 0",
      "INSERT INTO stored.events SELECT * FROM stored.events",
      "TRUNCATE stored.events",
      "WITH a AS (SELECT 1) DELETE FROM stored.events",
      "EXPLAIN ANALYZE DELETE FROM stored.events",
      "DELETE FROM events",
      "SELECT 1; DROP VIEW events",
      "SELECT 1; COMMIT; DROP VIEW events",
      "COMMIT",
      "BEGIN; DROP VIEW events; COMMIT",
      "DETACH run",
      "USE run",
      "SET search_path = 'run.stored'",
    ]) {
      // A schema that is not on the path is not found; everything else is refused.
      expect((await fault(sql)).kind, sql).toMatch(/SCHEMA stored| stored\./.test(sql) ? /^(?:sql|refused)$/ : /^refused$/);
      expect((await rows("SELECT count(*), sum(event_id), min(event_type) FROM events")).rows, sql).toEqual(before.rows);
    }
  });

  it("lets a table of one's own be made, changed and dropped, until the next run", async () => {
    await rows("CREATE TABLE mine AS SELECT * FROM events");
    await rows("DELETE FROM mine WHERE event_id > 2");
    expect((await rows("SELECT count(*) FROM mine")).rows).toEqual([[3]]);
    expect((await fault("SELECT * FROM mines")).message).toContain("It has: events");
    await loadAll();
    expect((await fault("SELECT * FROM mine")).kind).toBe("sql");
  });

  it("cuts long texts where they are shown and keeps them whole for who asks", async () => {
    const answer = await rows("SELECT repeat('é', 3_000_000) AS long, 'short' AS brief");
    expect([String(answer.rows[0]?.[0]).length, answer.rows[0]?.[1], answer.cut]).toEqual([1_000, "short", { "0:0": 3_000_000 }]);
    expect(warehouse.wholeCells().map(({ place, text: all }) => [place, all.length])).toEqual([["0:0", 3_000_000]]);
    await rows("SELECT 1");
    expect(warehouse.wholeCells()).toEqual([]);
  });

  it("stops reading when the answer has grown too large, and keeps no text beyond the limit", async () => {
    const outcome = await warehouse.query("SELECT repeat('x', 600) AS text FROM range(5000)", {
      limit: 10_000,
      mostChars: 60_000,
      timeoutMs: 1_000,
    });
    expect(outcome.ok && [outcome.value.stoppedBy, outcome.value.truncated]).toEqual(["size", true]);
    expect(outcome.ok && outcome.value.rows.length).toBe(101);
    const one = await warehouse.query("SELECT repeat('x', 70000) AS text", { limit: 10, mostChars: 60_000, timeoutMs: 1_000 });
    expect(one.ok && [one.value.rows.length, one.value.truncated, one.value.cut]).toEqual([1, false, { "0:0": 70_000 }]);
    expect(warehouse.wholeCells()).toEqual([]);
    expect((await rows("SELECT 1 AS one")).rows).toEqual([[1]]);
  });

  it("refuses an answer of more columns than are shown, and answers the next", async () => {
    const wide = (columns: number): string => `SELECT ${Array.from({ length: columns }, (_, at) => `${at} AS c${at}`).join()}`;
    expect((await rows(wide(1000))).columns).toHaveLength(1000);
    expect((await fault(wide(1001))).message).toBe("The answer has 1,001 columns, and 1,000 are shown at most. Name those you need.");
    expect((await rows("SELECT count(*) FROM events")).rows).toEqual([[6]]);
  });

  it("cuts what an error says, and the names of columns, before they reach the page (X2)", async () => {
    const said = await fault("SELECT error(repeat('x', 3_000_000))");
    expect(said.detail).toMatch(/^Invalid Input Error: x+… \(3,000,021 characters\)$/);
    expect(said.detail?.length).toBeLessThan(1_100);
    const unknown = await fault(`SELECT ${"z".repeat(50_000)} FROM events`);
    expect([unknown.message.slice(0, 24), (unknown.detail?.length ?? 0) < 1_100]).toEqual(["There is no such column.", true]);
    const [column] = (await rows(`SELECT 1 AS "${"n".repeat(400_000)}"`)).columns;
    expect(column?.name).toMatch(/^n{1000}… \(400,000 characters\)$/);
  });

  it("refuses functions of one's own by whatever way, so that every function stays the database's (X2)", async () => {
    for (const sql of [
      "CREATE OR REPLACE MACRO count(x) AS 42",
      "CREATE TEMP FUNCTION sum(x) AS 42",
      "/* a */ create macro mine(x) as 1",
      "EXPLAIN ANALYZE CREATE MACRO lower(x) AS 'no'",
      "CREATE MACRO duckdb_functions() AS TABLE SELECT 'none' AS function_name, true AS internal",
      "CREATE MACRO lower(x) AS 'no'; CREATE TABLE events AS SELECT 1 AS x",
    ]) {
      expect((await fault(sql)).message, sql).toContain("cannot be made here");
      expect((await rows("SELECT count(event_id), sum(event_id), lower('A') FROM events")).rows, sql).toEqual([[6, 17, "a"]]);
    }
    expect((await rows("SELECT 'macro or function' AS said")).rows).toEqual([["macro or function"]]);
    await warehouse.load([]);
    expect((await fault("CREATE TEMP MACRO count(x) AS 42")).kind).toBe("refused");
    await loadAll();
  });

  it("says what is wrong by the kind of the error, not by words of the query (X2)", async () => {
    const words = ["cancelled", "interrupted", "extension", "unreachable", "worker", '"out of memory"', '"failed to allocate"'];
    for (const word of words) {
      expect((await fault(`SELECT ${word} FROM events`)).message, word).toContain("There is no such column.");
      expect((await fault(`SELECT events.${word} FROM events`)).message, word).toContain("There is no such column.");
      expect((await fault(`SELECT ${word}(1)`)).message, word).toContain("There is no such function.");
      expect((await fault(`SELECT * FROM ${word}`)).message, word).toContain("There is no such table");
    }
    for (const words of ["Interrupt Error: out of memory", "configuration has been locked", "unreachable", "part of the foo extension"])
      expect((await fault(`SELECT error('${words}')`)).message, words).toBe("The database refused this statement. Its reason is below.");
    expect((await fault(`SELECT nope, 'attempting to write to database "run"' FROM events`)).message).toContain("no such column");
  });

  it("lets go of what a person has made when the next run begins, temporary or not: none of it tells of a run that is gone (X2)", async () => {
    const long = `"${"x".repeat(2000)}"`;
    const view = '"a ""view"" of it"';
    await rows("CREATE TEMP TABLE kept AS SELECT count(*) AS number FROM events");
    await rows(`CREATE TEMP VIEW ${view} AS SELECT number FROM kept`);
    await rows(`CREATE TEMP TABLE ${long} AS SELECT 1 AS x`);
    await rows("CREATE TABLE own_one AS SELECT 1 AS x");
    expect((await rows(`SELECT number FROM ${view}`)).rows).toEqual([[6]]);
    expect((await loadAll()).ok).toBe(true);
    for (const name of ["kept", view, long, "own_one"])
      expect((await fault(`SELECT * FROM ${name}`)).message, name).toContain("There is no such table");
    expect((await rows("SELECT count(*) FROM events")).rows).toEqual([[6]]);
    await rows("CREATE TEMP TABLE kept AS SELECT 2 AS number");
    expect((await rows("SELECT number FROM kept")).rows).toEqual([[2]]);
    await loadAll();
  });

  it("ends a query that exhausts the memory alone, and answers the next", async () => {
    const much = "SELECT list(range) FROM range(200_000_000)";
    const alone = await fault(much);
    expect(alone.kind).toBe("memory");
    expect(alone.message).toMatch(/add LIMIT\.$/);
    await rows("CREATE TABLE mine AS SELECT 1 AS x");
    await rows('CREATE TEMP TABLE "other one" AS SELECT 1 AS x');
    const beside = await fault(much);
    expect(beside.message).toContain('Your own tables take of it too: mine, "other one". DROP TABLE frees what one holds.');
    // The database's own advice is to change settings, which are locked.
    expect(JSON.stringify([alone, beside])).not.toMatch(/SET |http/);
    expect((await rows("SELECT count(*) FROM events")).rows).toEqual([[6]]);
  });
});
