import type { HourlyMeasure } from "../rows/dimensions.ts";
import type { Interval } from "../tasks/job.ts";
import type { Reading } from "../tasks/landed-files.ts";
import { HourPieces } from "./hour-pieces.ts";
import type { JobPlan } from "./job-plan.ts";
import type { CommitRules, Outputs } from "./output-committer.ts";
import type { BatchJobRemarks } from "./remarks.ts";

/** How a job remarks something: `remark` of the part. */
export type TellsOfJob = <C extends keyof BatchJobRemarks>(at: number, code: C, facts: BatchJobRemarks[C], setting?: string) => void;

/** How a job reads and writes, and what hourly figures it may make. */
type JobRules = {
  readonly reads: Reading;
  readonly appends: boolean;
  readonly commits: CommitRules["commits"];
  readonly hourly: readonly HourlyMeasure[];
};

/** What there is to say of the runs of a job: most of it the first time that it happens, and then no more. */
export class RunRemarks {
  private readonly said = new Set<keyof BatchJobRemarks>();
  private readonly pieces: HourPieces;
  private readonly reads: Reading;
  private readonly appends: boolean;
  private readonly commits: CommitRules["commits"];
  private readonly tell: TellsOfJob;

  constructor(rules: JobRules, tell: TellsOfJob) {
    this.pieces = new HourPieces(rules.hourly);
    this.reads = rules.reads;
    this.appends = rules.appends;
    this.commits = rules.commits;
    this.tell = tell;
  }

  once<C extends keyof BatchJobRemarks>(at: number, code: C, facts: BatchJobRemarks[C], setting?: string): void {
    if (this.said.has(code)) return;
    this.said.add(code);
    this.tell(at, code, facts, setting);
  }

  /** What a run takes; `readBefore` are the files of runs that ended well. */
  reading(
    at: number,
    { files, spilledBytes }: { readonly files: readonly number[] } & Pick<JobPlan, "spilledBytes">,
    { fromMs, toMs }: Interval,
    readBefore: ReadonlySet<number>,
  ): void {
    if (files.length === 0 && this.reads === "interval") this.once(at, "nothing-landed", { isPoint: fromMs === toMs }, "reads");
    const mayReadAgain = this.reads !== "new-files" && this.appends && !this.said.has("read-again");
    const again = mayReadAgain ? files.filter((file) => readBefore.has(file)).length : 0;
    if (again > 0) this.once(at, "read-again", { files: again, ofFiles: files.length }, "reads");
    if (spilledBytes > 0) this.once(at, "spilled", { bytes: spilledBytes }, "shufflePartitions");
  }

  /** Static overwrite: partitions that go and are not written again. */
  overwriting(at: number, folders: readonly string[], { drafts }: JobPlan): void {
    const written = new Set(drafts.map(({ stream, hour }) => `${stream}/${hour}`));
    const dropped = folders.filter((name) => !written.has(name)).length;
    if (dropped > 0) this.once(at, "partitions-dropped", { hours: dropped, written: written.size }, "writes");
  }

  /** Whoever reads the same files again appends rows that stand there already: those are no pieces, and "read-again" tells of them. */
  committed(at: number, { drafts }: JobPlan): void {
    if (!this.appends || this.reads !== "new-files") return;
    const { hours, columns } = this.pieces.add(drafts);
    if (hours === 0) return;
    if (columns.length > 0) this.once(at, "hours-in-pieces", { hours, columns }, "reads");
    else this.once(at, "hours-to-add-up", { hours }, "writes");
  }

  failed(at: number, { visible, deleted }: Outputs, because: BatchJobRemarks["run-failed"]["because"]): void {
    if (visible === 0) this.tell(at, "run-failed", { because, commits: this.commits }, "committer");
    else this.tell(at, "half-written", { because, visibleFiles: visible }, "committer");
    if (deleted > 0) this.tell(at, "old-data-gone", { files: deleted }, "writes");
  }
}
