import { useMemo, useState } from "react";
import { LINE_COLOURS } from "../../charts/chart-colours.ts";
import type { ChartLine } from "../../charts/time-chart-options.ts";
import { TimeChart } from "../../charts/TimeChart.tsx";
import { formatMs, formatNumber, plural } from "../../parts/format.ts";
import { NumberText } from "../../parts/NumberText.tsx";
import { Card, Cards, Scroll, Sentence } from "../parts/Card.tsx";
import { KeptCard } from "../parts/KeptCard.tsx";
import { consumerLags, lastIndex, peakIndex } from "./lag-columns.ts";
import type { ConsumerLag } from "./lag-columns.ts";
import { LagBars, worstLag } from "./LagBars.tsx";
import { partTitle } from "../parts/part-names.ts";
import styles from "../parts/Results.module.css";
import { Heads, Num } from "../parts/TableParts.tsx";
import { goalFor, targetMs } from "../parts/use-run-view.ts";
import type { RunView } from "../parts/use-run-view.ts";

/** How far behind each consumer group was: in records, in time, and partition by partition. */
export function Lag({ view }: { readonly view: RunView }) {
  const lags = useMemo(() => consumerLags(view.series), [view.series]);
  if (view.kept && Object.keys(view.whole?.logs ?? {}).length > 0) {
    return (
      <Cards>
        <KeptCard what="Charts of lag are" />
        <GroupsCard view={view} />
      </Cards>
    );
  }
  if (lags.length === 0) {
    return (
      <Cards>
        <Card>
          <Sentence>
            No part of this system reads from a log, so there is no lag. Wire a consumer (Flink, Kafka Connect) to a Kafka part to see it.
          </Sentence>
        </Card>
      </Cards>
    );
  }
  const timed = lags.filter((lag) => lag.ageMs !== null);
  return (
    <Cards>
      <Card least={560}>
        <LagChart view={view} lags={lags} />
      </Card>
      {timed.length > 0 && (
        <Card least={400}>
          <LagAgeChart view={view} lags={timed} />
        </Card>
      )}
      <PartitionCard view={view} lags={lags} />
      {view.whole !== null && <GroupsCard view={view} />}
    </Cards>
  );
}

function PartitionCard({ view, lags }: { readonly view: RunView; readonly lags: readonly ConsumerLag[] }) {
  const [chosen, choose] = useState<string | null>(null);
  const lag = lags.find((candidate) => candidate.consumer === chosen) ?? worstLag(view, lags);
  if (lag === null) return null;
  const picker = (
    <select className={styles["select"]} aria-label="Consumer group" value={lag.consumer} onChange={(event) => choose(event.target.value)}>
      {lags.map(({ consumer }) => (
        <option key={consumer} value={consumer}>
          {partTitle(view.design, consumer)}
        </option>
      ))}
    </select>
  );
  return (
    <Card least={360} title="By partition" note={lags.length > 1 ? picker : partTitle(view.design, lag.consumer)}>
      <LagBars view={view} lag={lag} />
    </Card>
  );
}

function colourAt(index: number): ChartLine["colour"] {
  return LINE_COLOURS[index % LINE_COLOURS.length] ?? "accent";
}

/** The consumer that was worst, in numbers; the table of groups has the others. */
function peakSentence(
  view: RunView,
  lags: readonly ConsumerLag[],
  valuesOf: (lag: ConsumerLag) => Float64Array,
  format: (value: number) => string,
): string {
  const worst = lags.reduce<{ readonly lag: ConsumerLag; readonly at: number; readonly value: number } | null>((most, lag) => {
    const at = peakIndex(valuesOf(lag), view.until);
    const value = at === null ? 0 : (valuesOf(lag)[at] ?? 0);
    return at !== null && (most === null || value > most.value) ? { lag, at, value } : most;
  }, null);
  if (worst === null) return "No consumer has fallen behind.";
  const values = valuesOf(worst.lag);
  const last = lastIndex(values, view.until);
  const end = last === null ? "" : `, ${format(values[last] ?? 0)} ${view.momentText}`;
  return `${partTitle(view.design, worst.lag.consumer)}: peak ${format(worst.value)} at ${view.clock(view.series.atMs[worst.at] ?? 0)}${end}`;
}

function LagChart({ view, lags }: { readonly view: RunView; readonly lags: readonly ConsumerLag[] }) {
  const lines = useMemo(
    () => lags.map((lag, index) => ({ label: partTitle(view.design, lag.consumer), values: lag.records, colour: colourAt(index) })),
    [lags, view.design],
  );
  const goal = goalFor(view, "lag.peakRecords");
  const limit = useMemo(() => (goal === null ? null : { value: goal.target, label: formatNumber(goal.target) }), [goal]);
  const goalText = limit === null ? "" : `; limit ${plural(limit.value, "record")}`;
  return (
    <TimeChart
      title="Lag"
      note="records not yet read"
      atMs={view.series.atMs}
      lines={lines}
      band={null}
      limit={limit}
      marks={view.incidents}
      spanMs={view.spanMs}
      nowMs={view.nowMs}
      unit="count"
      format={formatNumber}
      clock={view.clock}
      pick={view.pick}
      sentence={`${peakSentence(view, lags, (lag) => lag.records, formatNumber)}${goalText}`}
    />
  );
}

function LagAgeChart({ view, lags }: { readonly view: RunView; readonly lags: readonly ConsumerLag[] }) {
  const lines = useMemo(
    () =>
      lags.map((lag, index) => ({
        label: partTitle(view.design, lag.consumer),
        values: lag.ageMs ?? lag.records,
        colour: colourAt(index),
      })),
    [lags, view.design],
  );
  const goal = goalFor(view, "lag.peakMs");
  const limit = useMemo(() => (goal === null ? null : { value: targetMs(goal), label: formatMs(targetMs(goal)) }), [goal]);
  return (
    <TimeChart
      title="Lag in time"
      note="age of the oldest unread record"
      atMs={view.series.atMs}
      lines={lines}
      band={null}
      limit={limit}
      marks={view.incidents}
      spanMs={view.spanMs}
      nowMs={view.nowMs}
      unit="ms"
      format={formatMs}
      clock={view.clock}
      pick={view.pick}
      sentence={peakSentence(view, lags, (lag) => lag.ageMs ?? lag.records, formatMs)}
    />
  );
}

function GroupsCard({ view }: { readonly view: RunView }) {
  return (
    <Card least={400} title="Groups" note="committed against the end">
      <Groups view={view} />
    </Card>
  );
}

function Groups({ view }: { readonly view: RunView }) {
  const groups = Object.entries(view.whole?.logs ?? {}).flatMap(([log, summary]) =>
    Object.entries(summary.groups).map(([consumer, group]) => ({ log, consumer, group, partitions: summary.partitions.length })),
  );
  return (
    <Scroll label="Consumer groups">
      <table className={styles["table"]}>
        <Heads names={["group", "peak", "peak age", "end", "rebalanced"]} />
        <tbody>
          {groups.map(({ log, consumer, group, partitions }) => (
            <tr key={`${log} ${consumer}`}>
              <th scope="row" title={`reads ${plural(partitions, "partition")} of ${partTitle(view.design, log)}`}>
                {partTitle(view.design, consumer)}
              </th>
              <Num>
                <NumberText value={group.lagRecords.max} />
              </Num>
              <Num>
                <NumberText value={group.lagMs.max} unit="ms" />
              </Num>
              <Num>
                <NumberText value={group.lagRecords.end} />
              </Num>
              <Num>
                <NumberText value={group.rebalances} />
              </Num>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
