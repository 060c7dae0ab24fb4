import { lazy, Suspense, useMemo } from "react";
import { formatExact } from "../parts/format.ts";
import { Card, Cards, Sentence } from "./parts/Card.tsx";
import { FreshnessChart, hasFreshness } from "./FreshnessChart.tsx";
import { consumerLags } from "./lag/lag-columns.ts";
import { LagBars, worstLag } from "./lag/LagBars.tsx";
import { KeptCard } from "./parts/KeptCard.tsx";
import { LedgerTable } from "./LedgerTable.tsx";
import { totalLost } from "./ledger-rows.ts";
import { NodeLoad } from "./NodeLoad.tsx";
import { partTitle } from "./parts/part-names.ts";
import { asksOnly } from "./parts/asks-only.ts";
import { Endpoints, Owners } from "./requests/request-cards.ts";
import { sampleScale } from "./parts/sample-scale.ts";
import { RateChart } from "./RateChart.tsx";
import type { RunView } from "./parts/use-run-view.ts";

const Hits = lazy(async () => ({ default: (await import("./lists/Hits.tsx")).Hits }));
const HitsOverTime = lazy(async () => ({ default: (await import("./lists/HitsOverTime.tsx")).HitsOverTime }));

/** What a person looks at first. Where clients ask and nothing streams that is how they were served, else how fresh, how far behind, and where everything went. */
export function Overview({ view }: { readonly view: RunView }) {
  return asksOnly(view) ? <Served view={view} /> : <Streamed view={view} />;
}

function Served({ view }: { readonly view: RunView }) {
  return (
    <Cards>
      <Card grow={1.35} least={500} title="Requests" note="response time at the client">
        <Suspense>
          <Endpoints view={view} />
        </Suspense>
      </Card>
      <Card title="Load of parts" note="share of capacity">
        <NodeLoad view={view} />
      </Card>
      <Card title="Failures by owner">
        <Suspense>
          <Owners view={view} />
        </Suspense>
      </Card>
    </Cards>
  );
}

function Streamed({ view }: { readonly view: RunView }) {
  const lags = useMemo(() => consumerLags(view.series), [view.series]);
  const worst = worstLag(view, lags);
  const { ledger } = view;
  const judged = view.whole?.recommendation;
  const scale = sampleScale(view.whole?.findings ?? []);
  return (
    <Cards>
      {judged !== undefined && (
        <Card grow={1.35} least={360} title="Hits among ten" note="of the next choices">
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
      {view.kept ? (
        <KeptCard what="Rows and charts over time are" />
      ) : hasFreshness(view) ? (
        <Card grow={1.35}>
          <FreshnessChart view={view} />
        </Card>
      ) : (
        judged === undefined && (
          <Card grow={1.35}>
            <RateChart view={view} />
          </Card>
        )
      )}
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
        {scale !== null && <Sentence>{scale}</Sentence>}
        {ledger !== null && ledger.redelivered > 0 && totalLost(ledger) === 0 && (
          <Sentence>{`${formatExact(ledger.redelivered)} delivered again after a crash or retry, counted once`}</Sentence>
        )}
      </Card>
    </Cards>
  );
}
