import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { emptyDesign } from "../../design/empty.ts";
import type { Design, Settings } from "../../design/types.ts";
import { parseWireText } from "../../design/wire-text.ts";
import type { ComparedRow } from "./builds/against.ts";
import type { Build } from "./builds/builds.ts";
import { runOnce } from "./builds/one-run.ts";
import { spreadOf } from "./builds/paired.ts";

/** Hourly runs of ten Glue jobs in a row, each reading the hour the one before has written, ordered by Airflow. */
type BatchCase = {
  readonly row: string;
  readonly hours: number;
  readonly rows: number;
  /** That an hour's rows come in. */
  readonly filesEach: number;
  readonly targetMs: number;
};

const HOUR_MS = 3_600_000;
const STEPS = 10;
/** The second is a thousand runs in 5 s, scaled to the longest run there may be. */
const CASES: readonly BatchCase[] = [
  { row: "30 days of hours, 3 M rows", hours: 720, rows: 3_000_000, filesEach: 1, targetMs: 10_000 },
  { row: "30 days of hours, 100 files each", hours: 720, rows: 207_000, filesEach: 100, targetMs: 3600 },
];
/** Each of the rows passes each job and each store. */
const MOST_HOPS = 200_000_000;

/** What runs of a pipeline cost, start of the process and all. */
export type BatchCost = {
  readonly row: string;
  readonly runs: number;
  readonly rows: number;
  readonly files: number;
  /** Processor time of the process, median of the rounds. */
  readonly cpuMs: number;
  readonly targetMs: number;
};

/** The same pipelines for whoever compares two builds. */
export function batchRows(folder: string): ComparedRow[] {
  return CASES.map((each) => ({ row: each.row, argvOf: () => argvOf(folder, each) }));
}

export async function timeBatch(folder: string, build: Build, rounds: number): Promise<BatchCost[]> {
  const costs: BatchCost[] = [];
  for (const each of CASES) {
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const ran = await runOnce(folder, build, argvOf(folder, each));
      if (!ran.ok) throw new Error(`${each.row}: ${ran.error}`);
      times.push(ran.value.usage.cpuMs);
    }
    const { row, hours, rows, filesEach, targetMs } = each;
    costs.push({ row, runs: hours, rows, files: hours * filesEach, cpuMs: spreadOf(times).median, targetMs });
  }
  return costs;
}

function argvOf(folder: string, each: BatchCase): string[] {
  const file = join(folder, `batch-${each.filesEach}.quadrant.json`);
  writeFileSync(file, JSON.stringify(pipelineOf(each)));
  return ["--scenario", "none", "--design", file, "--seed", "1", "--max-hops", `${MOST_HOPS}`];
}

function pipelineOf({ hours, rows, filesEach }: BatchCase): Design {
  const durationMs = hours * HOUR_MS;
  const steps = Array.from({ length: STEPS }, (_, i) => i + 1);
  const source = { ratePerSecond: rows / (hours * 3600), keys: 1000, durationMs };
  const drop = { everyMs: HOUR_MS / filesEach, makingMedianMs: 1, makingP99Ms: 2, pollMs: 1000 };
  const parts: readonly (readonly [id: string, kind: string, settings: Settings])[] = [
    ["source", "poisson-source", source],
    ["drop", "batch-drop", drop],
    ["s0", "s3", {}],
    ["dag", "airflow", { interval: "before" }],
    ...steps.flatMap(
      (step) =>
        [
          [`j${step}`, "glue-job", { reads: "interval", writes: "overwrite-partitions", workers: 2 }],
          [`s${step}`, "s3", {}],
        ] as const,
    ),
  ];
  const wires = [
    ...["source.out -> drop.in", "drop.files -> s0.objects", "dag.triggers -> j1.start"],
    ...steps.flatMap((step) => [`s${step - 1}.objects -> j${step}.in`, `j${step}.files -> s${step}.objects`]),
    ...steps.slice(1).map((step) => `j${step - 1}.done -> j${step}.start`),
  ];
  return {
    ...emptyDesign("Ten jobs an hour"),
    system: {
      parts: parts.map(([id, kind, settings], i) => ({ id, kind, title: id, position: { x: i * 240, y: 0 }, settings })),
      wires: wires.flatMap((text, i) => {
        const ends = parseWireText(text);
        return ends === null ? [] : [{ id: `w${i}`, ...ends }];
      }),
    },
    workload: { durationMs, warmupMs: 0, drainMs: 2 * HOUR_MS },
  };
}
