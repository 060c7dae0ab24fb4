import { Sink } from "../../engine/stations/sink.ts";
import type { BuildContext } from "../build-context.ts";
import { inputOf } from "./feed-of.ts";

/** Takes everything at once: the end of a textbook queue. Port `in`. */
export function sink(ctx: BuildContext): Sink {
  return new Sink(ctx.id, ctx.run, inputOf(ctx, "in"));
}
