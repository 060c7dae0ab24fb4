import { BarChart } from "../../charts/BarChart.tsx";
import type { Bar } from "../../charts/BarChart.tsx";
import { formatNumber, plural } from "../../parts/format.ts";
import { heavyPartitions, lastIndex, peakIndex } from "./lag-columns.ts";
import type { ConsumerLag } from "./lag-columns.ts";
import { partTitle } from "../parts/part-names.ts";
import { Sentence } from "../parts/Card.tsx";
import type { RunView } from "../parts/use-run-view.ts";

/** The moment the bars show: now, while it runs or is looked back at; the worst moment, when it is over. */
function momentOf(view: RunView, lag: ConsumerLag): number | null {
  if (view.nowMs !== null) return lastIndex(lag.records, view.until);
  return peakIndex(lag.records, view.until) ?? lastIndex(lag.records, view.until);
}

export function lagBars(lag: ConsumerLag, moment: number): readonly Bar[] {
  const values = lag.partitions.map((partition) => partition.records[moment] ?? 0);
  const heavy = heavyPartitions(values);
  return lag.partitions.map((partition, index) => ({
    id: partition.id,
    label: `Partition ${partition.id}`,
    tick: /(\d+)$/.exec(partition.id)?.[1] ?? partition.id,
    value: values[index] ?? 0,
    colour: heavy.has(index) ? "warn" : "ingest",
    ...(heavy.has(index) ? { note: "over twice the median" } : {}),
  }));
}

/** The consumer that was furthest behind. */
export function worstLag(view: RunView, lags: readonly ConsumerLag[]): ConsumerLag | null {
  const peakOf = (lag: ConsumerLag): number => {
    const peak = peakIndex(lag.records, view.until);
    return peak === null ? 0 : (lag.records[peak] ?? 0);
  };
  return lags.reduce<ConsumerLag | null>((worst, lag) => (worst === null || peakOf(lag) > peakOf(worst) ? lag : worst), null);
}

/** Records each partition still holds for one consumer. */
export function LagBars({ view, lag }: { readonly view: RunView; readonly lag: ConsumerLag }) {
  const moment = momentOf(view, lag);
  if (moment === null) return <Sentence>No partition has been read yet.</Sentence>;
  const bars = lagBars(lag, moment);
  const total = lag.records[moment] ?? 0;
  const at = view.clock(view.series.atMs[moment] ?? 0);
  const heavy = bars.filter((bar) => bar.note !== undefined).map((bar) => bar.tick);
  const when = view.nowMs === null ? `at its peak, ${at}` : view.momentText;
  const which = heavy.length === 0 ? "" : `; partition${heavy.length === 1 ? "" : "s"} ${heavy.join(", ")} over twice the median`;
  return (
    <>
      {bars.length > 0 && (
        <BarChart label={`Lag by partition of ${partTitle(view.design, lag.consumer)}`} bars={bars} format={formatNumber} />
      )}
      <Sentence>{`${plural(total, "record")} in all ${when}${which}`}</Sentence>
    </>
  );
}
