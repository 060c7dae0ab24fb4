import { IdGenerator } from "../../../engine/requests/id-generator.ts";
import type { ClockBits, IdGeneratorSpec } from "../../../engine/requests/id-generator.ts";
import type { BuildContext } from "../../build-context.ts";
import type { Distribution } from "../../contract.ts";
import { samplerOf } from "../sampler-of.ts";

/** Bits of ids by the clock, as their makers published them. */
export const CLOCK_BITS = {
  twitter: { unitMs: 1, workerBits: 10, sequenceBits: 12 },
  instagram: { unitMs: 1, workerBits: 13, sequenceBits: 10 },
  seconds: { unitMs: 1000, workerBits: 0, sequenceBits: 9 },
} as const satisfies { readonly [scheme: string]: ClockBits };

export type IdGeneratorOptions = Omit<IdGeneratorSpec, "scheme" | "handOut"> & {
  readonly scheme: "auto-increment" | "same-counter" | keyof typeof CLOCK_BITS;
  readonly handOutTime: Distribution;
};

/** Makes ids when asked. Port `calls`. */
export function idGenerator(ctx: BuildContext, { scheme, handOutTime, ...spec }: IdGeneratorOptions): IdGenerator {
  const counts = { "auto-increment": { counts: "own offsets" }, "same-counter": { counts: "the same" } } as const;
  const by = scheme === "auto-increment" || scheme === "same-counter" ? counts[scheme] : CLOCK_BITS[scheme];
  return new IdGenerator(ctx.id, ctx.run, { calls: ctx.inputs("calls") }, { ...spec, scheme: by, handOut: samplerOf(handOutTime) });
}
