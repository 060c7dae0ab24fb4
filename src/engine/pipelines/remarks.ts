/** What remarks whoever orders tasks. */
export type OrchestratorRemarks = {
  readonly outage: { readonly downMs: number };
  readonly "database-outage": { readonly downMs: number };
  readonly paused: { readonly forMs: number };
  readonly "pool-shrunk": { readonly slots: number; readonly forMs: number };
  /** `tasks` ran on the worker; that they are lost is found out `foundAfterMs` later. */
  readonly "worker-lost": { readonly worker: string; readonly tasks: number; readonly foundAfterMs: number };
  /** A task failed for good in the run that was due at `dueMs`; `behind` tasks come after it. */
  readonly "task-failed": { readonly task: string; readonly tries: number; readonly behind: number };
  readonly "run-timed-out": { readonly allowedMs: number; readonly unfinished: number };
  /** Ticks that came while no run could begin: only the newest of them had one. */
  readonly "ticks-passed-over": { readonly ticks: number };
  /** Rules were given for tasks that are not among those it begins. */
  readonly "rule-for-nobody": { readonly tasks: readonly string[] };
  readonly cleared: { readonly task: string; readonly again: number };
  readonly backfilled: { readonly runs: number; readonly left: number };
};

/** What remarks a line of a crontab. */
export type CronRemarks = {
  readonly outage: { readonly downMs: number; readonly brokenRuns: number };
  readonly "task-failed": { readonly task: string; readonly behind: number };
  readonly "still-running": { readonly runs: number };
  readonly rerun: { readonly tasks: number };
};
