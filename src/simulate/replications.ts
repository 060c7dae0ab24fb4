import type { Bounds } from "../base/batched-histogram.ts";
import { assert, must } from "../base/assert.ts";
import { meanInterval } from "../base/statistics.ts";
import type { GoalOutcome, LatencySummary, NodeSummary, RunResult } from "../result/result.ts";

/**
 * The first of several runs of the same design that differ only in the seed, with the 95 % intervals of independent
 * replications (Student's t over the runs, around their mean) in place of those a single run can give. This is the whole
 * spread: also counts and costs have it, and what strikes all users of a run alike is in it. A figure that a run lacks has none.
 */
export function replicated(runs: readonly RunResult[]): RunResult {
  const first = must(runs[0], "at least one run");
  assert(
    runs.every(({ engine }) => engine.designHash === first.engine.designHash),
    "replications run one design",
  );
  if (runs.length === 1) return first;
  const over = (read: (run: RunResult) => number | null | undefined): Bounds | null => interval(runs.map(read));
  return {
    ...first,
    replications: runs.length,
    verdict: {
      ...first.verdict,
      goals: first.verdict.goals.map((goal): GoalOutcome => ({ ...goal, ci95: over((run) => goalOf(run, goal.id)) })),
    },
    latency: mapped(first.latency, (id, summary): LatencySummary => {
      const of = (key: keyof LatencySummary["ci95"]): Bounds | null => over((run) => run.latency[id]?.[key]);
      return {
        ...summary,
        ci95: { meanMs: of("meanMs"), p50Ms: of("p50Ms"), p95Ms: of("p95Ms"), p99Ms: of("p99Ms"), p999Ms: of("p999Ms") },
      };
    }),
    nodes: mapped(first.nodes, (id, node): NodeSummary => {
      const of = (key: "mean" | "p50" | "p99"): Bounds | null => over((run) => run.nodes[id]?.waitMs[key]);
      return { ...node, waitMs: { ...node.waitMs, ci95: { mean: of("mean"), p50: of("p50"), p99: of("p99") } } };
    }),
  };
}

function goalOf(run: RunResult, id: string): number | null {
  return run.verdict.goals.find((goal) => goal.id === id)?.actual ?? null;
}

function interval(values: readonly (number | null | undefined)[]): Bounds | null {
  const known = values.filter((value) => value !== null && value !== undefined);
  if (known.length < values.length) return null;
  const { mean, halfWidth } = meanInterval(known);
  return halfWidth === null ? null : [mean - halfWidth, mean + halfWidth];
}

function mapped<T>(entries: { readonly [id: string]: T }, change: (id: string, entry: T) => T): { [id: string]: T } {
  return Object.fromEntries(Object.entries(entries).map(([id, entry]) => [id, change(id, entry)]));
}
