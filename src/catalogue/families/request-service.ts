import type { BackOff } from "../../engine/calls/call-policy.ts";
import { CallService } from "../../engine/requests/call-service.ts";
import { RequestService } from "../../engine/requests/request-service.ts";
import type { Distribution } from "../contract.ts";
import type { BuildContext } from "../build-context.ts";
import { samplerOf } from "./sampler-of.ts";

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

export type HoldingServiceOptions = RequestServiceOptions & {
  /** A read without a reply is given up after so long; null: never. */
  readonly readTimeoutMs: number | null;
  readonly readRetries: number;
  readonly backOff: BackOff;
  /** Retries for each hundred reads, and as many at once as the saved ones allow; null: as many as fail. */
  readonly retryPercent: number | null;
};

/** Reads that need not be retried yet are saved up as retries, this many at most. */
const MOST_SAVED_RETRIES = 10;

/** The same, with a thread that waits for the read and may read again. Ports `requests`, `reads`. */
export function holdingService(ctx: BuildContext, options: HoldingServiceOptions): CallService {
  const { workers: threads, workTime, queueLimit, readTimeoutMs, readRetries: retries, backOff, retryPercent } = options;
  ctx.run.desk.giveUpAfter(options.timeoutMs);
  return new CallService(
    ctx.id,
    ctx.run,
    { calls: ctx.inputs("requests"), asked: ctx.outputs("reads") },
    {
      threads,
      work: samplerOf(workTime),
      queueLimit,
      asks: "one",
      keepsDeadline: false,
      policy: {
        timeoutMs: readTimeoutMs ?? Infinity,
        retries,
        backOff,
        budget: retryPercent === null ? null : { perCall: retryPercent / 100, most: MOST_SAVED_RETRIES },
        hedgeAfterMs: null,
        hedges: 0,
      },
    },
  );
}
