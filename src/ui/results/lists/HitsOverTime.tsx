import { useMemo } from "react";
import { exactDuration } from "../../../base/duration.ts";
import type { HitStretch } from "../../../result/result.ts";
import type { ChartLine } from "../../charts/time-chart-options.ts";
import { TimeChart } from "../../charts/TimeChart.tsx";
import { formatExact, formatShare } from "../../parts/format.ts";
import { stretchWords } from "./recommendation-words.ts";
import type { RunView } from "../parts/use-run-view.ts";

/** When the lists fitted and when they did not: the judged choices by the stretch of the run they were made in. */
export function HitsOverTime({ view, stretches }: { readonly view: RunView; readonly stretches: readonly HitStretch[] }) {
  const { atMs, lines } = useMemo(() => {
    const over = (value: (stretch: HitStretch) => number | null | undefined): Float64Array =>
      Float64Array.from(stretches, (stretch) => value(stretch) ?? Number.NaN);
    const drawn: readonly ChartLine[] = [
      { label: "hits", colour: "accent", values: over(({ recallAt10 }) => recallAt10) },
      { label: "95 % from", colour: "accent", edge: true, values: over(({ ci95 }) => ci95?.[0]) },
      { label: "95 % to", colour: "accent", edge: true, values: over(({ ci95 }) => ci95?.[1]) },
    ];
    return { atMs: over(({ fromMs, untilMs }) => (fromMs + untilMs) / 2), lines: drawn };
  }, [stretches]);
  const counted = (name: string, count: (stretch: HitStretch) => number) => ({
    name,
    cell: (row: number) => formatExact(stretches[row] === undefined ? null : count(stretches[row])),
  });
  const [first] = stretches;
  return (
    <TimeChart
      title="Hits over time"
      note={first === undefined ? "" : `per ${exactDuration(first.untilMs - first.fromMs)}, 95 % interval`}
      atMs={atMs}
      lines={lines}
      band={[2, 1]}
      limit={null}
      marks={view.incidents}
      spanMs={view.spanMs}
      nowMs={view.nowMs}
      unit="count"
      format={formatShare}
      clock={view.clock}
      pick={view.pick}
      sentence={stretchWords(stretches, view.clock)}
      tableColumns={[
        counted("judged", ({ judged }) => judged),
        counted("had a list", ({ withList }) => withList),
        counted("hit", ({ hits }) => hits),
      ]}
    />
  );
}
