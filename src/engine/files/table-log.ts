import { Facet } from "../part/facet.ts";
import type { StoredFile } from "../rows/kinds/file.ts";
import { refusalOf } from "./commit-conflicts.ts";
import type { Intent, Refusal, Since, TableFormat, TableOperation } from "./commit-conflicts.ts";
import { tableMetadata } from "./table-metadata.ts";
import type { Planning, TableMetadata } from "./table-metadata.ts";

export type TableSpec = {
  readonly tableFormat: TableFormat;
  /** Commits from one checkpoint of the log to the next, where the format has them. */
  readonly checkpointEvery: number;
};

/** One version of a table: who made it of which version, and what it added and took out. */
export type Snapshot = {
  readonly version: number;
  readonly atMs: number;
  readonly operation: TableOperation;
  readonly writer: string;
  /** The version its writer had read. */
  readonly basedOn: number;
  readonly added: readonly number[];
  readonly removed: readonly number[];
  /** Of the rows that can be read, and of what was written beside them for this version. */
  readonly rows: number;
  readonly metadataBytes: number;
  readonly planning: Planning;
  expiredAtMs: number;
};

/** A data file as it lies in the bucket. */
export type TableObject = {
  readonly file: number;
  /** Of the file itself; of delete files that lie over another one, theirs alone. */
  readonly bytes: number;
  /** null: an orphan, written for a commit that was never made. */
  readonly addedIn: number | null;
  readonly writtenAtMs: number;
  /** The object whose rows it leaves out some of. */
  readonly over: number | null;
  removedIn: number | null;
  removedAtMs: number;
  vacuumedAtMs: number;
};

/** What a writer wants to commit, what it had read, and how long it takes from reading the newest version to writing the next. */
export type Commit = {
  readonly writer: string;
  readonly operation: TableOperation;
  readonly basedOn: number;
  readonly partitions: ReadonlySet<string>;
  readonly removes: readonly number[];
  readonly takesMs: number;
  /** Times it has been tried before. */
  readonly tries: number;
};

/** May be made, now; has to be tried again after so long, as somebody else was faster; or never. */
export type Verdict =
  | { readonly may: "commit" }
  | { readonly may: "retry"; readonly afterMs: number }
  | { readonly may: "not"; readonly refusal: Refusal };

/** pyiceberg 0.12.0: four retries, 100 ms and twice as long each time (`commit.retry.*`). deltalake tries the next number at once. */
const RETRIES = 4;
const FIRST_RETRY_MS = 100;

/**
 * The history of a table over files: versions that writers add one after the other, each optimistic about what others did meanwhile;
 * which files are in the newest one; and which lie in the bucket all the same. It knows nothing of requests, and nobody waits for
 * it: what calls it does so at exact instants, between windows.
 */
export class TableLog {
  readonly format: TableFormat;
  readonly snapshots: Snapshot[] = [];
  readonly objects = new Map<number, TableObject>();
  /** Files of the newest version. */
  readonly live = new Set<number>();
  /** Users whose rows somebody has deleted, by number. */
  readonly erased = new Set<number>();
  /** Somebody wants to know what planning a query takes, version by version. */
  isPlanned = false;
  /** Bytes of data files that lie in the bucket, of those that can be read, and of all metadata. */
  storedBytes = 0;
  liveBytes = 0;
  metadataBytes = 0;
  metadataObjects = 0;
  /** Somebody may take files out of it and write their rows anew. */
  isRewritten = false;
  /** Rows that two compactions of the same files have brought in, and who made them. */
  doubled: { readonly rows: number; readonly writer: string; readonly other: string } | null = null;
  /** Files that maintenance has read. */
  readRequests = 0;
  /** The bucket answers nobody before this instant. */
  awayUntil = -Infinity;
  private rows = 0;
  private gone = 0;
  private readonly files: readonly StoredFile[];
  private readonly spec: TableSpec;
  private readonly columnsOf: (stream: number) => number;
  private metadata: TableMetadata | null = null;
  private readonly byPartition = new Map<string, Set<number>>();
  private newestHour = -Infinity;
  private newest = new Set<number>();

  constructor(files: readonly StoredFile[], spec: TableSpec, columnsOf: (stream: number) => number) {
    this.files = files;
    this.spec = spec;
    this.format = spec.tableFormat;
    this.columnsOf = columnsOf;
  }

  /** Of the newest version; 0 before the first. */
  get version(): number {
    return this.snapshots.length;
  }

  partitionOf(file: number): string {
    const { stream, hour } = this.files[file];
    return `${stream}/${hour}`;
  }

  /** Files of the newest version that were there in an older one already, by table and partition. */
  filesSince(version: number): Map<string, number[]> {
    const found = new Map<string, number[]>();
    for (const [partition, files] of this.byPartition) {
      const there = [...files].filter((file) => (this.objects.get(file)?.addedIn ?? Infinity) <= version);
      if (there.length > 0) found.set(partition, there);
    }
    return found;
  }

  /** What becomes of a commit at `at`. Whoever may make it does so at once, by `add`. */
  verdict(commit: Commit, at: number): Verdict {
    if (at < this.awayUntil) return { may: "retry", afterMs: this.awayUntil - at + commit.takesMs };
    const others = this.snapshots.slice(commit.basedOn);
    const refusal = refusalOf(
      this.format,
      this.intentOf(commit),
      others.map((snapshot) => this.sinceOf(snapshot)),
    );
    if (refusal !== null) return { may: "not", refusal };
    const raced = this.format === "iceberg" && others.some(({ atMs }) => atMs > at - commit.takesMs);
    if (!raced) return { may: "commit" };
    if (commit.tries < RETRIES) return { may: "retry", afterMs: FIRST_RETRY_MS * 2 ** commit.tries + commit.takesMs };
    const last = others[others.length - 1];
    const error = "CommitFailedException: Requirement failed: branch main has changed";
    return { may: "not", refusal: { error, behind: last.operation, by: last.writer } };
  }

  private intentOf({ operation, partitions, removes }: Commit): Intent {
    return { operation, partitions, removes, streams: streamsOf(partitions) };
  }

  private sinceOf({ operation, writer, added, removed }: Snapshot): Since {
    const partitions = { added: this.partitionsOf(added), removed: this.partitionsOf(removed) };
    const streams = streamsOf([...partitions.added, ...partitions.removed]);
    return { operation, writer, streams, ...partitions, removedFiles: new Set(removed) };
  }

  private partitionsOf(files: readonly number[]): Set<string> {
    return new Set(files.map((file) => this.partitionOf(file)));
  }

  /** The next version: files that are in it from now on, and files that are no longer. Those that were gone already stay so. */
  add(
    commit: Pick<Commit, "writer" | "operation" | "basedOn">,
    added: readonly number[],
    removes: readonly number[],
    at: number,
  ): Snapshot {
    const version = this.snapshots.length + 1;
    const removed = removes.filter((file) => this.live.has(file));
    if (commit.operation === "compact") this.noteDoubled(commit.writer, removes);
    for (const file of removed) this.takeOut(file, version, at, added);
    for (const file of added) this.bringIn(file, version, at);
    this.metadata ??= tableMetadata(
      this.format,
      this.columnsOf(this.files[added[0] ?? removed[0]]?.stream ?? 0),
      this.spec.checkpointEvery,
    );
    const { bytes, objects } = this.metadata.commit(added, removed, this.live.size, this.gone);
    this.metadataBytes += bytes;
    this.metadataObjects += objects;
    const planning = this.isPlanned ? this.metadata.planning(this.newest) : { requests: 0, bytes: 0 };
    const { writer, operation, basedOn } = commit;
    const snapshot: Snapshot = {
      ...{ version, atMs: at, operation, writer, basedOn, added, removed },
      ...{ rows: this.rows, metadataBytes: bytes, planning, expiredAtMs: Infinity },
    };
    this.snapshots.push(snapshot);
    return snapshot;
  }

  /** Manifests of the newest version; null where the format has none. */
  get manifestCount(): number | null {
    return this.metadata?.manifestCount ?? null;
  }

  /** The next version names the same files in fewer manifests; null: there is nothing to gain, and no version. */
  rewriteManifests(commit: Commit, at: number): { readonly before: number; readonly after: number } | null {
    const written = this.metadata?.rewriteManifests() ?? null;
    if (written === null) return null;
    this.metadataBytes += written.bytes;
    this.metadataObjects += written.objects;
    this.add(commit, [], [], at);
    return written;
  }

  /** What a compaction merges and another one has merged since it began is there twice from now on. */
  private noteDoubled(writer: string, merges: readonly number[]): void {
    let rows = this.doubled?.rows ?? 0;
    let other = this.doubled?.other ?? "";
    for (const file of merges) {
      const by = this.snapshots[(this.objects.get(file)?.removedIn ?? 0) - 1];
      if (by?.operation !== "compact") continue;
      rows += this.files[file].rows;
      other = by.writer;
    }
    if (rows > 0) this.doubled = { rows, writer, other };
  }

  private bringIn(file: number, version: number, at: number): void {
    const { hour, rows, storedBytes, over = null } = this.files[file];
    const bytes = over === null ? storedBytes : storedBytes - this.files[over].storedBytes;
    this.objects.set(file, {
      ...{ file, bytes, addedIn: version, writtenAtMs: at, over },
      ...{ removedIn: null, removedAtMs: Infinity, vacuumedAtMs: Infinity },
    });
    this.live.add(file);
    this.rows += rows;
    this.liveBytes += storedBytes;
    this.storedBytes += bytes;
    const partition = this.partitionOf(file);
    const there = this.byPartition.get(partition);
    if (there === undefined) this.byPartition.set(partition, new Set([file]));
    else there.add(file);
    if (hour > this.newestHour) {
      this.newestHour = hour;
      this.newest = new Set();
    }
    if (hour === this.newestHour) this.newest.add(file);
  }

  /** Out of the newest version. Its object is needed by nobody any more, unless one that comes in lies over it. */
  private takeOut(file: number, version: number, at: number, added: readonly number[]): void {
    const { rows, storedBytes } = this.files[file];
    this.live.delete(file);
    this.newest.delete(file);
    this.rows -= rows;
    this.liveBytes -= storedBytes;
    this.byPartition.get(this.partitionOf(file))?.delete(file);
    for (let object = this.objects.get(file); object !== undefined; object = this.objects.get(object.over ?? -1)) {
      const base = object.file;
      if (added.some((each) => this.files[each].over === base)) return;
      object.removedIn = version;
      object.removedAtMs = at;
      this.gone++;
    }
  }

  /** Files that were written for a commit which was never made. */
  abandon(files: readonly number[], at: number): void {
    for (const file of files) {
      const bytes = this.files[file].storedBytes;
      this.storedBytes += bytes;
      this.objects.set(file, {
        ...{ file, bytes, addedIn: null, writtenAtMs: at, over: null },
        ...{ removedIn: null, removedAtMs: at, vacuumedAtMs: Infinity },
      });
    }
  }

  /** Forgets versions that are older, but for the newest one: nothing can be read of them any more, and no byte of data is freed. */
  expire(olderThanMs: number, at: number): number {
    let expired = 0;
    for (const snapshot of this.snapshots) {
      if (snapshot.version === this.version || snapshot.atMs >= olderThanMs || snapshot.expiredAtMs < Infinity) continue;
      snapshot.expiredAtMs = at;
      expired++;
    }
    if (expired === 0 || this.metadata === null) return expired;
    const { bytes, objects } = this.metadata.expire(expired);
    this.metadataBytes += bytes;
    this.metadataObjects += objects;
    return expired;
  }

  /**
   * Deletes objects that are needed by no version. Delta: those that were taken out, and orphans written, before `olderThanMs`, whether their
   * version is remembered or not. Iceberg: orphans, and what only expired versions name.
   */
  vacuum(olderThanMs: number, at: number): { readonly files: number; readonly bytes: number } {
    const kept = this.snapshots.findIndex(({ expiredAtMs }) => expiredAtMs === Infinity) + 1;
    let [files, bytes] = [0, 0];
    for (const object of this.objects.values()) {
      if (object.vacuumedAtMs < Infinity || object.removedAtMs === Infinity) continue;
      const age = this.format === "delta" || object.addedIn === null ? object.removedAtMs : object.writtenAtMs;
      if (age >= olderThanMs) continue;
      if (this.format === "iceberg" && object.removedIn !== null && object.removedIn > kept) continue;
      object.vacuumedAtMs = at;
      files++;
      bytes += object.bytes;
      if (object.addedIn !== null) this.gone--;
    }
    this.storedBytes -= bytes;
    return { files, bytes };
  }

  /** What lies in the bucket and is in the newest version no more. */
  unneeded(): { readonly objects: number; readonly bytes: number } {
    let [objects, bytes] = [0, 0];
    for (const object of this.objects.values()) {
      if (object.removedAtMs === Infinity || object.vacuumedAtMs < Infinity) continue;
      objects++;
      bytes += object.bytes;
    }
    return { objects, bytes };
  }

  /** Where this object lies; null where it was vacuumed. */
  placeOf({ file, addedIn, removedIn, vacuumedAtMs }: TableObject): TablePlace | null {
    if (vacuumedAtMs < Infinity) return null;
    if (addedIn === null) return "orphans";
    if (removedIn === null) return this.live.has(file) ? "newest version" : "under delete files";
    const isRemembered = this.snapshots.slice(addedIn - 1, removedIn - 1).some(({ expiredAtMs }) => expiredAtMs === Infinity);
    return isRemembered ? "older versions" : "expired versions";
  }

  /** Rows of users who were erased, in files that lie in the bucket all the same. */
  erasedRowsIn({ file, vacuumedAtMs, over }: TableObject, userOf: (ref: number) => number): number {
    // Delete files hold no rows themselves.
    if (vacuumedAtMs < Infinity || over !== null || this.erased.size === 0) return 0;
    let rows = 0;
    for (const ref of this.files[file].refs) if (this.erased.has(userOf(ref))) rows++;
    return rows;
  }
}

/** Where in a table an object lies, as whoever wants its rows gone has to know. */
export type TablePlace = "newest version" | "under delete files" | "older versions" | "expired versions" | "orphans";

function streamsOf(partitions: Iterable<string>): Set<number> {
  const streams = new Set<number>();
  for (const partition of partitions) streams.add(Number(partition.slice(0, partition.indexOf("/"))));
  return streams;
}

/** A part that keeps a table. */
export const TABLE = new Facet<TableLog>("table");

/** A part that commits what it writes to the table it writes into. */
export const COMMITS = new Facet<{ commitsTo(table: TableLog): void }>("commits");
