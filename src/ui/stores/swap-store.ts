import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { KindDecl, MeasuredLoad } from "../../catalogue/contract.ts";
import { kindById } from "../../catalogue/registry.ts";
import { swapPart, swapsOf, swapWords } from "../../catalogue/drawing/swap.ts";
import type { Swap } from "../../catalogue/drawing/swap.ts";
import { partById } from "../../design/selectors.ts";
import type { Design } from "../../design/types.ts";
import { currentDesign, editDesign } from "./design-store.ts";
import { notify } from "./notice-store.ts";
import { resultOf, runStore } from "./run-store.ts";
import { viewStore } from "./view-store.ts";

/** The last swap of a part for another kind, for the results of the run after it. */
const swapStore = createStore<{ readonly swap: Swap | null }>()(() => ({ swap: null }));

/** The last swap, while what it made is still in that design. */
export function useSwapIn(design: Design): Swap | null {
  const swap = useStore(swapStore, (state) => state.swap);
  const kind = swap === null ? undefined : partById(design, swap.part)?.kind;
  return swap !== null && kind !== undefined && kindById(kind)?.title === swap.to ? swap : null;
}

/** Kinds that may take the place of this part. */
export function swapsFor(partId: string): readonly KindDecl[] {
  const kind = kindById(partById(currentDesign(), partId)?.kind ?? "");
  return kind === undefined ? [] : swapsOf(kind);
}

/** Puts another kind in the place of a part: one step to undo, and a word about what was carried over. */
export function swapFor(partId: string, kindId: string): void {
  if (viewStore.getState().readOnly) return;
  const swap = swapPart(currentDesign(), partId, kindId, measuredLoad(partId));
  if (swap === null) return;
  editDesign(`Swap ${swap.from} for ${swap.to}`, () => swap.design);
  swapStore.setState({ swap });
  notify({
    tone: swap.wiresLost.length > 0 ? "warn" : "note",
    title: `${swap.from} is now ${swap.to}.`,
    text: `${swapWords(swap)} Run to see what changes; undo takes it back.`,
  });
}

/** The busiest moment the last run measured at the part; null when it measured nothing there. */
function measuredLoad(partId: string): MeasuredLoad | null {
  const { series } = runStore.getState();
  const log = resultOf(runStore.getState())?.logs[partId];
  const rates = series.columns.get(`rate.${partId}`);
  if (log === undefined || rates === undefined) return null;
  let peak = 0;
  for (let i = 0; i < series.length; i += 1) peak = Math.max(peak, rates[i] ?? 0);
  const kept = log.partitions.reduce((sum, partition) => sum + partition.end - partition.start, 0);
  const bytes = log.partitions.reduce((sum, partition) => sum + partition.bytes, 0);
  if (peak === 0 || kept === 0) return null;
  return { recordsPerSecond: peak, bytesPerSecond: (peak * bytes) / kept, readers: Object.keys(log.groups).length };
}
