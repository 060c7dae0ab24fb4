import { describe, expect, test } from "vitest";
import { must } from "../../src/base/assert.ts";
import type { Settings } from "../../src/design/types.ts";
import { WarehouseCluster } from "../../src/engine/queried/warehouse-cluster.ts";
import type { AskedQuestion } from "../../src/result/questions.ts";
import type { RunResult } from "../../src/result/result.ts";
import type { Run } from "../../src/simulate/run.ts";
import { createRun } from "../../src/simulate/run.ts";
import { drawing } from "../support/drawing.ts";
import { smallScenario } from "../support/small-workload.ts";

const QUESTIONS = "hours 0.05 group country x2, group country, top 1 device_type, join app_version, user, all";

type Options = {
  readonly kind?: string;
  readonly view?: Settings;
  readonly questions?: string;
  readonly windowMs?: number;
  readonly reader?: string;
};

/** Files of half a minute loaded each minute, asked by a board of five: of the warehouse, or of a view of it. */
function asked(
  house: Settings,
  { kind = "redshift", view, questions = QUESTIONS, windowMs = 1000, reader = "dashboard" }: Options = {},
): Run {
  const from = view === undefined ? "wh" : "view";
  const design = drawing({
    parts: [
      { id: "app", kind: "mobile-app" },
      { id: "drop", kind: "batch-drop", settings: { everyMs: 30_000, makingMedianMs: 100, makingP99Ms: 200, pollMs: 500 } },
      { id: "raw", kind: "s3" },
      { id: "wh", kind, settings: { loadEveryMs: 60_000, ...house } },
      ...(view === undefined ? [] : [{ id: "view", kind: "materialized-view", settings: view }]),
      {
        id: "board",
        kind: reader,
        settings: { ...(reader === "dashboard" ? { viewers: 20, refreshMs: 10_000 } : { sessionsPerDay: 200, thinkMs: 2000 }), questions },
      },
    ],
    wires: [
      "app.events -> drop.in",
      "drop.files -> raw.objects",
      "raw.objects -> wh.data",
      ...(view === undefined ? [] : ["wh.rows -> view.source"]),
      `${from}.rows -> board.rows`,
    ],
  });
  const scenario = smallScenario({ resendShare: 0, invalidShare: 0, offline: { sessionShare: 0, meanMs: 1000 } });
  const created = createRun({ design, scenario, seed: 3, faults: [], windowMs });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  while (!created.value.over) created.value.step();
  return created.value;
}

const of = (result: RunResult, question: string): AskedQuestion =>
  must(
    must(result.questions, "questions")["board"].find((each) => each.question === question),
    question,
  );

describe("people ask in shapes of their own (H13)", () => {
  test("each question has its own latency, bytes, blocks and exactness, and all of them are the warehouse's queries", () => {
    const run = asked({ sortKey: "time" });
    const result = run.result(0);
    const board = must(result.questions, "questions")["board"];
    expect(board.map(({ question }) => question)).toEqual(QUESTIONS.split(", ").map((text) => text.replace(/ x\d+$/, "")));
    const [recent, all] = [of(result, "hours 0.05 group country"), of(result, "group country")];
    expect(recent.asked / all.asked).toBeGreaterThan(1.6);
    expect(recent.asked / all.asked).toBeLessThan(2.5);
    // All rows of one small column, of a small column and a user's, of every column: more bytes each time.
    const bytes = ["group country", "join app_version", "all"].map((question) => of(result, question).bytesEach ?? NaN);
    expect([...bytes].sort((a, b) => a - b)).toEqual(bytes);
    expect(bytes[2]).toBeGreaterThan(5 * bytes[0]);
    expect(of(result, "all").blocksEach ?? 0).toBeGreaterThan(2 * (recent.blocksEach ?? Infinity));
    const house = run.machine.nodes.get("wh");
    if (!(house instanceof WarehouseCluster)) throw new Error("no warehouse");
    const warmAsked = board.reduce((sum, { asked: times }) => sum + times, 0);
    expect(house.usage().queries).toBeGreaterThanOrEqual(warmAsked);
    for (const { exactShare, compared, ageP50Ms } of board) {
      expect(compared).toBeGreaterThan(5);
      expect(exactShare ?? 2).toBeLessThanOrEqual(1);
      expect(ageP50Ms ?? 0).toBeGreaterThan(10_000);
    }
    // Rows of the last minute and a half are not there yet: nearly half of three minutes, little of everything.
    expect(recent.exactShare ?? 1).toBeLessThan((all.exactShare ?? 0) - 0.1);
  });

  test("fresher loads are righter and younger, loads that add rows twice are wrong", () => {
    const [often, seldom, twice] = [asked({ loadEveryMs: 20_000 }), asked({ loadEveryMs: 240_000 }), asked({ reads: "everything" })].map(
      (run) => of(run.result(0), "group country"),
    );
    expect(often.exactShare ?? 0).toBeGreaterThan((seldom.exactShare ?? 1) + 0.1);
    expect(often.ageP50Ms ?? Infinity).toBeLessThan((seldom.ageP50Ms ?? 0) / 2);
    expect(twice.exactShare ?? 1).toBeLessThan(0.6);
  });

  test("a view answers what it holds with fewer bytes, and leaves the rest to its table", () => {
    const table = asked({}).result(0);
    const view = asked({}, { view: { refresh: "on-load" } }).result(0);
    expect(of(view, "group country").bytesEach ?? Infinity).toBeLessThan(0.5 * (of(table, "group country").bytesEach ?? 0));
    expect(of(view, "group country").exactShare ?? 0).toBeGreaterThan(0.5);
    expect(of(view, "all").bytesEach).toBeCloseTo(of(table, "all").bytesEach ?? NaN, -4);
    const stale = asked({}, { view: { refresh: "every", everyMs: 400_000 } }).result(0);
    expect(of(stale, "group country").exactShare ?? 1).toBeLessThan((of(view, "group country").exactShare ?? 0) - 0.1);
    expect(of(stale, "all").exactShare ?? 0).toBeGreaterThan(of(stale, "group country").exactShare ?? 1);
  });

  test("BigQuery reads only the partitions of the hours that are asked for, and 10 MB are paid at least", () => {
    const result = asked({}, { kind: "bigquery" }).result(0);
    for (const { bytesEach } of must(result.questions, "questions")["board"]) expect(bytesEach).toBe(10e6);
  });

  test("analysts ask them, too, and a store that is no warehouse answers each as its own query", () => {
    const notebooks = asked({}, { reader: "jupyterhub" }).result(0);
    expect(of(notebooks, "group country").asked).toBeGreaterThan(3);
    const { bytesEach, exactShare } = of(asked({}, { questions: "group country" }).result(0), "group country");
    expect([bytesEach !== null, exactShare !== null]).toEqual([true, true]);
  });

  test("how time is cut into windows changes nothing of it", () => {
    for (const view of [undefined, { holds: "columns", refresh: "every", everyMs: 45_000 }]) {
      const texts = [333, 5000].map((windowMs) =>
        JSON.stringify({ ...asked({}, { windowMs, ...(view === undefined ? {} : { view }) }).result(0), timing: null }),
      );
      expect(new Set(texts).size).toBe(1);
    }
  });

  test("without questions nothing is told of them", () => {
    expect(asked({}, { questions: "" }).result(0).questions).toBeUndefined();
  });
});
