import { createContext, useContext, type ReactNode } from "react";
import { createPortal } from "react-dom";

/** Where a quadrant may put things into its own header: chips beside the title, tools at the far end. */
export type QuadrantSlots = { readonly chips: HTMLElement | null; readonly tools: HTMLElement | null };

export const QuadrantSlotsContext = createContext<QuadrantSlots>({ chips: null, tools: null });

/** Shown beside the title of the quadrant this is rendered in: `4 facts pinned`. */
export function QuadrantChips({ children }: { readonly children: ReactNode }) {
  const { chips } = useContext(QuadrantSlotsContext);
  return chips === null ? null : createPortal(children, chips);
}

/** Shown at the far end of the header of the quadrant this is rendered in: `diagram · SQL`. */
export function QuadrantTools({ children }: { readonly children: ReactNode }) {
  const { tools } = useContext(QuadrantSlotsContext);
  return tools === null ? null : createPortal(children, tools);
}
