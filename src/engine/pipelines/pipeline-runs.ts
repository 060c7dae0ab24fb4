import type { PipelineRun, RunReason } from "./pipeline-run.ts";
import { Schedule } from "./schedule.ts";
import type { ScheduleSpec } from "./schedule.ts";
import type { SlotWaits } from "./slot-waits.ts";

export type BackfillSpec = {
  /** When a person asks for it, and how far back from there. */
  readonly atMs: number;
  readonly reachMs: number;
  /** Which runs that exist run again; intervals without a run get one. */
  readonly reprocess: "none" | "failed" | "completed";
  readonly maxActiveRuns: number;
};

export type RunsSpec = {
  readonly schedule: ScheduleSpec;
  /** Ticks that no run could begin for: each has its run later, or only the newest. */
  readonly catchup: boolean;
  readonly maxActiveRuns: number;
  readonly dependsOnPast: boolean;
  readonly backfill: BackfillSpec | null;
};

/** Which runs there are, and which of them may be under way. */
export class PipelineRuns {
  /** In the order in which they were due. */
  readonly all: PipelineRun[] = [];
  /** When runs ended, in order of time. */
  readonly endsMs: number[] = [];
  /** Those under way of which something has to be decided. */
  readonly undecided = new Set<PipelineRun>();
  readonly schedule: Schedule;
  private readonly spec: RunsSpec;
  private readonly waits: SlotWaits;
  private readonly queued: PipelineRun[] = [];
  /** Ticks that have no run yet. */
  private ticks: number[] = [];
  private active = 0;
  private activeBackfills = 0;

  constructor(spec: RunsSpec, epochMs: number, waits: SlotWaits) {
    this.spec = spec;
    this.schedule = new Schedule(spec.schedule, epochMs);
    this.waits = waits;
  }

  due(...ticks: readonly number[]): void {
    this.ticks.push(...ticks);
  }

  /** Begins what may begin at `at`, and answers it with how many ticks were passed over for it. `make` gives a new run its tasks. */
  begin(at: number, make: (why: RunReason, tick: number) => PipelineRun): { readonly begun: PipelineRun[]; readonly passedOver: number } {
    const { ticks, spec } = this;
    const begun: PipelineRun[] = [];
    const free = spec.maxActiveRuns - this.active;
    let passedOver = 0;
    if (ticks.length > 0 && free <= 0) this.waits.runsHeldUp(ticks[0]);
    if (ticks.length > 0 && free > 0) {
      if (!spec.catchup) passedOver = ticks.splice(0, ticks.length - 1).length;
      const newest = ticks[ticks.length - 1];
      for (const tick of ticks.splice(0, free)) {
        this.waits.runBegan(tick, at);
        begun.push(this.start(this.add(make(tick < newest ? "catch-up" : "scheduled", tick)), at));
      }
    }
    for (const run of [...this.queued]) {
      if (run.backfill ? this.activeBackfills >= (spec.backfill?.maxActiveRuns ?? 0) : this.active >= spec.maxActiveRuns) continue;
      this.queued.splice(this.queued.indexOf(run), 1);
      begun.push(this.start(run, at));
    }
    return { begun, passedOver };
  }

  private add(run: PipelineRun): PipelineRun {
    const { all } = this;
    let place = all.length;
    while (place > 0 && all[place - 1].dueMs > run.dueMs) place--;
    all.splice(place, 0, run);
    if (!this.spec.dependsOnPast) return run;
    run.previous = place === 0 ? null : all[place - 1];
    run.next = all[place + 1] ?? null;
    if (run.previous !== null) run.previous.next = run;
    if (run.next !== null) run.next.previous = run;
    return run;
  }

  private start(run: PipelineRun, at: number): PipelineRun {
    run.state = "running";
    run.beganMs ??= at;
    run.starts++;
    if (run.backfill) this.activeBackfills++;
    else this.active++;
    this.undecided.add(run);
    return run;
  }

  end(run: PipelineRun, state: "success" | "failed", at: number): void {
    run.state = state;
    run.endedMs = at;
    this.endsMs.push(at);
    if (run.backfill) this.activeBackfills--;
    else this.active--;
    if (run.next !== null) this.undecided.add(run.next);
  }

  /** These tasks run again, `tries` times more: a run that is over waits for its turn. */
  again(run: PipelineRun, tasks: readonly number[], tries: number): void {
    for (const index of tasks) {
      const task = run.tasks[index];
      task.state = null;
      task.triesAllowed = task.tries.length + tries;
    }
    if (!run.ended) {
      this.undecided.add(run);
      return;
    }
    run.state = "queued";
    run.endedMs = null;
    this.queued.push(run);
  }

  /** Intervals of the past, oldest first: those without a run get one, and of those that have one the chosen run again. */
  backfill(
    at: number,
    tries: number,
    make: (why: RunReason, tick: number) => PipelineRun,
  ): { readonly runs: number; readonly left: number } {
    const { backfill } = this.spec;
    let [runs, left] = [0, 0];
    if (backfill === null) return { runs, left };
    for (const tick of this.schedule.ticks(at - backfill.reachMs, at)) {
      const there = this.all.find(({ dueMs }) => dueMs === tick);
      if (there !== undefined && !(there.ended && (backfill.reprocess === "completed" || there.state === backfill.reprocess))) {
        left++;
        continue;
      }
      runs++;
      this.ticks = this.ticks.filter((waiting) => waiting !== tick);
      const run = there ?? this.add(make("catch-up", tick));
      run.backfill = true;
      const every = run.tasks.map(({ index }) => index);
      if (there === undefined) this.queued.push(run);
      else this.again(run, every, tries);
    }
    return { runs, left };
  }
}
