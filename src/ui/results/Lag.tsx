import { useMemo } from "react";
import { LINE_COLOURS } from "../charts/chart-colours.ts";
import type { ChartLine } from "../charts/time-chart-options.ts";
import { TimeChart } from "../charts/TimeChart.tsx";
import { formatMs, formatNumber, plural } from "../parts/format.ts";
import { Card, Cards, Scroll, Sentence } from "./Card.tsx";
import { consumerLags, lastIndex, peakIndex } from "./lag-columns.ts";
import type { ConsumerLag } from "./lag-columns.ts";
import { LagBars } from "./LagBars.tsx";
import { partTitle } from "./part-names.ts";
import styles from "./Results.module.css";
import { goalFor, targetMs } from "./use-run-view.ts";
import type { RunView } from "./use-run-view.ts";

/** How far behind each consumer group was: in records, in time, and partition by partition. */
export function Lag({ view }: { readonly view: RunView }) {
  const lags = useMemo(() => consumerLags(view.series), [view.series]);
  if (lags.length === 0) {
    return <Cards><Card><Sentence>No part of this system reads from a log, so there is no lag. Wire a consumer (Flink, Kafka Connect) to a Kafka part to see it.</Sentence></Card></Cards>;
  }
  const timed = lags.filter((lag) => lag.ageMs !== null);
  return (
    <Cards>
      <Card><LagChart view={view} lags={lags} /></Card>
      {timed.length > 0 && <Card><LagAgeChart view={view} lags={timed} /></Card>}
      {lags.map((lag) => (
        <Card key={lag.consumer} title={partTitle(view.design, lag.consumer)} note="records by partition"><LagBars view={view} lag={lag} /></Card>
      ))}
      {view.result !== null && <Card title="Groups" note="committed against the end"><Groups view={view} /></Card>}
    </Cards>
  );
}

function colourAt(index: number): ChartLine["colour"] {
  return LINE_COLOURS[index % LINE_COLOURS.length] ?? "accent";
}

function peakSentence(view: RunView, lags: readonly ConsumerLag[], valuesOf: (lag: ConsumerLag) => Float64Array, format: (value: number) => string): string {
  return lags
    .map((lag) => {
      const values = valuesOf(lag);
      const peak = peakIndex(values, view.until);
      const last = lastIndex(values, view.until);
      const title = partTitle(view.design, lag.consumer);
      if (peak === null || last === null) return `${title} never fell behind`;
      const end = view.nowMs === null ? "at the end" : "now";
      return `${title}: peak ${format(values[peak] ?? 0)} at ${view.clock(view.series.atMs[peak] ?? 0)}, ${format(values[last] ?? 0)} ${end}`;
    })
    .join("; ");
}

function LagChart({ view, lags }: { readonly view: RunView; readonly lags: readonly ConsumerLag[] }) {
  const lines = useMemo(() => lags.map((lag, index) => ({ label: partTitle(view.design, lag.consumer), values: lag.records, colour: colourAt(index) })), [lags, view.design]);
  const goal = goalFor(view, "lag.peakRecords");
  const limit = useMemo(() => (goal === null ? null : { value: goal.target, label: formatNumber(goal.target) }), [goal]);
  const goalText = limit === null ? "" : `; limit ${limit.label} records`;
  return (
    <TimeChart
      title="Lag" note="records not yet read" atMs={view.series.atMs} lines={lines} band={null} limit={limit} marks={view.incidents} spanMs={view.spanMs} nowMs={view.nowMs}
      unit="count" format={formatNumber} clock={view.clock} pick={view.pick} sentence={`${peakSentence(view, lags, (lag) => lag.records, formatNumber)}${goalText}`}
    />
  );
}

function LagAgeChart({ view, lags }: { readonly view: RunView; readonly lags: readonly ConsumerLag[] }) {
  const lines = useMemo(
    () => lags.map((lag, index) => ({ label: partTitle(view.design, lag.consumer), values: lag.ageMs ?? lag.records, colour: colourAt(index) })),
    [lags, view.design],
  );
  const goal = goalFor(view, "lag.peakMs");
  const limit = useMemo(() => (goal === null ? null : { value: targetMs(goal), label: formatMs(targetMs(goal)) }), [goal]);
  return (
    <TimeChart
      title="Lag in time" note="age of the oldest unread record" atMs={view.series.atMs} lines={lines} band={null} limit={limit} marks={view.incidents} spanMs={view.spanMs} nowMs={view.nowMs}
      unit="ms" format={formatMs} clock={view.clock} pick={view.pick} sentence={peakSentence(view, lags, (lag) => lag.ageMs ?? lag.records, formatMs)}
    />
  );
}

function Groups({ view }: { readonly view: RunView }) {
  const groups = Object.entries(view.result?.logs ?? {}).flatMap(([log, summary]) => Object.entries(summary.groups).map(([consumer, group]) => ({ log, consumer, group, partitions: summary.partitions.length })));
  return (
    <Scroll label="Consumer groups">
      <table className={styles["table"]}>
        <thead>
          <tr>
            <th scope="col">group</th>
            <th scope="col" className={styles["r"]}>peak</th>
            <th scope="col" className={styles["r"]}>peak age</th>
            <th scope="col" className={styles["r"]}>at the end</th>
            <th scope="col" className={styles["r"]}>rebalances</th>
          </tr>
        </thead>
        <tbody>
          {groups.map(({ log, consumer, group, partitions }) => (
            <tr key={`${log} ${consumer}`}>
              <th scope="row" title={`reads ${plural(partitions, "partition")} of ${partTitle(view.design, log)}`}>{partTitle(view.design, consumer)}</th>
              <td className={styles["r"]}>{formatNumber(group.lagRecords.max)}</td>
              <td className={styles["r"]}>{formatMs(group.lagMs.max)}</td>
              <td className={styles["r"]}>{formatNumber(group.lagRecords.end)}</td>
              <td className={styles["r"]}>{formatNumber(group.rebalances)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
