import { inputOf } from "./feed-of.ts";
import { latencySampler, samplerOf } from "./sampler-of.ts";
import { ListJob } from "../../engine/ranking/list-job.ts";
import { ModelTraining } from "../../engine/ranking/model-training.ts";
import { PartitionTable } from "../../engine/tables/partition-table.ts";
import type { PartitionTableSpec } from "../../engine/tables/partition-table.ts";
import { RequestService } from "../../engine/requests/request-service.ts";
import { RingStore } from "../../engine/tables/ring-store.ts";
import type { RingSpec } from "../../engine/tables/ring-store.ts";
import { ServingCache } from "../../engine/tables/serving-cache.ts";
import type { RunContext } from "../../engine/part/run-context.ts";
import type { Distribution } from "../contract.ts";
import type { BuildContext } from "../build-context.ts";

export { COMPACTION_BEHIND_MS } from "../../engine/tables/ring-files.ts";

type TwoPercentiles = { readonly medianMs: number; readonly p99Ms: number };

/** Codes of the event types named in a list like `listen, like`; empty for all. Unknown names are left out. */
export function typesNamed(run: RunContext, names: string): ReadonlySet<number> {
  const codes = names.split(",").map((name) => run.dimensions.types.indexOf(name.trim()));
  return new Set(codes.filter((code) => code >= 0));
}

export type TrainingOptions = {
  readonly begins: "before" | "anew";
  readonly dims: number;
  readonly window: number;
  readonly popularityWeight: number;
  readonly everyEvents: number | null;
  readonly everyMs: number | null;
  readonly startUpMs: number;
  readonly eventsPerSecond: number;
  readonly learnsFrom: string;
};

/** Trains item vectors from events. Ports `in`, `model`. */
export function modelTraining(ctx: BuildContext, options: TrainingOptions): ModelTraining {
  return new ModelTraining(ctx.id, ctx.run, inputOf(ctx, "in"), {
    ...options,
    anew: options.begins === "anew",
    learnsFrom: typesNamed(ctx.run, options.learnsFrom),
  });
}

export type ListJobOptions = {
  readonly dims: number;
  readonly window: number;
  readonly popularityWeight: number;
  readonly decay: number;
  readonly listLength: number;
  readonly probes: number | null;
  readonly firstAtMs: number;
  readonly everyMs: number;
  readonly startUpMs: number;
  readonly eventsPerSecond: number;
  readonly usersPerSecond: number;
  readonly learnsFrom: string;
};

/** Trains and makes lists for everybody, turn by turn. Ports `in`, `lists`. */
export function listJob(ctx: BuildContext, options: ListJobOptions): ListJob {
  return new ListJob(ctx.id, ctx.run, inputOf(ctx, "in"), ctx.outputs("lists"), {
    ...options,
    learnsFrom: typesNamed(ctx.run, options.learnsFrom),
  });
}

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

export type PartitionTableOptions = Omit<PartitionTableSpec, "writeLatency" | "readLatency"> & {
  readonly writeLatency: TwoPercentiles;
  readonly readLatency: TwoPercentiles;
};

/** A table as a service, with capacity by the unit. Ports `write`, `read`. */
export function partitionTable(ctx: BuildContext, options: PartitionTableOptions): PartitionTable {
  return new PartitionTable(
    ctx.id,
    ctx.run,
    { writes: ctx.inputs("write"), reads: ctx.inputs("read") },
    { ...options, writeLatency: latencySampler(options.writeLatency), readLatency: latencySampler(options.readLatency) },
  );
}

export type ServingCacheOptions = {
  readonly capacityItems: number;
  readonly ttlMs: number | null;
  readonly threads: number;
  readonly commandMs: number;
  readonly reply: TwoPercentiles;
  readonly fillAfterMs: number;
  readonly connectTimeoutMs: number;
  readonly whenDown: "store" | "error";
  readonly replicas: number;
  readonly failoverMs: number;
  readonly replicaLagMs: number;
};

/** A cache in front of a store. Ports `lookup`, `write`, `miss`. */
export function servingCache(ctx: BuildContext, options: ServingCacheOptions): ServingCache {
  return new ServingCache(
    ctx.id,
    ctx.run,
    { lookup: ctx.inputs("lookup"), write: ctx.inputs("write"), miss: ctx.outputs("miss") },
    { ...options, reply: latencySampler(options.reply) },
  );
}

export type RequestServiceOptions = {
  readonly workers: number;
  readonly workTime: Distribution;
  readonly queueLimit: number;
  readonly timeoutMs: number;
};

/** A service that answers requests from what stands behind it. Ports `requests`, `reads`. */
export function requestService(ctx: BuildContext, options: RequestServiceOptions): RequestService {
  return new RequestService(
    ctx.id,
    ctx.run,
    { requests: ctx.inputs("requests"), reads: ctx.outputs("reads") },
    { ...options, work: samplerOf(options.workTime) },
  );
}
