/** Peak memory of runs of one design, by how many records they had. */
export type MemoryAtSize = { readonly records: number; readonly peakBytes: number };

/** How memory grows with the length of a run: the longest to the shortest, and the slope of the line nearest to all. */
export type Growth = { readonly ratio: number; readonly bytesPerRecord: number };

/** Of at least two sizes that differ, in any order. */
export function growthOf(points: readonly MemoryAtSize[]): Growth {
  const sorted = [...points].sort((a, b) => a.records - b.records);
  const [shortest, longest] = [sorted[0], sorted.at(-1)];
  if (shortest === undefined || longest === undefined || shortest.records === longest.records)
    throw new Error("Growth is between runs of different lengths.");
  const mean = (figure: (point: MemoryAtSize) => number): number => sorted.reduce((sum, each) => sum + figure(each), 0) / sorted.length;
  const [records, bytes] = [mean((each) => each.records), mean((each) => each.peakBytes)];
  const spread = mean((each) => (each.records - records) ** 2);
  const together = mean((each) => (each.records - records) * (each.peakBytes - bytes));
  return { ratio: longest.peakBytes / shortest.peakBytes, bytesPerRecord: together / spread };
}
