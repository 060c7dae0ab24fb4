import { Cdn } from "../../engine/requests/cdn.ts";
import type { CdnSpec } from "../../engine/requests/cdn.ts";
import type { BuildContext } from "../build-context.ts";
import { latencySampler } from "./sampler-of.ts";
import type { TwoPercentiles } from "./sampler-of.ts";

export type CdnOptions = Omit<CdnSpec, "edge" | "toRegional" | "toOrigin" | "itemsPerRow" | "edgeBytes" | "regionalBytes"> & {
  readonly edgeMib: number;
  readonly regionalMib: number | null;
  readonly edge: TwoPercentiles;
  readonly toRegional: TwoPercentiles;
  readonly toOrigin: TwoPercentiles;
};

const MIB = 1_048_576;

/** Caches near to clients before an origin. Ports `requests`, `origin`. */
export function contentDelivery(ctx: BuildContext, { edgeMib, regionalMib, edge, toRegional, toOrigin, ...spec }: CdnOptions): Cdn {
  const wires = { requests: ctx.inputs("requests"), origin: ctx.outputs("origin") };
  return new Cdn(ctx.id, ctx.run, wires, {
    ...spec,
    edgeBytes: edgeMib * MIB,
    regionalBytes: regionalMib === null ? null : regionalMib * MIB,
    edge: latencySampler(edge),
    toRegional: latencySampler(toRegional),
    toOrigin: latencySampler(toOrigin),
    itemsPerRow: ctx.run.desk.items?.itemsPerRow ?? 1,
  });
}
