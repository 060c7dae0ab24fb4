import { firstEventOf, isDeletion } from "../rows/kinds/file.ts";
import type { RunContext } from "../part/run-context.ts";
import { EVENT, FILE, kindOf, rowOf } from "../rows/rows.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { RowQueueReader } from "../rows/row-queue.ts";
import { Attempts } from "../tasks/attempts.ts";
import type { Attempt } from "../tasks/job.ts";
import { LandedFiles } from "../tasks/landed-files.ts";
import type { Reading } from "../tasks/landed-files.ts";

/** What a call for a task does: when it ends, and how. */
export type TaskCall = {
  readonly endMs: number;
  /** Does its work at its end; why it failed, or null. */
  end(at: number): string | null;
};

type CallMaker = (refs: readonly number[], files: readonly number[], at: number) => TaskCall;

/** A function as a task: whoever keeps a record of runs begins one call with the rows of what has landed, and hears how it ended. */
export class TaskCalls {
  readonly attempts: Attempts;
  private readonly run: RunContext;
  private readonly input: RowQueueReader;
  private readonly landed: LandedFiles;
  private readonly going = new Map<Attempt, { readonly files: readonly number[]; readonly rows: number; readonly call: TaskCall }>();

  constructor(id: string, run: RunContext, wires: readonly RowQueue[], reads: Reading, makeCall: CallMaker) {
    this.run = run;
    this.input = new RowQueueReader(wires);
    this.landed = new LandedFiles(run.rows.files, reads);
    this.attempts = new Attempts(id, {
      begin: (attempt) => this.begin(attempt, makeCall),
      complete: (attempt) => this.complete(attempt),
      breakOff: (attempt) => void this.going.delete(attempt),
    });
  }

  pull(until: number): void {
    while (this.input.next(until)) {
      if (kindOf(this.input.ref) !== FILE) continue;
      const file = rowOf(this.input.ref);
      const stored = this.run.rows.files[file];
      for (const old of stored.replaces ?? []) this.landed.remove(old, file);
      if (stored.stream === EVENT && stored.rows > 0 && !isDeletion(stored)) this.landed.add(file);
    }
  }

  nextArrivalMs(): number {
    return this.input.peekTime();
  }

  private begin(attempt: Attempt, makeCall: CallMaker): void {
    const files = this.landed.take(attempt.interval, this.run.hourMs, 0);
    const refs = files.flatMap((file) => [...this.run.rows.files[file].refs]);
    const call = makeCall(refs, files, attempt.beganAtMs);
    this.going.set(attempt, { files, rows: refs.length, call });
    attempt.endsAtMs = call.endMs;
  }

  private complete(attempt: Attempt): { readonly failed: boolean; readonly line: string } {
    const going = this.going.get(attempt);
    this.going.delete(attempt);
    const why = going?.call.end(attempt.endsAtMs) ?? null;
    if (going === undefined || why !== null) return { failed: true, line: why ?? "never began" };
    this.landed.commit(going.files);
    return { failed: false, line: `${going.rows} rows of ${going.files.length} files` };
  }

  eventsNeededFrom(): number {
    let least = this.landed.neededFrom;
    for (const { files } of this.going.values()) for (const file of files) least = Math.min(least, firstEventOf(this.run.rows.files[file]));
    return least;
  }
}
