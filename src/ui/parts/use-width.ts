import { useSyncExternalStore } from "react";

/** `wide`: two surfaces have room beside each other · `narrow`: the second lies over the first · `phone`: one at a time, to read. */
export type Width = "wide" | "narrow" | "phone";

/** Two surfaces beside each other need more than this. */
export const TOO_NARROW_TO_DOCK = "(max-width: 1199px)";

const narrow = globalThis.matchMedia?.(TOO_NARROW_TO_DOCK);
const phone = globalThis.matchMedia?.("(max-width: 639px)");

function subscribe(listener: () => void): () => void {
  narrow?.addEventListener("change", listener);
  phone?.addEventListener("change", listener);
  return () => {
    narrow?.removeEventListener("change", listener);
    phone?.removeEventListener("change", listener);
  };
}

function current(): Width {
  if (phone?.matches === true) return "phone";
  return narrow?.matches === true ? "narrow" : "wide";
}

export function useWidth(): Width {
  return useSyncExternalStore(subscribe, current);
}
