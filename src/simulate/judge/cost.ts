import { LOG } from "../../engine/feeds/log-part.ts";
import { MONTH_HOURS, monthOf } from "../../catalogue/prices/usage.ts";
import type { Usage } from "../../catalogue/contract.ts";
import type { Design } from "../../design/types.ts";
import type { Scenario } from "../../scenario/types.ts";
import type { Machine } from "../compile/build-machine.ts";
import type { CostLine, CostSummary } from "../../result/result.ts";

const HOUR_MS = 3_600_000;

/** Events per second over a month, as the scenario states them, grown where a part of the drawing says so; a file of one's own has its own mean. */
export function statedMean({ run }: Machine, scenario: Scenario | null): number | undefined {
  if (run.trace !== null || scenario === null) return undefined;
  const { monthlyMeanEventsPerSecond, services } = scenario.workload;
  return (monthlyMeanEventsPerSecond * run.eventsPerRow) / (services?.eventsPerRow ?? 1);
}

/**
 * The monthly bill (730 h): what each part measured in the run, scaled to a month, times sourced unit prices. Load-driven
 * quantities scale with the month's mean load, which the scenario states, as a run shows only its busiest hour.
 */
export function monthlyCost(machine: Machine, design: Design, scenario: Scenario | null, atMs: number): CostSummary {
  const producedMs = Math.min(atMs, machine.run.durationMs);
  const byTime = producedMs > 0 ? (MONTH_HOURS * HOUR_MS) / producedMs : 0;
  const { produced: rows } = machine.run.ledger;
  const perRow = machine.run.eventsPerRow;
  // Where nobody sends events, the load is what is asked.
  const produced = rows > 0 ? rows * perRow : machine.run.desk.endpoints.reduce((sum, { asked }) => sum + asked, 0);
  const monthly = statedMean(machine, scenario) ?? 0;
  const loadedMs = producedMs - machine.run.startMs;
  const byLoad =
    monthly > 0 && produced > 0 ? (monthly * MONTH_HOURS * 3600) / produced : loadedMs > 0 ? (MONTH_HOURS * HOUR_MS) / loadedMs : 0;
  const lines: CostLine[] = [];
  const unpriced: CostSummary["unpriced"][number][] = [];
  for (const { part, kind, props } of machine.parts) {
    const usage = monthlyUsage(machine, design, part.id, { byLoad, byTime, perRow });
    for (const price of kind.prices) {
      const quantity = price.quantity(usage, props);
      const unitPriceUsd = price.unitPriceUsd(props);
      if (unitPriceUsd === null) unpriced.push({ node: part.id, dimension: price.dimension, reason: "No published price was found." });
      else if (quantity !== 0)
        lines.push({
          node: part.id,
          dimension: price.dimension,
          quantity,
          unit: price.unit,
          unitPriceUsd,
          usd: quantity * unitPriceUsd,
          source: `${price.source.text} (${price.source.asOf})`,
        });
    }
  }
  return { monthlyUsd: lines.reduce((sum, line) => sum + line.usd, 0), lines, unpriced };
}

type Month = { readonly byLoad: number; readonly byTime: number; readonly perRow: number };

function monthlyUsage(machine: Machine, design: Design, part: string, { byLoad, byTime, perRow }: Month): Usage {
  const node = machine.nodes.get(part);
  const measured: Record<string, number> = node === undefined ? {} : { ...node.usage() };
  // Who reads a store's objects is asked for the requests it made there.
  for (const drawn of design.system.wires) {
    if (drawn.from.part !== part || LOG.of(node) !== null) continue;
    measured.getRequests = (measured.getRequests ?? 0) + (machine.nodes.get(drawn.to.part)?.usage().objectReads ?? 0);
  }
  return monthOf(measured, byLoad, byTime, perRow);
}
