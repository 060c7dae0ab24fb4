/** Drawn as it is up to this many moments; a drawing of more would be a comb wherever something comes in batches. */
const MOST_MOMENTS = 160;
const STRETCHES = 96;
/** Stretches a person would name, ms. */
const ROUND_MS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400].map((seconds) => seconds * 1000);

/** How long a stretch to take the mean of, in ms; null where every moment can be drawn. */
export function stretchFor(atMs: Float64Array, spanMs: number): number | null {
  const moments = atMs.length < 2 ? 0 : (spanMs * (atMs.length - 1)) / Math.max(1, (atMs.at(-1) ?? 0) - (atMs[0] ?? 0));
  if (moments <= MOST_MOMENTS) return null;
  return ROUND_MS.find((ms) => ms >= spanMs / STRETCHES) ?? spanMs / STRETCHES;
}

/** The mean of the known values of each stretch, at its middle; NaN where none is known. Values are those of moments that rise. */
export function meansOf(
  atMs: Float64Array,
  values: Float64Array,
  stretchMs: number | null,
  spanMs: number,
): { readonly atMs: Float64Array; readonly values: Float64Array } {
  if (stretchMs === null || atMs.length === 0) return { atMs, values };
  // What only drains after the end has no place on the axis.
  const count = Math.min(Math.floor((atMs.at(-1) ?? 0) / stretchMs) + 1, Math.ceil(spanMs / stretchMs));
  const sums = new Float64Array(count);
  const known = new Float64Array(count);
  atMs.forEach((at, index) => {
    const value = values[index] ?? Number.NaN;
    const stretch = Math.floor(at / stretchMs);
    if (Number.isNaN(value) || stretch >= count) return;
    sums[stretch] = (sums[stretch] ?? 0) + value;
    known[stretch] = (known[stretch] ?? 0) + 1;
  });
  return {
    atMs: Float64Array.from(sums, (_, index) => (index + 0.5) * stretchMs),
    values: sums.map((sum, index) => sum / (known[index] ?? 0)),
  };
}
