import type { System } from "../../design/types.ts";

/** Where a part stands in a grid that is read like a page: from left to right, then the row below. */
export type Cell = { readonly column: number; readonly row: number };

/**
 * Parts in rows that follow the data: a chain of parts runs to the right as long as it has room; where it forks, the longest branch
 * that still fits goes on in the row, and each other one begins a row below its fork, as far to the left as it must to have room. A
 * source whose data joins a chain stands before the place it joins; parts without wires fill what is free.
 */
export function inChains({ parts, wires }: System, columns: number): ReadonlyMap<string, Cell> {
  const ids = parts.map(({ id }) => id);
  const after = new Map(ids.map((id) => [id, unique(wires.filter(({ from }) => from.part === id).map(({ to }) => to.part))]));
  const before = new Set(wires.map(({ to }) => to.part));
  const cells = new Map<string, Cell>();
  const taken = new Set<string>();
  const put = (id: string, column: number, row: number): void => {
    cells.set(id, { column, row });
    taken.add(`${column} ${row}`);
  };
  const open = (id: string): readonly string[] => (after.get(id) ?? []).filter((next) => !cells.has(next));
  const length = (id: string): number => chainLength(id, open);
  const rowFor = (column: number, wide: number, from: number): number => {
    for (let row = from; ; row += 1)
      if (Array.from({ length: wide }, (_, i) => `${column + i} ${row}`).every((cell) => !taken.has(cell))) return row;
  };
  /** Chains still to be placed, with the part they leave from. */
  const forks: { readonly id: string; readonly from: string | null }[] = [];
  const place = (first: string, from: string | null): void => {
    const wide = Math.min(columns, length(first));
    const parent = from === null ? undefined : cells.get(from);
    const joins = from === null ? joined(first, after, cells) : undefined;
    const wished = parent?.column ?? (joins === undefined ? 0 : joins.column - wide);
    let column = Math.max(0, Math.min(wished, columns - wide));
    const row = rowFor(column, wide, parent === undefined ? 0 : parent.row + 1);
    let id = first;
    for (;;) {
      put(id, column, row);
      const room = columns - 1 - column;
      const isFree = room > 0 && !taken.has(`${column + 1} ${row}`);
      const next = isFree ? goesOn(open(id), room, length) : undefined;
      for (const other of open(id)) if (other !== next) forks.push({ id: other, from: id });
      if (next === undefined) return;
      id = next;
      column += 1;
    }
  };
  const settle = (): void => {
    for (let fork = forks.shift(); fork !== undefined; fork = forks.shift()) if (!cells.has(fork.id)) place(fork.id, fork.from);
  };
  const sources = ids
    .filter((id) => !before.has(id) && (after.get(id) ?? []).length > 0)
    .toSorted((one, other) => length(other) - length(one));
  // What lies in a loop has no beginning; it is placed from wherever the document names it first.
  const looped = ids.filter((id) => before.has(id));
  for (const id of [...sources, ...looped]) {
    if (!cells.has(id)) place(id, null);
    settle();
  }
  const own = new Set<number>();
  for (const id of ids) if (!cells.has(id)) fillIn(id, columns, { taken, own }, put);
  return cells;
}

/** The branch that goes on in the row: the longest that fits; where none does, the shortest, which breaks off least of it. */
function goesOn(branches: readonly string[], room: number, length: (id: string) => number): string | undefined {
  const sorted = branches.toSorted((one, other) => length(other) - length(one));
  return sorted.find((id) => length(id) <= room) ?? sorted.at(-1);
}

/** Parts on the longest way on from this one, itself among them, over parts that have no place yet. */
function chainLength(id: string, open: (id: string) => readonly string[], on: ReadonlySet<string> = new Set()): number {
  if (on.has(id)) return 0;
  const further = new Set([...on, id]);
  return 1 + Math.max(0, ...open(id).map((next) => chainLength(next, open, further)));
}

/** Where a chain that begins here comes upon parts that stand already. */
function joined(first: string, after: ReadonlyMap<string, readonly string[]>, cells: ReadonlyMap<string, Cell>): Cell | undefined {
  const seen = new Set<string>();
  for (let id: string | undefined = first; id !== undefined && !seen.has(id); ) {
    seen.add(id);
    const next: readonly string[] = after.get(id) ?? [];
    const stands = next.map((each) => cells.get(each)).find((cell) => cell !== undefined);
    if (stands !== undefined) return stands;
    [id] = next;
  }
  return undefined;
}

/** A part without wires: where a row begins late, else in a row of such parts, so that nothing seems to lead to it. */
function fillIn(
  id: string,
  columns: number,
  { taken, own }: { readonly taken: ReadonlySet<string>; readonly own: Set<number> },
  put: (id: string, column: number, row: number) => void,
): void {
  const rows = 1 + Math.max(-1, ...[...taken].map((cell) => Number(cell.split(" ")[1])));
  for (let row = 0; row < rows; row += 1) if (!taken.has(`0 ${row}`)) return put(id, 0, row);
  const free = Array.from({ length: columns }, (_, column) => column).find((column) => !taken.has(`${column} ${rows - 1}`));
  if (own.has(rows - 1) && free !== undefined) return put(id, free, rows - 1);
  own.add(rows);
  put(id, 0, rows);
}

function unique(list: readonly string[]): readonly string[] {
  return [...new Set(list)];
}
