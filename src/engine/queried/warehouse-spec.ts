import type { Sampler } from "../../base/sampler.ts";
import type { Reading } from "../tasks/landed-files.ts";
import type { SuspendSpec } from "./compute-sessions.ts";
import type { PauseSpec } from "./daily-pauses.ts";
import type { LoadMethod } from "./loaded-rows.ts";
import type { ScalingSpec } from "./scaled-slots.ts";
import type { ViewUpkeep } from "./view-base.ts";
import type { QueryShape, TableLayout } from "./zone-maps.ts";

export type WarehouseSpec = {
  /** A load begins each time so much has passed, with what has landed since; null: only when it is told to. */
  readonly loadEveryMs: number | null;
  /** Which of the files that lie there a load takes. */
  readonly reads: Reading;
  readonly lookbackHours: number;
  readonly loads: LoadMethod;
  /** A file is read by one slice, so many raw bytes a second. */
  readonly slices: number;
  readonly bytesPerSecondPerSlice: number;
  readonly commitMs: Sampler;
  readonly slots: number;
  /** null: no cluster comes to help. */
  readonly scaling: ScalingSpec | null;
  /** null: machines that are there day and night. */
  readonly suspends: SuspendSpec | null;
  /** null: nobody pauses them by the clock. */
  readonly pauses: PauseSpec | null;
  /** Who has deleted rows make room and sorts what was loaded: nobody needs to, the cluster by itself when nobody is served, or a task. */
  readonly vacuum: "not-needed" | "own" | "told";
  /** What rows that must lie together travel over; null: nothing between machines is to be waited for. */
  readonly network: NetworkSpec | null;
  readonly layout: TableLayout;
  readonly shape: QueryShape;
  readonly upkeep: ViewUpkeep;
  /** By what a query can leave out blocks. */
  readonly prunes: readonly QueryShape["looksAt"][];
  /** Bytes of the columns of these events, by name; null where nobody knows. */
  readonly columnBytes: (events: Int32Array) => ReadonlyMap<string, number> | null;
  /** A query is billed for at least so many bytes. */
  readonly leastScannedBytes: number;
  /** A query takes so long and the time to look at the rows it reads, times a draw around 1. */
  readonly fixedMs: number;
  readonly rowsPerSecond: number;
  readonly spread: Sampler;
};

/** Machines that send each other rows, all of them at a time and each so many bytes a second. */
export type NetworkSpec = { readonly machines: number; readonly bytesPerSecondEach: number };

/** Of the bytes that go from one slice to another those that leave their machine, sent by all machines at a time: how long that takes. */
export function moveMs(movedBytes: number, { network, layout }: Pick<WarehouseSpec, "network" | "layout">): number {
  if (network === null || movedBytes === 0) return 0;
  const { machines, bytesPerSecondEach } = network;
  const leaving = (movedBytes * (1 - 1 / machines)) / (1 - 1 / layout.slices);
  return (leaving * 1000) / (machines * bytesPerSecondEach);
}
