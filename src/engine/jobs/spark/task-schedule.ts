/**
 * A machine's stay: it takes `slots` tasks at a time from `fromMs` until it is gone at `untilMs`. A machine that comes back is another
 * one. That it is gone is noticed `noticeMs` later; what ran on it, or lay there, is made again from then on.
 */
export type Executor = { readonly slots: number; readonly fromMs: number; readonly untilMs: number; readonly noticeMs: number };

/** While it lasts, work on an executor takes `factor` times as long. */
export type SlowSpell = { readonly executor: number; readonly fromMs: number; readonly untilMs: number; readonly factor: number };

/** While it lasts, runs of one task of the last stage fail half way through. `share` says which: 0 the first, 1 the last. */
export type FailingSpell = { readonly fromMs: number; readonly untilMs: number; readonly share: number };

/** `spark.speculation.*`: once so many of a stage's tasks are done, one that takes so many times the median is run a second time. */
export type Speculation = { readonly quantile: number; readonly multiplier: number };

export type Work = {
  /** Ms of one slot that each task takes, by stage; a stage begins when the one before is done. */
  readonly stages: readonly ArrayLike<number>[];
  readonly beginMs: number;
  readonly executors: readonly Executor[];
  readonly slow: readonly SlowSpell[];
  readonly failing: readonly FailingSpell[];
  /** `spark.task.maxFailures`: the job fails when one task has failed so often. */
  readonly maxTaskFailures: number;
  readonly speculation: Speculation | null;
};

export type Schedule = {
  /** The last task is done, or the job has failed. */
  readonly endMs: number;
  readonly failed: boolean;
  /** By stage and task, when it was done; Infinity for one that never was. */
  readonly doneMs: readonly Float64Array[];
  /** Runs that were begun: more than there are tasks when some were lost, failed or beaten. */
  readonly runs: number;
  /** Runs whose machine went away. */
  readonly lostRuns: number;
  readonly failedRuns: number;
  /** Runs that were done first as a second copy. */
  readonly speculated: number;
};

type Slot = { readonly executor: number; freeMs: number };
/** A task that is to be run again, and from when on it may be. */
type Again = { readonly task: number; readonly atMs: number };
type Death = { readonly executor: number; readonly atMs: number; readonly noticedMs: number };

/**
 * When every task of a job is done: tasks are taken in order by whichever slot is free first. A function of everything that is known;
 * what happens at an instant changes nothing before it, so that a job under way is planned anew from its beginning when more is known.
 */
export function scheduleOf(work: Work): Schedule {
  return new Scheduling(work).run();
}

class Scheduling {
  private readonly work: Work;
  private readonly slots: Slot[];
  /** Machines that go away, the next one first. */
  private readonly deaths: Death[];
  private readonly doneMs: Float64Array[];
  /** By stage and task, when its output was made last, and on which executor it lies. */
  private readonly madeMs: Float64Array[];
  private readonly madeOn: Int32Array[];
  private failedMs = Infinity;
  private runs = 0;
  private lostRuns = 0;
  private failedRuns = 0;
  private speculated = 0;

  constructor(work: Work) {
    const { stages, executors, beginMs } = work;
    this.work = work;
    this.slots = executors.flatMap(({ slots, fromMs }, executor) =>
      Array.from({ length: slots }, (): Slot => ({ executor, freeMs: fromMs })),
    );
    const deaths = executors.map(({ untilMs, noticeMs }, executor): Death => ({ executor, atMs: untilMs, noticedMs: untilMs + noticeMs }));
    this.deaths = deaths.filter(({ atMs }) => atMs < Infinity && atMs > beginMs).sort((a, b) => a.atMs - b.atMs);
    this.doneMs = stages.map(({ length }) => new Float64Array(length).fill(Infinity));
    this.madeMs = stages.map(({ length }) => new Float64Array(length).fill(Infinity));
    this.madeOn = stages.map(({ length }) => new Int32Array(length).fill(-1));
  }

  run(): Schedule {
    const { stages, beginMs } = this.work;
    let at = beginMs;
    for (let stage = 0; stage < stages.length && this.failedMs === Infinity; stage++) at = this.runStage(stage, at);
    const failed = this.failedMs < Infinity;
    if (failed) for (const done of this.doneMs) for (let t = 0; t < done.length; t++) if (done[t] > this.failedMs) done[t] = Infinity;
    const { runs, lostRuns, failedRuns, speculated, doneMs } = this;
    return { endMs: failed ? this.failedMs : at, failed, doneMs, runs, lostRuns, failedRuns, speculated };
  }

  /** Runs a stage that may begin at `fromMs`; answers when it is done. */
  private runStage(stage: number, fromMs: number): number {
    const tasks = Array.from({ length: this.work.stages[stage].length }, (_, task) => task);
    this.runTasks(stage, tasks, fromMs, true);
    if (this.work.speculation !== null) this.speculate(stage, fromMs, this.work.speculation);
    return this.madeMs[stage].reduce((last, made) => Math.max(last, made), fromMs);
  }

  /**
   * Runs tasks of a stage, in order. `watched`: a machine that goes away meanwhile takes its outputs with it, and what is still
   * needed of them is made again.
   */
  private runTasks(stage: number, tasks: readonly number[], fromMs: number, watched: boolean): void {
    let next = 0;
    let freshMs = fromMs;
    let again: Again[] = [];
    const failures = new Map<number, number>();
    for (;;) {
      const earliest = again.reduce((least, { atMs }) => Math.min(least, atMs), next < tasks.length ? freshMs : Infinity);
      const run = earliest < Infinity ? this.nextSlot(earliest) : null;
      const startMs = run?.startMs ?? this.madeMs[stage].reduce((last, made) => Math.max(last, made), fromMs);
      const [death] = this.deaths;
      if (watched && death !== undefined && death.atMs <= startMs) {
        this.deaths.shift();
        const inputMs = run === null ? death.atMs : this.makeAgain(stage - 1, death);
        freshMs = Math.max(freshMs, inputMs);
        again = [...again, ...this.lostOutputs(stage, death)].map(({ task, atMs }) => ({ task, atMs: Math.max(atMs, inputMs) }));
        continue;
      }
      if (run === null || startMs >= this.failedMs) return;
      const repeat = again.findIndex(({ atMs }) => atMs <= startMs);
      const task = repeat < 0 ? tasks[next++] : again.splice(repeat, 1)[0].task;
      const againMs = this.runTask(stage, task, run.slot, startMs, failures);
      if (againMs !== null) again.push({ task, atMs: againMs });
    }
  }

  /** The slot that is free first for something that may be run from `atMs` on; null when no machine will ever be. */
  private nextSlot(atMs: number): { readonly slot: Slot; readonly startMs: number } | null {
    const { executors } = this.work;
    let found: Slot | null = null;
    let startMs = Infinity;
    for (const slot of this.slots) {
      const free = slot.freeMs > atMs ? slot.freeMs : atMs;
      if (free < startMs && free < executors[slot.executor].untilMs) {
        found = slot;
        startMs = free;
      }
    }
    return found === null ? null : { slot: found, startMs };
  }

  /** One run of a task; answers when the task may be run again, null when it will not be. */
  private runTask(stage: number, task: number, slot: Slot, startMs: number, failures: Map<number, number>): number | null {
    const { executors, maxTaskFailures, stages } = this.work;
    this.runs++;
    const endMs = this.endOf(slot.executor, startMs, stages[stage][task]);
    const failsMs = this.failureOf(stage, task, startMs, endMs);
    const { untilMs: goneMs, noticeMs } = executors[slot.executor];
    slot.freeMs = Math.min(endMs, failsMs, goneMs);
    if (goneMs < Math.min(endMs, failsMs)) {
      this.lostRuns++;
      return goneMs + noticeMs;
    }
    if (failsMs < endMs) {
      this.failedRuns++;
      const failed = (failures.get(task) ?? 0) + 1;
      failures.set(task, failed);
      if (failed < maxTaskFailures) return failsMs;
      this.failedMs = Math.min(this.failedMs, failsMs);
      return null;
    }
    this.done(stage, task, endMs, slot.executor);
    return null;
  }

  private done(stage: number, task: number, atMs: number, executor: number): void {
    // What a task has written counts from the first time on; what the next stage reads is what was made last.
    this.doneMs[stage][task] = Math.min(this.doneMs[stage][task], atMs);
    this.madeMs[stage][task] = atMs;
    this.madeOn[stage][task] = executor;
  }

  /** When work begun on an executor is done, with the times in which it is slow. */
  private endOf(executor: number, startMs: number, workMs: number): number {
    const spells = this.work.slow.filter((spell) => spell.executor === executor && spell.untilMs > startMs);
    if (spells.length === 0) return startMs + workMs;
    const edges = [...new Set(spells.flatMap(({ fromMs, untilMs }) => [fromMs, untilMs]))]
      .filter((at) => at > startMs)
      .sort((a, b) => a - b);
    let at = startMs;
    let left = workMs;
    for (const edge of edges) {
      const factor = slownessOf(spells, at);
      if (at + left * factor <= edge) return at + left * factor;
      left -= (edge - at) / factor;
      at = edge;
    }
    return at + left;
  }

  /** When a run fails; Infinity when it does not. */
  private failureOf(stage: number, task: number, startMs: number, endMs: number): number {
    const { stages, failing } = this.work;
    if (stage < stages.length - 1) return Infinity;
    for (const { fromMs, untilMs, share } of failing) {
      if (task !== Math.round(share * (stages[stage].length - 1))) continue;
      const at = Math.max(fromMs, startMs + (endMs - startMs) / 2);
      if (at < untilMs && at < endMs) return at;
    }
    return Infinity;
  }

  /** Outputs of a stage that were made and lay on the machine that went away: needed unless no stage comes after it. */
  private lostOutputs(stage: number, { executor, atMs, noticedMs }: Death): Again[] {
    if (stage < 0 || stage === this.work.stages.length - 1) return [];
    const lost: Again[] = [];
    this.madeOn[stage].forEach((on, task) => {
      if (on !== executor || this.madeMs[stage][task] > atMs) return;
      lost.push({ task, atMs: noticedMs });
      this.madeOn[stage][task] = -1;
    });
    this.lostRuns += lost.length;
    return lost;
  }

  /** The outputs a machine took with it are made again, those they were made of first; answers when all are there. */
  private makeAgain(stage: number, death: Death): number {
    const lost = this.lostOutputs(stage, death);
    if (lost.length === 0) return death.atMs;
    const inputMs = this.makeAgain(stage - 1, death);
    const fromMs = Math.max(inputMs, death.noticedMs);
    const tasks = lost.map(({ task }) => task);
    this.runTasks(stage, tasks, fromMs, false);
    return tasks.reduce((last, task) => Math.max(last, this.madeMs[stage][task]), fromMs);
  }

  /** A second copy of what is still running long after most are done; the first of the two counts. */
  private speculate(stage: number, fromMs: number, { quantile, multiplier }: Speculation): void {
    const made = this.madeMs[stage];
    if (made.length < 2) return;
    const inOrder = made.slice().sort();
    const mostMs = inOrder[Math.ceil(quantile * made.length) - 1];
    const lateAfterMs = fromMs + multiplier * (inOrder[(made.length - 1) >> 1] - fromMs);
    for (let task = 0; task < made.length; task++) {
      if (made[task] <= mostMs || made[task] <= lateAfterMs) continue;
      const run = this.nextSlot(Math.max(mostMs, lateAfterMs));
      if (run === null || run.startMs >= made[task] || run.slot.executor === this.madeOn[stage][task]) continue;
      this.runs++;
      const endMs = this.endOf(run.slot.executor, run.startMs, this.work.stages[stage][task]);
      run.slot.freeMs = Math.min(endMs, made[task]);
      if (endMs >= made[task] || endMs > this.work.executors[run.slot.executor].untilMs) continue;
      this.speculated++;
      this.done(stage, task, endMs, run.slot.executor);
    }
  }
}

function slownessOf(spells: readonly SlowSpell[], at: number): number {
  return spells.reduce((most, { fromMs, untilMs, factor }) => (fromMs <= at && at < untilMs ? Math.max(most, factor) : most), 1);
}
