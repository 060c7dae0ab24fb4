import { ASKS } from "../../engine/queried/query-target.ts";
import type { QueryTarget } from "../../engine/queried/query-target.ts";
import { SHOWS } from "../../engine/queried/visible-rows.ts";
import type { VisibleRows } from "../../engine/queried/visible-rows.ts";
import type { Machine } from "../compile/build-machine.ts";

export type Store = { readonly id: string; readonly visible: VisibleRows };

/** Every query of whoever asks here was refused. */
function answersNobody({ granted }: QueryTarget): boolean {
  return granted !== undefined && granted.queries > 0 && granted.refused === granted.queries;
}

/** Stores that dashboards read and are answered by, in the order of the drawing. */
export function servingStores(machine: Machine): Store[] {
  const seen = new Map<string, Store>();
  for (const { endpoints } of ASKS.all(machine.nodes.values()))
    for (const { target } of endpoints) if (!answersNobody(target)) seen.set(target.id, target);
  return [...seen.values()];
}

/** Every part that shows rows, those that dashboards read first. */
export function allStores(machine: Machine): Store[] {
  const stores = new Map<string, Store>(servingStores(machine).map((store) => [store.id, store]));
  for (const store of SHOWS.all(machine.nodes.values())) stores.set(store.id, store);
  return [...stores.values()];
}

/**
 * The store whose rows of this kind are judged: the first that dashboards read and that shows any; else the first of those that would
 * show them if it knew of their partitions, as rows that nobody can read are no answer; else the first of all others with any.
 */
export function judgedStore(machine: Machine, kind: number): Store | null {
  const shows = ({ visible }: Store): boolean => visible.of(kind).rows.length > 0;
  const served = servingStores(machine);
  return served.find(shows) ?? served.find(({ visible }) => visible.unseen.has(kind)) ?? allStores(machine).find(shows) ?? null;
}
