import type { RunView } from "./use-run-view.ts";

/** Clients asked in the run and nothing streamed: what came of it is told request by request, and no record has a way to tell of. */
export function asksOnly(view: RunView): boolean {
  return view.whole?.items !== undefined && view.ledger?.produced === 0;
}
