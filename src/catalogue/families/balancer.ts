import { LoadBalancer } from "../../engine/requests/load-balancer.ts";
import type { LoadBalancerSpec } from "../../engine/requests/load-balancer.ts";
import type { BuildContext } from "../build-context.ts";
import { latencySampler } from "./sampler-of.ts";
import type { TwoPercentiles } from "./sampler-of.ts";

export type BalancerOptions = Omit<LoadBalancerSpec, "added"> & { readonly added: TwoPercentiles };

/** Spreads calls over what stands behind it. Ports `requests`, `targets`. */
export function balancer(ctx: BuildContext, options: BalancerOptions): LoadBalancer {
  const wires = { requests: ctx.inputs("requests"), targets: ctx.outputs("targets") };
  return new LoadBalancer(ctx.id, ctx.run, wires, { ...options, added: latencySampler(options.added) });
}
