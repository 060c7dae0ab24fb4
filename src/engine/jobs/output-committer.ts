import type { FileContent, FileWriter } from "../files/file-writer.ts";
import type { Refusal } from "../files/commit-conflicts.ts";
import type { Commit, TableLog } from "../files/table-log.ts";
import type { DraftFile } from "./job-plan.ts";

/** How the output of tasks becomes what readers see. */
export type CommitRules = {
  /**
   * task: files are there when their task is done (file output committer, algorithm 2). job: when the job is done (algorithm 1, and
   * committers that complete uploads then). atomic: when the job is done, all or nothing, with what is deleted (a table format).
   */
  readonly commits: "task" | "job" | "atomic";
  /** Two jobs that append into one folder share its temporary one: who commits first moves the finished tasks of both. */
  readonly sharesFolder: boolean;
  /** Time of the driver for each file when the job commits, and once. */
  readonly perFileMs: number;
  readonly onceMs: number;
};

/**
 * append: new files beside the old. overwrite: in place of everything this job ever wrote, which files deletes before the first task
 * (static). overwrite-partitions: in place of what lay in the partitions that are written (dynamic), when the job commits.
 */
export type WriteMode = "append" | "overwrite" | "overwrite-partitions";

/** A file that is to be written, and whether it has been. */
export type Output = { readonly draft: DraftFile; written: boolean };

/** The output of one attempt, from the first task on. */
export type Outputs = {
  readonly openedAtMs: number;
  /** The version of the table its run had read, and how often it has tried to commit the next one. */
  readonly basedOn: number;
  tries: number;
  readonly files: readonly Output[];
  visible: number;
  deleted: number;
};

/** What became of a commit: made; to be tried again; or refused for good. */
export type CommitEnd =
  | { readonly how: "made" }
  | { readonly how: "again"; readonly atMs: number }
  | ({ readonly how: "refused" } & Refusal);

const MADE: CommitEnd = { how: "made" };

/** The files of a job's tables: writes what attempts commit, and takes away what they overwrite. */
export class OutputCommitter {
  private readonly writer: FileWriter;
  private readonly rules: CommitRules;
  private readonly mode: WriteMode;
  /** Files that lie there, by table and partition. */
  private there = new Map<string, number[]>();
  /** The table that is written, where one keeps the files: whatever the rules are, a run is then committed to it, at once or not at all. */
  private table: TableLog | null = null;

  constructor(writer: FileWriter, rules: CommitRules, mode: WriteMode) {
    this.writer = writer;
    this.rules = rules;
    this.mode = mode;
  }

  commitsTo(table: TableLog): void {
    this.table ??= table;
    table.isRewritten ||= this.mode !== "append";
  }

  get writesTable(): boolean {
    return this.table !== null;
  }

  /** Files of a task can be seen when the task is done, long before the job is. */
  get byTask(): boolean {
    return this.rules.commits === "task" && this.table === null && this.mode !== "overwrite-partitions";
  }

  /** A run deletes what lay there as soon as it begins to write. */
  get deletesFirst(): boolean {
    return this.mode === "overwrite" && this.rules.commits !== "atomic" && this.table === null;
  }

  /** All that lies there is replaced when a run commits. */
  get renews(): boolean {
    return this.mode === "overwrite" && !this.deletesFirst;
  }

  /** What is moved for one job is moved for every job that writes into the folder. */
  get sharesFolder(): boolean {
    return this.rules.sharesFolder && this.table === null && this.mode !== "overwrite-partitions";
  }

  open(drafts: readonly DraftFile[], openedAtMs: number): Outputs {
    const files = drafts.map((draft) => ({ draft, written: false }));
    return { openedAtMs, basedOn: this.table?.version ?? 0, tries: 0, files, visible: 0, deleted: 0 };
  }

  /** The driver's time to commit a job with so many files. */
  commitMs(files: number): number {
    const { perFileMs, onceMs } = this.rules;
    return onceMs + files * perFileMs;
  }

  /** Everything that lies there is deleted, before anything new is written. */
  deleteAll(outputs: Outputs, at: number): void {
    const old = [...this.there.values()].flat();
    outputs.deleted = old.length;
    if (old.length > 0) this.writer.remove(old, at);
    this.there.clear();
  }

  /** A file whose task is done becomes visible. */
  publish(outputs: Outputs, output: Output, at: number): void {
    if (!output.written) this.write(outputs, output, at, []);
  }

  /** The job commits: all that is not visible yet becomes so, in the place of what it overwrites. */
  commit(outputs: Outputs, at: number): CommitEnd {
    const { table } = this;
    if (table === null) {
      this.writeAll(outputs, at);
      return MADE;
    }
    this.there = table.filesSince(outputs.basedOn);
    const commit = this.commitOf(outputs);
    const verdict = table.verdict(commit, at);
    if (verdict.may === "retry") {
      outputs.tries++;
      return { how: "again", atMs: at + verdict.afterMs };
    }
    if (verdict.may === "not") {
      this.abandon(outputs, at, () => true);
      return { how: "refused", ...verdict.refusal };
    }
    table.add(commit, this.writeAll(outputs, at), commit.removes, at);
    return MADE;
  }

  private commitOf(outputs: Outputs): Commit {
    const partitions = new Set(outputs.files.map(({ draft }) => folderOf(draft)));
    const old = [...this.there].filter(([folder]) => this.mode === "overwrite" || (this.mode !== "append" && partitions.has(folder)));
    for (const [folder] of old) partitions.add(folder);
    const takesMs = this.commitMs(outputs.files.length);
    const { basedOn, tries } = outputs;
    const removes = old.flatMap(([, files]) => files);
    const operation = this.mode === "overwrite-partitions" ? "replace-partitions" : this.mode;
    return { writer: this.writer.name, operation, basedOn, partitions, removes, takesMs, tries };
  }

  /** What tasks had written for a run that will never be committed stays in the bucket, and in no version of the table. */
  abandon(outputs: Outputs, at: number, isDone: (draft: DraftFile) => boolean): void {
    if (this.table === null) return;
    const left = outputs.files.filter(({ draft, written }) => !written && isDone(draft));
    this.table.abandon(
      left.map(({ draft }) => this.writer.make(contentOf(draft, outputs, at))),
      at,
    );
  }

  private writeAll(outputs: Outputs, at: number): number[] {
    const written: number[] = [];
    let replaces: number[] = [];
    if (this.renews) {
      replaces = [...this.there.values()].flat();
      this.there.clear();
      if (outputs.files.length === 0 && replaces.length > 0) this.writer.remove(replaces, at);
    }
    const renewed = new Set<string>();
    for (const output of outputs.files) {
      if (output.written) continue;
      const name = folderOf(output.draft);
      if (this.mode === "overwrite-partitions" && !renewed.has(name)) {
        renewed.add(name);
        replaces = this.there.get(name) ?? [];
        this.there.delete(name);
      }
      written.push(this.write(outputs, output, at, replaces));
      replaces = [];
    }
    return written;
  }

  /** Files of a draft's partition, as a run that begins now finds them. */
  lyingFor(draft: DraftFile): readonly number[] {
    return (this.table?.filesSince(this.table.version) ?? this.there).get(folderOf(draft)) ?? [];
  }

  /** Folders that have files, as the run found them: a table and a partition each. */
  folders({ basedOn }: Outputs): string[] {
    return [...(this.table?.filesSince(basedOn) ?? this.there).keys()];
  }

  private write(outputs: Outputs, output: Output, at: number, replaces: readonly number[]): number {
    const content = contentOf(output.draft, outputs, at);
    output.written = true;
    outputs.visible++;
    const file = this.writer.write(replaces.length === 0 ? content : { ...content, replaces }, at);
    const name = folderOf(output.draft);
    const lying = this.there.get(name);
    if (lying === undefined) this.there.set(name, [file]);
    else lying.push(file);
    return file;
  }
}

function contentOf({ stream, hour, refs, rawBytes }: DraftFile, { openedAtMs }: Outputs, at: number): FileContent {
  return { stream, hour, refs, rawBytes, openedAt: openedAtMs, closedAt: at, uploaded: true };
}

function folderOf({ stream, hour }: DraftFile): string {
  return `${stream}/${hour}`;
}
