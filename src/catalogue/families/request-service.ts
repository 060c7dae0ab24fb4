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
