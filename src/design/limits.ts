/** Caps on what one document may hold; a file beyond them is refused, never cut, and edits stop at them. */
export const DESIGN_LIMITS = {
  parts: 500,
  wires: 2_000,
  tables: 200,
  columns: 300,
  relations: 500,
  endpoints: 200,
  estimates: 200,
  requirements: 200,
  tradeoffs: 200,
  asked: 500,
  settings: 100,
  notesChars: 65_536,
  groups: 100,
  notes: 200,
  markChars: 120,
  noteChars: 2_000,
} as const;

/** The list with one more item, or the very same list when it is full. */
export function withRoom<T>(list: readonly T[], item: T, cap: number): readonly T[] {
  return list.length < cap ? [...list, item] : list;
}
