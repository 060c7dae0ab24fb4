/**
 * Start of the aligned window of `sizeMs` a time falls in; windows start at whole multiples of the size plus the
 * offset, before zero too (the remainder is the mathematical one, never negative).
 */
export function windowStart(timeMs: number, sizeMs: number, offsetMs = 0): number {
  const shifted = timeMs - offsetMs;
  const rest = shifted % sizeMs;
  return timeMs - (rest < 0 ? rest + sizeMs : rest);
}

/**
 * Starts of every sliding window a time falls in, latest first, into `out`; returns how many. A window of `sizeMs`
 * starts every `slideMs`; `out` holds ceil(sizeMs / slideMs) numbers.
 */
export function slidingStarts(timeMs: number, sizeMs: number, slideMs: number, offsetMs: number, out: Float64Array): number {
  let count = 0;
  for (let start = windowStart(timeMs, slideMs, offsetMs); start > timeMs - sizeMs; start -= slideMs) out[count++] = start;
  return count;
}
