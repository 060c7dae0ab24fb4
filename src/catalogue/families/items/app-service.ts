import { ONE_ATTEMPT } from "../../../engine/calls/call-policy.ts";
import type { CallPolicy } from "../../../engine/calls/call-policy.ts";
import { AppService } from "../../../engine/requests/app-service.ts";
import type { AppServiceSpec } from "../../../engine/requests/app-service.ts";
import type { BuildContext } from "../../build-context.ts";
import type { Distribution } from "../../contract.ts";
import { samplerOf } from "../sampler-of.ts";

export type AppServiceOptions = Omit<AppServiceSpec, "work" | "keyCount" | "policies" | "uploadBytesPerMs"> & {
  readonly workTime: Distribution;
  readonly keyLetters: number;
  readonly storeTimeoutMs: number | null;
  readonly storeRetries: number;
  readonly cacheTimeoutMs: number;
  readonly keysTimeoutMs: number;
  readonly blobsTimeoutMs: number;
  /** KB a second at which a body comes in; null: at once. */
  readonly uploadKbPerSecond: number | null;
};

/** Letters of both cases and digits. */
const ALPHABET = 62;
/** Before an attempt is made again. */
const BACK_OFF = { firstMs: 50, factor: 2, mostMs: 5000, jitter: "full" } as const;

const waits = (timeoutMs: number | null, retries = 0): CallPolicy => ({
  ...ONE_ATTEMPT,
  timeoutMs: timeoutMs ?? Infinity,
  retries,
  backOff: BACK_OFF,
});

/** A service of endpoints over a cache, a store, a key service, an object store and a search index. Ports `calls`, `cache`, `store`, `keys`, `blobs`, `index`. */
export function appService(ctx: BuildContext, options: AppServiceOptions): AppService {
  const { workTime, keyLetters, storeTimeoutMs, storeRetries, cacheTimeoutMs, keysTimeoutMs, blobsTimeoutMs, uploadKbPerSecond, ...spec } =
    options;
  const wires = {
    calls: ctx.inputs("calls"),
    cache: ctx.outputs("cache"),
    store: ctx.outputs("store"),
    keys: ctx.outputs("keys"),
    blobs: ctx.outputs("blobs"),
    index: ctx.outputs("index"),
  };
  return new AppService(ctx.id, ctx.run, wires, {
    ...spec,
    work: samplerOf(workTime),
    // KB a second are bytes a ms.
    uploadBytesPerMs: uploadKbPerSecond ?? Infinity,
    keyCount: ALPHABET ** keyLetters,
    policies: {
      cache: waits(cacheTimeoutMs),
      store: waits(storeTimeoutMs, storeRetries),
      keys: waits(keysTimeoutMs),
      blobs: waits(blobsTimeoutMs),
      index: waits(storeTimeoutMs, storeRetries),
    },
  });
}
