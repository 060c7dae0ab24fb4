import type { NoFacts } from "../part/remark.ts";

/** What remarks a task that waits for files. */
export type SensorRemarks = {
  readonly "timed-out": { readonly afterMs: number; readonly files: number; readonly wanted: number };
  /** The end of the run: so many attempts still wait, and no file will land any more. */
  readonly "waits-in-vain": { readonly attempts: number; readonly files: number; readonly wanted: number };
  readonly outage: { readonly downMs: number };
};

/** When the rows of tasks that are done can be seen (output-committer.ts). */
type Commits = "task" | "job" | "atomic";

type FailedBecause = "task" | "broken-off";

export type BatchJobRemarks = {
  /** A run failed, and nobody can read what it wrote: `because` a task failed too often, or somebody broke it off. */
  readonly "run-failed": { readonly because: FailedBecause; readonly commits: Commits };
  /** A run failed, and so many files of it can be read all the same. */
  readonly "half-written": { readonly because: FailedBecause; readonly visibleFiles: number };
  /** The table a run writes into did not take its commit: what somebody else had committed since the run had read it. */
  readonly "commit-refused": { readonly error: string; readonly behind: string; readonly by: string };
  /** An overwriting run that failed had deleted what lay there. */
  readonly "old-data-gone": { readonly files: number };
  /** The first overwrite that took other partitions with it than it wrote. */
  readonly "partitions-dropped": { readonly hours: number; readonly written: number };
  /** The first run that appends rows of files which a run before it has taken, too. */
  readonly "read-again": { readonly files: number; readonly ofFiles: number };
  /** The first run over an interval of which nothing had landed. */
  readonly "nothing-landed": { readonly isPoint: boolean };
  /** The first run that appended figures of hours of which a run before it had written some, with counts of distinct users among them. */
  readonly "hours-in-pieces": { readonly hours: number; readonly columns: readonly string[] };
  /** The same of figures that all add up. */
  readonly "hours-to-add-up": { readonly hours: number };
  /** The first run after which so many users have two versions that both say they are the current one. */
  readonly "versions-twice": { readonly users: number };
  /** The first start that was refused because a run was under way. */
  readonly "start-refused": { readonly underWay: number };
  readonly "executor-lost": { readonly executor: number; readonly awayMs: number };
  readonly "executors-reclaimed": { readonly executors: number; readonly ofExecutors: number; readonly awayMs: number };
  readonly "executor-slow": { readonly executor: number; readonly factor: number; readonly forMs: number };
  readonly "late-start": { readonly forMs: number };
  readonly "tasks-failing": { readonly forMs: number; readonly mostFailures: number };
  /** The first run with more rows in a task than its memory holds. */
  readonly spilled: { readonly bytes: number };
};

/** What remarks whoever looks after a table. */
export type MaintenanceRemarks = Pick<BatchJobRemarks, "commit-refused"> & {
  /** What it is wired to is no table. */
  readonly "no-table": NoFacts;
  /** Its machine went before the commit; so many files it had written belong to nobody. */
  readonly "run-lost": { readonly orphans: number };
  /** A vacuum left what is in the newest version no more, as it is not old enough or an older version names it. */
  readonly "kept-unneeded": { readonly deleted: number; readonly objects: number; readonly bytes: number; readonly hours: number };
};
