import { ONE_ATTEMPT } from "../../../engine/calls/call-policy.ts";
import { CleanupService } from "../../../engine/requests/cleanup-service.ts";
import type { CleanupSpec } from "../../../engine/requests/cleanup-service.ts";
import type { BuildContext } from "../../build-context.ts";

/** Deletes what has expired, by the clock. Port `stores`. */
export function cleanupService(
  ctx: BuildContext,
  { timeoutMs, ...spec }: Omit<CleanupSpec, "policy"> & { readonly timeoutMs: number },
): CleanupService {
  return new CleanupService(ctx.id, ctx.run, { stores: ctx.outputs("stores") }, { ...spec, policy: { ...ONE_ATTEMPT, timeoutMs } });
}
