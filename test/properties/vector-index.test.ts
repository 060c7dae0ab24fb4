import { describe, expect, test } from "vitest";
import { VectorIndex } from "../../src/engine/ranking/vector-index.ts";
import type { Run } from "../../src/simulate/run.ts";
import type { RunResult } from "../../src/result/result.ts";
import { indexDrawing, qualityOf, ranOf, refusedIn } from "../support/ranking.ts";
import type { Change, RankedOptions } from "../support/ranking.ts";

const ran = (change: Change = {}, options: RankedOptions = {}): Run => ranOf(indexDrawing(change), options);
const result = (change: Change = {}, options: RankedOptions = {}): RunResult => ran(change, options).result(0);
const remarksOf = (run: Run): readonly string[] => run.machine.nodes.get("index")?.remarks.map(({ code }) => code) ?? [];
const indexOf = (run: Run): VectorIndex => {
  const node = run.machine.nodes.get("index");
  if (!(node instanceof VectorIndex)) throw new Error("no index");
  return node;
};
const comparable = (of: RunResult): string => JSON.stringify({ ...of, timing: null });

describe("an index that is searched when somebody asks", () => {
  const fresh = ran();

  test("lists know what happened seconds ago, and are far better than popularity", () => {
    const { recallAt10, popularityRecallAt10, staleMsP95, searchRecall, judged } = qualityOf(fresh.result(0));
    expect(judged).toBeGreaterThan(500);
    expect(recallAt10).toBeGreaterThan(2 * popularityRecallAt10);
    expect(searchRecall).toBe(1);
    expect(staleMsP95).toBeLessThan(120_000);
    expect(refusedIn(fresh.result(0))).toBe(0);
  });

  test("looking into every list finds what comparing every item finds, and costs the centres more", () => {
    const whole = ran({ index: { probes: 1000 } });
    const { recallAt10, ndcgAt10, coverage, searchRecall } = qualityOf(whole.result(0));
    const exact = qualityOf(fresh.result(0));
    expect({ recallAt10, ndcgAt10, coverage, searchRecall }).toEqual({
      recallAt10: exact.recallAt10,
      ndcgAt10: exact.ndcgAt10,
      coverage: exact.coverage,
      searchRecall: 1,
    });
    const few = qualityOf(result({ index: { probes: 1 } }));
    expect(few.searchRecall).toBeLessThan(0.95);
    expect(few.recallAt10).toBeLessThan(exact.recallAt10);
  });

  test("a search takes a thread for what it compares", () => {
    const slow = { searchMs: 2, nsPerDimension: 100 };
    const served = (probes: number | null): number => result({ index: { ...slow, probes } }).nodes["index"].serviceMs.mean ?? 0;
    // 600 items of 16 dimensions and one of popularity, at 100 ns; vectors written between the searches pull the mean down.
    const exact = ran({ index: { ...slow, probes: null, results: 10 } });
    const searches = indexOf(exact).searches;
    const writes = indexOf(exact).written * 2;
    const known = searches - indexOf(exact).unknown - indexOf(exact).unmatched;
    const busyMs = searches * 2 + known * 600 * 17 * 1e-4 + writes * 0.5;
    const { serviceMs, arrivals } = exact.result(0).nodes["index"];
    expect(arrivals).toBe(searches + writes / 2);
    expect((serviceMs.mean as number) / (busyMs / (searches + writes))).toBeCloseTo(1, 1);
    expect(served(2)).toBeLessThan(served(12));
  });

  test("windows change nothing, also with a replica crashed and a zone lost", () => {
    const faults = [
      { fault: "crash", part: "index", atMs: 25 * 60_000, durationMs: 60_000, index: 1 },
      { fault: "slow", part: "index", atMs: 26 * 60_000, durationMs: 60_000, index: 0 },
      { fault: "zone-loss", part: "index", atMs: 30 * 60_000, durationMs: 60_000, index: 0 },
      { fault: "crash", part: "train", atMs: 31 * 60_000, durationMs: 60_000 },
    ];
    const change = { index: { probes: 4, searchMs: 300, replicas: 2, queueLimit: 3 } };
    const [a, b] = [5.3, 20].map((windowMs) => result(change, { faults, windowMs }));
    expect(comparable(b)).toBe(comparable(a));
    expect(refusedIn(a)).toBeGreaterThan(0);
  });
});

describe("versions", () => {
  const skewed = { train: { everyEvents: 300, begins: "anew" }, index: { buildOverheadMs: 1000 } };

  test("a vector searched among the items of another training finds chance, or some of them after a warm start", () => {
    const shareRight = (versions: string, begins: string): number => {
      const run = ran({ train: { everyEvents: 300, begins }, index: { ...skewed.index, versions, kept: 6 } });
      const { lists } = run.machine.run.rows;
      let same = 0;
      let all = 0;
      for (let list = 0; list < lists.length; list++) {
        const made = lists.vectorModel.data[list];
        if (made === 0 || lists.step.data[list] < 0 || (versions === "newest" && made === lists.model.data[list])) continue;
        // What the user's past finds among the very same items when the vector is made in their own space.
        const fair = new Set(inOneModel(run, list, lists.model.data[list]));
        for (const item of run.lists.exactItemsOf(list).items) {
          all++;
          if (fair.has(item)) same++;
        }
      }
      expect(all).toBeGreaterThan(500);
      return same / all;
    };
    expect(shareRight("matching", "anew")).toBe(1);
    const [anew, warm] = ["anew", "before"].map((begins) => shareRight("newest", begins));
    // What is popular stands on every list, right or not.
    expect(anew).toBeLessThan(0.5);
    expect(warm).toBeGreaterThan(anew + 0.1);
    expect(warm).toBeLessThan(0.9);
  });

  test("with the newest version only, quality falls after trainings and the run says why", () => {
    const matching = ran({ ...skewed, index: { ...skewed.index, kept: 6 } });
    const newest = ran({ ...skewed, index: { ...skewed.index, versions: "newest" } });
    expect(qualityOf(newest.result(0)).recallAt10).toBeLessThan(qualityOf(matching.result(0)).recallAt10);
    expect(remarksOf(newest)).toContain("version-skew");
    expect(remarksOf(matching)).not.toContain("version-skew");
  });

  test("users known only in versions that are gone get what is popular, or nothing", () => {
    const forgetful = { ...skewed, index: { ...skewed.index, kept: 1 } };
    const popular = ran(forgetful);
    expect(indexOf(popular).unmatched).toBeGreaterThan(20);
    expect(remarksOf(popular)).toContain("version-gone");
    expect(popular.machine.run.desk.endpoints[0].notFound).toBe(0);
    const nothing = ran({ ...forgetful, index: { ...forgetful.index, withoutVector: "nothing" } });
    expect(nothing.machine.run.desk.endpoints[0].notFound).toBe(indexOf(nothing).unmatched + indexOf(nothing).unknown);
  });

  test("cosine alone forgets popularity", () => {
    expect(qualityOf(result({ index: { popularity: false } })).recallAt10).not.toBe(qualityOf(result()).recallAt10);
  });
});

describe("what befalls it", () => {
  const CRASH_AT = 25 * 60_000;

  test("with one replica a crash refuses searches until it has loaded; with two they go on", () => {
    const faults = [{ fault: "crash", part: "index", atMs: CRASH_AT, durationMs: 30_000, index: 0 }];
    const one = ran({ index: { replicas: 1 } }, { faults });
    expect(refusedIn(one.result(0))).toBeGreaterThan(20);
    const { rows } = one.machine.run.desk;
    const refusedAt = Array.from({ length: rows.length }, (_, row) => row)
      .filter((row) => rows.state.data[row] === 3)
      .map((row) => rows.askedAt.data[row]);
    // Away for 30 s, then 30 s until the process is there; these few items load in no time.
    expect(Math.min(...refusedAt)).toBeGreaterThanOrEqual(CRASH_AT - 1000);
    expect(Math.max(...refusedAt)).toBeLessThan(CRASH_AT + 60_100);
    expect(Math.max(...refusedAt)).toBeGreaterThan(CRASH_AT + 50_000);
    expect(refusedIn(result({ index: { replicas: 2 } }, { faults }))).toBeLessThanOrEqual(2);
  });

  test("a model that does not fit into memory never serves: the old one does, and the run says so", () => {
    // 600 items of 16 dimensions and one of popularity, 4 B each and a tenth on top; three versions at once, and 400 users.
    const index = indexOf(ran());
    expect(index.bytesOfModel(1)).toBeCloseTo(1.1 * 4 * 17 * 600, 6);
    const neededMb = (3 * index.bytesOfModel(1) + 1.1 * 4 * 16 * 400) / 1e6;
    const fits = ran({ index: { kept: 2, memoryMb: neededMb * 1.001 } });
    expect(indexOf(fits).models.newest).toBeGreaterThan(0);
    expect(remarksOf(fits)).not.toContain("index-too-big");
    const small = ran({ index: { kept: 2, memoryMb: neededMb * 0.999 } });
    expect(indexOf(small).models.newest).toBe(0);
    expect(remarksOf(small)).toContain("index-too-big");
    expect(qualityOf(small.result(0)).recallAt10).toBeLessThan(qualityOf(fits.result(0)).recallAt10 / 2);
  });
});

/** What would stand on a list, were vector and items of this model. */
function inOneModel(run: Run, list: number, model: number): Int32Array {
  const { lists } = run.machine.run.rows;
  const [vectorModel, items] = [lists.vectorModel.data[list], lists.model.data[list]];
  lists.vectorModel.data[list] = model;
  lists.model.data[list] = model;
  const found = run.lists.exactItemsOf(list).items;
  lists.vectorModel.data[list] = vectorModel;
  lists.model.data[list] = items;
  return found;
}
