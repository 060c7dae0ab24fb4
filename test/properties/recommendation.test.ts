import { describe, expect, test } from "vitest";
import type { Settings } from "../../src/design/types.ts";
import type { Scenario } from "../../src/scenario/types.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import type { RunResult } from "../../src/result/result.ts";
import { runDesign } from "../../src/simulate/run.ts";
import { drawing } from "../support/drawing.ts";
import { listening } from "../support/listening.ts";

/** What a small town of listeners is asked for: about four fifths of what lists that follow every listen reach, made from the whole past. */
const GOALS: Scenario["goals"] = [
  { id: "recall", label: "Recall", metric: "recommend.recallAt10", op: ">=", target: 0.25, unit: "share", must: true },
  { id: "past", label: "Past", metric: "recommend.knownShare", op: ">=", target: 0.95, unit: "share", must: true },
];

type Change = { readonly [part: string]: Settings };

/** Events -> log -> vectors -> lists -> store <- API: the streaming answer in its smallest form. */
function streaming(change: Change = {}, options: { faults?: readonly FaultSpec[]; windowMs?: number; seed?: number } = {}): RunResult {
  const work = { instances: 2, workTime: { constant: 0.5 }, ...change["workers"] };
  return run(
    {
      parts: [
        { id: "users", kind: "web-app" },
        { id: "events", kind: "kafka", settings: { partitions: 4, ...change["events"] } },
        { id: "train", kind: "model-training", settings: { everyEvents: 1000, startUpMs: 1000, dims: 16, ...change["train"] } },
        { id: "update", kind: "stream-worker", settings: { ...work, logic: "update-embeddings", ...change["update"] } },
        { id: "gen", kind: "stream-worker", settings: { ...work, logic: "generate-lists", ...change["gen"] } },
        { id: "store", kind: "cassandra", settings: { ...change["store"] } },
        { id: "cache", kind: "redis", settings: { ttlMs: 1000, ...change["cache"] } },
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
        "api.reads -> cache.lookup",
        "cache.miss -> store.read",
      ],
    },
    options,
  );
}

function run(
  drawn: Parameters<typeof drawing>[0],
  { faults = [], windowMs, seed = 1 }: { faults?: readonly FaultSpec[]; windowMs?: number; seed?: number } = {},
): RunResult {
  const { outcome } = runDesign({
    design: drawing(drawn),
    scenario: { ...listening(), goals: GOALS },
    seed,
    faults,
    ...(windowMs === undefined ? {} : { windowMs }),
  });
  if (outcome.status !== "finished") throw new Error(JSON.stringify(outcome));
  expect(outcome.result.ledger.balanced).toBe(true);
  return outcome.result;
}

const quality = (result: RunResult) => {
  expect(result.recommendation).toBeDefined();
  return result.recommendation as NonNullable<RunResult["recommendation"]>;
};

const missed = (result: RunResult): readonly string[] => result.verdict.goals.filter(({ pass }) => !pass).map(({ id }) => id);

const hourly = (everyMs: number): RunResult =>
  run({
    parts: [
      { id: "users", kind: "web-app" },
      { id: "job", kind: "recommendation-job", settings: { everyMs, startUpMs: 1000, dims: 16 } },
      { id: "store", kind: "cassandra" },
      { id: "api", kind: "recommendation-api" },
    ],
    wires: ["users.events -> job.in", "job.lists -> store.write", "users.requests -> api.requests", "api.reads -> store.read"],
  });

describe("recommendations that are really computed", () => {
  const fresh = streaming();

  test("streaming lists beat popularity and stay below what perfect knowledge would hit", () => {
    const { recallAt10, popularityRecallAt10, ceilingRecallAt10, ndcgAt10, coverage, judged } = quality(fresh);
    expect(recallAt10).toBeGreaterThan(2 * popularityRecallAt10);
    expect(recallAt10).toBeLessThan(ceilingRecallAt10 as number);
    expect(ndcgAt10).toBeLessThan(recallAt10);
    expect(coverage).toBeGreaterThan(0.3);
    expect(judged).toBeGreaterThan(500);
    expect(missed(fresh)).toEqual([]);
  });

  test("a user vector that does not move, or is another's, loses the quality", () => {
    const still = streaming({ update: { learnsFrom: "search" } });
    expect(quality(still).recallAt10).toBeLessThan(quality(fresh).recallAt10 / 2);
    expect(missed(still)).toContain("recall");
    const scattered = streaming({ events: { key: "none", lingerMs: 50 }, update: { state: "memory" }, workers: { instances: 4 } });
    expect(quality(scattered).recallAt10).toBeLessThan(quality(fresh).recallAt10);
    expect(quality(fresh).knownShare).toBe(1);
    expect(quality(scattered).knownShare).toBeLessThan(0.6);
    expect(missed(scattered)).toEqual(["recall", "past"]);
    const kept = quality(streaming({ update: { state: "memory" }, workers: { instances: 4 } }));
    expect(kept.knownShare).toBe(1);
  });

  test("a list for every hundredth event of a user costs most of the quality", () => {
    const seldom = streaming({ gen: { refreshEvery: 100 } });
    expect(quality(seldom).recallAt10).toBeLessThan(quality(fresh).recallAt10 / 2);
    expect(missed(seldom)).toEqual(["recall"]);
  });

  test("what a change breaks in learning or search stands in the block of the result, beyond its interval", () => {
    const upTo = (change: Change): number => quality(streaming(change)).ci95.recallAt10?.[1] ?? 1;
    const least = quality(fresh).ci95.recallAt10?.[0] ?? 0;
    expect(upTo({ train: { everyEvents: 1_000_000_000 } })).toBeLessThan(least);
    expect(upTo({ train: { dims: 2 } })).toBeLessThan(least);
    expect(quality(fresh).searchRecall).toBe(1);
    expect(quality(streaming({ gen: { probes: 1 } })).searchRecall).toBeLessThan(0.9);
  });

  test("lists refreshed less often are worse and staler, and a slow clock is worst", () => {
    const recall = [1, 5, 20].map((refreshEvery) => quality(streaming({ gen: { refreshEvery } })));
    expect(recall[1].recallAt10).toBeLessThan(recall[0].recallAt10);
    expect(recall[2].recallAt10).toBeLessThan(recall[1].recallAt10);
    expect(recall[2].staleMsP95).toBeGreaterThan(recall[0].staleMsP95);
    const batch = quality(hourly(20 * 60_000));
    expect(batch.recallAt10).toBeLessThan(recall[0].recallAt10);
    expect(batch.staleMsP50).toBeGreaterThan(recall[0].staleMsP50);
  });

  test("a cache without expiry serves the past", () => {
    const stale = quality(streaming({ cache: { ttlMs: null } }));
    expect(stale.recallAt10).toBeLessThan(quality(fresh).recallAt10 * 0.8);
    expect(stale.staleMsP95).toBeGreaterThan(10 * quality(fresh).staleMsP95);
  });

  test("windows change nothing, also with a node lost and an instance dead", () => {
    const faults = [
      { fault: "crash", part: "store", atMs: 25 * 60_000, durationMs: 60_000, index: 1 },
      { fault: "crash", part: "update", atMs: 26 * 60_000, durationMs: 60_000, index: 0 },
      { fault: "crash", part: "cache", atMs: 27 * 60_000, durationMs: 60_000 },
    ];
    const comparable = (result: RunResult): string => JSON.stringify({ ...result, timing: null });
    const [a, b] = [5.3, 20].map((windowMs) => streaming({}, { faults, windowMs }));
    expect(comparable(b)).toBe(comparable(a));
  });

  test("with a node lost QUORUM serves on and ALL does not", () => {
    const faults = [{ fault: "crash", part: "store", atMs: 25 * 60_000, durationMs: 300_000, index: 0 }];
    const refused = (result: RunResult): number =>
      Object.values(result.requests ?? {}).reduce((sum, { refused: by }) => sum + Object.values(by).reduce((all, n) => all + n, 0), 0);
    expect(refused(streaming({ cache: { ttlMs: 1000 } }, { faults }))).toBe(0);
    expect(refused(streaming({ store: { readLevel: "all" } }, { faults }))).toBeGreaterThan(20);
  });
});
