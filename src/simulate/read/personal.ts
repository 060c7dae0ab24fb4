import { GRANTED } from "../../engine/queried/granted-reads.ts";
import type { PersonalRead } from "../../result/personal.ts";
import type { Machine } from "../compile/build-machine.ts";

/** What every reader was answered of each personal column, in the order of the drawing; null where none is known to be personal. */
export function personalReads(machine: Machine): readonly PersonalRead[] | null {
  if (!machine.knowsPersonal) return null;
  const found = new Map<string, PersonalRead>();
  for (const { part } of machine.parts) {
    const reads = GRANTED.of(machine.nodes.get(part.id)) ?? [];
    for (const { id: store, columns, cells, queries, refused } of reads)
      columns.forEach(({ table, column, sees }, c) => {
        const key = JSON.stringify([part.id, store, table, column]);
        const before = found.get(key) ?? { queries: 0, refused: 0, clearCells: 0, maskedCells: 0 };
        found.set(key, {
          ...{ reader: part.id, store, table, column, sees },
          queries: before.queries + queries,
          refused: before.refused + refused,
          clearCells: before.clearCells + (sees === "all" ? cells[c] : 0),
          maskedCells: before.maskedCells + (sees === "masked" ? cells[c] : 0),
        });
      });
  }
  return [...found.values()];
}

/** Personal cells that were answered as they are, whoever asked; null where nothing is known to be personal. */
export function cellsShown(machine: Machine): number | null {
  return personalReads(machine)?.reduce((sum, { clearCells }) => sum + clearCells, 0) ?? null;
}

/** Queries that stores refused, whoever asked; null where nothing is known to be personal. */
export function queriesRefused(machine: Machine): number | null {
  if (!machine.knowsPersonal) return null;
  return GRANTED.all(machine.nodes.values()).reduce((sum, reads) => reads.reduce((all, { refused }) => all + refused, sum), 0);
}
