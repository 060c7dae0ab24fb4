import { ONE_ATTEMPT } from "../../../engine/calls/call-policy.ts";
import type { CallPolicy } from "../../../engine/calls/call-policy.ts";
import { AppService } from "../../../engine/requests/app-service.ts";
import { FanOut } from "../../../engine/requests/fan-out.ts";
import type { FanOutSpec } from "../../../engine/requests/fan-out.ts";
import { feedPrograms } from "../../../engine/requests/feed-programs.ts";
import type { FeedSpec } from "../../../engine/requests/feed-programs.ts";
import type { BuildContext } from "../../build-context.ts";
import type { Distribution } from "../../contract.ts";
import { samplerOf } from "../sampler-of.ts";

export type FeedServiceOptions = Omit<FeedSpec, "handsOver"> & {
  readonly instances: number;
  readonly threads: number;
  readonly lineLimit: number;
  readonly workTime: Distribution;
  readonly changeThreads: number | null;
  /** KB a second at which a body comes in; null: at once. */
  readonly uploadKbPerSecond: number | null;
  readonly storeTimeoutMs: number;
  readonly timelinesTimeoutMs: number;
};

const waits = (timeoutMs: number): CallPolicy => ({ ...ONE_ATTEMPT, timeoutMs });
/** Letters and digits of a key of eleven: nobody makes the same twice. */
const KEYS = 2 ** 52;
const BLOBS_TIMEOUT_MS = 10_000;

/** A service of home feeds. Ports `calls`, `store`, `timelines`, `fan-out`, `cache`, `blobs`. */
export function feedService(ctx: BuildContext, options: FeedServiceOptions): AppService {
  const { instances, threads, lineLimit, workTime, changeThreads, uploadKbPerSecond, storeTimeoutMs, timelinesTimeoutMs, ...feeds } =
    options;
  const wires = {
    calls: ctx.inputs("calls"),
    store: ctx.outputs("store"),
    timelines: ctx.outputs("timelines"),
    fanOut: ctx.outputs("fan-out"),
    cache: ctx.outputs("cache"),
    blobs: ctx.outputs("blobs"),
  };
  return new AppService(ctx.id, ctx.run, wires, {
    ...{ instances, threads, lineLimit, work: samplerOf(workTime) },
    ...{
      keyCount: KEYS,
      keyBlock: 1,
      keys: "random",
      taken: "retry",
      keyTries: 5,
      fillsOnWrite: false,
      checksExpiry: false,
      countsViews: false,
    },
    // KB a second are bytes a ms.
    ...{ changeThreads, uploadBytesPerMs: uploadKbPerSecond ?? Infinity, deletesExpired: false },
    policies: {
      store: waits(storeTimeoutMs),
      timelines: waits(timelinesTimeoutMs),
      fanOut: waits(storeTimeoutMs),
      cache: waits(timelinesTimeoutMs),
      blobs: waits(BLOBS_TIMEOUT_MS),
    },
    programs: feedPrograms({ ...feeds, handsOver: wires.fanOut.length > 0 }),
  });
}

export type FanOutOptions = Omit<FanOutSpec, "work" | "policies"> & {
  readonly workTime: Distribution;
  readonly timeoutMs: number;
  readonly retries: number;
};

const BACK_OFF = { firstMs: 100, factor: 2, mostMs: 10_000, jitter: "full" } as const;

/** Workers that push posts to timelines. Ports `calls`, `store`, `timelines`. */
export function fanOut(ctx: BuildContext, { workTime, timeoutMs, retries, ...spec }: FanOutOptions): FanOut {
  const policy: CallPolicy = { ...ONE_ATTEMPT, timeoutMs, retries, backOff: BACK_OFF };
  const wires = { calls: ctx.inputs("calls"), store: ctx.outputs("store"), timelines: ctx.outputs("timelines") };
  return new FanOut(ctx.id, ctx.run, wires, { ...spec, work: samplerOf(workTime), policies: { store: policy, timelines: policy } });
}
