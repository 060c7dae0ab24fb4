import { KeyService } from "../../../engine/requests/key-service.ts";
import type { KeyServiceSpec } from "../../../engine/requests/key-service.ts";
import type { BuildContext } from "../../build-context.ts";
import type { Distribution } from "../../contract.ts";
import { samplerOf } from "../sampler-of.ts";

export type KeyServiceOptions = Omit<KeyServiceSpec, "load" | "handOut"> & {
  readonly loadTime: Distribution;
  readonly handOutTime: Distribution;
};

/** Gives out keys that were made beforehand. Port `calls`. */
export function keyService(ctx: BuildContext, { loadTime, handOutTime, ...spec }: KeyServiceOptions): KeyService {
  return new KeyService(
    ctx.id,
    ctx.run,
    { calls: ctx.inputs("calls") },
    { ...spec, load: samplerOf(loadTime), handOut: samplerOf(handOutTime) },
  );
}
