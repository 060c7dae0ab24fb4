import type { BatchedHistogram, Bounds } from "../../base/batched-histogram.ts";
import { ASKS } from "../../engine/queried/query-target.ts";
import { WORKERS } from "../../engine/workers/worker-group.ts";
import type { Goal, Scenario } from "../../scenario/types.ts";
import { isMetricId } from "../../result/metric.ts";
import type { MetricId } from "../../result/metric.ts";
import type { RunIncident } from "../../result/snapshot.ts";
import type { Machine } from "../compile/build-machine.ts";
import { statedMean } from "./cost.ts";
import { groupsOf } from "../read/groups.ts";
import type { CostSummary, GoalOutcome, Ledger, RecommendationQuality, TableQuality } from "../../result/result.ts";
import { duplicatesOf } from "./duplicates.ts";
import { feedCount, feedResponses, feedStaleness, missingShare, pushesPerPost } from "./feed-quality.ts";
import {
  acknowledgedShare,
  bytesOfItemsPerDay,
  expiredShare,
  goodShare,
  itemResponses,
  judgeItems,
  readsJudged,
  staleShare,
  wantedPerSecond,
} from "./item-quality.ts";
import { cellsShown, queriesRefused } from "../read/personal.ts";
import { remainingCount } from "../read/remaining.ts";
import { longestRecoveryMs, recoveryInWords, repeatedTasks } from "./recovery.ts";
import { longestDetectionMs } from "../read/alarms.ts";
import { servingStores } from "../read/stores.ts";

/** What a metric may look at. Quality and cost exist only when a run has ended. */
export type Measured = {
  readonly machine: Machine;
  readonly scenario: Scenario | null;
  readonly atMs: number;
  readonly ledger: Ledger;
  readonly peakPerSecond: number;
  readonly quality: { readonly [table: string]: TableQuality } | null;
  readonly cost: CostSummary | null;
  /** Judged when a run has ended; null for drawings that recommend nothing. */
  readonly recommendation: RecommendationQuality | null;
  /** What struck parts, as it was scheduled or pressed. */
  readonly incidents: readonly RunIncident[];
};

type Reader = {
  read(measured: Measured): number | null;
  /** 95 % interval where the metric is a percentile of a sample; counts and shares of rows are exact. */
  bounds?(measured: Measured): Bounds | null;
  /** Words that stand for the figure where the figure alone would mislead. */
  inWords?(measured: Measured): string | null;
};

/** How each metric is read from a run; null = not known (yet), and an unknown goal is not met. */
const READERS: { readonly [id in MetricId]: Reader } = {
  "freshness.p50Ms": freshnessMetric(0.5),
  "freshness.p95Ms": freshnessMetric(0.95),
  "freshness.p99Ms": freshnessMetric(0.99),
  "sessions.exactShare": { read: (m) => share(m, "sessions") },
  "sessions.extra": { read: (m) => m.quality?.sessions?.extra ?? null },
  "sessions.duplicates": { read: (m) => m.quality?.sessions?.duplicates ?? null },
  "duplicates.rows": { read: duplicateRows },
  "aggregates.exactShare": { read: (m) => share(m, "hourly_engagement") },
  "windows.exactShare": { read: (m) => share(m, "windows") },
  "joins.exactShare": { read: (m) => share(m, "joins") },
  completeness: { read: completeness },
  "lost.records": { read: (m) => lost(m, (reason) => reason !== "late") },
  "late.records": { read: (m) => lost(m, (reason) => reason === "late") },
  "lag.peakRecords": { read: (m) => worstGroup(m, (group) => group.lagMaxRecords) },
  "lag.peakMs": { read: (m) => worstGroup(m, (group) => group.lagMaxMs) },
  "lag.endRecords": {
    // Where nobody reads a log nothing waits in one.
    read: (m) => (m.quality === null ? null : (worstGroup(m, (group) => group.measure(m.atMs).records) ?? 0)),
  },
  "cost.monthlyUsd": { read: (m) => m.cost?.monthlyUsd ?? null },
  "query.p99Ms": {
    read: (m) => worst(responses(m), 0.99)?.quantile(0.99) ?? null,
    bounds: (m) => worst(responses(m), 0.99)?.quantileBounds(0.99) ?? null,
  },
  "recommend.recallAt10": {
    read: (m) => m.recommendation?.recallAt10 ?? null,
    bounds: (m) => m.recommendation?.ci95.recallAt10 ?? null,
  },
  "recommend.ndcgAt10": {
    read: (m) => m.recommendation?.ndcgAt10 ?? null,
    bounds: (m) => m.recommendation?.ci95.ndcgAt10 ?? null,
  },
  "recommend.knownShare": { read: (m) => m.recommendation?.knownShare ?? null },
  "recommend.staleP95Ms": { read: (m) => m.recommendation?.staleMsP95 ?? null },
  "api.p99Ms": {
    read: (m) =>
      worst(
        m.machine.run.desk.endpoints.map((book) => book.responses),
        0.99,
      )?.quantile(0.99) ?? null,
    bounds: (m) =>
      worst(
        m.machine.run.desk.endpoints.map((book) => book.responses),
        0.99,
      )?.quantileBounds(0.99) ?? null,
  },
  "api.errorShare": { read: (m) => errorShare(m) },
  "answers.wrong": { read: (m) => readsJudged(m.machine)?.wrong ?? null },
  "answers.missing": { read: (m) => readsJudged(m.machine)?.missing ?? null },
  "answers.expired": { read: (m) => readsJudged(m.machine)?.expired ?? null },
  "reads.staleShare": { read: (m) => staleShare(m.machine) },
  "reads.p99Ms": slowestReply("read"),
  "writes.p99Ms": slowestReply("change"),
  "writes.lost": { read: (m) => (m.quality === null ? null : (judgeItems(m.machine, m.atMs)?.lost ?? null)) },
  "keys.repeated": { read: (m) => (readsJudged(m.machine) === null ? null : (m.machine.run.desk.items?.repeatedKeys ?? null)) },
  "requests.goodShare": { read: (m) => goodShare(m.machine) },
  "writes.goodShare": { read: (m) => acknowledgedShare(m.machine) },
  "requests.readsPerSecond": { read: (m) => wantedPerSecond(m.machine, "read", m.atMs) },
  "requests.writesPerSecond": { read: (m) => wantedPerSecond(m.machine, "change", m.atMs) },
  "stored.expiredShare": { read: (m) => (m.quality === null ? null : expiredShare(m.machine, m.atMs)) },
  "stored.bytesPerDay": { read: (m) => bytesOfItemsPerDay(m.machine, "acknowledgedBytes", m.atMs) },
  "writes.bytesPerDay": { read: (m) => bytesOfItemsPerDay(m.machine, "sentBytes", m.atMs) },
  "feeds.p99Ms": {
    read: (m) => worst(feedResponses(m.machine), 0.99)?.quantile(0.99) ?? null,
    bounds: (m) => worst(feedResponses(m.machine), 0.99)?.quantileBounds(0.99) ?? null,
  },
  "feeds.staleP99Ms": {
    read: (m) => feedStaleness(m.machine)?.quantile(0.99) ?? null,
    bounds: (m) => feedStaleness(m.machine)?.quantileBounds(0.99) ?? null,
  },
  "feeds.missingShare": { read: (m) => missingShare(m.machine) },
  "feeds.strangers": { read: (m) => feedCount(m.machine, "strangers") },
  "feeds.disordered": { read: (m) => feedCount(m.machine, "disordered") },
  "feeds.pushesPerPost": { read: (m) => pushesPerPost(m.machine) },
  "callers.p99Ms": { read: (m) => callersWait(m) },
  // What still waits in open files is missing only when the run is over.
  "archive.completeShare": { read: (m) => (m.quality === null ? null : archived(m)) },
  "pipelines.recoveryMs": {
    read: (m) => longestRecoveryMs(m.machine, m.atMs),
    inWords: (m) => (m.quality === null ? null : recoveryInWords(m.machine, m.atMs)),
  },
  "pipelines.repeatedTasks": { read: (m) => repeatedTasks(m.machine) },
  "alarms.detectionMs": { read: (m) => longestDetectionMs(m.machine, m.incidents, m.atMs) },
  "personal.cellsShown": { read: ({ machine }) => cellsShown(machine) },
  // Who is being erased is erased when the run is over.
  "erasure.remainingRows": { read: (m) => (m.quality === null ? null : remainingCount(m.machine, m.atMs)) },
  "query.refused": { read: ({ machine }) => queriesRefused(machine) },
  "rate.meanPerSecond": {
    read: (m) => (m.ledger.produced === 0 ? null : (eventsOf(m, m.ledger.produced) * 1000) / Math.min(m.atMs, m.machine.run.durationMs)),
  },
  "rate.peakPerSecond": { read: (m) => (m.peakPerSecond > 0 ? eventsOf(m, m.peakPerSecond) : null) },
  "bytes.perDay": { read: bytesPerDay },
  "sessions.count": { read: (m) => m.quality?.sessions?.expectedRows ?? null },
};

/** The worst of the stores that dashboards read: event time to visible. Without a served store nothing is fresh. */
function freshnessMetric(p: number): Reader {
  return {
    read: (m) => worst(freshness(m), p)?.quantile(p) ?? null,
    bounds: (m) => worst(freshness(m), p)?.quantileBounds(p) ?? null,
  };
}

/** Events that so many rows stand for. */
function eventsOf({ machine }: Measured, rows: number): number {
  return rows * machine.run.eventsPerRow;
}

function freshness({ machine }: Measured): BatchedHistogram[] {
  return servingStores(machine).flatMap((store) => machine.recorders.get(store.id)?.whole ?? []);
}

function responses({ machine }: Measured): BatchedHistogram[] {
  return ASKS.all(machine.nodes.values()).flatMap(({ responses }) => [...responses.values()]);
}

/** The one whose percentile p is largest; null when none has values. */
function worst(samples: readonly BatchedHistogram[], p: number): BatchedHistogram | null {
  let found: BatchedHistogram | null = null;
  let most = -Infinity;
  for (const sample of samples) {
    const value = sample.quantile(p);
    if (value === null || value <= most) continue;
    found = sample;
    most = value;
  }
  return found;
}

function slowestReply(of: "read" | "change"): Reader {
  return {
    read: (m) => worst(itemResponses(m.machine, of), 0.99)?.quantile(0.99) ?? null,
    bounds: (m) => worst(itemResponses(m.machine, of), 0.99)?.quantileBounds(0.99) ?? null,
  };
}

function errorShare({ machine }: Measured): number | null {
  const { endpoints } = machine.run.desk;
  const asked = endpoints.reduce((sum, book) => sum + book.asked, 0);
  const refused = endpoints.reduce((sum, book) => sum + [...book.refused.values()].reduce((all, count) => all + count, 0), 0);
  return asked === 0 ? null : refused / asked;
}

/** How long an app that sends events waits for who takes them: for the answer where it calls a worker itself, not at all where a log stands between. */
function callersWait({ machine }: Measured): number | null {
  const apps = new Set(machine.parts.filter(({ kind }) => kind.family === "source").map(({ part }) => machine.nodes.get(part.id)));
  if (apps.size === 0) return null;
  const called = machine.stages.filter(({ upstream }) => upstream.some((stage) => apps.has(machine.stages[stage].node)));
  const waits = WORKERS.all(called.map(({ node }) => node)).map(({ callWaits }) => callWaits.quantile(0.99) ?? 0);
  return Math.max(0, ...waits);
}

const ARCHIVES = new Set(["object-store", "warehouse"]);

/** Valid events that are visible where data scientists look, of those produced; repeats of an id count with it. */
function archived({ machine, ledger }: Measured): number | null {
  const stores = machine.parts
    .filter(({ kind }) => ARCHIVES.has(kind.family))
    .map(({ part }) => machine.recorders.get(part.id)?.present ?? 0);
  const due = ledger.produced - ledger.filtered - ledger.deduplicated;
  // An archive of raw events holds also what was filtered and what came twice.
  return stores.length === 0 || due <= 0 ? null : Math.min(1, Math.max(...stores) / due);
}

function share({ quality }: Measured, table: string): number | null {
  const judged = quality?.[table];
  return judged === undefined || judged.expectedRows === 0 ? null : judged.exact / judged.expectedRows;
}

/** Of a table that several stores hold, what stands twice counts once: where it is most. */
function duplicateRows({ quality }: Measured): number | null {
  return quality === null ? null : duplicatesOf(quality);
}

/** Records that should arrive and did: filtered and repeated ones are rightly absent, late and lost ones are not. */
function completeness({ ledger }: Measured): number | null {
  const due = ledger.produced - ledger.filtered - ledger.deduplicated - ledger.inFlight;
  return due <= 0 ? null : ledger.delivered / due;
}

function lost({ ledger }: Measured, counts: (reason: string) => boolean): number {
  let sum = counts("retention") ? ledger.expired : 0;
  for (const reasons of Object.values(ledger.dropped))
    for (const [reason, count] of Object.entries(reasons)) if (counts(reason)) sum += count;
  return sum;
}

function worstGroup({ machine }: Measured, read: (group: ReturnType<typeof groupsOf>[number]["group"]) => number): number | null {
  const groups = groupsOf(machine);
  return groups.length === 0 ? null : Math.max(...groups.map(({ group }) => read(group)));
}

const DAY_S = 86_400;

/** Mean bytes of a record times the records of an average day: the scenario's mean load where it states one, as a run shows the evening. */
function bytesPerDay(measured: Measured): number | null {
  const { machine, scenario, ledger, atMs } = measured;
  const sources = [...machine.parts].filter(({ kind }) => kind.family === "source").map(({ part }) => machine.nodes.get(part.id));
  const bytes = sources.reduce((sum, node) => sum + (node?.meter.bytesIn ?? 0), 0);
  const events = eventsOf(
    measured,
    sources.reduce((sum, node) => sum + (node?.meter.arrivals ?? 0), 0),
  );
  if (bytes === 0) return null;
  const perSecond =
    statedMean(machine, scenario) ??
    (eventsOf(measured, ledger.produced) * 1000) / (Math.min(atMs, machine.run.durationMs) - machine.run.startMs);
  return (bytes / events) * perSecond * DAY_S;
}

/** The metric's value so far, in its own unit; null where the run cannot tell, and for a name no metric has. */
export function readMetric(id: string, measured: Measured): number | null {
  return isMetricId(id) ? READERS[id].read(measured) : null;
}

const COMPARE: { readonly [op in Goal["op"]]: (a: number, b: number) => boolean } = {
  "<=": (a, b) => a <= b,
  ">=": (a, b) => a >= b,
  "<": (a, b) => a < b,
  ">": (a, b) => a > b,
  "==": (a, b) => a === b,
};

function boundsOf(id: string, measured: Measured): Bounds | null {
  return isMetricId(id) ? (READERS[id].bounds?.(measured) ?? null) : null;
}

/** Judges one goal. A design that delivers nothing meets none: a dead system must not pass on its silence. */
export function judgeGoal(goal: Goal, measured: Measured): GoalOutcome {
  const dead = measured.ledger.produced > 0 && measured.ledger.delivered === 0;
  const actual = readMetric(goal.metric, measured);
  const { id, label, op, target, unit, must } = goal;
  const inWords = isMetricId(goal.metric) ? (READERS[goal.metric].inWords?.(measured) ?? null) : null;
  return {
    id,
    label,
    metric: goal.metric,
    unit,
    actual,
    // While a run goes on nobody asks for it, and it takes a while.
    ci95: actual === null || measured.quality === null ? null : boundsOf(goal.metric, measured),
    op,
    target,
    pass: actual !== null && !dead && COMPARE[op](actual, target),
    must,
    ...(inWords === null ? {} : { inWords }),
  };
}
