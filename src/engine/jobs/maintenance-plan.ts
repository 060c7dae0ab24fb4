import { deletionVectorBytes, positionDeleteBytes } from "../files/delete-files.ts";
import type { TableLog } from "../files/table-log.ts";
import type { StoredFile } from "../rows/kinds/file.ts";

/** A file that maintenance will write, and those it takes the place of. */
export type Rewrite = {
  readonly stream: number;
  readonly hour: number;
  readonly refs: Int32Array;
  readonly rawBytes: number;
  readonly reads: readonly number[];
  /** Delete files over this file, which stays; then `storedBytes` is what both take. */
  readonly over?: number;
  readonly storedBytes?: number;
};

export type MaintenancePlan = {
  readonly basedOn: number;
  readonly rewrites: readonly Rewrite[];
  /** Files of the version that was read which go. */
  readonly removes: readonly number[];
  readonly partitions: ReadonlySet<string>;
  readonly readBytes: number;
  readonly deletedRows: number;
};

export type CompactionRules = {
  readonly targetBytes: number;
  /** Files up to this share of the target are small, and so many of them in a partition are worth merging. */
  readonly smallShare: number;
  readonly leastFiles: number;
};

/** Which files of each partition are merged into which: small ones as they lie, up to the target, and those that have deletes over them. */
export function compactionOf(log: TableLog, files: readonly StoredFile[], rules: CompactionRules): MaintenancePlan {
  const rewrites: Rewrite[] = [];
  for (const there of log.filesSince(log.version).values()) {
    const isSmall = (file: number): boolean =>
      files[file].over !== undefined || files[file].storedBytes < rules.smallShare * rules.targetBytes;
    const small = there.filter(isSmall);
    const hasDeletes = small.some((file) => files[file].over !== undefined);
    if (small.length < rules.leastFiles && !hasDeletes) continue;
    for (const bin of binsOf(small, files, rules.targetBytes))
      if (bin.length > 1 || files[bin[0]].over !== undefined) rewrites.push(merged(bin, files, () => true));
  }
  return planOf(log, files, rewrites);
}

/** Files in the order in which they came, as many as the target holds. */
function binsOf(small: readonly number[], files: readonly StoredFile[], targetBytes: number): number[][] {
  const bins: number[][] = [];
  let room = 0;
  for (const file of small) {
    const { storedBytes } = files[file];
    if (bins.length === 0 || storedBytes > room) {
      bins.push([]);
      room = targetBytes;
    }
    bins[bins.length - 1].push(file);
    room -= storedBytes;
  }
  return bins;
}

/**
 * What it takes to leave out the rows of a user. Copy on write: Delta writes what is left of a partition's files into one, Iceberg each anew;
 * merge on read: the files stay, and a delete file names the rows that are no longer there.
 */
export function erasureOf(
  log: TableLog,
  files: readonly StoredFile[],
  isGone: (ref: number) => boolean,
  deletes: "copy-on-write" | "merge-on-read",
): MaintenancePlan {
  const rewrites: Rewrite[] = [];
  for (const there of log.filesSince(log.version).values()) {
    const met = there.filter((file) => files[file].refs.some(isGone));
    if (met.length === 0) continue;
    if (deletes === "merge-on-read") for (const file of met) rewrites.push(covered(file, files, log, isGone));
    else if (log.format === "delta") rewrites.push(merged(met, files, (ref) => !isGone(ref)));
    else for (const file of met) rewrites.push(merged([file], files, (ref) => !isGone(ref)));
  }
  return planOf(log, files, rewrites);
}

function planOf(log: TableLog, files: readonly StoredFile[], rewrites: readonly Rewrite[]): MaintenancePlan {
  const removes = rewrites.flatMap(({ reads }) => reads);
  const partitions = new Set(removes.map((file) => log.partitionOf(file)));
  const rowsBefore = removes.reduce((sum, file) => sum + files[file].rows, 0);
  return {
    basedOn: log.version,
    ...{ rewrites, removes, partitions },
    readBytes: removes.reduce((sum, file) => sum + files[file].storedBytes, 0),
    deletedRows: rewrites.reduce((left, { refs }) => left - refs.length, rowsBefore),
  };
}

function merged(reads: readonly number[], files: readonly StoredFile[], stays: (ref: number) => boolean): Rewrite {
  const { stream, hour } = files[reads[0]];
  const rows = reads.reduce((sum, file) => sum + files[file].rows, 0);
  const refs = new Int32Array(rows);
  let length = 0;
  for (const file of reads) for (const ref of files[file].refs) if (stays(ref)) refs[length++] = ref;
  const rawBytes = reads.reduce((sum, file) => sum + files[file].rawBytes, 0);
  return { stream, hour, refs: refs.subarray(0, length), rawBytes: rows === 0 ? 0 : (rawBytes * length) / rows, reads };
}

function covered(file: number, files: readonly StoredFile[], log: TableLog, isGone: (ref: number) => boolean): Rewrite {
  const { stream, hour, refs, rawBytes, storedBytes, over = file } = files[file];
  const gone = refs.reduce((sum, ref) => sum + (isGone(ref) ? 1 : 0), 0);
  const deleteBytes = log.format === "delta" ? deletionVectorBytes(gone) : positionDeleteBytes(placesOf(refs, isGone));
  return {
    ...{ stream, hour, over, reads: [file], storedBytes: storedBytes + deleteBytes },
    refs: refs.filter((ref) => !isGone(ref)),
    rawBytes: refs.length === 0 ? 0 : (rawBytes * (refs.length - gone)) / refs.length,
  };
}

function placesOf(refs: Int32Array, isGone: (ref: number) => boolean): number[] {
  const places: number[] = [];
  refs.forEach((ref, place) => {
    if (isGone(ref)) places.push(place);
  });
  return places;
}
