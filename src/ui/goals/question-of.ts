import type { DockTab } from "../stores/view-store.ts";

/** The beginnings of the metrics whose figures each question of the results shows; the longer one decides. */
const METRICS: readonly (readonly [string, DockTab])[] = [
  ["freshness.", "overview"],
  ["sessions.", "correctness"],
  ["aggregates.", "correctness"],
  ["completeness", "correctness"],
  ["archive.", "correctness"],
  ["duplicates.", "correctness"],
  ["answers.", "correctness"],
  ["keys.", "correctness"],
  ["personal.", "correctness"],
  ["recommend.", "recommendations"],
  ["requests.", "requests"],
  ["reads.", "requests"],
  ["writes.", "requests"],
  ["feeds.", "requests"],
  ["query.", "latency"],
  ["api.", "latency"],
  ["callers.", "latency"],
  ["lag.", "lag"],
  ["lost.", "losses"],
  ["writes.lost", "losses"],
  ["cost.", "cost"],
  ["pipelines.", "pipelines"],
];

/** The question of the results that shows the figure of a metric; the first one, where no other does. */
export function questionOf(metric: string): DockTab {
  const [, tab] = METRICS.reduce<readonly [string, DockTab]>(
    (best, each) => (metric.startsWith(each[0]) && each[0].length > best[0].length ? each : best),
    ["", "overview"],
  );
  return tab;
}
