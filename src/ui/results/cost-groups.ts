import type { CostLine, CostSummary } from "../../result/result.ts";
import { LAYERS } from "../../catalogue/families/family.ts";
import type { Layer } from "../../catalogue/families/family.ts";

export type CostGroup = { readonly part: string; readonly layer: Layer; readonly usd: number; readonly lines: readonly CostLine[] };

/** The bill by part, the most expensive first, and each part's lines the same way. */
export function costGroups(cost: CostSummary, layerOf: (part: string) => Layer): readonly CostGroup[] {
  const byPart = new Map<string, CostLine[]>();
  for (const line of cost.lines) byPart.set(line.node, [...(byPart.get(line.node) ?? []), line]);
  return [...byPart]
    .map(([part, lines]) => ({
      part,
      layer: layerOf(part),
      usd: lines.reduce((sum, line) => sum + line.usd, 0),
      lines: lines.sort((a, b) => b.usd - a.usd),
    }))
    .sort((a, b) => b.usd - a.usd);
}

/** What each layer costs a month, in the order of the palette; layers without cost are left out. */
export function costByLayer(groups: readonly CostGroup[]): readonly { readonly layer: Layer; readonly usd: number }[] {
  return LAYERS.map((layer) => ({
    layer,
    usd: groups.filter((group) => group.layer === layer).reduce((sum, group) => sum + group.usd, 0),
  })).filter((entry) => entry.usd > 0);
}
