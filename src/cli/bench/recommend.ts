import { createStream } from "../../base/rng.ts";
import type { RequestDesk } from "../../engine/books/request-desk.ts";
import { Tastes } from "../../engine/sources/tastes.ts";
import type { Design } from "../../design/types.ts";
import { CoOccurrence, positivePmi } from "../../engine/ranking/maths/co-occurrence.ts";
import { InvertedFile } from "../../engine/ranking/maths/inverted-file.ts";
import { trainItems, userVector } from "../../engine/ranking/maths/item-model.ts";
import type { ItemModel } from "../../engine/ranking/maths/item-model.ts";
import { ItemSearch } from "../../engine/ranking/maths/item-search.ts";
import { topItems } from "../../engine/ranking/maths/top-items.ts";
import type { RankedItems } from "../../engine/ranking/maths/top-items.ts";
import { leadingFactors } from "../../engine/ranking/maths/truncated-svd.ts";
import type { Scenario } from "../../scenario/types.ts";
import { median } from "./measure.ts";
import type { Clock } from "./measure.ts";
import { timeProduct } from "./product.ts";

/** A catalogue, and listens to learn it from. */
export type CatalogueSize = { readonly items: number; readonly dims: number; readonly listens: number };

export type RecommendCost = CatalogueSize & {
  /** Of one training: reading the listens, counting and merging what stood together, information of the pairs, factors. */
  readonly readMs: number;
  readonly mergeMs: number;
  readonly pmiMs: number;
  readonly factorsMs: number;
  /** Factors once more, from those on. */
  readonly furtherMs: number;
  /** A list of ten: items one after the other, all with vector instructions, and from the nearest lists of an inverted file. */
  readonly plainMs: number;
  readonly searchMs: number;
  readonly fileBuildMs: number;
  readonly fileMs: number;
  /** Of the ten best, those that the inverted file finds. */
  readonly fileRecall: number;
};

const WINDOW = 3;
const POPULARITY_WEIGHT = 0.1;
const DECAY = 0.75;
const SESSION = 12;
const QUERIES = 200;
const ROUNDS = 3;
const LENGTH = 10;
/** Lists of the inverted file that are looked into. */
const PROBES = 8;
const NONE = { has: () => false };

/** What training and searching a catalogue of a size cost, stage by stage. */
export function timeRecommend(size: CatalogueSize, clock: Clock): RecommendCost {
  const { items, dims } = size;
  const listens = sessionsOf(size);
  const met = new CoOccurrence(items, WINDOW);
  const seen = new Int32Array(items);
  const timed = <T>(work: () => T): { readonly ms: number; readonly out: T } => {
    const began = clock();
    const out = work();
    return { ms: clock() - began, out };
  };
  const read = timed(() => {
    for (let i = 0; i < listens.length; i++) {
      met.add(Math.floor(i / SESSION), listens[i]);
      seen[listens[i]]++;
    }
  });
  const counts = timed(() => met.counts());
  const pmi = timed(() => positivePmi(counts.out));
  const factors = timed(() => leadingFactors(pmi.out, dims, createStream(1, "bench training")));
  const further = timed(() => leadingFactors(pmi.out, dims, createStream(2, "bench training"), factors.out));
  const model = trainItems(met, seen, { dims, popularityWeight: POPULARITY_WEIGHT }, createStream(1, "bench training"));
  const search = new ItemSearch();
  const file = timed(() => new InvertedFile(model, Math.round(Math.sqrt(items)), createStream(1, "bench lists"), search));
  const vectors = Array.from({ length: QUERIES }, (_, i) => vectorAfter(model, listens, i));
  const [plain, all, near] = askedInTurns(vectors, clock, [
    (vector) => topItems(model, vector, LENGTH, NONE),
    (vector) => search.topItems(model, vector, LENGTH, NONE),
    (vector) => file.out.topItems(vector, LENGTH, PROBES, NONE),
  ]);
  return {
    ...size,
    readMs: read.ms,
    mergeMs: counts.ms,
    pmiMs: pmi.ms,
    factorsMs: factors.ms,
    furtherMs: further.ms,
    plainMs: plain.ms,
    searchMs: all.ms,
    fileBuildMs: file.ms,
    fileMs: near.ms,
    fileRecall: shareFound(all.out, near.out),
  };
}

/** Ways to answer the same queries, in turns: ms for one, median of the rounds, and the answers. The first round does not count. */
function askedInTurns(
  vectors: readonly Float32Array[],
  clock: Clock,
  ways: readonly ((vector: Float32Array) => RankedItems)[],
): readonly { readonly ms: number; readonly out: readonly RankedItems[] }[] {
  const asked = ways.map((ask) => ({ ask, times: [] as number[], out: [] as RankedItems[] }));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const way of asked) {
      const began = clock();
      way.out = vectors.map(way.ask);
      if (round > 0) way.times.push((clock() - began) / vectors.length);
    }
  }
  return asked.map(({ times, out }) => ({ ms: median(times), out }));
}

/** Items of whole sessions, one after the other, chosen as the users of a scenario choose. */
function sessionsOf({ items, listens }: CatalogueSize): Int32Array {
  const spec = { items, groups: 80, popularity: { s: 0.97, q: 10 }, dims: 4, focus: 80, perUser: 3, fromTaste: 0.9, mood: 0.85 };
  const users = Math.ceil(listens / SESSION);
  const tastes = new Tastes(1, users, { ...spec, driftPerSession: 0.15 });
  const random = createStream(1, "bench listens");
  const chosen = new Int32Array(listens);
  let session = 0;
  for (let i = 0; i < listens; i++) {
    if (i % SESSION === 0) session = tastes.beginSession(i / SESSION, random);
    chosen[i] = tastes.choose(session, random);
  }
  return chosen;
}

function vectorAfter(model: ItemModel, listens: Int32Array, session: number): Float32Array {
  return userVector(model, listens.subarray(session * SESSION, (session + 1) * SESSION), DECAY);
}

function shareFound(exact: readonly RankedItems[], found: readonly RankedItems[]): number {
  let hits = 0;
  let all = 0;
  exact.forEach(({ items }, query) => {
    all += items.length;
    for (const item of items) if (found[query].items.includes(item)) hits++;
  });
  return all === 0 ? 1 : hits / all;
}

export type ServedCost = {
  readonly items: number;
  readonly dims: number;
  readonly requestsPerSecond: number;
  readonly trainings: number;
  readonly judged: number;
  /** Seconds of the run per second of the clock, with everything that closing its books takes. */
  readonly timesRealTime: number;
  readonly stages: readonly { readonly stage: string; readonly ms: number; readonly share: number }[];
};

/** A whole run that serves lists, with the time of every part. */
export function timeServed(scenario: Scenario, design: Design, dims: number, clock: Clock): ServedCost {
  const { cost, run, result } = timeProduct(scenario, design, clock);
  const { warmupMs, durationMs } = scenario.workload;
  const { desk, dimensions } = run.machine.run;
  const allMs = cost.runMs + cost.resultMs;
  const stages = cost.stages.map(({ stage, nsPerRecord }) => ({ stage, ms: (nsPerRecord * cost.records) / 1e6 }));
  const usage = run.machine.nodes.get("train")?.usage() ?? {};
  return {
    items: dimensions.items,
    dims,
    requestsPerSecond: (askedAfter(desk, warmupMs, durationMs) * 1000) / (durationMs - warmupMs),
    trainings: usage.trainings ?? 0,
    judged: result.recommendation?.judged ?? 0,
    timesRealTime: durationMs / allMs,
    stages: stages.map(({ stage, ms }) => ({ stage, ms, share: ms / allMs })).sort((a, b) => b.ms - a.ms),
  };
}

function askedAfter({ rows }: RequestDesk, fromMs: number, untilMs: number): number {
  let asked = 0;
  for (let request = 0; request < rows.length; request++)
    if (rows.askedAt.data[request] >= fromMs && rows.askedAt.data[request] < untilMs) asked++;
  return asked;
}
