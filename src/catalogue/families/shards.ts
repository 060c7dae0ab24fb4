import { ShardedStream } from "../../engine/shards/sharded-stream.ts";
import type { ShardedStreamSpec } from "../../engine/shards/sharded-stream.ts";
import type { BuildContext } from "../build-context.ts";
import { latencySampler } from "./sampler-of.ts";

type Latency = { readonly medianMs: number; readonly p99Ms: number };

export type ShardsOptions = Omit<ShardedStreamSpec, "read" | "putLatency" | "propagation"> & {
  readonly read: Omit<ShardedStreamSpec["read"], "callLatency"> & { readonly callLatency: Latency };
  readonly putLatency: Latency;
  readonly propagation: Latency;
};

/** A stream of shards, each with a fixed contract. Ports `produce` (in), `consume` (out; each wire is one reader). */
export function shardedStream(ctx: BuildContext, options: ShardsOptions): ShardedStream {
  return new ShardedStream(ctx.id, ctx.run, ctx.inputs("produce"), {
    ...options,
    read: { ...options.read, callLatency: latencySampler(options.read.callLatency) },
    putLatency: latencySampler(options.putLatency),
    propagation: latencySampler(options.propagation),
  });
}
