import { KINDS } from "../../catalogue/registry.ts";
import type { Command } from "../commands/registry.ts";
import { currentDesign } from "../stores/design-store.ts";
import { swapFor, swapsFor } from "../stores/swap-store.ts";
import { partAtHand } from "./canvas-actions.ts";

/** The part such a swap would be about: the one at hand, else the only one in the drawing it fits. */
function swappable(kindId: string): string | null {
  const fits = (partId: string): boolean => swapsFor(partId).some((kind) => kind.id === kindId);
  const atHand = partAtHand();
  if (atHand !== null) return fits(atHand) ? atHand : null;
  const all = currentDesign().system.parts.filter((part) => fits(part.id));
  return all.length === 1 ? (all[0]?.id ?? null) : null;
}

/** One command for each kind that can take the place of another. */
export const swapCommands: readonly Command[] = KINDS.filter((kind) => kind.swap !== undefined).map((kind) => ({
  id: `canvas.swap-${kind.id}`,
  title: `Swap for ${kind.title}`,
  group: "Canvas",
  words: `replace exchange compare ${kind.family}`,
  when: () => swappable(kind.id) !== null,
  run: () => {
    const part = swappable(kind.id);
    if (part !== null) swapFor(part, kind.id);
  },
}));
