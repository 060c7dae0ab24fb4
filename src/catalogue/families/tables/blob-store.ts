import { BlobStore } from "../../../engine/tables/blob-store.ts";
import type { BuildContext } from "../../build-context.ts";
import { latencySampler } from "../sampler-of.ts";
import type { TwoPercentiles } from "../sampler-of.ts";

export type BlobStoreOptions = {
  readonly get: TwoPercentiles;
  readonly put: TwoPercentiles;
  readonly mbPerSecond: number;
  readonly getsPerSecond: number;
  readonly putsPerSecond: number;
};

/** Objects by name. Port `calls`. */
export function blobStore(ctx: BuildContext, { get, put, mbPerSecond, ...spec }: BlobStoreOptions): BlobStore {
  const laws = { get: latencySampler(get), put: latencySampler(put) };
  return new BlobStore(ctx.id, ctx.run, { calls: ctx.inputs("calls") }, { ...spec, ...laws, bytesPerMs: mbPerSecond * 1000 });
}
