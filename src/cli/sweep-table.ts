import { must } from "../base/assert.ts";
import { finishedRuns } from "../scenario/sweep-file.ts";
import type { Estimate, SweepFile, SweepPoint, SweepRun } from "../scenario/sweep-file.ts";
import { formatQuantity, textTable } from "./format.ts";

/** One row for each point: its settings, how many seeds pass, every goal and the cost as mean and half width over the seeds. */
export function sweepTable(swept: SweepFile): string {
  const [example] = finishedRuns(swept.points.flatMap(({ runs }) => runs));
  // The bill has its own column, a goal of it or not.
  const goals = (example?.goals ?? []).filter(({ metric }) => metric !== "cost.monthlyUsd");
  const ranks = example?.recommendation !== undefined && !goals.some(({ metric }) => metric.endsWith("recallAt10"));
  const head = [
    ...swept.vary.map(({ path }) => path),
    "musts hold",
    ...goals.map(({ id }) => id),
    ...(ranks ? ["recall@10"] : []),
    "a month",
  ];
  const needed = [
    ...swept.vary.map(() => ""),
    "needed",
    ...goals.map(({ op, target, unit }) => `${op} ${formatQuantity(target, unit)}`),
    ...(ranks ? [""] : []),
    "",
  ];
  const rows = swept.points.map(({ settings, runs, summary }) => [
    ...swept.vary.map(({ path }) => settings[path] ?? ""),
    passText(runs, swept.seeds.length),
    ...goals.map(({ id, unit }) => estimateText(summary?.goals[id], unit)),
    ...(ranks ? [estimateText(summary?.recommendation?.["recallAt10"], "share")] : []),
    estimateText(summary?.monthlyUsd, "USD"),
  ]);
  const seeds =
    swept.seeds.length === 1
      ? `seed ${must(swept.seeds[0], "a seed")}`
      : `${swept.seeds.length} seeds from ${must(swept.seeds[0], "a seed")} on, mean ± half of the 95 % interval`;
  const part =
    swept.shard === null ? "" : ` Part ${swept.shard.i} of ${swept.shard.of}: a row is filled once all parts are joined by --merge.`;
  return [
    `${swept.scenario === "none" ? "Own workload" : swept.scenario}, ${seeds}.${part}`,
    textTable([head, needed, ...rows]),
    ...swept.points.flatMap(troubles),
  ].join("\n");
}

function passText(runs: readonly SweepRun[], seeds: number): string {
  const finished = finishedRuns(runs);
  return `${finished.filter(({ pass }) => pass).length} of ${seeds}${finished.length < seeds ? ` (${finished.length} ran)` : ""}`;
}

function estimateText(estimate: Estimate | undefined, unit: string): string {
  if (estimate === undefined) return "–";
  const { mean, ci95 } = estimate;
  const half = mean === null || ci95 === null ? 0 : ci95[1] - mean;
  return half === 0 ? formatQuantity(mean, unit) : `${formatQuantity(mean, unit)} ± ${formatQuantity(half, unit)}`;
}

/** The first reason at each point why a run of it has no result. */
function troubles({ settings, runs }: SweepPoint): readonly string[] {
  const named = Object.entries(settings).map(([path, value]) => `${path}=${value}`);
  const first = runs.find((run) => "trouble" in run);
  return first === undefined || !("trouble" in first) ? [] : [`${named.join(" ")}, seed ${first.seed}: ${first.trouble}`];
}
