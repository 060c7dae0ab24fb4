import type { Bounds } from "../base/batched-histogram.ts";
import type { Finding } from "../base/finding.ts";
import type { Watcher } from "./alarms.ts";
import type { CheckedPart } from "./checks.ts";
import type { RemainingRows } from "./erasure.ts";
import type { PersonalRead } from "./personal.ts";
import type { Pipeline } from "./pipelines.ts";
import type { AskedQuestion } from "./questions.ts";

/** The machine-readable outcome of one run: shape and names fixed, version 1. Unknown numbers are null, never 0. */
export type RunResult = {
  readonly resultVersion: 1;
  /** Runs with other seeds behind the intervals; absent when this run alone gives them. */
  readonly replications?: number;
  readonly engine: {
    readonly version: string;
    readonly scenario: string;
    readonly scenarioHash: string;
    readonly designHash: string;
    readonly seed: number;
    /** The file that was replayed instead of the workload; absent without one. */
    readonly events?: { readonly file: string; readonly rows: number; readonly hash: string; readonly rejected: number };
    readonly simulatedMs: number;
    readonly warmupMs: number;
  };
  /** The only part that may differ between two equal runs. */
  readonly timing: { readonly wallMs: number; readonly records: number; readonly recordHops: number };
  readonly verdict: { readonly pass: boolean; readonly goals: readonly GoalOutcome[] };
  readonly ledger: Ledger;
  /** By sink or endpoint id: event time to visible, or request to reply. */
  readonly latency: { readonly [id: string]: LatencySummary };
  readonly nodes: { readonly [id: string]: NodeSummary };
  readonly logs: { readonly [id: string]: LogSummary };
  readonly cost: CostSummary;
  readonly quality: { readonly [table: string]: TableQuality };
  readonly recommendation?: RecommendationQuality;
  /** Requests by endpoint and what became of them. */
  readonly requests?: {
    readonly [endpoint: string]: {
      readonly asked: number;
      readonly answered: number;
      /** Answered, but nothing was there for the user. */
      readonly notFound: number;
      readonly refused: { readonly [reason: string]: number };
      /** The same, by the part that refused; where clients ask for stored things. */
      readonly refusedBy?: { readonly [part: string]: { readonly [reason: string]: number } };
    };
  };
  /** How far answers about stored things were right, and what was kept of what was acknowledged. */
  readonly items?: ItemQuality;
  /** How far home feeds showed what was posted. */
  readonly feeds?: FeedQuality;
  /** Every metric that a measure of the scenario names, by metric id, in the metric's own unit; null when the run cannot tell. */
  readonly measures?: { readonly [metric: string]: number | null };
  /** By orchestrator: what it began and how that ended; absent without one. */
  readonly pipelines?: { readonly [orchestrator: string]: Pipeline };
  /** By part that checks data: what it found; absent without one. */
  readonly checks?: { readonly [part: string]: CheckedPart };
  /** By who asks stores questions of their own: what became of each; absent where nobody does. */
  readonly questions?: { readonly [part: string]: readonly AskedQuestion[] };
  /** By monitor: who was told of what, and when; absent without one. */
  readonly alarms?: { readonly [monitor: string]: Watcher };
  /** By reader, store and column: what was answered of personal data; absent where none is known. */
  readonly personal?: readonly PersonalRead[];
  /** By erased user and part: what is still held of them, wherever rows are kept; empty where nothing is, absent where nobody was erased. */
  readonly remaining?: readonly RemainingRows[];
  readonly findings: readonly Finding[];
  /** By missed goal: what may explain it, in the order of how directly; a counter-run tells which of them do. Absent where none is missed. */
  readonly causes?: { readonly [goal: string]: readonly OfferedCause[] };
  readonly tables: { readonly [name: string]: number };
};

/** How good the lists were that users were really shown. Shares of the judged choices; times in ms. */
export type RecommendationQuality = {
  readonly recallAt10: number;
  readonly ndcgAt10: number;
  readonly staleMsP50: number;
  readonly staleMsP95: number;
  readonly staleMsP99: number;
  /** Of what a user had chosen up to the newest choice on record behind a list, the share the list was made from; null without lists. */
  readonly knownShare: number | null;
  /** What the ten most popular items would have hit, judged on the same choices. */
  readonly popularityRecallAt10: number;
  /** What someone who knows every taste would hit; null for traces, whose tastes nobody knows. */
  readonly ceilingRecallAt10: number | null;
  /** Share of the catalogue that stood on some judged list. */
  readonly coverage: number;
  /** Share of the exact list that an approximate search found; 1 where the search is exact. */
  readonly searchRecall: number;
  /** Choices judged, of those that were new to their user. */
  readonly judged: number;
  readonly choices: number;
  readonly ci95: { readonly recallAt10: Bounds | null; readonly ndcgAt10: Bounds | null };
  /** The same choices by when they were made: stretches of equal length from the warm-up on, at most 16. */
  readonly stretches: readonly HitStretch[];
};

/** The judged choices of a stretch of the run, in simulated ms. */
export type HitStretch = {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly judged: number;
  /** Of them, those whose user had been shown a list before. */
  readonly withList: number;
  /** Of them, those that stood among its first ten. */
  readonly hits: number;
  /** Share of hits among the judged; null without any. */
  readonly recallAt10: number | null;
  readonly ci95: Bounds | null;
};

/** A setting of a part and the value it should have. */
export type SettingChange = { readonly part: string; readonly setting: string; readonly to: number | string | boolean };

/** What may explain a missed goal, as a counter-run tries it: a cause of the run, and what would take it away. */
export type OfferedCause = {
  readonly part: string;
  /** The field behind it; null where it is no single one. */
  readonly setting: string | null;
  readonly code: string;
  readonly text: string;
  /** The run has counted it happen: it stands by itself, whatever a counter-run says of a cure. */
  readonly counted: boolean;
  /** Ways to take it away, the likeliest first, each the settings of one counter-run; empty where no setting does. */
  readonly removals: readonly (readonly SettingChange[])[];
};

export type GoalOutcome = {
  readonly id: string;
  readonly label: string;
  readonly metric: string;
  readonly unit: string;
  readonly actual: number | null;
  /** 95 % interval of what was measured; null for counts, which are exact, and where too little was measured. */
  readonly ci95: Bounds | null;
  readonly op: "<=" | ">=" | "<" | ">" | "==";
  readonly target: number;
  readonly pass: boolean;
  readonly must: boolean;
  /** Words to show in place of the figure, where the figure alone would mislead: `not by the end`. */
  readonly inWords?: string;
  /** When missed: the cause chain, from the goal to the part and the setting. */
  readonly why?: string;
  /** What `why` advises to set, where it names values. */
  readonly mends?: readonly SettingChange[];
};

/** produced = delivered + filtered + deduplicated + inFlight + expired + sum(dropped). */
export type Ledger = {
  readonly produced: number;
  readonly delivered: number;
  readonly filtered: number;
  readonly deduplicated: number;
  readonly inFlight: number;
  readonly expired: number;
  readonly dropped: { readonly [node: string]: { readonly [reason: string]: number } };
  readonly redelivered: number;
  readonly balanced: boolean;
};

export type LatencySummary = {
  readonly count: number;
  readonly meanMs: number | null;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  readonly p999Ms: number | null;
  readonly maxMs: number | null;
  /** 95 % intervals (batch means on pairs, base/batched-histogram.ts); null where too few records lie beyond a percentile. */
  readonly ci95: {
    readonly meanMs: Bounds | null;
    readonly p50Ms: Bounds | null;
    readonly p95Ms: Bounds | null;
    readonly p99Ms: Bounds | null;
    readonly p999Ms: Bounds | null;
  };
};

export type NodeSummary = {
  readonly kind: string;
  readonly arrivals: number;
  readonly departures: number;
  readonly utilisation: number | null;
  readonly queueMean: number | null;
  readonly queueMax: number | null;
  readonly waitMs: {
    readonly mean: number | null;
    readonly p50: number | null;
    readonly p99: number | null;
    readonly ci95: { readonly mean: Bounds | null; readonly p50: Bounds | null; readonly p99: Bounds | null };
  };
  readonly serviceMs: { readonly mean: number | null };
  readonly downMs: number;
};

export type LogSummary = {
  readonly partitions: readonly { readonly id: string; readonly end: number; readonly start: number; readonly bytes: number }[];
  readonly groups: {
    readonly [consumer: string]: {
      readonly committed: readonly number[];
      readonly lagRecords: { readonly max: number; readonly end: number };
      readonly lagMs: { readonly max: number; readonly end: number };
      readonly rebalances: number;
    };
  };
};

export type CostLine = {
  readonly node: string;
  readonly dimension: string;
  readonly quantity: number;
  readonly unit: string;
  readonly unitPriceUsd: number;
  readonly usd: number;
  readonly source: string;
};

export type CostSummary = {
  readonly monthlyUsd: number;
  readonly lines: readonly CostLine[];
  readonly unpriced: readonly { readonly node: string; readonly dimension: string; readonly reason: string }[];
};

export type TableQuality = {
  readonly expectedRows: number;
  readonly rows: number;
  readonly exact: number;
  readonly missing: number;
  readonly extra: number;
  readonly duplicates: number;
  /** Expected rows that differ, or are missing, because an event of theirs came too late. */
  readonly late: number;
};

/** Answers to reads by what they were worth, and what became of what was acknowledged. */
export type ItemQuality = {
  /** It brought what was stored. */
  readonly right: number;
  /** It said that there is nothing, and there was nothing to get. */
  readonly rightlyNone: number;
  /** It brought another's thing. */
  readonly wrong: number;
  /** It said that there is nothing, and something had been acknowledged. */
  readonly missing: number;
  /** It brought an older version than had been acknowledged, or what had been deleted. */
  readonly stale: number;
  /** It brought what had expired. */
  readonly expired: number;
  /** Things that clients were told are stored, in the run. */
  readonly acknowledged: number;
  /** Of these and of the stock, those that are in no store at the end. */
  readonly lost: number;
  /** Keys that two owners were told. */
  readonly repeatedKeys: number;
};

/** Home feeds, held against what those whom their readers follow had posted. */
export type FeedQuality = {
  readonly feeds: number;
  /** Feeds that were right in every way. */
  readonly right: number;
  /** Posts that they had to show; of these not shown though acknowledged long enough before, and not shown yet. */
  readonly expected: number;
  readonly missing: number;
  readonly underWay: number;
  /** Posts of people the reader does not follow, and posts that stood there twice. */
  readonly strangers: number;
  readonly repeated: number;
  /** Feeds in which a newer post stood below an older one. */
  readonly disordered: number;
  /** How far behind feeds were: since when the oldest post they lack had been acknowledged. */
  readonly staleMs: { readonly p50: number | null; readonly p99: number | null; readonly max: number | null };
  readonly followChanges: number;
  /** Whom people followed when the run began: all follows, and the followers of the most followed. */
  readonly follows: number;
  readonly mostFollowers: number;
};
