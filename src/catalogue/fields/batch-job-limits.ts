import type { FaultDecl, Limit } from "../contract.ts";
import { timesAsLong } from "../drawing/fault-amounts.ts";
import { assumed, derived } from "../prices/sources.ts";
import { SPARK_AS_RUN, SPARK_CONFIGURATION } from "./batch-job-fields.ts";

/** What holds of Spark, whoever runs it. */
export const BATCH_JOB_LIMITS: readonly Limit[] = [
  { name: "A split at most", value: 128, unit: "MiB, 4 MiB for each file that is opened", source: SPARK_AS_RUN },
  { name: "A shuffle partition", value: 64, unit: "MiB as adaptive execution aims", source: SPARK_CONFIGURATION },
  { name: "A joined table that every executor gets", value: 10, unit: "MiB at most", source: SPARK_CONFIGURATION },
  { name: "A skewed partition of a join is cut", value: "5 x the median and 256 MiB", unit: "at least", source: SPARK_AS_RUN },
  {
    name: "Shuffle with aggregation",
    value: "0.6 to 10",
    unit: "us of one core per record",
    source: derived("0.1 to 1.6 million records a second and core, YSB on Spark; facts/streaming.md 2.4", "2026-08"),
  },
  { name: "Reading Parquet", value: 15, unit: "MB/s of one core", source: assumed("60 MB/s a DPU of four cores; facts/streaming.md 3.1") },
  { name: "Reading JSON", value: 6.25, unit: "MB/s of one core", source: assumed("25 MB/s a DPU of four cores; facts/streaming.md 3.1") },
];

/** Which tasks of a stage can keep failing. */
const FAILING_TASKS = ["first Spark task", "one in the middle", "last Spark task"];

/** What befalls runs of a kind whose machines go by these names. */
export function batchJobFaults<P>(machines: (props: P) => readonly string[]): readonly FaultDecl<P>[] {
  return [
    {
      id: "task-failure",
      label: "A Spark task keeps failing",
      help: "One Spark task of every run fails half way through, whenever it is tried; after four times the run fails. What readers see of it depends on how files appear.",
      defaultDurationMs: 600_000,
      targets: () => FAILING_TASKS,
    },
    {
      id: "executor-lost",
      label: "Executor lost",
      help: "A machine of the run is gone without a word. Two minutes later its Spark tasks run again, and what it had made for the next stage is made again.",
      defaultDurationMs: 300_000,
      targets: machines,
    },
    {
      id: "slow",
      label: "Slow executor",
      help: "One machine takes four times as long, and a stage ends with its last Spark task. Speculative tasks help.",
      defaultDurationMs: 600_000,
      amount: timesAsLong(4),
      targets: machines,
    },
    {
      id: "late-start",
      label: "No machines to be had",
      help: "Runs that begin, or are still starting, get no machine until the trouble is over.",
      defaultDurationMs: 600_000,
    },
  ];
}

/** Names of so many machines, of as many as anybody would look through. */
export function executorNames(machines: number): readonly string[] {
  return Array.from({ length: Math.min(64, machines) }, (_, index) => `executor-${index}`);
}
