import type { Finding } from "../base/finding.ts";
import type { Result } from "../base/result.ts";
import { createRun } from "../simulate/run.ts";
import type { Run } from "../simulate/run.ts";
import type { RunRequest } from "./protocol.ts";

type Created = Result<Run, readonly Finding[]>;

/**
 * A run that was compiled and built before it is asked for, so that pressing Run begins with its first window. One is kept: the
 * last that was prepared. A request that differs in anything the run depends on gets one of its own.
 */
export class PreparedRun {
  private kept: { readonly key: string; readonly created: Created } | null = null;

  /** Makes the run ready; false when there was nothing to do: it is ready, or replays a file, which is read only when it is run. */
  prepare(request: RunRequest): boolean {
    if (request.events !== null) return false;
    const key = keyOf(request);
    if (this.kept?.key === key) return false;
    // The old one goes first: two of them at once could be more than the memory holds.
    this.kept = null;
    this.kept = { key, created: create(request) };
    return true;
  }

  /** The run of this request, which nobody else has: prepared or made now. What was prepared for another request is let go of. */
  take(request: RunRequest): Created {
    const { kept } = this;
    this.kept = null;
    return kept?.key === keyOf(request) ? kept.created : create(request);
  }
}

function create({ design, scenario, seed, faults }: RunRequest): Created {
  return createRun({ design, scenario, seed, faults });
}

/** All that a run without a file depends on, as text. */
function keyOf({ design, scenario, seed, faults }: RunRequest): string {
  return JSON.stringify([design, scenario, seed, faults]);
}
