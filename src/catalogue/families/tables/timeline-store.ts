import { TimelineStore } from "../../../engine/tables/timeline-store.ts";
import type { TimelineStoreSpec } from "../../../engine/tables/timeline-store.ts";
import type { BuildContext } from "../../build-context.ts";
import { latencySampler } from "../sampler-of.ts";
import type { TwoPercentiles } from "../sampler-of.ts";

export type TimelineStoreOptions = Omit<TimelineStoreSpec, "reply"> & { readonly reply: TwoPercentiles };

/** Home timelines as lists in memory. Port `calls`. */
export function timelineStore(ctx: BuildContext, { reply, ...spec }: TimelineStoreOptions): TimelineStore {
  return new TimelineStore(ctx.id, ctx.run, { calls: ctx.inputs("calls") }, { ...spec, reply: latencySampler(reply) });
}
