import { describe, expect, test } from "vitest";
import { must } from "../../src/base/assert.ts";
import type { Design, Settings } from "../../src/design/types.ts";
import type { Scenario } from "../../src/scenario/types.ts";
import { findWhy } from "../../src/scenario/counter-runs.ts";
import { runDesign } from "../../src/simulate/run.ts";
import { designOf, shortEvening } from "../support/short-evening.ts";

/** A sentence that explains a missed goal, what plants it in the reference with Druid, and what leaves its like without effect. */
type Sentence = {
  readonly code: string;
  readonly goal: string;
  readonly planted: { readonly [part: string]: Settings };
  readonly absent: { readonly [part: string]: Settings };
  /** Of the workload, where the setting stays and what it would do does not come. */
  readonly calm?: { readonly resendShare: number };
  /** Of the workload where it is planted. */
  readonly rough?: { readonly resendShare: number };
};

const SENTENCES: readonly Sentence[] = [
  {
    code: "no-dedup",
    goal: "sessions",
    planted: { flink: { dedup: false } },
    absent: { flink: { dedup: false } },
    calm: { resendShare: 0 },
  },
  {
    ...{ code: "checkpoint-wait", goal: "freshness" },
    planted: { flink: { checkpointIntervalMs: 120_000 } },
    absent: { flink: { checkpointIntervalMs: 120_000, guarantee: "at-least-once" } },
  },
  {
    code: "split-keys",
    goal: "sessions",
    planted: { kafka: { key: "event_type" }, flink: { exchange: "trust-log" } },
    absent: { kafka: { key: "user_id" }, flink: { exchange: "trust-log" } },
  },
  {
    ...{ code: "late", goal: "sessions" },
    planted: { flink: { watermarkDelayMs: 0, allowedLatenessMs: 0 } },
    absent: { flink: { watermarkDelayMs: 60_000, allowedLatenessMs: 3_600_000 } },
  },
];

async function why(goal: string, settings: Sentence["planted"], traffic: Sentence["calm"]) {
  const scenario = await shortEvening(4);
  const parts = designOf(scenario, "druid").system.parts.map((part) => ({ ...part, settings: { ...part.settings, ...settings[part.id] } }));
  const design: Design = { ...designOf(scenario, "druid"), system: { ...designOf(scenario, "druid").system, parts } };
  // Nobody reaches it, so that every run has to say what stood in the way.
  const beyond = goal === "freshness" ? 1 : 1.001;
  const asked: Scenario = {
    ...scenario,
    goals: scenario.goals.flatMap((each) => (each.id === goal ? [{ ...each, target: beyond }] : [])),
    workload: { ...scenario.workload, ...traffic },
  };
  const run = (of: Design) => runDesign({ design: of, scenario: asked, seed: 1, faults: [], tables: false }).outcome;
  const outcome = run(design);
  if (outcome.status !== "finished") throw new Error(JSON.stringify(outcome));
  return must(await findWhy(goal, { design, result: outcome.result }, async (changed) => run(changed)), "the goal is out of reach");
}

describe("a sentence is said where its cause is at work, and only there (A3b)", () => {
  test.each(SENTENCES)("$code", async (sentence) => {
    const there = await why(sentence.goal, sentence.planted, sentence.rough);
    expect([there.shownBy, there.code], there.text).toEqual(["counter-run", sentence.code]);
    const gap = (figure: number | null): number => Math.abs(must(figure, "measured") - there.target);
    expect(gap(there.counterRun)).toBeLessThan(0.75 * gap(there.asRun));
    expect(there.change.length).toBeGreaterThan(0);
    const gone = await why(sentence.goal, sentence.absent, sentence.calm);
    expect(gone.code, gone.text).not.toBe(sentence.code);
  });
});
