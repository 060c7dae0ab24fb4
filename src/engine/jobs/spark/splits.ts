/** How a scan cuts files into the work of tasks: Spark's file sources, under the names of its settings. */
export type SplitRules = {
  /** `spark.sql.files.maxPartitionBytes`, 128 MiB. */
  readonly maxPartitionBytes: number;
  /** `spark.sql.files.openCostInBytes`, 4 MiB: what opening a file counts as. */
  readonly openCostBytes: number;
  /** Tasks that run side by side: with fewer bytes than these could read, splits get smaller. */
  readonly parallelism: number;
  /** A file can be read from the middle. Text packed by gzip cannot. */
  readonly splittable: boolean;
};

/** A stretch of a file: bytes `fromByte` .. `toByte` - 1. `file` is its place in the list that was given. */
export type FileSlice = { readonly file: number; readonly fromByte: number; readonly toByte: number };

/** What one task reads. */
export type Split = { readonly slices: readonly FileSlice[]; readonly bytes: number };

/**
 * Files as splits, as `FilePartition.getFilePartitions` packs them: files are cut where they may be, the pieces are taken from the
 * largest on, and a split is closed when the next piece does not fit. A piece of size s takes s + openCostBytes of the room behind it.
 */
export function splitsOf(fileBytes: readonly number[], rules: SplitRules): Split[] {
  const most = mostBytes(fileBytes, rules);
  const slices = fileBytes.flatMap((bytes, file) => slicesOf(file, bytes, rules.splittable ? most : Infinity));
  slices.sort((a, b) => b.toByte - b.fromByte - (a.toByte - a.fromByte));
  const splits: Split[] = [];
  let open: FileSlice[] = [];
  let taken = 0;
  const close = (): void => {
    if (open.length > 0) splits.push({ slices: open, bytes: open.reduce((sum, { fromByte, toByte }) => sum + toByte - fromByte, 0) });
    open = [];
    taken = 0;
  };
  for (const slice of slices) {
    const bytes = slice.toByte - slice.fromByte;
    if (taken + bytes > most) close();
    open.push(slice);
    taken += bytes + rules.openCostBytes;
  }
  close();
  return splits;
}

/** Bytes of a split at most: no more than the setting, and few enough that every slot has something to read. */
function mostBytes(fileBytes: readonly number[], { maxPartitionBytes, openCostBytes, parallelism }: SplitRules): number {
  const total = fileBytes.reduce((sum, bytes) => sum + bytes + openCostBytes, 0);
  return Math.min(maxPartitionBytes, Math.max(openCostBytes, total / parallelism));
}

function slicesOf(file: number, bytes: number, most: number): FileSlice[] {
  if (bytes <= most) return [{ file, fromByte: 0, toByte: bytes }];
  const slices: FileSlice[] = [];
  for (let fromByte = 0; fromByte < bytes; fromByte += most) slices.push({ file, fromByte, toByte: Math.min(bytes, fromByte + most) });
  return slices;
}

/** Rows of a file with `rows` rows that begin within a slice of its bytes: first .. end - 1. */
export function rowsOfSlice(
  { fromByte, toByte }: FileSlice,
  rows: number,
  fileBytes: number,
): { readonly first: number; readonly end: number } {
  if (fileBytes <= 0) return { first: 0, end: rows };
  return { first: Math.ceil((fromByte / fileBytes) * rows), end: Math.ceil((toByte / fileBytes) * rows) };
}
