import { useMemo } from "react";
import type { ChartLine } from "../charts/time-chart-options.ts";
import { dataTop, limitIsDrawn } from "../charts/time-chart-options.ts";
import { TimeChart } from "../charts/TimeChart.tsx";
import { formatMs, formatOp } from "../parts/format.ts";
import { lastIndex, peakIndex } from "./lag/lag-columns.ts";
import { goalFor, intervalOf, targetMs } from "./parts/use-run-view.ts";
import type { RunView } from "./parts/use-run-view.ts";

const P50 = "freshness.p50Ms";
const P95 = "freshness.p95Ms";

export function hasFreshness(view: RunView): boolean {
  return view.series.columns.has(P95) || view.series.columns.has(P50);
}

/** From the tap on the phone to the row on the dashboard, over the run. */
export function FreshnessChart({ view }: { readonly view: RunView }) {
  const { series } = view;
  const lines = useMemo((): readonly ChartLine[] => {
    const p95 = series.columns.get(P95);
    const p50 = series.columns.get(P50);
    return [
      ...(p95 === undefined ? [] : [{ label: "p95", values: p95, colour: "accent" as const }]),
      ...(p50 === undefined ? [] : [{ label: "p50", values: p50, colour: "process" as const }]),
    ];
  }, [series]);
  const goal = goalFor(view, P95) ?? goalFor(view, P50);
  const limit = useMemo(() => (goal === null ? null : { value: targetMs(goal), label: formatMs(targetMs(goal)) }), [goal]);
  return (
    <TimeChart
      title="Event to dashboard"
      note="event time to visible"
      atMs={series.atMs}
      lines={lines}
      band={null}
      cutsPeaks
      limit={limit}
      marks={view.incidents}
      spanMs={view.spanMs}
      nowMs={view.nowMs}
      unit="ms"
      format={formatMs}
      clock={view.clock}
      pick={view.pick}
      sentence={<FreshnessSentence view={view} lines={lines} limit={limit} />}
    />
  );
}

function FreshnessSentence({
  view,
  lines,
  limit,
}: {
  readonly view: RunView;
  readonly lines: readonly ChartLine[];
  readonly limit: { readonly value: number } | null;
}) {
  const goal = goalFor(view, P95);
  const p95 = lines[0]?.values;
  if (p95 === undefined) return null;
  const last = lastIndex(p95, view.until);
  const peak = peakIndex(p95, view.until);
  const limitText = goal === null || limit === null ? "" : `, goal ${formatOp(goal.op)} ${formatMs(limit.value)}`;
  const above = limit !== null && !limitIsDrawn(limit, dataTop(lines)) ? " (above the chart)" : "";
  const worst = peak === null ? "" : `; worst ${formatMs(p95[peak])} at ${view.clock(view.series.atMs[peak] ?? 0)}`;
  if (view.result !== null && goal !== null && "actual" in goal) {
    const interval = intervalOf(goal);
    const range = interval === null ? "" : ` (${formatMs(interval[0])} to ${formatMs(interval[1])})`;
    return <>{`p95 ${formatMs(goal.actual)}${range} over the run${limitText}${above}${worst}`}</>;
  }
  if (last === null) return <>Nothing has reached the dashboard yet.</>;
  return <>{`p95 ${formatMs(p95[last])} ${view.momentText}${limitText}${above}${worst}`}</>;
}
