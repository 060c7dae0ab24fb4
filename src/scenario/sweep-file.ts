import { z } from "zod";
import { must } from "../base/assert.ts";
import { meanInterval } from "../base/statistics.ts";
import type { RunOutcome } from "../result/outcome.ts";
import type { GoalOutcome, RecommendationQuality } from "../result/result.ts";
import { gridPoints } from "./sweep-grid.ts";
import type { Shard, SweepJob, Varied } from "./sweep-grid.ts";

/** What was swept: parts of one sweep agree in all of it. */
export type SweepHead = {
  readonly engineVersion: string;
  /** Id of the scenario, or `none`. */
  readonly scenario: string;
  readonly scenarioHash: string;
  /** The design before any of its settings was varied. */
  readonly designHash: string;
  readonly faults: readonly string[];
  readonly vary: readonly Varied[];
  readonly seeds: readonly number[];
};

/**
 * A sweep as it is written, version 1. Equal input gives equal bytes: no time of day, no duration, points in the order of the
 * grid (the last path fastest), runs in the order of the seeds. A shard has the same points, with its own runs only.
 */
export type SweepFile = SweepHead & {
  readonly sweepVersion: 1;
  /** Which part of the sweep this is; null for all of it. */
  readonly shard: Shard | null;
  readonly points: readonly SweepPoint[];
};

export type SweepPoint = {
  readonly settings: { readonly [path: string]: string };
  readonly runs: readonly SweepRun[];
  /** Over the seeds; null until every seed has a result. */
  readonly summary: SweepSummary | null;
};

export type SweepRun = SweptRun | { readonly seed: number; readonly trouble: string };

/** A run that came to its end. */
type SweptRun = {
  readonly seed: number;
  /** All goals that must hold do, and the ledger balances. */
  readonly pass: boolean;
  readonly goals: readonly SweptGoal[];
  /** As in the result of a run; absent where nothing is recommended. */
  readonly recommendation?: { readonly [measure: string]: unknown };
  readonly cost: { readonly monthlyUsd: number };
  /** Records; `dropped` over all parts and reasons. */
  readonly ledger: SweptLedger;
};

/** The runs that came to their end. */
export function finishedRuns(runs: readonly SweepRun[]): readonly SweptRun[] {
  return runs.filter((run): run is SweptRun => !("trouble" in run));
}

type SweptGoal = Pick<GoalOutcome, "id" | "metric" | "unit" | "actual" | "op" | "target" | "pass" | "must">;

type SweptLedger = z.infer<typeof ledger>;

export type SweepSummary = {
  /** Seeds on which every goal that must hold does. */
  readonly passes: number;
  readonly goals: { readonly [id: string]: Estimate };
  readonly recommendation?: { readonly [measure: string]: Estimate };
  readonly monthlyUsd: Estimate;
};

/** Mean over the seeds and its 95 % interval by Student's t. Null where a seed does not know, or there is only one. */
export type Estimate = { readonly mean: number | null; readonly ci95: readonly [number, number] | null };

const countOf = z.number().min(0);
const ledger = z.strictObject({
  produced: countOf,
  delivered: countOf,
  filtered: countOf,
  deduplicated: countOf,
  inFlight: countOf,
  expired: countOf,
  dropped: countOf,
  redelivered: countOf,
  balanced: z.boolean(),
});
const goal = z.strictObject({
  id: z.string().max(200),
  metric: z.string().max(200),
  unit: z.string().max(64),
  actual: z.number().nullable(),
  op: z.enum(["<=", ">=", "<", ">", "=="]),
  target: z.number(),
  pass: z.boolean(),
  must: z.boolean(),
});
const run = z.union([
  z.strictObject({ seed: z.number().int().min(0), trouble: z.string().max(2000) }),
  z.strictObject({
    seed: z.number().int().min(0),
    pass: z.boolean(),
    goals: z.array(goal).max(200),
    recommendation: z.record(z.string().max(64), z.unknown()).exactOptional(),
    cost: z.strictObject({ monthlyUsd: z.number() }),
    ledger,
  }),
]);

/** What a part must look like to be joined; summaries and settings are made anew and only have to be there. */
export const SWEEP_PART = z.strictObject({
  sweepVersion: z.literal(1),
  engineVersion: z.string().max(64),
  scenario: z.string().max(200),
  scenarioHash: z.string().max(64),
  designHash: z.string().max(64),
  faults: z.array(z.string().max(500)).max(1000),
  vary: z
    .array(z.strictObject({ path: z.string().max(500), values: z.array(z.string().max(2000)).min(1).max(10_000) }))
    .min(1)
    .max(20),
  seeds: z.array(z.number().int().min(0)).min(1).max(1000),
  shard: z.strictObject({ i: z.number().int().min(1), of: z.number().int().min(1) }).nullable(),
  points: z.array(z.strictObject({ settings: z.unknown(), runs: z.array(run).max(1000), summary: z.unknown() })).max(10_000),
});

/** What the file keeps of one run. */
export function sweepRun(seed: number, outcome: RunOutcome): SweepRun {
  if (outcome.status === "capped") return { seed, trouble: outcome.cap };
  if (outcome.status === "refused") return { seed, trouble: shortened(outcome.findings[0]?.message ?? "The design cannot run.") };
  if (outcome.status === "failed") return { seed, trouble: shortened(`The run broke down: ${outcome.message}`) };
  if (outcome.status === "cancelled") return { seed, trouble: "The run was cancelled." };
  const { verdict, recommendation, cost, ledger: whole } = outcome.result;
  const { dropped, ...counts } = whole;
  return {
    seed,
    pass: verdict.pass,
    goals: verdict.goals.map(({ id, metric, unit, actual, op, target, pass, must: needed }) => ({
      id,
      metric,
      unit,
      actual,
      op,
      target,
      pass,
      must: needed,
    })),
    ...(recommendation === undefined ? {} : { recommendation: wholeRun(recommendation) }),
    cost: { monthlyUsd: cost.monthlyUsd },
    ledger: { ...counts, dropped: total(dropped) },
  };
}

/** Without what tells one run's course. */
function wholeRun(quality: RecommendationQuality): Omit<RecommendationQuality, "stretches"> {
  const { stretches: _stretches, ...whole } = quality;
  return whole;
}

function total(dropped: { readonly [node: string]: { readonly [reason: string]: number } }): number {
  return Object.values(dropped)
    .flatMap((reasons) => Object.values(reasons))
    .reduce((sum, count) => sum + count, 0);
}

function shortened(text: string): string {
  return text.length > 400 ? `${text.slice(0, 399)}…` : text;
}

/** The file of these runs; `runs` in the order of `jobs`. */
export function sweepFile(head: SweepHead, shard: Shard | null, jobs: readonly SweepJob[], runs: readonly SweepRun[]): SweepFile {
  const byPoint = gridPoints(head.vary).map((): SweepRun[] => []);
  for (const [index, { point }] of jobs.entries()) byPoint[point]?.push(must(runs[index], "a run for every job"));
  const points = gridPoints(head.vary).map((values, point): SweepPoint => {
    const own = byPoint[point] ?? [];
    return {
      settings: Object.fromEntries(head.vary.map(({ path }, at) => [path, values[at] ?? ""])),
      runs: own,
      summary: summaryOf(own, head.seeds.length),
    };
  });
  return { sweepVersion: 1, ...head, shard, points };
}

function summaryOf(runs: readonly SweepRun[], seeds: number): SweepSummary | null {
  const finished = finishedRuns(runs);
  const [first] = finished;
  if (first === undefined || finished.length < seeds) return null;
  const measures = Object.entries(first.recommendation ?? {}).flatMap(([measure, value]) => (typeof value === "number" ? [measure] : []));
  return {
    passes: finished.filter(({ pass }) => pass).length,
    goals: Object.fromEntries(
      first.goals.map(({ id }) => [id, estimate(finished.map(({ goals }) => goals.find((each) => each.id === id)?.actual))]),
    ),
    ...(first.recommendation === undefined
      ? {}
      : {
          recommendation: Object.fromEntries(
            measures.map((measure) => [measure, estimate(finished.map((each) => each.recommendation?.[measure]))]),
          ),
        }),
    monthlyUsd: estimate(finished.map(({ cost }) => cost.monthlyUsd)),
  };
}

function estimate(values: readonly unknown[]): Estimate {
  const known = values.filter((value) => typeof value === "number");
  if (known.length < values.length) return { mean: null, ci95: null };
  const { mean, halfWidth } = meanInterval(known);
  return { mean, ci95: halfWidth === null ? null : [mean - halfWidth, mean + halfWidth] };
}
