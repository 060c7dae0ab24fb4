import { constant, erlang, exponential, hyperexponential, lognormalByPercentiles, uniform } from "../../base/sampler.ts";
import type { Sampler } from "../../base/sampler.ts";
import type { Distribution } from "../contract.ts";

/** The sampler of a service-time law as a field holds it. */
export function samplerOf(law: Distribution): Sampler {
  if ("constant" in law) return constant(law.constant);
  if ("exponential" in law) return exponential(law.exponential);
  if ("uniform" in law) return uniform(law.uniform[0], law.uniform[1]);
  if ("lognormal" in law) return latencySampler(law.lognormal);
  if ("erlang" in law) return erlang(law.erlang.k, law.erlang.meanMs);
  return hyperexponential(law.hyperexponential.p, law.hyperexponential.mean1Ms, law.hyperexponential.mean2Ms);
}

/** A latency as a field holds it. */
export type TwoPercentiles = { readonly medianMs: number; readonly p99Ms: number };

/** Log-normal by two percentiles; a p99 at or below the median means no spread. */
export function latencySampler(law: TwoPercentiles): Sampler {
  return lognormalByPercentiles(law);
}
