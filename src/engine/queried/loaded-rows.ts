import { EVENT, rowOf } from "../rows/rows.ts";
import type { RunContext } from "../part/run-context.ts";
import type { RowBatch } from "../rows/kinds/file.ts";
import type { VisibleRows } from "./visible-rows.ts";

/**
 * How a load meets what is in the table. append: COPY adds its rows, whatever is there. The others copy into a staging table and end
 * in one transaction. replace: what was loaded of the same file, or of one whose place it has taken, is deleted first. merge: a row
 * takes the place of the one with its key, and staging keeps one row of each key. delete-insert: all rows of the partitions that are
 * staged are deleted first. truncate: all rows are.
 */
export type LoadMethod = "append" | "replace" | "merge" | "delete-insert" | "truncate";

/** What a load did to the table, in rows. */
export type LoadOutcome = {
  readonly inserted: number;
  /** Rows that were in place already, by key. */
  readonly matched: number;
  readonly deleted: number;
  /** Rows of files that had been loaded before, and stand there once more. */
  readonly repeated: number;
  /** Rows that stay of files which others have taken the place of. */
  readonly outdated: number;
  /** Rows deleted with their partition that the load did not bring again, by key. */
  readonly lost: number;
};

type Counts = { -readonly [count in keyof LoadOutcome]: number };

/** A row that is there, and the batch it is in. */
type Place = { readonly ref: number; batch: RowBatch };

const NOTHING: LoadOutcome = { inserted: 0, matched: 0, deleted: 0, repeated: 0, outdated: 0, lost: 0 };

/** The tables of a warehouse: what loads have made of files, one table for each kind of row. */
export class LoadedRows {
  private readonly run: RunContext;
  private readonly visible: VisibleRows;
  private readonly method: LoadMethod;
  /** What was loaded of each file, and of each partition of a table. */
  private readonly byFile = new Map<number, RowBatch[]>();
  private readonly byFolder = new Map<string, RowBatch[]>();
  private readonly deletedFiles = new Set<number>();
  /** Of a merge: ids of the events that are there, and the places of other rows by kind and key. */
  private readonly eventIds = new Set<number>();
  private readonly places = new Map<number, Map<number | string, Place>>();

  constructor(run: RunContext, visible: VisibleRows, method: LoadMethod) {
    this.run = run;
    this.visible = visible;
    this.method = method;
  }

  /** The load of these files commits at `at`, ms: from then on its rows are seen, and what it deletes is not. */
  load(files: readonly number[], at: number): LoadOutcome {
    const counts: Counts = { ...NOTHING };
    this.deleteOld(files, at, counts);
    if (this.method === "merge") this.merge(files, at, counts);
    else for (const file of files) this.insert(file, this.run.rows.files[file].refs, at, counts);
    return counts;
  }

  private deleteOld(files: readonly number[], at: number, counts: Counts): void {
    const { run, method, byFile, byFolder } = this;
    if (method === "truncate" || method === "delete-insert") {
      const folders = method === "truncate" ? [...byFolder.keys()] : [...new Set(files.map((file) => this.folderOf(file)))];
      this.deleteBatches(
        folders.flatMap((folder) => byFolder.get(folder) ?? []),
        files,
        at,
        counts,
      );
      for (const folder of folders) byFolder.delete(folder);
      return;
    }
    if (method === "replace") {
      const old = files.flatMap((file) => [file, ...this.replacedBy(file)]);
      this.deleteBatches(
        old.flatMap((file) => byFile.get(file) ?? []),
        files,
        at,
        counts,
      );
      for (const file of old) byFile.delete(file);
      return;
    }
    if (method !== "append") return;
    for (const file of files) {
      if (byFile.has(file)) counts.repeated += run.rows.files[file].rows;
      else for (const old of this.replacedBy(file)) for (const { rows } of byFile.get(old) ?? []) counts.outdated += rows;
    }
  }

  /** Files whose place it has taken, and those whose place they had taken before any load saw them. */
  private replacedBy(file: number): readonly number[] {
    const found = new Set<number>();
    const look = (at: number): void => {
      for (const old of this.run.rows.files[at].replaces ?? []) {
        if (found.has(old)) continue;
        found.add(old);
        if (!this.byFile.has(old)) look(old);
      }
    };
    look(file);
    return [...found];
  }

  private deleteBatches(batches: readonly RowBatch[], files: readonly number[], at: number, counts: Counts): void {
    for (const batch of batches) {
      this.visible.hideBatch(batch, at);
      counts.deleted += batch.rows;
    }
    if (this.method !== "delete-insert" || batches.length === 0) return;
    const { rows } = this.run;
    const again = new Map<number, Set<number | string>>();
    const keysOf = (kind: number): Set<number | string> => {
      const keys = again.get(kind) ?? new Set();
      again.set(kind, keys);
      return keys;
    };
    for (const file of files) {
      const { stream, refs } = rows.files[file];
      const keys = keysOf(stream);
      for (let i = 0; i < refs.length; i++) keys.add(rows.kinds[stream].mergesBy(rows, rowOf(refs[i])));
    }
    for (const { stream, refs } of batches) {
      const keys = keysOf(stream);
      for (let i = 0; i < refs.length; i++) if (!keys.has(rows.kinds[stream].mergesBy(rows, rowOf(refs[i])))) counts.lost++;
    }
  }

  /** Shows these rows of a file. The file itself stands for them where they are all of it and it was never loaded. */
  private insert(file: number, refs: Int32Array, at: number, counts: Counts): RowBatch {
    const stored = this.run.rows.files[file];
    const batch = refs.length === stored.rows && !this.byFile.has(file) ? stored : partOf(stored, refs);
    counts.inserted += refs.length;
    this.visible.showBatch(batch, at);
    addTo(this.byFile, file, batch);
    addTo(this.byFolder, this.folderOf(file), batch);
    return batch;
  }

  private merge(files: readonly number[], at: number, counts: Counts): void {
    const { rows } = this.run;
    const before = counts.inserted;
    for (const file of files) {
      const { stream, refs } = rows.files[file];
      if (refs.length === 0) continue;
      if (stream === EVENT) {
        // Events of one id are the same but for the way they came: the one that is there stays.
        const kept = refs.filter(
          (row) => !this.eventIds.has(rows.events.eventId.at(row)) && this.eventIds.add(rows.events.eventId.at(row)),
        );
        if (kept.length > 0) this.insert(file, kept, at, counts);
      } else this.mergeDerived(file, at, counts);
    }
    counts.matched = files.reduce((sum, file) => sum + rows.files[file].refs.length, 0) - (counts.inserted - before);
  }

  /** Other rows: the newest takes the place of the one with its key, in the table and among those that are staged. */
  private mergeDerived(file: number, at: number, counts: Counts): void {
    const { rows } = this.run;
    const { stream, refs } = rows.files[file];
    const { mergesBy } = rows.kinds[stream];
    let known = this.places.get(stream);
    if (known === undefined) this.places.set(stream, (known = new Map()));
    const staged = new Map<number | string, number>();
    for (let i = 0; i < refs.length; i++) staged.set(mergesBy(rows, rowOf(refs[i])), refs[i]);
    const gone = new Map<RowBatch, number[]>();
    const kept: number[] = [];
    for (const [key, ref] of staged) {
      const there = known.get(key);
      if (there?.ref === ref) continue;
      kept.push(ref);
      if (there === undefined) continue;
      counts.deleted++;
      const leaving = gone.get(there.batch);
      if (leaving === undefined) gone.set(there.batch, [there.ref]);
      else leaving.push(there.ref);
    }
    for (const [batch, leaving] of gone) this.trim(batch, leaving, known, at);
    if (kept.length === 0) return;
    const batch = this.insert(file, Int32Array.from(kept), at, counts);
    for (const ref of kept) known.set(mergesBy(rows, rowOf(ref)), { ref, batch });
  }

  private trim(batch: RowBatch, leaving: readonly number[], known: Map<number | string, Place>, at: number): void {
    const gone = new Set(leaving);
    const refs = batch.refs.filter((ref) => !gone.has(ref));
    const kept = partOf(batch, refs);
    this.visible.trimBatch(batch, kept, Int32Array.from(leaving), at);
    const { mergesBy } = this.run.rows.kinds[batch.stream];
    for (let i = 0; i < refs.length; i++) {
      const place = known.get(mergesBy(this.run.rows, rowOf(refs[i])));
      if (place?.batch === batch) place.batch = kept;
    }
  }

  /** These files were deleted in front of it, and not for others that say they took their place. */
  deleted(files: readonly number[]): void {
    for (const file of files) this.deletedFiles.add(file);
  }

  /** Rows it keeps of files that are not there any more, where loads know rows by their file: COPY never deletes. */
  get rowsOfDeletedFiles(): number {
    if (this.method !== "append" && this.method !== "replace") return 0;
    let rows = 0;
    for (const file of this.deletedFiles) for (const batch of this.byFile.get(file) ?? []) rows += batch.rows;
    return rows;
  }

  /** Rows of the partitions that these files have rows of. */
  rowsBeside(files: readonly number[]): number {
    let rows = 0;
    for (const folder of new Set(files.map((file) => this.folderOf(file))))
      for (const batch of this.byFolder.get(folder) ?? []) rows += batch.rows;
    return rows;
  }

  private folderOf(file: number): string {
    const { stream, hour } = this.run.rows.files[file];
    return `${stream}/${hour}`;
  }
}

/** These rows of a batch, with their share of its bytes. */
function partOf({ stream, rows, storedBytes, rawBytes }: RowBatch, refs: Int32Array): RowBatch {
  const share = refs.length / Math.max(1, rows);
  return { stream, refs, rows: refs.length, storedBytes: storedBytes * share, rawBytes: rawBytes * share };
}

function addTo<K>(lists: Map<K, RowBatch[]>, key: K, batch: RowBatch): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [batch]);
  else list.push(batch);
}
