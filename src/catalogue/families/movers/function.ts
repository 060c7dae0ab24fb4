import { CloudFunction } from "../../../engine/functions/cloud-function.ts";
import type { CloudFunctionSpec } from "../../../engine/functions/cloud-function.ts";
import { STARTS } from "../../../engine/tasks/job.ts";
import type { BuildContext } from "../../build-context.ts";
import type { Distribution } from "../../contract.ts";
import { feedOf } from "../feed-of.ts";
import { LOG } from "../../../engine/feeds/log-part.ts";
import { stepsOf } from "../operator-chain.ts";
import { queueAt } from "./queue.ts";
import { latencySampler, samplerOf } from "../sampler-of.ts";

type Latency = { readonly medianMs: number; readonly p99Ms: number };

export type FunctionOptions = Omit<CloudFunctionSpec, "environments" | "handler" | "steps"> & {
  readonly coldStart: Latency;
  readonly keptMs: number;
  readonly handlerTime: Distribution;
  readonly validate: boolean;
  readonly maxClockAheadMs: number;
  readonly dedup: boolean;
  readonly aggregate: boolean;
  readonly cube: boolean;
};

/** Results of a call come once, at its end. */
const NEVER_MS = 86_400_000;
/** A call is paid by its time, which is said for all its work on a record. */
const NO_COSTS = {
  ...{ read: 0, validate: 0, dedup: 0, sessionize: 0, aggregatePerGroupingSet: 0, tumblingWindow: 0 },
  ...{ overlappingWindow: 0, join: 0, lookup: 0, emit: 0 },
};

/** A function as a service. Ports `in` (a log, or the messages of a queue), `objects` (files that land), `start`; out `out`, `aggregates`, `files`, `failed`, `done`. */
export function cloudFunction(ctx: BuildContext, options: FunctionOptions): CloudFunction {
  const queue = queueAt(ctx, "in");
  const inputs = {
    log: LOG.all(ctx.upstream("in")).length > 0 ? feedOf(ctx, "in") : null,
    queue,
    objects: ctx.inputs("objects"),
    isTask: ctx.inputs("start").length > 0,
  };
  const ports = {
    out: ctx.outputs("out"),
    aggregates: ctx.outputs("aggregates"),
    files: ctx.outputs("files"),
    failed: ctx.outputs("failed"),
  };
  const built = new CloudFunction(ctx.id, ctx.run, inputs, ports, {
    ...options,
    environments: { coldStart: latencySampler(options.coldStart), keptMs: options.keptMs },
    handler: samplerOf(options.handlerTime),
    steps: stepsOf(ctx.run.dimensions, {
      ...options,
      ...{ clock: "watermark", allowedLatenessMs: 0, dedupForget: "never", dedupTtlMs: 0 },
      ...{ sessionize: false, sessionGapMs: NEVER_MS, sessionRules: "flink", sessionUpdates: "session-id" },
      ...{ aggregateEmitMs: NEVER_MS, windows: "off", windowSizeMs: NEVER_MS, windowStepMs: NEVER_MS, windowKey: "all" },
      ...{ join: "off", joinLeft: "", joinRight: "", joinAfterMs: 0, joinBeforeMs: 0, costUs: NO_COSTS },
    }),
  });
  if (built.tasks !== null) for (const before of ctx.upstream("start")) STARTS.of(before)?.starts(built.tasks.attempts);
  return built;
}

/** A time that is usual under a law, ms: its mean, of a log-normal one its median. */
export function usualMs(law: Distribution): number {
  if ("constant" in law) return law.constant;
  if ("exponential" in law) return law.exponential;
  if ("uniform" in law) return (law.uniform[0] + law.uniform[1]) / 2;
  if ("lognormal" in law) return law.lognormal.medianMs;
  if ("erlang" in law) return law.erlang.meanMs;
  const { p, mean1Ms, mean2Ms } = law.hyperexponential;
  return p * mean1Ms + (1 - p) * mean2Ms;
}
