import { useSyncExternalStore } from "react";

/** `wide`: four quadrants at once · `narrow`: one at a time, by tabs · `phone`: one at a time, to read. */
export type Width = "wide" | "narrow" | "phone";

const narrow = globalThis.matchMedia?.("(max-width: 1099px)");
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
