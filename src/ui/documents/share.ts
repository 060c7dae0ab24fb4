import { notify } from "../stores/notice-store.ts";
import { announce } from "../stores/view-store.ts";
import { shareLink } from "../stores/workspace.ts";

export type ShareOutcome = { readonly kind: "copied" | "refused" } | { readonly kind: "by-hand"; readonly link: string };

/** Puts the link on the clipboard. `by-hand` when the browser does not allow that; `refused`, with a notice, when the design does not fit. */
export async function copyShareLink(): Promise<ShareOutcome> {
  const made = await shareLink();
  if ("problem" in made) {
    notify({ tone: "warn", title: made.problem });
    return { kind: "refused" };
  }
  try {
    await navigator.clipboard.writeText(made.link);
  } catch {
    return { kind: "by-hand", link: made.link };
  }
  announce("Link copied. It carries the whole design.");
  return { kind: "copied" };
}
