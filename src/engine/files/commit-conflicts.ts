/** The two formats of tables over files, as their Python libraries decide about commits. */
export type TableFormat = "delta" | "iceberg";

/**
 * append: files beside the others. overwrite: in the place of everything. replace-partitions: in the place of what lies in the partitions
 * that are written. delete: files written anew without some rows. compact: the same rows in other files. rewrite-manifests: the same files
 * under other manifests.
 */
export type TableOperation = "append" | "overwrite" | "replace-partitions" | "delete" | "compact" | "rewrite-manifests";

/** What a writer is about to commit: where it read (partitions it has to know all of), and the files it takes out. */
export type Intent = {
  readonly operation: TableOperation;
  readonly streams: ReadonlySet<number>;
  readonly partitions: ReadonlySet<string>;
  readonly removes: readonly number[];
};

/** What another writer has committed since: partitions in which it added and removed files, and the files it took out. */
export type Since = {
  readonly operation: TableOperation;
  readonly writer: string;
  readonly streams: ReadonlySet<number>;
  readonly added: ReadonlySet<string>;
  readonly removed: ReadonlySet<string>;
  readonly removedFiles: ReadonlySet<number>;
};

/** Why a commit is refused for good, in the words of the library, and what stood in its way. */
export type Refusal = { readonly error: string; readonly behind: TableOperation; readonly by: string };

const DELTA_ADDED = "CommitFailedError: a concurrent transaction added new data, this transaction must be rerun to include it";
const DELTA_DELETED = "CommitFailedError: a concurrent transaction deleted data this operation read";
const ICEBERG_ADDED = "ValidationException: Added data files were found matching the filter";
const ICEBERG_DELETED = "ValidationException: Deleted data files were found matching the filter";
const ICEBERG_MANIFEST = "ValidationException: Manifest is missing";
const ICEBERG_MISSING = "ValidationException: Missing required files to delete";

/**
 * Whether a commit that began before `since` may still be made; null: it may. As run with deltalake 1.6.6 and pyiceberg 0.12.0, each operation
 * behind each (docs/engines.md T1, T4, T6, and the whole matrix in `commit-conflicts.test.ts`). Iceberg's compaction is the rule of its
 * documentation, as pyiceberg has none: the files it merges must still be there.
 */
export function refusalOf(format: TableFormat, mine: Intent, since: readonly Since[]): Refusal | null {
  for (const other of since) {
    if (!meets(mine.streams, other.streams)) continue;
    const error = format === "delta" ? deltaError(mine, other) : icebergError(mine, other);
    if (error !== null) return { error, behind: other.operation, by: other.writer };
  }
  return null;
}

function deltaError(mine: Intent, other: Since): string | null {
  if (readsPartitions(mine)) return inPartitions(mine, other, DELTA_ADDED, DELTA_DELETED);
  // Blind appends are taken for readers of the whole table; what a compaction moved counts as no change of data, not even for another one.
  const changes = other.operation !== "compact" && other.removed.size > 0;
  return changes ? DELTA_DELETED : null;
}

function icebergError(mine: Intent, other: Since): string | null {
  if (mine.operation === "append") return null;
  if (mine.operation === "compact") return mine.removes.some((file) => other.removedFiles.has(file)) ? ICEBERG_MISSING : null;
  // Whoever takes a file out writes the manifest that named it anew. As recalled of its rules for a rewrite of manifests.
  if (mine.operation === "rewrite-manifests") return other.removedFiles.size > 0 ? ICEBERG_MANIFEST : null;
  if (mine.operation === "overwrite") return other.added.size > 0 ? ICEBERG_ADDED : ICEBERG_DELETED;
  return inPartitions(mine, other, ICEBERG_ADDED, ICEBERG_DELETED);
}

function readsPartitions({ operation }: Intent): boolean {
  return operation === "replace-partitions" || operation === "delete";
}

function inPartitions({ partitions }: Intent, { added, removed }: Since, addedError: string, removedError: string): string | null {
  if (meets(partitions, added)) return addedError;
  return meets(partitions, removed) ? removedError : null;
}

function meets<T>(one: ReadonlySet<T>, other: ReadonlySet<T>): boolean {
  for (const each of one) if (other.has(each)) return true;
  return false;
}
