import { describe, expect, test } from "vitest";
import type { Design, Grant, Settings, Table } from "../../src/design/types.ts";
import { GRANTED } from "../../src/engine/queried/granted-reads.ts";
import { SHOWS } from "../../src/engine/queried/visible-rows.ts";
import type { RowBatch } from "../../src/engine/rows/kinds/file.ts";
import { EVENT } from "../../src/engine/rows/rows.ts";
import { answerEndpoint } from "../../src/simulate/lists/answer-request.ts";
import { createRun } from "../../src/simulate/run.ts";
import type { Run } from "../../src/simulate/run.ts";
import { must } from "../../src/base/assert.ts";
import { drawing } from "../support/drawing.ts";
import { smallScenario } from "../support/small-workload.ts";

const STORES = {
  redshift: { settings: { loadEveryMs: 60_000 }, port: "data" },
  athena: { settings: {}, port: "data" },
  druid: { settings: {}, port: "ingest" },
} as const;
type Kind = keyof typeof STORES;

type Options = {
  readonly grants?: readonly Grant[];
  readonly settings?: Settings;
  readonly marked?: boolean;
  readonly known?: boolean;
  readonly tables?: boolean;
  readonly windowMs?: number;
};

/** App events in a store that a board asks, and people at notebooks. */
function runOf(kind: Kind, { grants = [], settings = {}, marked = true, known = true, tables = true, windowMs = 500 }: Options = {}): Run {
  const { settings: own, port } = STORES[kind];
  const isStream = kind === "druid";
  const design = drawing({
    parts: [
      { id: "app", kind: "mobile-app" },
      ...(isStream
        ? [{ id: "log", kind: "kafka" }]
        : [
            { id: "drop", kind: "batch-drop", settings: { everyMs: 60_000, makingMedianMs: 2000, makingP99Ms: 5000, pollMs: 5000 } },
            { id: "raw", kind: "s3" },
          ]),
      { id: "store", kind, settings: { ...own, ...settings } },
      { id: "board", kind: "dashboard", settings: { viewers: 5, refreshMs: 20_000 } },
      { id: "lab", kind: "jupyterhub", settings: { people: 40, sessionsPerDay: 100, thinkMs: 5000 } },
    ],
    wires: [
      ...(isStream
        ? ["app.events -> log.produce", `log.consume -> store.${port}`]
        : ["app.events -> drop.in", "drop.files -> raw.objects", `raw.objects -> store.${port}`]),
      "store.rows -> board.rows",
      "store.rows -> lab.rows",
    ],
  });
  const table: Table = {
    ...{ id: "events", name: "app_event", role: "fact", part: "store", grants },
    columns: [
      { name: "event_id", type: "BIGINT", key: "primary" },
      { name: "user_id", type: "BIGINT", ...(marked ? { pii: true as const } : {}) },
      { name: "event_time", type: "TIMESTAMP" },
    ],
  };
  const created = createRun({
    design: { ...design, schema: { tables: [table], relations: [] } },
    scenario: smallScenario({ invalidShare: 0.05, ...(known ? { personal: ["user_id"] } : {}) }),
    ...{ seed: 5, faults: [], tables, windowMs },
  });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  return created.value;
}

function finished(kind: Kind, options: Options = {}) {
  const run = runOf(kind, options);
  while (!run.over) run.step();
  const result = run.result(0);
  expect(result.ledger.balanced).toBe(true);
  return { run, result, reads: must(result.personal, "no personal data is known") };
}

/** Counts by looking at every row of every batch at every query of the warehouse, beside the run. */
function recounted(options: Options): { readonly clear: number; readonly counted: number } {
  const run = runOf("redshift", options);
  const store = must(run.machine.nodes.get("store"), "no store");
  const { visible } = must(SHOWS.of(store), "it shows rows");
  const { events } = run.machine.run.rows;
  const shown: { readonly batch: RowBatch; readonly atMs: number }[] = [];
  const showBatch = visible.showBatch.bind(visible);
  visible.showBatch = (batch, at) => {
    shown.push({ batch, atMs: at });
    showBatch(batch, at);
  };
  const warehouse = store as unknown as { query(at: number): { doneAt: number }; readonly asked: { readonly user: number } };
  const query = warehouse.query.bind(warehouse);
  const { looksAt = "everything", queryHours = 0 } = (options.settings ?? {}) as { looksAt?: string; queryHours?: number };
  let clear = 0;
  warehouse.query = (at) => {
    const answer = query(at);
    for (const { batch, atMs } of shown) {
      // A query that looks at everything finds what was there when its second began.
      if (looksAt === "everything" && Math.floor(atMs / 1000) >= Math.floor(at / 1000)) continue;
      if (batch.stream !== EVENT) continue;
      for (const row of batch.refs) {
        const [user, time] = [events.user.at(row), events.eventTime.at(row)];
        const isAsked =
          looksAt === "one-user"
            ? user === warehouse.asked.user
            : looksAt !== "last-hours" || (time >= at - queryHours * 3_600_000 && time <= at);
        if (user >= 0 && isAsked) clear++;
      }
    }
    return answer;
  };
  while (!run.over) run.step();
  const counted = (run.result(0).personal ?? []).reduce((sum, read) => sum + read.clearCells, 0);
  return { clear, counted };
}

describe("what readers are given of personal data (G1)", () => {
  test.each([
    ["everything", {}],
    ["the last minutes", { looksAt: "last-hours", queryHours: 0.05 }],
    ["one user", { looksAt: "one-user" }],
  ] as const)("a warehouse that is asked for %s: each cell with a value is counted once for each answer it stands in", (_, settings) => {
    const { clear, counted } = recounted({ settings });
    expect(clear).toBeGreaterThan(1000);
    expect(counted).toBe(clear);
  });

  test.each(["redshift", "athena", "druid"] as const)(
    "%s: masks are as many as the values would have been, and a refused query is answered not at all",
    (kind) => {
      const open = finished(kind);
      const granted = finished(kind, {
        grants: [
          { reader: "board", sees: "masked" },
          { reader: "lab", sees: "none" },
        ],
      });
      const [boardOpen, labOpen] = open.reads;
      const [board, lab] = granted.reads;
      expect([boardOpen.reader, labOpen.reader, boardOpen.table, boardOpen.column]).toEqual(["board", "lab", "app_event", "user_id"]);
      expect(boardOpen.clearCells).toBeGreaterThan(0);
      expect(board).toMatchObject({
        sees: "masked",
        clearCells: 0,
        refused: 0,
        maskedCells: boardOpen.clearCells,
        queries: boardOpen.queries,
      });
      expect(lab).toMatchObject({ sees: "none", clearCells: 0, maskedCells: 0, refused: lab.queries });
      expect(lab.refused).toBeGreaterThan(0);
      const { nodes, latency, findings } = granted.result;
      expect(nodes["lab"].departures).toBe(0);
      expect(must(granted.run.machine.nodes.get("store"), "store").usage()["queries"]).toBe(board.queries);
      expect(latency["store"].count).toBeGreaterThan(0);
      expect(findings.find(({ code }) => code === "personal.refused")?.message).toContain("app_event.user_id was not granted");
      expect(must(granted.run.machine.nodes.get("lab"), "lab").remarks.map(({ code }) => code)).toContain("query-refused");
    },
  );

  test("what is not marked is granted to all, and counted all the same where the scenario knows it to be personal", () => {
    const hidden = finished("redshift", { marked: false, grants: [{ reader: "board", sees: "none" }] });
    expect(hidden.reads.find(({ reader }) => reader === "board")).toMatchObject({ sees: "all", refused: 0 });
    expect(hidden.reads[0].clearCells).toBe(finished("redshift").reads[0].clearCells);
    const unknown = runOf("redshift", { marked: false, known: false });
    while (!unknown.over) unknown.step();
    expect(unknown.result(0).personal).toBeUndefined();
    expect(GRANTED.of(unknown.machine.nodes.get("board"))).toEqual([]);
  });

  test("neither windows nor whether tables are kept change what is counted", () => {
    const grants = [{ reader: "board", sees: "masked" as const }];
    for (const kind of ["redshift", "druid"] as const) {
      const { reads } = finished(kind, { grants });
      expect(finished(kind, { grants, windowMs: 4700 }).reads).toEqual(reads);
      expect(finished(kind, { grants, tables: false }).reads).toEqual(reads);
    }
  });
});

/** A warehouse behind an extract that the board asks, by an endpoint. */
function extracted(grants: readonly Grant[]): { readonly run: Run; readonly design: Design } {
  const design = drawing({
    parts: [
      { id: "app", kind: "mobile-app" },
      { id: "drop", kind: "batch-drop", settings: { everyMs: 60_000, makingMedianMs: 2000, makingP99Ms: 5000, pollMs: 5000 } },
      { id: "raw", kind: "s3" },
      { id: "store", kind: "redshift", settings: { loadEveryMs: 60_000 } },
      { id: "spice", kind: "quicksight-spice", settings: { everyMs: 120_000 } },
      { id: "board", kind: "dashboard", settings: { viewers: 5, refreshMs: 20_000 } },
    ],
    wires: [
      ...["app.events -> drop.in", "drop.files -> raw.objects", "raw.objects -> store.data"],
      ...["store.rows -> spice.source", "spice.rows -> board.rows"],
    ],
  });
  const columns = [
    { name: "event_id", type: "BIGINT" },
    { name: "user_id", type: "BIGINT", pii: true as const },
  ];
  const whole: Design = {
    ...design,
    schema: {
      tables: [
        { id: "events", name: "app_event", role: "fact", part: "store", columns, grants },
        { id: "copy", name: "copied_event", role: "fact", part: "spice", columns },
      ],
      relations: [],
    },
    api: { endpoints: [{ id: "who", method: "GET", path: "/events", description: "", share: 1, reads: { part: "spice", table: "copy" } }] },
  };
  const created = createRun({ design: whole, scenario: smallScenario(), seed: 5, faults: [] });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const run = created.value;
  while (!run.over) run.step();
  return { run, design: whole };
}

describe("what an extract hands on (G1)", () => {
  test("masks stay masks for whoever asks the extract, in counts and in an answer that is tried", () => {
    const { run, design } = extracted([{ reader: "spice", sees: "masked" }]);
    const [spice, board] = must(run.result(0).personal, "known");
    expect(spice).toMatchObject({ reader: "spice", store: "store", sees: "masked", clearCells: 0 });
    expect(board).toMatchObject({ reader: "board", store: "spice", table: "copied_event", sees: "masked", clearCells: 0 });
    expect(Math.min(spice.maskedCells, board.maskedCells)).toBeGreaterThan(0);
    const tried = answerEndpoint(run, design, { endpointId: "who", parameters: {} });
    if (tried.status !== 200) throw new Error(JSON.stringify(tried));
    const masks = tried.rows.map((row) => String(row["user_id"]));
    expect(masks.every((mask) => /^masked [0-9a-f]{16}$/.test(mask))).toBe(true);
    const again = answerEndpoint(run, design, { endpointId: "who", parameters: { user_id: masks[0] } });
    expect(again.status === 200 && again.rows.every((row) => row["user_id"] === masks[0])).toBe(true);
  });

  test("an extract that is refused holds nothing, and says so once", () => {
    const { run } = extracted([{ reader: "spice", sees: "none" }]);
    const [spice, board] = must(run.result(0).personal, "known");
    expect(spice).toMatchObject({ refused: spice.queries, clearCells: 0, maskedCells: 0 });
    expect(board).toMatchObject({ clearCells: 0, maskedCells: 0 });
    expect(run.machine.nodes.get("spice")?.remarks.map(({ code }) => code)).toEqual(["refresh-refused"]);
  });
});
