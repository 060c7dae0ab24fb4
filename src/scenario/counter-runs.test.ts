import { describe, expect, test } from "vitest";
import { emptyDesign } from "../design/empty.ts";
import type { Design } from "../design/types.ts";
import type { RunOutcome } from "../result/outcome.ts";
import type { GoalOutcome, OfferedCause, RunResult } from "../result/result.ts";
import { findWhy, moves } from "./counter-runs.ts";
import type { GoalWhy } from "./counter-runs.ts";

const DESK: Design = {
  ...emptyDesign(),
  system: { parts: [{ id: "links", kind: "postgres", title: "Links", position: { x: 0, y: 0 }, settings: { cores: 2 } }], wires: [] },
};
const SLOW: GoalOutcome = {
  ...{ id: "slow", label: "Reads p99", metric: "reads.p99Ms", unit: "ms", actual: 500, ci95: null },
  ...{ op: "<=", target: 100, pass: false, must: true },
};
const COST: GoalOutcome = { ...SLOW, id: "cost", label: "Cost", metric: "cost.monthlyUsd", unit: "USD/month", actual: 10, pass: true };

const cause = (over: Partial<OfferedCause>): OfferedCause => ({
  ...{ part: "links", setting: "cores", code: "bottleneck", text: "Links was the busiest part.", counted: false },
  removals: [[{ part: "links", setting: "cores", to: 8 }]],
  ...over,
});
const resultOf = (goals: readonly GoalOutcome[], causes?: readonly OfferedCause[]): RunResult =>
  ({ verdict: { pass: false, goals }, ...(causes === undefined ? {} : { causes: { slow: causes } }) }) as unknown as RunResult;

/** The answer to a missed goal whose counter-runs come out at these figures, one after the other. */
async function asked(causes: readonly OfferedCause[], figures: readonly (number | "refused" | null)[], cost = 10) {
  const ran: Design[] = [];
  const why = await findWhy(
    "slow",
    { design: DESK, result: resultOf([SLOW, COST], causes) },
    async (design): Promise<RunOutcome | null> => {
      const figure = figures[ran.length];
      ran.push(design);
      if (figure === null) return null;
      if (figure === "refused" || figure === undefined) return { status: "refused", findings: [] };
      const goals = [
        { ...SLOW, actual: figure, pass: figure <= 100 },
        { ...COST, actual: cost, pass: cost <= 100 },
      ];
      return { status: "finished", result: resultOf(goals) };
    },
  );
  return { why, ran };
}

const said = (why: GoalWhy | null): readonly unknown[] => [why?.shownBy, why?.code, why?.asRun, why?.counterRun, why?.change.length];

describe("a cause is shown only when a counter-run, or a count, shows it (A3b)", () => {
  test("one whose removal moves the goal comes with both figures, the value to set, and what it breaks", async () => {
    const { why, ran } = await asked([cause({})], [80], 200);
    expect(said(why)).toEqual(["counter-run", "bottleneck", 500, 80, 1]);
    expect(why?.change).toEqual([{ part: "links", setting: "cores", from: 2, to: 8 }]);
    expect([why?.pass, why?.breaks]).toEqual([true, ["cost"]]);
    expect(ran.map(({ system }) => system.parts[0].settings)).toEqual([{ cores: 8 }]);
  });

  test("one that moves nothing is passed over for the next that does, and is told as tried", async () => {
    const { why } = await asked([cause({ code: "other" }), cause({})], [490, 300]);
    expect(said(why)).toEqual(["counter-run", "bottleneck", 500, 300, 1]);
    expect(why?.tried).toEqual([{ text: "“Cores” of Links at 8 vCPU instead of 2 vCPU did not move it.", counterRun: 490 }]);
  });

  test("where none moves it, no cause is named and nothing advised", async () => {
    const { why } = await asked([cause({}), cause({ code: "other" })], [490, 520]);
    expect(said(why)).toEqual(["nothing", null, 500, null, 0]);
    expect(why?.text).toBe("None of the 2 changes that were tried moved it.");
  });

  test("what was counted stands by itself: without a cure at once, with one that moves nothing without advice", async () => {
    const bare = await asked([cause({ counted: true, removals: [] }), cause({})], []);
    expect([bare.ran.length, ...said(bare.why)]).toEqual([0, "counts", "bottleneck", 500, null, 0]);
    const idle = await asked([cause({ counted: true })], [500]);
    expect(said(idle.why)).toEqual(["counts", "bottleneck", 500, null, 0]);
  });

  test("values that are refused are no trial, six are the most, and who ends it gets nothing", async () => {
    const refused = await asked([cause({})], ["refused"]);
    expect(refused.why?.text).toMatch(/^Nothing could be tried/);
    const many = await asked(
      Array.from({ length: 9 }, (_, at) => cause({ code: `c${at}` })),
      Array.from({ length: 9 }, () => 500),
    );
    expect(many.ran).toHaveLength(6);
    expect((await asked([cause({})], [null])).why).toBeNull();
  });

  test("a goal that is met has no why, and a run kept before causes were offered says so", async () => {
    const none = async (): Promise<null> => null;
    expect(await findWhy("cost", { design: DESK, result: resultOf([SLOW, COST]) }, none)).toBeNull();
    const kept = await findWhy("slow", { design: DESK, result: resultOf([{ ...SLOW, why: "Something." }]) }, none);
    expect(kept?.text).toMatch(/^This run was kept by an older version/);
  });
});

test("a goal moves by a quarter of what it was missed by, in its own direction", () => {
  const at = (actual: number | null, pass = false) => ({ actual, pass });
  expect(moves(SLOW, at(400))).toBe(true);
  expect(moves(SLOW, at(401))).toBe(false);
  expect(moves(SLOW, at(null))).toBe(false);
  expect(moves({ ...SLOW, actual: null }, at(900))).toBe(true);
  const exact = { actual: 0.8, op: ">=", target: 1 } as const;
  expect([moves(exact, at(0.86)), moves(exact, at(0.84))]).toEqual([true, false]);
  const lost = { actual: 100, op: "==", target: 0 } as const;
  expect([moves(lost, at(75)), moves(lost, at(76)), moves(lost, at(0, true))]).toEqual([true, false, true]);
});
