import { lazy, Suspense, useMemo } from "react";
import { TimeChart } from "../charts/TimeChart.tsx";
import { formatExact, formatMs, formatNumber, formatRate } from "../parts/format.ts";
import { Card, Cards, Sentence } from "./Card.tsx";
import { FreshnessChart, hasFreshness } from "./FreshnessChart.tsx";
import { consumerLags, lastIndex, peakIndex } from "./lag-columns.ts";
import { LagBars, worstLag } from "./LagBars.tsx";
import { LedgerTable } from "./LedgerTable.tsx";
import { totalLost } from "./ledger-rows.ts";
import { NodeLoad } from "./NodeLoad.tsx";
import { partTitle } from "./part-names.ts";
import { meansOf, stretchFor } from "./stretches.ts";
import type { RunView } from "./use-run-view.ts";

const Hits = lazy(async () => ({ default: (await import("./Hits.tsx")).Hits }));
const HitsOverTime = lazy(async () => ({ default: (await import("./HitsOverTime.tsx")).HitsOverTime }));

/** What a person looks at first: how fresh, how far behind, and where everything went. */
export function Overview({ view }: { readonly view: RunView }) {
  const lags = useMemo(() => consumerLags(view.series), [view.series]);
  const worst = worstLag(view, lags);
  const { ledger } = view;
  const judged = view.whole?.recommendation;
  return (
    <Cards>
      {judged !== undefined && (
        <Card grow={1.35} least={360} title="Hits among ten" note="next choices that stood on the list shown">
          <Suspense>
            <Hits quality={judged} />
          </Suspense>
        </Card>
      )}
      {judged !== undefined && (
        <Card grow={1.35}>
          <Suspense>
            <HitsOverTime view={view} stretches={judged.stretches} />
          </Suspense>
        </Card>
      )}
      {(judged === undefined || hasFreshness(view)) && <RunChart view={view} />}
      {judged !== undefined ? null : worst === null ? (
        <Card title="Load of parts" note="share of capacity">
          <NodeLoad view={view} />
        </Card>
      ) : (
        <Card title="Lag by partition" note={`records, ${partTitle(view.design, worst.consumer)}`}>
          <LagBars view={view} lag={worst} />
        </Card>
      )}
      <Card title="Where it went" note="conservation ledger">
        {ledger !== null && <LedgerTable ledger={ledger} titleOf={(part) => partTitle(view.design, part)} />}
        {ledger !== null && ledger.redelivered > 0 && totalLost(ledger) === 0 && (
          <Sentence>{`${formatExact(ledger.redelivered)} delivered again after a crash or retry, counted once`}</Sentence>
        )}
      </Card>
      {judged !== undefined && !hasFreshness(view) && <RunChart view={view} />}
    </Cards>
  );
}

function RunChart({ view }: { readonly view: RunView }) {
  return <Card grow={1.35}>{hasFreshness(view) ? <FreshnessChart view={view} /> : <RateChart view={view} />}</Card>;
}

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
