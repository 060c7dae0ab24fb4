import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { murmur2Text } from "../../src/base/murmur2.ts";
import type { EventTrace } from "../../src/engine/rows/event-trace.ts";
import type { Settings } from "../../src/design/types.ts";
import type { RunTable } from "../../src/result/run-table.ts";
import type { RunResult } from "../../src/result/result.ts";
import { runDesign } from "../../src/simulate/run.ts";
import { createDuckDbWarehouse } from "../../src/warehouse/duckdb-warehouse.ts";
import { QUERY_LIMITS } from "../../src/warehouse/warehouse.ts";
import type { Cell, Warehouse } from "../../src/warehouse/warehouse.ts";
import { drawing } from "../support/drawing.ts";
import { startInProcess, stillClock } from "../support/duckdb-in-process.ts";
import { csvOf, eventsOf, jsonlOf, knownEvents, read } from "../support/events-file.ts";
import type { KnownEvent } from "../support/events-file.ts";
import { smallScenario } from "../support/small-workload.ts";

/** A file of one's own goes through the drawing as it is; what comes out is what SQL makes of the same rows. */
const GAP_MS = 1_800_000;
const MINUTE_MS = 60_000;

function design(flink: Settings = {}, source = "trace-source") {
  return drawing({
    parts: [
      { id: "trace", kind: source },
      { id: "kafka", kind: "kafka", settings: { partitions: 6 } },
      {
        id: "flink",
        kind: "flink",
        settings: { sessionGapMs: GAP_MS, watermarkDelayMs: MINUTE_MS, allowedLatenessMs: 0, idlenessMs: null, ...flink },
      },
      { id: "druid", kind: "druid" },
    ],
    wires: [
      "trace.events -> kafka.produce",
      "kafka.consume -> flink.in",
      "flink.sessions -> druid.ingest",
      "flink.aggregates -> druid.ingest",
    ],
  });
}

type Ran = { readonly result: RunResult; readonly tables: (names: readonly string[]) => readonly RunTable[] };

function run(events: EventTrace, flink: Settings = {}, windowMs?: number): Ran {
  const ran = runDesign({
    design: design(flink),
    scenario: null,
    seed: 1,
    faults: [],
    events,
    ...(windowMs === undefined ? {} : { windowMs }),
  });
  if (ran.outcome.status !== "finished") throw new Error(JSON.stringify(ran.outcome));
  return { result: ran.outcome.result, tables: (names) => ran.tables(names) };
}

/** Rows as the test knows them, as a table for the database: nothing of it went through the reader of files. */
function knownTable(events: readonly KnownEvent[]): RunTable {
  const text = (name: string, values: readonly string[]) => {
    const dictionary = [...new Set(values)];
    const codes = new Map(dictionary.map((each, code) => [each, code]));
    return { name, type: "text" as const, dictionary, codes: Int32Array.from(values, (value) => codes.get(value) ?? -1) };
  };
  return {
    name: "known",
    rows: events.length,
    columns: [
      text(
        "event_id",
        events.map(({ id }) => id),
      ),
      text(
        "user_id",
        events.map(({ user }) => user),
      ),
      text(
        "event_type",
        events.map(({ type }) => type),
      ),
      { name: "event_time", type: "timestamp", values: Float64Array.from(events, ({ eventMs }) => eventMs) },
    ],
  };
}

const SESSIONS_BY_SQL = `
  WITH firsts AS (SELECT DISTINCT ON (event_id) * FROM known),
  marked AS (
    SELECT *, CASE WHEN event_time - lag(event_time) OVER users <= INTERVAL ${GAP_MS} MILLISECOND THEN 0 ELSE 1 END AS begins
    FROM firsts WINDOW users AS (PARTITION BY user_id ORDER BY event_time, event_id)
  ),
  numbered AS (SELECT *, sum(begins) OVER (PARTITION BY user_id ORDER BY event_time, event_id) AS session FROM marked)
  SELECT user_id, min(event_time) AS started_at, max(event_time) AS last_event_at, count(*)::INTEGER AS events,
    count(*) FILTER (event_type = 'screen_view')::INTEGER AS screens,
    count(*) FILTER (event_type = 'notification_click')::INTEGER AS notification_clicks
  FROM numbered GROUP BY user_id, session`;
const COLUMNS = "user_id, started_at, last_event_at, events, screens, notification_clicks";

/** A tenth of the rows twice, and rows between them that nobody can read. */
const EVENTS = knownEvents(11, 3000);
const REPEATED = EVENTS.flatMap((event, i) => (i % 10 === 0 ? [event, event] : [event]));
const BAD_LINES = ["u1", ",,,,,", 'e-1,u1,tap,not a time,1772737200000,"x"'];

function messyCsv(): string {
  const [header = "", ...rows] = csvOf(REPEATED.map((event) => ({ ...event, note: event.note.replaceAll("\n", " ") }))).split("\n");
  return [header, ...rows.flatMap((row, i) => (i % 500 === 0 ? [BAD_LINES[(i / 500) % 3], row] : [row]))].join("\n");
}

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = createDuckDbWarehouse(await startInProcess(), stillClock);
});
afterAll(() => warehouse.close());

async function sql(text: string): Promise<readonly (readonly Cell[])[]> {
  const answer = await warehouse.query(text, { ...QUERY_LIMITS, timeoutMs: 20_000 });
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  return answer.value.rows;
}

describe("sessions of a run equal those of SQL over the same file (F3)", () => {
  it.each([
    ["CSV with bad rows", messyCsv],
    ["JSONL", () => jsonlOf(REPEATED)],
  ])("%s", async (_, text) => {
    const events = await eventsOf(text());
    const ran = run(events);
    const { result } = ran;
    await warehouse.load([knownTable(REPEATED), ...ran.tables(["sessions", "events", "rejects"])]);
    const both = await sql(`WITH by_sql AS (${SESSIONS_BY_SQL}), by_run AS (SELECT ${COLUMNS} FROM sessions)
      SELECT (SELECT count(*) FROM by_sql), (SELECT count(*) FROM by_run),
        (SELECT count(*) FROM (FROM by_sql EXCEPT FROM by_run)), (SELECT count(*) FROM (FROM by_run EXCEPT FROM by_sql))`);
    const expected = Number(both[0]?.[0]);
    expect(expected).toBeGreaterThan(200);
    expect(both).toEqual([[expected, expected, 0, 0]]);
    expect(result.quality.sessions).toMatchObject({ expectedRows: expected, exact: expected, missing: 0, extra: 0, late: 0 });
    expect(result.quality.hourly_engagement).toMatchObject({ missing: 0, extra: 0 });
    expect(result.quality.hourly_engagement?.exact).toBe(result.quality.hourly_engagement?.expectedRows);
    expect(result.ledger).toMatchObject({ produced: REPEATED.length, balanced: true });
    const rejects = events.rejects.count;
    expect(await sql("SELECT count(*) FROM rejects")).toEqual([[rejects]]);
    expect(result.findings.some(({ code }) => code === "trace-rejects")).toBe(rejects > 0);
    if (rejects > 0)
      expect(await sql("SELECT min(line), count(DISTINCT reason) FROM rejects WHERE \"column\" <> 'event_time'")).toEqual([[2, 2]]);
    expect(
      await sql("SELECT count(*) FROM events e JOIN known k USING (event_id) WHERE e.user_id = k.user_id AND e.event_time = k.event_time"),
    ).not.toEqual([[0]]);
  });
});

describe("late records of a file (F3)", () => {
  const plain = csvOf(EVENTS);
  /** How far an event lies behind the newest one before it. */
  const disorderMs = (() => {
    let newest = -Infinity;
    let most = 0;
    for (const { eventMs } of EVENTS) {
      most = Math.max(most, newest - eventMs);
      newest = Math.max(newest, eventMs);
    }
    return most;
  })();

  it("a watermark with the disorder of the file gives none", async () => {
    const { result } = run(await eventsOf(plain), { watermarkDelayMs: Math.ceil(disorderMs) });
    expect(result.quality.sessions).toMatchObject({ late: 0, missing: 0, extra: 0 });
    expect(result.ledger.dropped).toEqual({});
  });

  it("a smaller one turns records away, and they are counted", async () => {
    const { result } = run(await eventsOf(plain), { watermarkDelayMs: 0, sessionGapMs: 1000 });
    const late = result.ledger.dropped["flink"]?.["late"] ?? 0;
    expect(disorderMs).toBeGreaterThan(30_000);
    expect(late).toBeGreaterThan(0);
    expect(result.ledger.delivered + late).toBe(EVENTS.length);
    expect(result.ledger.balanced).toBe(true);
  });
});

it("users go to the partitions that their ids in the file hash to", async () => {
  const ends = run(await eventsOf(csvOf(EVENTS))).result.logs["kafka"]?.partitions.map(({ end }) => end);
  const expected = [0, 0, 0, 0, 0, 0];
  for (const { user } of EVENTS) expected[(murmur2Text(user) & 0x7fffffff) % 6]++;
  expect(ends).toEqual(expected);
});

it("a trace is plain data: a run of it on another thread is the same", async () => {
  const events = await eventsOf(csvOf(EVENTS.slice(0, 800)));
  const say = (trace: EventTrace): string => JSON.stringify({ ...run(trace).result, timing: null });
  expect(say(structuredClone(events))).toBe(say(events));
});

it("the result names the file by what is in it", async () => {
  const hashOf = async (text: string): Promise<unknown> => run(await eventsOf(text)).result.engine.events;
  const first = await hashOf("user,ts\na,1\nb,2\n,3\n");
  expect(first).toEqual({ file: "events.csv", rows: 2, rejected: 1, hash: expect.stringMatching(/^[0-9a-f]{16}$/) as string });
  expect(await hashOf("ts;user\n1;a\n2;b\n3;\n")).toEqual(first);
  expect(await hashOf("user,ts\na,1\na,2\n,3\n")).not.toEqual(first);
});

it("how time is cut into windows changes nothing", async () => {
  const events = await eventsOf(csvOf(EVENTS.slice(0, 1500)));
  const say = (windowMs: number): string => JSON.stringify({ ...run(events, {}, windowMs).result, timing: null });
  const first = say(333);
  for (const windowMs of [47.5, 1000]) expect(say(windowMs)).toBe(first);
});

it("hours are hours of the calendar, whenever the file begins (E1, F5)", async () => {
  const events = await eventsOf("user,ts\na,2026-03-05T19:59:59Z\nb,2026-03-05T20:00:00Z\nc,2026-03-05T20:30:00Z\n");
  const [table] = run(events).tables(["hourly_engagement"]);
  await warehouse.load([table as RunTable]);
  expect(
    await sql(
      "SELECT hour, total_events FROM hourly_engagement WHERE device_type = 'ALL_DEVICES' AND app_version = 'ALL_VERSIONS' AND country = 'ALL_COUNTRIES' ORDER BY hour",
    ),
  ).toEqual([
    [19, 1],
    [20, 2],
  ]);
});

it("a session that crosses borders counts where its first event to arrive came from (F6)", async () => {
  const countries = ["US", "DE", "FR", "JP"];
  const rows = EVENTS.map(({ user, eventMs, arrivalMs }, i) => `${user},${eventMs},${arrivalMs},${countries[(i * 7) % 4]}`);
  const { hourly_engagement: hours } = run(await eventsOf(`user,ts,arrival_time,country\n${rows.join("\n")}`)).result.quality;
  expect(hours).toMatchObject({ missing: 0, extra: 0, late: 0 });
  expect(hours?.exact).toBe(hours?.expectedRows);
});

it("rows far out of order within a moment are judged like any", async () => {
  // One row two hundred days before the others makes one moment of theirs.
  const rows = Array.from(
    { length: 20_000 },
    (_, i) => `u${i % 7},${i === 0 ? 0 : 17_280_000 + ((i * 7919) % 20_000) / 1000},${17_300_000 + i}`,
  );
  const events = await eventsOf(`user,ts,arrival_time\n${rows.join("\n")}`);
  expect(run(events, { watermarkDelayMs: 86_400_000, allowedLatenessMs: 604_800_000 }).result.quality.sessions).toMatchObject({
    expectedRows: 8,
  });
});

describe("whose load a run carries", () => {
  const refusal = async (parts: readonly string[]): Promise<readonly string[]> => {
    const drawn = drawing({
      parts: [...parts.map((kind, i) => ({ id: `s${i}`, kind })), { id: "out", kind: "sink" }],
      wires: parts.map((kind, i) => `s${i}.${kind === "poisson-source" ? "out" : "events"} -> out.in`),
    });
    const { outcome } = runDesign({ design: drawn, scenario: null, seed: 1, faults: [], events: await eventsOf("user,ts\na,1") });
    return outcome.status === "refused" ? outcome.findings.map(({ code }) => code) : [outcome.status];
  };

  it("one part replays the file, and no other adds to it (F4)", async () => {
    expect(await refusal(["trace-source"])).toEqual(["finished"]);
    expect(await refusal(["mobile-app"])).toEqual(["finished"]);
    expect(await refusal(["poisson-source"])).toEqual(["no-replay"]);
    expect(await refusal(["mobile-app", "trace-source"])).toEqual(["several-sources"]);
    expect(await refusal(["trace-source", "poisson-source"])).toEqual(["several-sources"]);
  });

  it("items of a file are items to recommend; rows without one teach nothing", async () => {
    const rows = EVENTS.map(({ user, eventMs }, i) => `${user},${eventMs},${i % 3 === 0 ? "" : `song ${i % 40}`}`);
    const drawn = drawing({
      parts: [
        { id: "trace", kind: "trace-source" },
        { id: "job", kind: "recommendation-job", settings: { everyMs: 600_000, startUpMs: 1000 } },
        { id: "store", kind: "cassandra" },
      ],
      wires: ["trace.events -> job.in", "job.lists -> store.write"],
    });
    for (const header of ["user,ts,track_id", "user,ts,remark"]) {
      const events = await eventsOf(`${header}\n${rows.join("\n")}`);
      const { outcome } = runDesign({ design: drawn, scenario: null, seed: 1, faults: [], events });
      expect(outcome).toMatchObject({ status: "finished", result: { ledger: { produced: EVENTS.length, balanced: true } } });
    }
  });

  it("with a scenario the file stands in for its users, and the faults of users are left out (F4)", async () => {
    const events = await eventsOf(csvOf(EVENTS.slice(0, 500)));
    const fault = { fault: "duplicate", part: "trace", atMs: 1_000_000 };
    const { outcome } = runDesign({ design: design({}, "mobile-app"), scenario: smallScenario(), seed: 1, faults: [fault], events });
    expect(outcome).toMatchObject({ status: "finished", result: { ledger: { produced: 500, deduplicated: 0, balanced: true } } });
  });
});

it("a column that is named like one of the run, or like a word of JavaScript, travels beside it", async () => {
  const events = await eventsOf('user,ts,fate,__proto__,"a ""b"""\na,1,x,y,z\n');
  const [table] = run(events).tables(["events"]);
  expect(table?.columns.map(({ name }) => name).slice(-4)).toEqual(["line", "fate_in_file", "__proto___in_file", "a _b_"]);
  await warehouse.load([table as RunTable]);
  expect(await sql('SELECT fate, fate_in_file, "__proto___in_file", "a _b_" FROM events')).toEqual([["delivered", "x", "y", "z"]]);
});

it("what was understood is shown with the first rows", async () => {
  const { columns, roles, preview, format } = await read(csvOf(EVENTS.slice(0, 20)));
  expect({ columns, roles, format, rows: preview.length }).toEqual({
    columns: ["event_id", "user_id", "event_type", "event_time", "arrival_time", "note"],
    roles: { user_id: 1, event_time: 3, arrival_time: 4, event_id: 0, event_type: 2 },
    format: "CSV with commas",
    rows: 8,
  });
});
