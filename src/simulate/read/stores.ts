import { Dashboard } from "../../engine/queried/dashboard.ts";
import type { Part } from "../../engine/part/part.ts";
import { ObjectStore } from "../../engine/files/object-store.ts";
import { RealtimeStore } from "../../engine/queried/realtime-store.ts";
import { ScanEngine } from "../../engine/files/scan-engine.ts";
import { WarehouseCluster } from "../../engine/queried/warehouse-cluster.ts";
import type { VisibleRows } from "../../engine/queried/visible-rows.ts";
import type { Machine } from "../compile/build-machine.ts";

export type Store = { readonly id: string; readonly visible: VisibleRows };

/** Stores that dashboards read, in the order of the drawing. */
export function servingStores(machine: Machine): Store[] {
  const seen = new Map<string, Store>();
  for (const node of machine.nodes.values()) {
    if (node instanceof Dashboard) for (const { target } of node.endpoints) seen.set(target.id, target);
  }
  return [...seen.values()];
}

/** Every part that shows rows, those that dashboards read first. */
export function allStores(machine: Machine): Store[] {
  const stores = new Map<string, Store>(servingStores(machine).map((store) => [store.id, store]));
  for (const node of machine.nodes.values()) if (showsRows(node)) stores.set(node.id, node);
  return [...stores.values()];
}

export function showsRows(node: Part): node is Part & Store {
  return [RealtimeStore, ScanEngine, WarehouseCluster, ObjectStore].some((store) => node instanceof store);
}

/** The store whose rows of this kind are judged: the first with any, dashboards' own stores before others. */
export function judgedStore(machine: Machine, table: "sessions" | "aggregates" | "windows" | "joins"): Store | null {
  return allStores(machine).find((store) => store.visible[table].length > 0) ?? null;
}
