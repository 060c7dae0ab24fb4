const SECOND_MS = 1000;

/** Rows by arrival, and when each arrives, by row of the file. */
export type Arrivals = { readonly order: Int32Array; readonly arrivalMs: Float64Array; readonly spread: number };

/**
 * A clock of whole seconds says of two rows of one user only that both lie in that second, not that they happened at once:
 * they arrive spread evenly over it, in the order of the file, so that what a pipeline learns from the first is there for the
 * second if the pipeline is quick enough. `order` is by time; a file with finer times, or with nothing to spread, stays as it is.
 */
export function spreadWithinSeconds(order: Int32Array, timeMs: Float64Array, user: ArrayLike<number>): Arrivals {
  const unchanged = { order, arrivalMs: timeMs, spread: 0 };
  for (const row of order) if (timeMs[row] % SECOND_MS !== 0) return unchanged;
  const arrivalMs = timeMs.slice();
  const byArrival = order.slice();
  let spread = 0;
  for (let from = 0, to = 0; from < order.length; from = to) {
    for (to = from + 1; to < order.length && timeMs[order[to]] === timeMs[order[from]]; to++);
    if (to - from < 2) continue;
    const second = byArrival.subarray(from, to);
    const moved = spreadSecond(second, arrivalMs, user);
    if (moved > 0) second.sort((a, b) => arrivalMs[a] - arrivalMs[b] || a - b);
    spread += moved;
  }
  return spread === 0 ? unchanged : { order: byArrival, arrivalMs, spread };
}

/** Row k of the n that a user has in a second moves to k / n of it; answers how many moved. */
function spreadSecond(second: Int32Array, arrivalMs: Float64Array, user: ArrayLike<number>): number {
  const counts = new Map<number, number>();
  for (const row of second) counts.set(user[row], (counts.get(user[row]) ?? 0) + 1);
  if (counts.size === second.length) return 0;
  const placed = new Map<number, number>();
  let moved = 0;
  for (const row of second) {
    const before = placed.get(user[row]) ?? 0;
    placed.set(user[row], before + 1);
    if (before === 0) continue;
    arrivalMs[row] += Math.floor((before * SECOND_MS) / (counts.get(user[row]) as number));
    moved++;
  }
  return moved;
}
