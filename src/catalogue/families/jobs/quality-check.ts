import { QualityCheck } from "../../../engine/quality/quality-check.ts";
import type { OnMiss } from "../../../engine/quality/remarks.ts";
import type { ValueRange } from "../../../engine/quality/rules.ts";
import { AGGREGATE, EVENT, SESSION, WINDOW } from "../../../engine/rows/rows.ts";
import { STARTS } from "../../../engine/tasks/job.ts";
import type { Reading } from "../../../engine/tasks/landed-files.ts";
import type { BuildContext } from "../../build-context.ts";
import { parquetFormat } from "../../fields/file-sizes.ts";
import { latencySampler } from "../sampler-of.ts";
import { READ_BYTES_PER_SECOND, SPARK_COST_US, SPARK_WORK } from "./spark-costs.ts";

/** Settings of a task that checks rows. */
export type QualityCheckSettings = {
  readonly table: "event" | "session" | "aggregate" | "window";
  readonly reads: Reading;
  readonly lookbackHours: number;
  readonly inputFormat: "parquet" | "json" | "json-gzip";
  readonly unique: string;
  readonly notNull: string;
  readonly ranges: string;
  readonly maxAheadMs: number | null;
  readonly toleratedShare: number;
  readonly freshMs: number | null;
  readonly leastRows: number | null;
  readonly anomalyIntervals: number;
  readonly anomalyShare: number;
  readonly reconcile: "off" | "rows" | "distinct" | "sum";
  readonly reconcileColumn: string;
  readonly reconcileShare: number;
  readonly onBadRows: OnMiss;
  readonly onBadTable: "warn" | "fail";
  readonly failAboveShare: number | null;
  readonly workers: number;
  readonly startUpMedianMs: number;
  readonly startUpP99Ms: number;
  readonly compressionRatio: number;
  readonly fileSizes: Parameters<typeof parquetFormat>[0];
};

const MIB = 1024 * 1024;
/** A worker of one DPU has four vCPU; the first worker runs the driver. */
const SLOTS_PER_WORKER = 4;
const STREAMS = { event: EVENT, session: SESSION, aggregate: AGGREGATE, window: WINDOW };

/** A task that holds rows against rules. Ports `in`, `against`, `start`; out `passed`, `quarantine`, `done`. */
export function qualityCheck(ctx: BuildContext, settings: QualityCheckSettings): QualityCheck {
  const { reconcile, reconcileColumn, reconcileShare, anomalyIntervals, anomalyShare, inputFormat } = settings;
  const at = (port: string) => ({ wires: ctx.inputs(port), parts: ctx.upstream(port) });
  const ports = { in: at("in"), against: at("against"), passed: ctx.outputs("passed"), quarantine: ctx.outputs("quarantine") };
  const part = new QualityCheck(ctx.id, ctx.run, ports, {
    rules: {
      stream: STREAMS[settings.table],
      unique: columnList(settings.unique),
      notNull: columnList(settings.notNull),
      ranges: rangeList(settings.ranges) ?? [],
      maxAheadMs: settings.table === "event" ? settings.maxAheadMs : null,
      toleratedShare: settings.toleratedShare,
      freshMs: settings.freshMs,
      leastRows: settings.leastRows,
      anomaly: anomalyIntervals === 0 ? null : { intervals: anomalyIntervals, share: anomalyShare },
      reconcile: reconcile === "off" ? null : { of: reconcile, column: reconcileColumn.trim(), toleratedShare: reconcileShare },
    },
    reading: settings.reads,
    lookbackHours: settings.lookbackHours,
    onBadRows: settings.onBadRows,
    onBadTable: settings.onBadTable,
    failAboveShare: settings.failAboveShare,
    compression: { compressionRatio: settings.compressionRatio, format: parquetFormat(settings.fileSizes) },
    splits: { maxPartitionBytes: 128 * MIB, openCostBytes: 4 * MIB, splittable: inputFormat !== "json-gzip" },
    costs: {
      taskMs: SPARK_WORK.taskMs,
      openFileMs: SPARK_WORK.openFileMs,
      readBytesPerSecond: inputFormat === "parquet" ? READ_BYTES_PER_SECOND.parquet : READ_BYTES_PER_SECOND.json,
      ruleMs: SPARK_COST_US.validate / 1000,
      keyMs: SPARK_COST_US.dedup / 1000,
    },
    cluster: { executors: settings.workers - 1, slotsEach: SLOTS_PER_WORKER, spreadMs: 10_000 },
    startUp: latencySampler({ medianMs: settings.startUpMedianMs, p99Ms: settings.startUpP99Ms }),
    commitMs: 500,
    closingMs: 5000,
    leastBilledMs: 60_000,
  });
  for (const starts of STARTS.all(ctx.upstream("start"))) starts.starts(part.attempts);
  return part;
}

/** Names of columns, separated by commas. */
export function columnList(text: string): readonly string[] {
  return text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

/** `bytes 1..5000, duration_s 0..`: columns and their bounds; null where the text is none of it. */
export function rangeList(text: string): readonly ValueRange[] | null {
  const ranges = columnList(text).map(rangeOf);
  return ranges.includes(null) ? null : ranges.filter((range) => range !== null);
}

const NUMBER = String.raw`-?\d{1,15}(?:\.\d{1,9})?`;
const RANGE = new RegExp(String.raw`^(\w{1,64})\s+(${NUMBER})?\s*\.\.\s*(${NUMBER})?$`);

function rangeOf(text: string): ValueRange | null {
  const [, column, least, most] = RANGE.exec(text) ?? [];
  if (column === undefined || (least === undefined && most === undefined)) return null;
  return { column, least: least === undefined ? null : Number(least), most: most === undefined ? null : Number(most) };
}
