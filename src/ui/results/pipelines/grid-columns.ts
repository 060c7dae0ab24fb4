import type { Pipeline, PipelineRun, TaskRun, TaskState } from "../../../result/pipelines.ts";

/** Which runs the grid shows. */
export type RunFilter = "all" | "failed" | "retried";

/** Runs on one page of the grid, as wide as a laptop shows without scrolling. */
export const RUNS_PER_PAGE = 30;

/** What a state is called, its sign (never colour alone), and its tone. */
export const STATES: {
  readonly [state in Exclude<TaskState, null>]: {
    readonly word: string;
    readonly sign: string;
    readonly tone: "ok" | "bad" | "warn" | "accent" | "quiet";
  };
} = {
  success: { word: "succeeded", sign: "✓", tone: "ok" },
  failed: { word: "failed", sign: "✕", tone: "bad" },
  upstream_failed: { word: "not run: something before it failed", sign: "↥", tone: "bad" },
  up_for_retry: { word: "waits to be tried again", sign: "↻", tone: "warn" },
  up_for_reschedule: { word: "looks again later", sign: "◷", tone: "accent" },
  deferred: { word: "waits without a slot", sign: "◷", tone: "accent" },
  running: { word: "running", sign: "▸", tone: "accent" },
  queued: { word: "waits for a slot", sign: "…", tone: "warn" },
  scheduled: { word: "due", sign: "…", tone: "quiet" },
  skipped: { word: "skipped", sign: "–", tone: "quiet" },
};

/** A task of which nothing has been decided. */
export const UNDECIDED = { word: "not begun", sign: "·", tone: "quiet" } as const;

export function stateOf(state: TaskState): { readonly word: string; readonly sign: string; readonly tone: string } {
  return state === null ? UNDECIDED : STATES[state];
}

export function retried(run: PipelineRun): boolean {
  return run.tasks.some(({ tries }) => tries.length > 1);
}

/** Numbers of the runs that pass the filter, in order. */
export function shownRuns({ runs }: Pipeline, filter: RunFilter): readonly number[] {
  const all = runs.map((_, index) => index);
  if (filter === "failed") return all.filter((index) => runs[index]?.state === "failed");
  if (filter === "retried") return all.filter((index) => retried(runs[index] as PipelineRun));
  return all;
}

/** Which cell is looked at: numbers of a run and a task. */
export type Chosen = { readonly run: number; readonly task: number };

/** What is looked at among the runs shown: what was chosen, and where a filter hides it, the newest that it leaves. Null when it leaves none. */
export function placeAmong(shown: readonly number[], chosen: Chosen): Chosen | null {
  if (shown.includes(chosen.run)) return chosen;
  const newest = shown.at(-1);
  return newest === undefined ? null : { run: newest, task: chosen.task };
}

/** Columns under one time: as many as its words need, for cells of 24 px. */
const COLUMNS_PER_TIME = 3;

/** Runs of a page in groups that share one heading: the time of the first of them. */
export function timeGroups(runs: readonly number[]): readonly { readonly first: number; readonly span: number }[] {
  const groups: { first: number; span: number }[] = [];
  for (let at = 0; at < runs.length; at += COLUMNS_PER_TIME)
    groups.push({ first: runs[at] ?? 0, span: Math.min(COLUMNS_PER_TIME, runs.length - at) });
  return groups;
}

/** The page that holds a run, counted from the end: page 0 holds the newest. */
export function pageOf(place: number, count: number): number {
  return Math.floor((count - 1 - place) / RUNS_PER_PAGE);
}

/** Runs of a page, oldest first. */
export function runsOfPage(shown: readonly number[], page: number): readonly number[] {
  const end = shown.length - page * RUNS_PER_PAGE;
  return shown.slice(Math.max(0, end - RUNS_PER_PAGE), Math.max(0, end));
}

/** How a task stood at `atMs`: by its tries up to then, for whoever looks back at a moment of the run. */
export function stateAt(task: TaskRun, atMs: number | null): TaskState {
  if (atMs === null) return task.state;
  const begun = task.tries.filter(({ queuedMs }) => queuedMs <= atMs);
  const last = begun.at(-1);
  if (last === undefined) return null;
  if (last.endedMs !== null && last.endedMs <= atMs)
    return last.state === "success" || last.state === "skipped"
      ? last.state
      : begun.length < task.tries.length
        ? "up_for_retry"
        : task.state;
  return last.beganMs !== null && last.beganMs <= atMs ? "running" : "queued";
}

/** Totals of a pipeline in a sentence's order. */
export function countsOf({ runs }: Pipeline): {
  readonly runs: number;
  readonly failed: number;
  readonly open: number;
  readonly retriedTasks: number;
} {
  return {
    runs: runs.length,
    failed: runs.filter(({ state }) => state === "failed").length,
    open: runs.filter(({ state }) => state === "running" || state === "queued").length,
    retriedTasks: runs.reduce((sum, { tasks }) => sum + tasks.filter(({ tries }) => tries.length > 1).length, 0),
  };
}

/** From due to done: the longest delay of the runs that succeeded, and which it was; null without any. */
export function slowestRun({ runs }: Pipeline): { readonly run: number; readonly tookMs: number } | null {
  let slowest: { run: number; tookMs: number } | null = null;
  runs.forEach(({ dueMs, endedMs, state }, run) => {
    if (state === "success" && endedMs !== null && (slowest === null || endedMs - dueMs > slowest.tookMs))
      slowest = { run, tookMs: endedMs - dueMs };
  });
  return slowest;
}

/** A bar of the Gantt picture of one run, in ms of the run: waiting for a slot, then running. */
export type Bar = {
  readonly task: string;
  readonly number: number;
  readonly queuedMs: number;
  readonly beganMs: number | null;
  readonly endedMs: number | null;
  readonly state: string;
};

/** The bars of a run with the stretch of time they lie in; open ones end at `nowMs`. */
export function ganttOf(
  pipeline: Pipeline,
  run: PipelineRun,
  nowMs: number,
): { readonly bars: readonly Bar[]; readonly fromMs: number; readonly toMs: number } {
  const bars = run.tasks.flatMap(({ tries }, t) =>
    tries.map(({ queuedMs, beganMs, endedMs, state }, number) => ({
      task: pipeline.tasks[t] ?? "",
      number,
      queuedMs,
      beganMs,
      endedMs,
      state,
    })),
  );
  const fromMs = Math.min(run.dueMs, ...bars.map(({ queuedMs }) => queuedMs));
  const toMs = Math.max(fromMs + 1, run.endedMs ?? nowMs, ...bars.map(({ endedMs }) => endedMs ?? nowMs));
  return { bars, fromMs, toMs };
}
