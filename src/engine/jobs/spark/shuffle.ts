/** How rows that were dealt out by a hash become the work of tasks: Spark's adaptive execution, under the names of its settings. */
export type ShuffleRules = {
  /** `spark.sql.shuffle.partitions`, 200. */
  readonly partitions: number;
  /** `spark.sql.adaptive.enabled`, true: small partitions that follow each other are read by one task. */
  readonly adaptive: boolean;
  /** `spark.sql.adaptive.advisoryPartitionSizeInBytes`, 64 MiB. */
  readonly advisoryBytes: number;
  /** `spark.sql.adaptive.coalescePartitions.minPartitionSize`, 1 MiB. */
  readonly minPartitionBytes: number;
  /** `spark.sql.adaptive.skewJoin.*`: of a join, a partition this many times the median (5.0) and above so many bytes (256 MiB) is cut. */
  readonly skewFactor: number;
  readonly skewBytes: number;
  /** Tasks that run side by side: `parallelismFirst` (true) would rather have as many tasks as large ones. */
  readonly parallelism: number;
};

/** Bytes adaptive execution wants a task to read. */
export function targetBytes(totalBytes: number, { advisoryBytes, minPartitionBytes, parallelism }: ShuffleRules): number {
  return Math.max(minPartitionBytes, Math.min(advisoryBytes, Math.ceil(totalBytes / parallelism)));
}

/** How the partitions of a shuffle are read: rows of a partition that was cut are told apart by who sent them. */
export type ShuffleTasks = {
  readonly tasks: number;
  /** By partition, the task that reads it, or the first of those that do. */
  readonly taskOf: Int32Array;
  /** Of partitions that were cut: by the task that sent a row, how many tasks after the first one reads it. */
  readonly pieceOf: ReadonlyMap<number, Int32Array>;
};

/**
 * Tasks numbered from 0 in the order of their partitions. Small partitions that follow each other are read by one task, and empty ones
 * begin none. `sentBytes` are, of a join, the bytes of a partition by the task that sent them: one that is skewed is cut between senders.
 */
export function tasksOfPartitions(
  bytes: ArrayLike<number>,
  rules: ShuffleRules,
  sentBytes?: (partition: number) => Float64Array,
): ShuffleTasks {
  const taskOf = new Int32Array(bytes.length);
  const pieceOf = new Map<number, Int32Array>();
  if (!rules.adaptive) return { tasks: bytes.length, taskOf: taskOf.map((_, partition) => partition), pieceOf };
  let total = 0;
  for (let p = 0; p < bytes.length; p++) total += bytes[p];
  const target = targetBytes(total, rules);
  const skewed = sentBytes === undefined ? Infinity : leastSkewed(bytes, rules);
  let current = 0;
  let held = 0;
  for (let p = 0; p < bytes.length; p++) {
    const pieces = bytes[p] > skewed ? piecesOf(sentBytes?.(p) ?? new Float64Array(0), aimOf(bytes, skewed, rules)) : null;
    if (held > 0 && (pieces !== null || held + bytes[p] > target)) {
      current++;
      held = 0;
    }
    taskOf[p] = current;
    held += bytes[p];
    if (pieces === null) continue;
    pieceOf.set(p, pieces);
    current += (pieces.at(-1) ?? 0) + 1;
    held = 0;
  }
  // Empty partitions at the end, behind one that was cut, are read with the last task there is.
  const tasks = held > 0 || current === 0 ? current + 1 : current;
  return { tasks, taskOf: taskOf.map((task) => Math.min(task, tasks - 1)), pieceOf };
}

/** Partitions above this are skewed. */
function leastSkewed(bytes: ArrayLike<number>, { skewFactor, skewBytes }: ShuffleRules): number {
  const inOrder = Float64Array.from(bytes).sort();
  const middle = inOrder.length >> 1;
  const median = inOrder.length % 2 === 1 ? inOrder[middle] : (inOrder[middle - 1] + inOrder[middle]) / 2;
  return Math.max(skewFactor * Math.max(1, median), skewBytes);
}

/** Bytes of a piece: the advisory size, or what the partitions that are not skewed have in the mean. */
function aimOf(bytes: ArrayLike<number>, skewed: number, { advisoryBytes }: ShuffleRules): number {
  let sum = 0;
  let others = 0;
  for (let p = 0; p < bytes.length; p++) {
    if (bytes[p] > skewed) continue;
    sum += bytes[p];
    others++;
  }
  return Math.max(advisoryBytes, sum / Math.max(1, others));
}

/** A piece joins the one before while both together are below this many times the aim, or either is a small part of it. */
const MERGED = 1.2;
const SMALL = 0.2;

/** By the task that sent it, the piece its part of a partition belongs to: cut only between senders, so what one task sent stays whole. */
function piecesOf(sent: Float64Array, aimBytes: number): Int32Array {
  const starts = [0];
  let current = 0;
  let last = -1;
  const close = (): void => {
    const joins = last > -1 && (current + last < aimBytes * MERGED || current < aimBytes * SMALL || last < aimBytes * SMALL);
    if (joins) {
      starts.pop();
      last += current;
    } else last = current;
  };
  sent.forEach((bytes, sender) => {
    if (sender > 0 && current + bytes > aimBytes) {
      close();
      starts.push(sender);
      current = bytes;
    } else current += bytes;
  });
  close();
  const piece = new Int32Array(sent.length);
  for (let sender = 0, at = 0; sender < sent.length; sender++) {
    while (at + 1 < starts.length && starts[at + 1] <= sender) at++;
    piece[sender] = at;
  }
  return piece;
}
