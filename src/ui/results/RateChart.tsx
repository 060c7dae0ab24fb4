import { useMemo } from "react";
import { TimeChart } from "../charts/TimeChart.tsx";
import { formatMs, formatNumber, formatRate } from "../parts/format.ts";
import { lastIndex, peakIndex } from "./lag/lag-columns.ts";
import { meansOf, stretchFor } from "./lists/stretches.ts";
import type { RunView } from "./parts/use-run-view.ts";

/** For systems without a dashboard: what goes in and what comes out. */
export function RateChart({ view }: { readonly view: RunView }) {
  const { series, spanMs } = view;
  const stretchMs = stretchFor(series.atMs, spanMs);
  const { atMs, lines } = useMemo(() => {
    const drawn = [
      { label: "produced", column: "rate.produced", colour: "source" as const },
      { label: "delivered", column: "rate.delivered", colour: "process" as const },
    ].flatMap(({ label, column, colour }) => {
      const values = series.columns.get(column);
      return values === undefined ? [] : [{ label, colour, ...meansOf(series.atMs, values, stretchMs, spanMs) }];
    });
    return { atMs: drawn[0]?.atMs ?? series.atMs, lines: drawn };
  }, [series, stretchMs, spanMs]);
  const produced = series.columns.get("rate.produced");
  const peak = produced === undefined ? null : peakIndex(produced, view.until);
  const last = produced === undefined ? null : lastIndex(produced, view.until);
  const sentence =
    produced === undefined || peak === null || last === null
      ? "No record has been produced yet."
      : `peak ${formatRate(produced[peak])} at ${view.clock(series.atMs[peak] ?? 0)}${view.nowMs === null ? "" : `; ${formatRate(produced[last])} ${view.momentText}`}`;
  return (
    <TimeChart
      title="Produced and delivered"
      note={stretchMs === null ? "records per second" : `per second, means of ${formatMs(stretchMs)}`}
      atMs={atMs}
      lines={lines}
      band={null}
      limit={null}
      marks={view.incidents}
      spanMs={view.spanMs}
      nowMs={view.nowMs}
      unit="count"
      format={formatNumber}
      clock={view.clock}
      pick={view.pick}
      sentence={sentence}
    />
  );
}
