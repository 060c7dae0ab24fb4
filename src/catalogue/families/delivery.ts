import { DeliveryStream } from "../../engine/files/delivery-stream.ts";
import type { DeliverySpec } from "../../engine/files/delivery-stream.ts";
import { LOG } from "../../engine/feeds/log-part.ts";
import { uniform } from "../../base/sampler.ts";
import type { BuildContext } from "../build-context.ts";
import { inputOf } from "./feed-of.ts";

export type DeliveryOptions = Omit<DeliverySpec, "handling" | "quota"> & {
  readonly handlingMs: { readonly from: number; readonly to: number };
  /** Of producers that put records themselves. */
  readonly directQuota: NonNullable<DeliverySpec["quota"]>;
};

/** Buffers records and writes them as files. Ports `in` (a log, or producers that put records themselves), `files`. */
export function deliveryStream(ctx: BuildContext, options: DeliveryOptions): DeliveryStream {
  const fromLog = LOG.all(ctx.upstream("in")).length > 0;
  return new DeliveryStream(ctx.id, ctx.run, inputOf(ctx, "in"), ctx.outputs("files"), {
    ...options,
    handling: uniform(options.handlingMs.from, options.handlingMs.to),
    quota: fromLog ? null : options.directQuota,
    // What comes from a log is kept there for as long as the log keeps it.
    keptMs: fromLog ? Infinity : options.keptMs,
  });
}
