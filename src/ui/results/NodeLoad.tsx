import { BarChart } from "../charts/BarChart.tsx";
import type { Bar } from "../charts/BarChart.tsx";
import { formatShare } from "../parts/format.ts";
import { Sentence } from "./parts/Card.tsx";
import { partTitle } from "./parts/part-names.ts";
import type { RunView } from "./parts/use-run-view.ts";

const WARN = 0.6;
const BAD = 0.85;

function loadsOf(view: RunView): readonly { readonly id: string; readonly load: number }[] {
  const nodes: readonly (readonly [string, { readonly utilisation: number | null }])[] = Object.entries(
    view.result?.nodes ?? view.snapshot?.nodes ?? {},
  );
  return nodes.flatMap(([id, node]) => (node.utilisation === null ? [] : [{ id, load: node.utilisation }]));
}

/** How busy each part is, as a share of what it can do. */
export function NodeLoad({ view }: { readonly view: RunView }) {
  const loads = loadsOf(view);
  const bars: readonly Bar[] = loads.map(({ id, load }) => ({
    id,
    label: partTitle(view.design, id),
    tick: partTitle(view.design, id),
    value: load,
    colour: load > BAD ? "bad" : load > WARN ? "warn" : "ok",
    ...(load > BAD ? { note: "over 85 %" } : load > WARN ? { note: "over 60 %" } : {}),
  }));
  const busiest = loads.reduce<(typeof loads)[number] | null>((most, node) => (most === null || node.load > most.load ? node : most), null);
  if (busiest === null) return <Sentence>No part of this system has a capacity.</Sentence>;
  return (
    <>
      <BarChart label="Load of parts" bars={bars} format={formatShare} />
      <Sentence>{`${partTitle(view.design, busiest.id)} is busiest at ${formatShare(busiest.load)}`}</Sentence>
    </>
  );
}
