import { lazy, Suspense } from "react";
import type { RecommendationQuality } from "../../result/result.ts";
import { Card, Cards } from "./parts/Card.tsx";
import { FreshnessChart, hasFreshness } from "./FreshnessChart.tsx";
import { KeptCard } from "./parts/KeptCard.tsx";
import { LedgerTable } from "./LedgerTable.tsx";
import { NodeLoad } from "./NodeLoad.tsx";
import { partTitle } from "./parts/part-names.ts";
import { asksOnly } from "./parts/asks-only.ts";
import { Endpoints, Owners } from "./requests/request-cards.ts";
import { RateChart } from "./RateChart.tsx";
import type { RunView } from "./parts/use-run-view.ts";

const Hits = lazy(async () => ({ default: (await import("./lists/Hits.tsx")).Hits }));
const HitsOverTime = lazy(async () => ({ default: (await import("./lists/HitsOverTime.tsx")).HitsOverTime }));

/** What a person looks at first. Where clients ask and nothing streams that is how they were served, else how fresh, or how much came through. */
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
  const judged = view.whole?.recommendation;
  if (view.kept) return <Kept view={view} judged={judged} />;
  if (judged !== undefined)
    return (
      <Cards>
        <HitsCard judged={judged} />
        <Card grow={1.35}>
          <Suspense>
            <HitsOverTime view={view} stretches={judged.stretches} />
          </Suspense>
        </Card>
      </Cards>
    );
  if (hasFreshness(view))
    return (
      <Cards>
        <Card>
          <FreshnessChart view={view} />
        </Card>
      </Cards>
    );
  return (
    <Cards>
      <Card grow={2}>
        <RateChart view={view} />
      </Card>
      <Card title="Load of parts" note="share of capacity">
        <NodeLoad view={view} />
      </Card>
    </Cards>
  );
}

function HitsCard({ judged }: { readonly judged: RecommendationQuality }) {
  return (
    <Card grow={1.35} least={360} title="Hits among ten" note="of the next choices">
      <Suspense>
        <Hits quality={judged} />
      </Suspense>
    </Card>
  );
}

/** A kept run has figures and nothing over time: they are told beside what is missing. */
function Kept({ view, judged }: { readonly view: RunView; readonly judged: RecommendationQuality | undefined }) {
  const { ledger } = view;
  return (
    <Cards>
      {judged !== undefined && <HitsCard judged={judged} />}
      <KeptCard what="Rows and charts over time are" />
      <Card title="Where it went" note="conservation ledger">
        {ledger !== null && <LedgerTable ledger={ledger} titleOf={(part) => partTitle(view.design, part)} />}
      </Card>
    </Cards>
  );
}
