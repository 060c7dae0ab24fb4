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
  private readonly whenCreated: (run: Run) => void;
  private kept: { readonly key: string; readonly created: Created } | null = null;

  /** `whenCreated` is told of every run that is made, prepared or asked for. */
  constructor(whenCreated: (run: Run) => void = () => undefined) {
    this.whenCreated = whenCreated;
  }

  /** Makes the run ready; false when there was nothing to do: it is ready, or replays a file, which is read only when it is run. */
  prepare(request: RunRequest): boolean {
    if (request.events !== null) return false;
    const key = keyOf(request);
    if (this.kept?.key === key) return false;
    // The old one goes first: two of them at once could be more than the memory holds.
    this.kept = null;
    this.kept = { key, created: this.create(request) };
    return true;
  }

  /** The run of this request, which nobody else has: prepared or made now. What was prepared for another request is let go of. */
  take(request: RunRequest): Created {
    const { kept } = this;
    this.kept = null;
    return kept?.key === keyOf(request) ? kept.created : this.create(request);
  }

  private create({ design, scenario, seed, faults }: RunRequest): Created {
    const created = createRun({ design, scenario, seed, faults });
    if (created.ok) this.whenCreated(created.value);
    return created;
  }
}

/** All that a run without a file depends on, as text. */
function keyOf({ design, scenario, seed, faults }: RunRequest): string {
  return JSON.stringify([design, scenario, seed, faults]);
}
