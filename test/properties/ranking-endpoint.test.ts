import { describe, expect, test } from "vitest";
import { createStream } from "../../src/base/rng.ts";
import { RankingEndpoint } from "../../src/engine/ranking/ranking-endpoint.ts";
import { VectorIndex } from "../../src/engine/ranking/vector-index.ts";
import type { Run } from "../../src/simulate/run.ts";
import type { RunResult } from "../../src/result/result.ts";
import { endpointDrawing, indexDrawing, qualityOf, ranOf, refusedIn, startOf } from "../support/ranking.ts";
import type { Change, RankedOptions } from "../support/ranking.ts";

const ranked = (change: Change = {}, options: RankedOptions = {}): Run => ranOf(endpointDrawing("index", change), options);
const alone = (change: Change = {}, options: RankedOptions = {}): Run => ranOf(endpointDrawing("alone", change), options);
const comparable = (run: Run): string => JSON.stringify({ ...run.result(0), timing: null });
const p50 = (run: Run): number => run.result(0).latency["requests"].p50Ms as number;

function endpointOf(run: Run): RankingEndpoint {
  const node = run.machine.nodes.get("rank");
  if (!(node instanceof RankingEndpoint)) throw new Error("no endpoint");
  return node;
}

/** The lists that were answered. */
function answered(run: Run): number[] {
  const { rows } = run.machine.run.desk;
  return Array.from({ length: rows.length }, (_, row) => rows.list.data[row]).filter((list) => list >= 0);
}

describe("candidates that are ranked", () => {
  const both = ranked();

  test("of every item the same ten come out as without a second step", () => {
    for (const list of answered(both)) expect([...both.lists.itemsOf(list).items]).toEqual([...both.lists.exactItemsOf(list).items]);
    expect(answered(both).length).toBeGreaterThan(500);
    const { searchRecall, recallAt10, popularityRecallAt10 } = qualityOf(both.result(0));
    expect(searchRecall).toBe(1);
    expect(recallAt10).toBeGreaterThan(2 * popularityRecallAt10);
  });

  test("an index by cosine alone is put right by popularity, as far as its candidates go", () => {
    const bare = { probes: null, popularity: false, results: 100 };
    const cosine = qualityOf(ranOf(indexDrawing({ index: { ...bare, results: 10 } })).result(0));
    const few = qualityOf(ranked({ index: { ...bare, results: 15 } }).result(0));
    const many = qualityOf(ranked({ index: bare }).result(0));
    expect(many.recallAt10).not.toBe(cosine.recallAt10);
    expect(many.searchRecall).toBeGreaterThan(few.searchRecall);
    expect(few.searchRecall).toBeLessThan(1);
  });

  test("every list keeps to its candidates and leaves out what the user had met", () => {
    const run = ranked({ index: { popularity: false, results: 30 } });
    const { lists } = run.machine.run.rows;
    for (const list of answered(run).slice(0, 300)) {
      const from = lists.from.data[list];
      expect(from).toBeGreaterThanOrEqual(0);
      const candidates = [...run.lists.itemsOf(from).items];
      expect(candidates.length).toBeLessThanOrEqual(30);
      const seen = run.lists.makerOf(list).steps.itemsSeen(lists.step.data[list]);
      for (const item of run.lists.itemsOf(list).items) {
        expect(candidates).toContain(item);
        expect(seen.has(item)).toBe(false);
      }
    }
  });

  test("where a version is not deployed yet, candidates keep the order they came in", () => {
    const slow = ranked({ rank: { deployMs: 3_600_000 } });
    expect(endpointOf(slow).models.newest).toBe(0);
    const found = answered(slow).filter((list) => slow.machine.run.rows.lists.vectorModel.data[list] > 0);
    expect(found.length).toBeGreaterThan(100);
    for (const list of found) {
      const from = slow.machine.run.rows.lists.from.data[list];
      expect([...slow.lists.itemsOf(list).items]).toEqual([...slow.lists.itemsOf(from).items].slice(0, 10));
    }
    expect(qualityOf(slow.result(0)).recallAt10).toBeGreaterThan(0.8 * qualityOf(both.result(0)).recallAt10);
  });

  test("ranked by the newest version alone, what a user's vector of another finds is put into an order of chance", () => {
    const change = { train: { everyEvents: 300, begins: "anew" }, index: { buildOverheadMs: 1000, popularity: false } };
    const newest = ranked({ ...change, rank: { versions: "newest", deployMs: 1000 } });
    const matching = ranked({ ...change, rank: { deployMs: 1000 } });
    expect(qualityOf(newest.result(0)).recallAt10).toBeLessThan(qualityOf(matching.result(0)).recallAt10);
  });
});

describe("without an index", () => {
  test("every item is scored in every call, and the answer takes as long", () => {
    const cheap = alone({ rank: { scoreMs: 0.0001 } });
    const dear = alone({ rank: { scoreMs: 0.1 } });
    // 600 items at 0.1 ms more than at 0.0001.
    expect(p50(dear) - p50(cheap)).toBeGreaterThan(55);
    expect(p50(dear) - p50(cheap)).toBeLessThan(70);
    const endpoint = endpointOf(dear);
    expect(endpoint.scored % 600).toBe(0);
    expect(endpoint.scored / 600).toBeLessThanOrEqual(endpoint.invocations);
    for (const list of answered(dear).slice(-200))
      expect([...dear.lists.itemsOf(list).items]).toEqual([...dear.lists.exactItemsOf(list).items]);
    expect(qualityOf(dear.result(0)).recallAt10).toBeGreaterThan(2 * qualityOf(dear.result(0)).popularityRecallAt10);
  });

  test("with nobody's vectors, what is popular is all it has", () => {
    const drawn = endpointDrawing("alone");
    const blind = ranOf({ ...drawn, wires: drawn.wires.filter((wire) => wire !== "update.out -> rank.vectors") });
    const { lists } = blind.machine.run.rows;
    expect(answered(blind).every((list) => lists.step.data[list] === -1)).toBe(true);
    expect(qualityOf(blind.result(0)).recallAt10).toBeLessThan(qualityOf(alone().result(0)).recallAt10 / 2);
  });
});

describe("instances", () => {
  const busy = { scoreMs: 0.5, instances: 1, targetPerMinute: 100, scaleOutMs: 240_000, maxInstances: 4 };

  test("come as long after they were asked for as scaling out takes, and their hours are paid", () => {
    const run = alone({ rank: busy });
    const endpoint = endpointOf(run);
    const askedAt = endpoint.remarks.find(({ code }) => code === "scaled-out")?.atMs as number;
    // Three whole minutes above the target first.
    expect(askedAt % 60_000).toBe(0);
    expect(askedAt).toBeGreaterThanOrEqual(180_000);
    expect(endpoint.machines.countUp(askedAt + 239_999)).toBe(1);
    expect(endpoint.machines.countUp(askedAt + 240_000)).toBeGreaterThan(1);
    const hours = (of: Run): number => endpointOf(of).hours.upTo(40 * 60_000) / 3_600_000;
    const deployments = (endpoint.models.builds * 5) / 3600;
    expect(hours(run)).toBeGreaterThan(40 / 60 + (40 * 60_000 - askedAt - 240_000) / 3_600_000);
    expect(hours(alone({ rank: { ...busy, targetPerMinute: null } }))).toBeCloseTo(40 / 60 + deployments, 1);
  });

  test("one instance that is lost refuses everybody until it is replaced, of two one answers on", () => {
    const faults = [{ fault: "crash", part: "rank", atMs: 25 * 60_000, durationMs: 60_000, index: 0 }];
    const one = alone({ rank: { instances: 1 } }, { faults }).result(0);
    expect(refusedIn(one)).toBeGreaterThan(30);
    expect(refusedIn(alone({ rank: { instances: 2 } }, { faults }).result(0))).toBeLessThanOrEqual(2);
    const outage = [{ fault: "outage", part: "rank", atMs: 25 * 60_000, durationMs: 60_000 }];
    expect(refusedIn(alone({ rank: { instances: 2 } }, { faults: outage }).result(0))).toBeGreaterThan(30);
  });

  test("windows change nothing, also while it scales, a replica and an instance crash and a deployment runs", () => {
    const faults = [
      { fault: "crash", part: "rank", atMs: 25 * 60_000, durationMs: 60_000, index: 0 },
      { fault: "slow", part: "rank", atMs: 27 * 60_000, durationMs: 60_000, index: 0 },
      { fault: "zone-loss", part: "rank", atMs: 29 * 60_000, durationMs: 60_000, index: 0 },
      { fault: "crash", part: "index", atMs: 30 * 60_000, durationMs: 60_000, index: 0 },
      { fault: "outage", part: "rank", atMs: 33 * 60_000, durationMs: 30_000 },
    ];
    const change = { index: { probes: 4 }, rank: { ...busy, handlerMs: 900, queueLimit: 20, deployMs: 60_000 } };
    const runs = [5.3, 20].map((windowMs) => ranked(change, { faults, windowMs }));
    expect(comparable(runs[1])).toBe(comparable(runs[0]));
    expect(refusedIn(runs[0].result(0) as RunResult)).toBeGreaterThan(20);
    expect(endpointOf(runs[0]).remarks.map(({ code }) => code)).toContain("scaled-out");
    expect(runs[0].machine.nodes.get("index")).toBeInstanceOf(VectorIndex);
  });

  test("stopped anywhere and looked at any time, a run stays the same", () => {
    const change = { index: { probes: 4 }, rank: { ...busy, deployMs: 60_000 } };
    const watched = startOf(endpointDrawing("index", change));
    const random = createStream(5, "looks");
    while (!watched.over) {
      watched.step(watched.simulation.now + random.nextUniform() * 4000);
      if (random.nextBelow(100) === 0) watched.snapshot(1);
      if (random.nextBelow(400) === 0) watched.result(1);
    }
    expect(comparable(watched)).toBe(comparable(ranked(change)));
  });
});
