import { describe, expect, test } from "vitest";
import { drawing } from "../../../test/support/drawing.ts";
import { listening } from "../../../test/support/listening.ts";
import type { Settings } from "../../design/types.ts";
import type { Goal, Scenario } from "../../scenario/types.ts";
import type { FaultSpec } from "../../result/snapshot.ts";
import type { RunResult } from "../../result/result.ts";
import { runDesign } from "../run.ts";

/** Goals no design can meet, so that every run has to say what stood in the way. */
const GOALS: readonly Goal[] = [
  { id: "recall", label: "Recall at 10", metric: "recommend.recallAt10", op: ">=", target: 1, unit: "share", must: true },
  { id: "stale", label: "Stale (p95)", metric: "recommend.staleP95Ms", op: "<", target: 0, unit: "ms", must: true },
  { id: "errors", label: "API errors", metric: "api.errorShare", op: "<", target: 0, unit: "share", must: true },
  { id: "cost", label: "Cost", metric: "cost.monthlyUsd", op: "<", target: 0, unit: "USD/month", must: true },
];

const LISTENERS = ["users.requests -> api.requests", "users.events -> events.produce"];
const WORKERS = ["events.consume -> train.in", "train.model -> update.model", "update.out -> gen.in", "gen.out -> store.write"];
type Change = {
  readonly settings: { readonly [part: string]: Settings };
  readonly cached?: boolean;
  readonly batch?: boolean;
  readonly faults?: readonly FaultSpec[];
};

function run({ settings, cached = false, batch = false, faults = [] }: Change): RunResult {
  const parts = [
    { id: "users", kind: "web-app" },
    { id: "events", kind: "kafka", settings: { partitions: 4 } },
    ...(batch
      ? [{ id: "job", kind: "recommendation-job" }]
      : [
          { id: "train", kind: "model-training", settings: { everyEvents: 1000, startUpMs: 1000, dims: 16 } },
          { id: "update", kind: "stream-worker", settings: { logic: "update-embeddings", workTime: { constant: 0.5 } } },
          { id: "gen", kind: "stream-worker", settings: { logic: "generate-lists", workTime: { constant: 0.5 } } },
        ]),
    { id: "store", kind: "cassandra" },
    ...(cached ? [{ id: "cache", kind: "redis" }] : []),
    { id: "api", kind: "recommendation-api" },
  ].map((each) => ({ ...each, settings: { ...("settings" in each ? each.settings : {}), ...settings[each.id] } }));
  const made = batch ? ["events.consume -> job.in", "job.lists -> store.write"] : [...WORKERS, "events.consume -> update.in"];
  const read = cached ? ["api.reads -> cache.lookup", "cache.miss -> store.read"] : ["api.reads -> store.read"];
  const scenario: Scenario = { ...listening(), goals: GOALS };
  const { outcome } = runDesign({ design: drawing({ parts, wires: [...LISTENERS, ...made, ...read] }), scenario, seed: 1, faults });
  if (outcome.status !== "finished") throw new Error(JSON.stringify(outcome));
  return outcome.result;
}

const why = (result: RunResult, goal: string): string => result.verdict.goals.find(({ id }) => id === goal)?.why ?? "";
const placed = (result: RunResult, code: string): string | undefined => result.findings.find((finding) => finding.code === code)?.where;

describe("why recommendations missed their goals (A3)", () => {
  test("a job that turns seldom is named with its turns, and the requests it left without a list", () => {
    const result = run({ settings: { job: { everyMs: 1_500_000 } }, batch: true });
    const { asked, notFound } = Object.values(result.requests ?? {})[0];
    expect(why(result, "stale")).toContain("job ran once in this run, once every 25 min");
    expect(why(result, "stale")).toContain(`${notFound.toLocaleString("en-US")} of ${asked.toLocaleString("en-US")} requests`);
    expect(why(result, "recall")).toBe(why(result, "stale"));
    expect(placed(result, "goal.lists-seldom")).toBe("system.parts.job.settings.everyMs");
  });

  test("lists made only with every so many vectors are counted", () => {
    const result = run({ settings: { gen: { refreshEvery: 50 } } });
    expect(why(result, "stale")).toMatch(/^gen makes a new list only with every 50th vector of a user: \d+ lists for \d+ users/);
    expect(placed(result, "goal.lists-seldom")).toBe("system.parts.gen.settings.refreshEvery");
  });

  test("a cache without expiry is named with the lists it served too late, and fresh lists with nothing", () => {
    const kept = run({ settings: { cache: { ttlMs: null } }, cached: true });
    const [, outdated, served] = /([\d,]+) of the ([\d,]+) lists it served/.exec(why(kept, "stale")) ?? [];
    expect(Number(outdated?.replaceAll(",", ""))).toBeGreaterThan(0.5 * Number(served?.replaceAll(",", "")));
    expect(placed(kept, "goal.cache-outdated")).toBe("system.parts.cache.settings.ttlMs");
    const fresh = run({ settings: { cache: { ttlMs: 1000 } }, cached: true });
    expect(fresh.recommendation?.staleMsP95).toBeLessThan(10_000);
    expect(why(fresh, "stale")).toBe("");
  });

  test("users kept in memory over a log without their key are said to be split", () => {
    const split = run({ settings: { update: { state: "memory", instances: 4 }, events: { partitions: 4, key: "none" } } });
    expect(why(split, "recall")).toMatch(
      /^events places records by nothing, and each of the 4 instances of update keeps users in its own memory/,
    );
    expect(placed(split, "goal.split-users")).toBe("system.parts.events.settings.key");
    const keyed = run({ settings: { update: { state: "memory", instances: 4 } } });
    expect(why(keyed, "recall")).not.toContain("places records by");
  });

  test("refused requests lead to the level that asks for every replica, and the bill to its largest part", () => {
    const crash: FaultSpec = { fault: "crash", part: "store", atMs: 1_500_000, durationMs: 600_000, index: 0 };
    const result = run({ settings: { store: { readLevel: "all", nodes: 3 } }, faults: [crash] });
    expect(why(result, "errors")).toMatch(/requests \([\d.]+ %\) failed, most at store: too few replicas alive\. node-0 of store was down/);
    expect(placed(result, "goal.refused.too-few-replicas-alive")).toBe("system.parts.store.settings.readLevel");
    expect(why(result, "cost")).toMatch(/^\w+ is \d+ % of the bill, most of it for /);
  });
});
