/** Where a label stands: beside its point, moved up or down so that labels do not lie on each other. */
export type Placed = { readonly x: number; readonly y: number; readonly end: boolean };

/**
 * The stretch an axis shows: all values with some room on either side, and at least `least` of the largest of them, so that
 * what hardly differs is not drawn as if it did.
 */
export function axisOf(values: readonly number[], least: number): readonly [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const span = Math.max((high - low) * 1.24, Math.max(Math.abs(low), Math.abs(high)) * least, 1e-6);
  const from = (low + high - span) / 2;
  // A figure that cannot be negative keeps its axis at 0.
  return low >= 0 && from < 0 ? [0, span] : [from, from + span];
}

const LINE_PX = 13;
const LETTER_PX = 6.6;

/** Places a label at each point (px), in their order: to the right, or to the left near the right edge. */
export function placeLabels(
  points: readonly { readonly x: number; readonly y: number; readonly label: string }[],
  width: number,
): readonly Placed[] {
  const taken: { readonly left: number; readonly right: number; readonly y: number }[] = [];
  return points.map(({ x, y, label }) => {
    const long = label.length * LETTER_PX + 10;
    const end = x + long > width;
    const [left, right] = end ? [x - long, x] : [x, x + long];
    const free = (at: number): boolean => !taken.some((box) => box.left < right && left < box.right && Math.abs(box.y - at) < LINE_PX);
    const at = [0, -1, 1, -2, 2, -3, 3].map((lines) => y + lines * LINE_PX).find(free) ?? y;
    taken.push({ left, right, y: at });
    return { x: end ? x - 8 : x + 8, y: at + 4, end };
  });
}
