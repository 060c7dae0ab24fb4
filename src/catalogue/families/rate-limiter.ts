import { RateLimiter } from "../../engine/requests/rate-limiter.ts";
import type { RateLimiterSpec } from "../../engine/requests/rate-limiter.ts";
import type { BuildContext } from "../build-context.ts";
import { latencySampler } from "./sampler-of.ts";
import type { TwoPercentiles } from "./sampler-of.ts";

export type RateLimiterOptions = Omit<RateLimiterSpec, "added" | "asked"> & {
  readonly added: TwoPercentiles;
  readonly asked: TwoPercentiles;
};

/** Lets so many calls a time in. Ports `requests`, `targets`. */
export function limiter(ctx: BuildContext, { added, asked, ...spec }: RateLimiterOptions): RateLimiter {
  const wires = { requests: ctx.inputs("requests"), targets: ctx.outputs("targets") };
  return new RateLimiter(ctx.id, ctx.run, wires, { ...spec, added: latencySampler(added), asked: latencySampler(asked) });
}
