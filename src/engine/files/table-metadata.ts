import type { TableFormat } from "./commit-conflicts.ts";

/**
 * Bytes of what a table format writes beside the data, by the number of columns of the table. Measured on tables of 5, 10 and 20 columns
 * partitioned by one of them, written by deltalake 1.6.6 and pyiceberg 0.12.0 (2026-11); lines fit within 2 %.
 */
const DELTA = {
  /** `commitInfo`, a line of every commit. */
  commit: 294,
  /** An `add` with the statistics of its columns; a `remove`. */
  add: 363,
  addColumn: 33.3,
  remove: 222,
  /** Protocol and schema, in the first commit. */
  table: 319,
  tableColumn: 71,
  /** A checkpoint: files that are there, and files that are gone and not yet forgotten. */
  checkpoint: 14_000,
  checkpointFile: 126,
  checkpointFileColumn: 28,
  checkpointGone: 88,
};
const ICEBERG = {
  manifest: 4125,
  manifestColumn: 53.6,
  entry: 165,
  entryColumn: 12.6,
  list: 1740,
  listManifest: 42,
  /** `metadata.json`: all of it is written anew with each commit, every snapshot in it until that expires. */
  table: 851,
  tableColumn: 54,
  snapshot: 611,
  /** The last hundred of its predecessors are named in it. */
  logged: 146,
};
const MOST_LOGGED = 100;
/** A manifest that is written anew takes files up to so many bytes (Iceberg documentation, `commit.manifest.target-size-bytes`; recalled 2026). */
const MANIFEST_TARGET_BYTES = 8 * 1024 * 1024;

/** What a commit has written beside the data: bytes, and requests to write them. */
export type WrittenMetadata = { readonly bytes: number; readonly objects: number };

/** What a query has to read before it knows the files of the newest partition. */
export type Planning = { readonly requests: number; readonly bytes: number };

/** What a rewrite of manifests has written, and how many there were before and are now. */
export type RewrittenManifests = WrittenMetadata & { readonly before: number; readonly after: number };

/** The metadata files of one table: what each commit adds to them, and what a reader needs of them. */
export type TableMetadata = {
  /** `live`: data files that are there once it is committed; `gone`: of them that are not, those a vacuum has not taken. */
  commit(added: readonly number[], removed: readonly number[], live: number, gone: number): WrittenMetadata;
  /** So many snapshots are forgotten. */
  expire(snapshots: number): WrittenMetadata;
  planning(newest: ReadonlySet<number>): Planning;
  /** Manifests that a rewrite would read; null where the format has none. */
  readonly manifestCount: number | null;
  /** Names the same files in as few manifests as hold them, in the order in which they came; null where there is nothing to gain. */
  rewriteManifests(): RewrittenManifests | null;
};

export function tableMetadata(format: TableFormat, columns: number, checkpointEvery: number): TableMetadata {
  return format === "delta" ? new DeltaLog(columns, checkpointEvery) : new IcebergMetadata(columns);
}

/** A JSON file a commit, and a checkpoint of the whole state every so many. */
class DeltaLog implements TableMetadata {
  private commits = 0;
  private checkpointBytes = 0;
  private sinceBytes = 0;
  private readonly columns: number;
  private readonly every: number;

  constructor(columns: number, every: number) {
    this.columns = columns;
    this.every = every;
  }

  commit(added: readonly number[], removed: readonly number[], live: number, gone: number): WrittenMetadata {
    const { columns } = this;
    let bytes = DELTA.commit + added.length * (DELTA.add + DELTA.addColumn * columns) + removed.length * DELTA.remove;
    if (this.commits === 0) bytes += DELTA.table + DELTA.tableColumn * columns;
    this.commits++;
    this.sinceBytes += bytes;
    if (this.commits % this.every !== 0) return { bytes: Math.round(bytes), objects: 1 };
    this.checkpointBytes =
      DELTA.checkpoint + live * (DELTA.checkpointFile + DELTA.checkpointFileColumn * columns) + gone * DELTA.checkpointGone;
    this.sinceBytes = 0;
    // The checkpoint, and the small file that names it.
    return { bytes: Math.round(bytes + this.checkpointBytes), objects: 3 };
  }

  /** Versions are forgotten with their files of the log, by age alone. */
  expire(): WrittenMetadata {
    return { bytes: 0, objects: 0 };
  }

  readonly manifestCount = null;

  rewriteManifests(): null {
    return null;
  }

  planning(): Planning {
    return { requests: 2 + (this.commits % this.every), bytes: Math.round(this.checkpointBytes + this.sinceBytes) };
  }
}

/** Manifests of data files, a list of all manifests for each snapshot, and the metadata file that names every snapshot. */
class IcebergMetadata implements TableMetadata {
  private commits = 0;
  private snapshots = 0;
  private fileBytes = 0;
  /** Files of each manifest that are still there. */
  private manifests: Set<number>[] = [];
  private readonly columns: number;

  constructor(columns: number) {
    this.columns = columns;
  }

  commit(added: readonly number[], removed: readonly number[]): WrittenMetadata {
    let bytes = 0;
    let objects = 0;
    const gone = new Set(removed);
    const kept: Set<number>[] = removed.length === 0 ? this.manifests : [];
    for (const files of removed.length === 0 ? [] : this.manifests) {
      const left = [...files].filter((file) => !gone.has(file));
      if (left.length === files.size) {
        kept.push(files);
        continue;
      }
      // A manifest that named a removed file is written anew with what is left.
      if (left.length === 0) continue;
      kept.push(new Set(left));
      bytes += this.manifestBytes(left.length);
      objects++;
    }
    if (removed.length > 0) {
      bytes += this.manifestBytes(removed.length);
      objects++;
    }
    if (added.length > 0) {
      kept.push(new Set(added));
      bytes += this.manifestBytes(added.length);
      objects++;
    }
    this.manifests = kept;
    const inList = kept.length + (removed.length > 0 ? 1 : 0);
    this.snapshots++;
    const written = this.writeFile();
    return { bytes: Math.round(bytes + ICEBERG.list + ICEBERG.listManifest * inList + written), objects: objects + 2 };
  }

  expire(snapshots: number): WrittenMetadata {
    this.snapshots = Math.max(1, this.snapshots - snapshots);
    return { bytes: this.writeFile(), objects: 1 };
  }

  get manifestCount(): number {
    return this.manifests.length;
  }

  rewriteManifests(): RewrittenManifests | null {
    const before = this.manifests.length;
    const files = this.manifests.flatMap((named) => [...named]).sort((a, b) => a - b);
    const fileBytes = this.manifestBytes(1) - this.manifestBytes(0);
    const most = Math.floor((MANIFEST_TARGET_BYTES - this.manifestBytes(0)) / fileBytes);
    const after = Math.ceil(files.length / most);
    if (after >= before) return null;
    this.manifests = Array.from({ length: after }, (_, at) => new Set(files.slice(at * most, (at + 1) * most)));
    const bytes = this.manifests.reduce((sum, named) => sum + this.manifestBytes(named.size), 0);
    return { before, after, bytes: Math.round(bytes), objects: after };
  }

  planning(newest: ReadonlySet<number>): Planning {
    const manifests = this.manifests.filter((files) => [...files].some((file) => newest.has(file)));
    const bytes = manifests.reduce(
      (sum, files) => sum + this.manifestBytes(files.size),
      ICEBERG.list + ICEBERG.listManifest * this.manifests.length,
    );
    return { requests: 2 + manifests.length, bytes: Math.round(this.fileBytes + bytes) };
  }

  private manifestBytes(files: number): number {
    return ICEBERG.manifest + ICEBERG.manifestColumn * this.columns + files * (ICEBERG.entry + ICEBERG.entryColumn * this.columns);
  }

  private writeFile(): number {
    const logged = Math.min(MOST_LOGGED, this.commits++);
    this.fileBytes = Math.round(
      ICEBERG.table + ICEBERG.tableColumn * this.columns + this.snapshots * ICEBERG.snapshot + logged * ICEBERG.logged,
    );
    return this.fileBytes;
  }
}
