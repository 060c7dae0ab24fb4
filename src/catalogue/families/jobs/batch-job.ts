import { BatchJob } from "../../../engine/jobs/batch-job.ts";
import { RESTORES } from "../../../engine/files/object-store.ts";
import { STARTS } from "../../../engine/tasks/job.ts";
import type { CommitRules, WriteMode } from "../../../engine/jobs/output-committer.ts";
import type { Reading } from "../../../engine/tasks/landed-files.ts";
import { dimensionOf } from "../../fields/dimension-fields.ts";
import type { DimensionSettings } from "../../fields/dimension-fields.ts";
import { parquetFormat } from "../../fields/file-sizes.ts";
import type { BuildContext } from "../../build-context.ts";
import { stepsOf } from "../operator-chain.ts";
import { latencySampler } from "../sampler-of.ts";
import type { TwoPercentiles } from "../sampler-of.ts";
import { READ_BYTES_PER_SECOND, SPARK_COST_US, SPARK_WORK } from "./spark-costs.ts";

type Committer = "s3-optimized" | "algorithm-1" | "algorithm-2" | "magic" | "table-format";

/** Settings of a job that every kind of it has. */
export type BatchJobSettings = DimensionSettings & {
  readonly everyMs: number;
  readonly reads: Reading;
  readonly lookbackHours: number;
  readonly inputFormat: "parquet" | "json" | "json-gzip";
  readonly events: boolean;
  readonly validate: boolean;
  readonly maxClockAheadMs: number;
  readonly dedup: boolean;
  readonly dimensionMb: number | null;
  readonly sessionize: boolean;
  readonly sessionGapMs: number;
  readonly aggregate: boolean;
  readonly cube: boolean;
  readonly windows: "off" | "tumbling" | "hopping" | "cumulative";
  readonly windowSizeMs: number;
  readonly windowStepMs: number;
  readonly windowKey: "user" | "type" | "all";
  readonly shufflePartitions: number;
  readonly adaptive: boolean;
  readonly maxTaskFailures: number;
  readonly speculation: boolean;
  readonly writes: WriteMode | "merge";
  readonly partitionBy: "hour" | "day" | "none";
  readonly layout: "as-they-come" | "by-partition";
  readonly layoutTasks: number | null;
  readonly committer: Committer;
  readonly compressionRatio: number;
  readonly fileSizes: Parameters<typeof parquetFormat>[0];
  readonly concurrentRuns: number;
};

/** What the kind decides: its machines. */
export type BatchJobMachines = {
  readonly executors: number;
  readonly slotsEach: number;
  readonly memoryBytesEach: number;
  readonly startUp: TwoPercentiles;
  readonly spreadMs: number;
  readonly beyond: "refused" | "queued";
};

const MIB = 1024 * 1024;
/** `spark.network.timeout`: a machine that says nothing for so long is given up. */
const NOTICE_MS = 120_000;
/** The driver stops and the service reports the end. Assumed. */
const CLOSING_MS = 5000;
/** `spark.sql.autoBroadcastJoinThreshold`. */
const BROADCAST_BYTES = 10 * MIB;
/** Of the heap, less what the system keeps, what tasks share: `spark.memory.fraction`. */
const MEMORY_FRACTION = 0.6;
const RESERVED_BYTES = 300 * MIB;
const LEAST_BILLED_MS = 60_000;
/** Copying and deleting an object under another name: two small writes of facts/storage.md 2.1. */
const RENAME_MS = 60;
/** Results come once, when all is in. */
const NEVER_MS = 86_400_000;

/** How the committers differ (engines-2026-11.md S13; uploads that complete when the job commits do so by several threads at a time). */
const COMMITS: { readonly [each in Committer]: CommitRules } = {
  "s3-optimized": { commits: "task", sharesFolder: false, perFileMs: 0, onceMs: RENAME_MS },
  "algorithm-1": { commits: "job", sharesFolder: true, perFileMs: RENAME_MS, onceMs: RENAME_MS },
  "algorithm-2": { commits: "task", sharesFolder: true, perFileMs: 0, onceMs: RENAME_MS },
  magic: { commits: "job", sharesFolder: false, perFileMs: 4, onceMs: RENAME_MS },
  "table-format": { commits: "atomic", sharesFolder: false, perFileMs: 0.1, onceMs: 500 },
};

/** A job over files, as Spark runs it. Ports `in`, `start`; out `files`, `done`. */
export function batchJob(ctx: BuildContext, settings: BatchJobSettings, machines: BatchJobMachines): BatchJob {
  const { concurrentRuns, committer, inputFormat } = settings;
  const stores = RESTORES.all(ctx.upstream("in"));
  const job = new BatchJob(ctx.id, ctx.run, ctx.inputs("in"), ctx.outputs("files"), {
    everyMs: ctx.inputs("start").length > 0 ? null : settings.everyMs,
    reads: settings.reads,
    lookbackHours: settings.lookbackHours,
    writes: settings.writes,
    commit: COMMITS[committer],
    compression: { compressionRatio: settings.compressionRatio, format: parquetFormat(settings.fileSizes) },
    plan: {
      splits: { maxPartitionBytes: 128 * MIB, openCostBytes: 4 * MIB, splittable: inputFormat !== "json-gzip" },
      shuffle: {
        partitions: settings.shufflePartitions,
        adaptive: settings.adaptive,
        advisoryBytes: 64 * MIB,
        minPartitionBytes: MIB,
        skewFactor: 5,
        skewBytes: 256 * MIB,
      },
      costs: {
        ...SPARK_WORK,
        writeFileMs: SPARK_WORK.writeFileMs + (committer === "algorithm-2" ? RENAME_MS : 0),
        readBytesPerSecond: inputFormat === "parquet" ? READ_BYTES_PER_SECOND.parquet : READ_BYTES_PER_SECOND.json,
        readsRaw: inputFormat !== "parquet",
        readRowMs: SPARK_COST_US.read / 1000,
        taskMemoryBytes: Math.max(MIB, ((machines.memoryBytesEach - RESERVED_BYTES) * MEMORY_FRACTION) / machines.slotsEach),
      },
      steps: stepsOf(ctx.run.dimensions, {
        ...settings,
        clock: "watermark",
        allowedLatenessMs: 0,
        dedupForget: "never",
        dedupTtlMs: 0,
        sessionRules: "spark",
        sessionUpdates: "session-id",
        aggregateEmitMs: NEVER_MS,
        join: "off",
        joinLeft: "",
        joinRight: "",
        joinAfterMs: 0,
        joinBeforeMs: 0,
        costUs: SPARK_COST_US,
      }),
      dimensionBytes: settings.dimensionMb === null ? null : settings.dimensionMb * 1e6,
      broadcastBytes: BROADCAST_BYTES,
      joinRowMs: SPARK_COST_US.join / 1000,
      carriesEvents: settings.events,
      partitionBy: settings.partitionBy,
      layout: settings.layout,
      layoutTasks: settings.layoutTasks === null ? null : Math.round(settings.layoutTasks),
    },
    dimension: dimensionOf(ctx.run.dimensions, settings),
    cluster: { executors: machines.executors, slotsEach: machines.slotsEach, spreadMs: machines.spreadMs },
    startUp: latencySampler(machines.startUp),
    restoredAfterMs: (files, at) => stores.reduce((most, store) => Math.max(most, store.restore(files, at)), 0),
    noticeMs: NOTICE_MS,
    closingMs: CLOSING_MS,
    concurrentRuns,
    beyond: machines.beyond,
    maxTaskFailures: settings.maxTaskFailures,
    speculation: settings.speculation ? { quantile: 0.9, multiplier: 3 } : null,
    leastBilledMs: LEAST_BILLED_MS,
  });
  for (const starts of STARTS.all(ctx.upstream("start"))) starts.starts(job.attempts);
  return job;
}
