import { z } from "zod";
import type { Finding } from "../base/finding.ts";
import { fail, ok, type Result } from "../base/result.ts";
import { migrateDocument, type RawDocument } from "../design/migrations.ts";
import { parseDesign } from "../design/parse.ts";
import type { Design } from "../design/types.ts";
import type { RunLimit } from "../result/outcome.ts";
import type { FaultSpec } from "../result/snapshot.ts";
import type { GoalOutcome, LatencySummary, LogSummary, NodeSummary, RecommendationQuality, RunResult } from "../result/result.ts";

/**
 * A run as it is kept and handed out as a file: what it was made of, and everything its result says. Its rows are not in it:
 * the same design, scenario, seed, faults and engine give them again, byte for byte.
 */
export type RunRecord = {
  readonly format: "quadrant-run";
  readonly version: number;
  /** Rises with the time the run ended, so that ids stand in the order of time. */
  readonly id: string;
  /** As a person called it; empty until then. */
  readonly name: string;
  /** Ms since the Unix epoch. */
  readonly endedAtMs: number;
  readonly status: "finished" | "cancelled" | "capped";
  /** Which cap it met, where it stood then and what to change; of capped runs only. */
  readonly cap?: string | undefined;
  readonly limit?: RunLimit | undefined;
  /** The document as it ran. */
  readonly design: Design;
  /** Faults set before the run, and those pressed while it ran at their simulated instants. Those of the scenario are not listed. */
  readonly faults: { readonly planned: readonly FaultSpec[]; readonly pressed: readonly FaultSpec[] };
  /** Name of the file of events that ran instead of the workload; the file itself is not kept with the run. */
  readonly eventsFile: string | null;
  /** Date and time of simulated 0, ISO 8601, where a file of events said it. */
  readonly startAt: string | null;
  readonly result: RunResult;
};

/** The version this program writes. */
export const RUN_VERSION = 1;

/** `RUN_MIGRATIONS[n - 1]` lifts a record from version n to n + 1. A new version also adds a golden file of the old one to the tests. */
const RUN_MIGRATIONS: readonly ((record: RawDocument) => RawDocument)[] = [];

const NAME_CHARS = 120;

const measured = z.number();
const maybe = z.number().nullable();
const count = z.record(z.string(), z.number());
const bounds = z.tuple([z.number(), z.number()]).nullable();

const goal: z.ZodType<GoalOutcome> = z.object({
  id: z.string(),
  label: z.string(),
  metric: z.string(),
  unit: z.string(),
  actual: maybe,
  ci95: bounds,
  op: z.enum(["<=", ">=", "<", ">", "=="]),
  target: measured,
  pass: z.boolean(),
  must: z.boolean(),
  inWords: z.string().optional(),
  why: z.string().optional(),
});

const latency: z.ZodType<LatencySummary> = z.object({
  count: measured,
  meanMs: maybe,
  p50Ms: maybe,
  p95Ms: maybe,
  p99Ms: maybe,
  p999Ms: maybe,
  maxMs: maybe,
  ci95: z.object({ meanMs: bounds, p50Ms: bounds, p95Ms: bounds, p99Ms: bounds, p999Ms: bounds }),
});

const node: z.ZodType<NodeSummary> = z.object({
  kind: z.string(),
  arrivals: measured,
  departures: measured,
  utilisation: maybe,
  queueMean: maybe,
  queueMax: maybe,
  waitMs: z.object({ mean: maybe, p50: maybe, p99: maybe, ci95: z.object({ mean: bounds, p50: bounds, p99: bounds }) }),
  serviceMs: z.object({ mean: maybe }),
  downMs: measured,
});

const peakAndEnd = z.object({ max: measured, end: measured });
const log: z.ZodType<LogSummary> = z.object({
  partitions: z.array(z.object({ id: z.string(), end: measured, start: measured, bytes: measured })),
  groups: z.record(
    z.string(),
    z.object({ committed: z.array(z.number()), lagRecords: peakAndEnd, lagMs: peakAndEnd, rebalances: measured }),
  ),
});

const recommendation: z.ZodType<RecommendationQuality> = z.object({
  recallAt10: measured,
  ndcgAt10: measured,
  staleMsP50: measured,
  staleMsP95: measured,
  staleMsP99: measured,
  knownShare: maybe,
  popularityRecallAt10: measured,
  ceilingRecallAt10: maybe,
  coverage: measured,
  searchRecall: measured,
  judged: measured,
  choices: measured,
  ci95: z.object({ recallAt10: bounds, ndcgAt10: bounds }),
  stretches: z.array(
    z.object({
      fromMs: measured,
      untilMs: measured,
      judged: measured,
      withList: measured,
      hits: measured,
      recallAt10: maybe,
      ci95: bounds,
    }),
  ),
});

const finding: z.ZodType<Finding> = z.object({
  code: z.string(),
  severity: z.enum(["error", "warning", "note"]),
  where: z.string(),
  message: z.string(),
  line: z.number().optional(),
  column: z.number().optional(),
});

const result: z.ZodType<RunResult> = z.object({
  resultVersion: z.literal(1),
  replications: z.number().optional(),
  engine: z.object({
    version: z.string(),
    scenario: z.string(),
    scenarioHash: z.string(),
    designHash: z.string(),
    seed: measured,
    events: z.object({ file: z.string(), rows: measured, hash: z.string(), rejected: measured }).optional(),
    simulatedMs: measured,
    warmupMs: measured,
  }),
  timing: z.object({ wallMs: measured, records: measured, recordHops: measured }),
  verdict: z.object({ pass: z.boolean(), goals: z.array(goal) }),
  ledger: z.object({
    produced: measured,
    delivered: measured,
    filtered: measured,
    deduplicated: measured,
    inFlight: measured,
    expired: measured,
    dropped: z.record(z.string(), count),
    redelivered: measured,
    balanced: z.boolean(),
  }),
  latency: z.record(z.string(), latency),
  nodes: z.record(z.string(), node),
  logs: z.record(z.string(), log),
  cost: z.object({
    monthlyUsd: measured,
    lines: z.array(
      z.object({
        node: z.string(),
        dimension: z.string(),
        quantity: measured,
        unit: z.string(),
        unitPriceUsd: measured,
        usd: measured,
        source: z.string(),
      }),
    ),
    unpriced: z.array(z.object({ node: z.string(), dimension: z.string(), reason: z.string() })),
  }),
  quality: z.record(
    z.string(),
    z.object({
      expectedRows: measured,
      rows: measured,
      exact: measured,
      missing: measured,
      extra: measured,
      duplicates: measured,
      late: measured,
    }),
  ),
  recommendation: recommendation.optional(),
  requests: z.record(z.string(), z.object({ asked: measured, answered: measured, notFound: measured, refused: count })).optional(),
  measures: z.record(z.string(), maybe).optional(),
  findings: z.array(finding),
  tables: count,
});

const fault: z.ZodType<FaultSpec> = z.object({
  fault: z.string(),
  part: z.string(),
  atMs: z.number().optional(),
  durationMs: z.number().optional(),
  amount: z.number().optional(),
  index: z.number().optional(),
});

const record: z.ZodType<Omit<RunRecord, "design"> & { readonly design: unknown }> = z.object({
  format: z.literal("quadrant-run"),
  version: z.literal(RUN_VERSION),
  id: z.string().min(1).max(64),
  name: z.string().max(NAME_CHARS),
  endedAtMs: measured,
  status: z.enum(["finished", "cancelled", "capped"]),
  cap: z.string().optional(),
  limit: z.enum(["recordHops", "idleWindows", "taskCommits", "calls", "seconds", "memoryMb"]).optional(),
  design: z.unknown(),
  faults: z.object({ planned: z.array(fault), pressed: z.array(fault) }),
  eventsFile: z.string().nullable(),
  startAt: z.string().nullable(),
  result,
});

/** The run in something that was kept or handed over, or why it is none; what was kept is not changed by that. */
export function parseRunRecord(value: unknown): Result<RunRecord, Finding> {
  if (typeof value !== "object" || value === null) return refuse("run.damaged", "", DAMAGED);
  const migrated = migrateDocument(value as RawDocument, RUN_MIGRATIONS);
  if ("refusal" in migrated) {
    if (migrated.refusal === "newer") return refuse("run.newer", "version", NEWER);
    return refuse("run.damaged", "version", DAMAGED);
  }
  const parsed = record.safeParse(migrated.document);
  if (!parsed.success) return refuse("run.damaged", parsed.error.issues[0]?.path.join(".") ?? "", DAMAGED);
  const design = parseDesign(parsed.data.design);
  if (!design.ok) return refuse("run.damaged", `design.${design.error[0]?.where ?? ""}`, DAMAGED);
  return ok({ ...parsed.data, design: design.value });
}

const DAMAGED = "This record of a run is damaged and cannot be shown. Save what is stored as a file, or delete it.";
const NEWER = "This run was kept by a newer Quadrant. It is left as it is: reload the page to get that version, or save it as a file.";

function refuse(code: string, where: string, message: string): Result<RunRecord, Finding> {
  return fail({ code, severity: "error", where, message: where === "" ? message : `${message} (${where})` });
}

/** A name as it is kept: one line, not too long. */
export function runName(typed: string): string {
  return typed.replace(/\s+/g, " ").trimStart().slice(0, NAME_CHARS);
}

/** A file name for a run: the design's title in small letters, the seed and the day. */
export function runFileName({ design, result: { engine }, endedAtMs }: RunRecord): string {
  const stem = design.title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
  return `${stem === "" ? "design" : stem}-seed-${engine.seed}-${new Date(endedAtMs).toISOString().slice(0, 10)}.run.json`;
}
