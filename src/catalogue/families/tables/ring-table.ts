import { RingStore } from "../../../engine/tables/ring-store.ts";
import type { RingSpec } from "../../../engine/tables/ring-store.ts";
import type { BuildContext } from "../../build-context.ts";
import { latencySampler } from "../sampler-of.ts";
import type { TwoPercentiles } from "../sampler-of.ts";

export { COMPACTION_BEHIND_MS } from "../../../engine/tables/ring-files.ts";

export type RingOptions = Omit<RingSpec, "writeReply" | "readReply"> & {
  readonly writeReply: TwoPercentiles;
  readonly readReply: TwoPercentiles;
};

/** A table store on a token ring. Ports `write`, `read`. */
export function ringStore(ctx: BuildContext, options: RingOptions): RingStore {
  return new RingStore(
    ctx.id,
    ctx.run,
    { writes: ctx.inputs("write"), reads: ctx.inputs("read") },
    { ...options, writeReply: latencySampler(options.writeReply), readReply: latencySampler(options.readReply) },
  );
}
