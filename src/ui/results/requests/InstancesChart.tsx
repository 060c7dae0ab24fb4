import { useMemo } from "react";
import { LINE_COLOURS } from "../../charts/chart-colours.ts";
import { TimeChart } from "../../charts/TimeChart.tsx";
import { formatNumber } from "../../parts/format.ts";
import { partTitle } from "../parts/part-names.ts";
import type { RunView } from "../parts/use-run-view.ts";

const INSTANCES = "instances.";

/** Instances of services that take calls, where their number changes; nothing else. */
export function InstancesChart({ view }: { readonly view: RunView }) {
  const { series, design, until } = view;
  const lines = useMemo(
    () =>
      [...series.columns]
        .filter(([name]) => name.startsWith(INSTANCES))
        .map(([name, values], index) => ({
          label: partTitle(design, name.slice(INSTANCES.length)),
          values,
          colour: LINE_COLOURS[index % LINE_COLOURS.length] ?? ("accent" as const),
        })),
    [series, design],
  );
  if (lines.length === 0) return null;
  const said = lines.map(({ label, values }) => `${label}: ${formatNumber(values[until - 1] ?? null)}`);
  return (
    <TimeChart
      title="Instances"
      note="that take calls"
      atMs={series.atMs}
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
      sentence={`${said.join("; ")} ${view.momentText}`}
    />
  );
}
