import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { FollowedRequest } from "../../result/followed-request.ts";
import { runStore } from "../stores/run-store.ts";

/** The request whose way is lit up on the drawing; null: none is. */
type FollowState = { readonly request: FollowedRequest | null };

const followStore = createStore<FollowState>()(() => ({ request: null }));

/** A new run, or a kept one, has no such request. */
runStore.subscribe((run, before) => {
  if (run.designRun !== before.designRun || run.kept !== before.kept || (run.status === "starting" && before.status !== "starting"))
    light(null);
});

export function useFollow<T>(selector: (follow: FollowState) => T): T {
  return useStore(followStore, selector);
}

/** Lights up the way of a request, or puts it out. */
export function light(request: FollowedRequest | null): void {
  if (followStore.getState().request !== request) followStore.setState({ request });
}
