import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { flush } from "./autosave.ts";
import { isActive } from "./run-machine.ts";
import { runStore } from "./run-store.ts";
import { announce } from "./view-store.ts";

/**
 * Whether there is a newer Quadrant than the one on screen. `ready`: it lies beside, and is taken when the person says so ·
 * `after-run`: they said so while a run was under way, which goes on · `taking` · `replaced`: another tab has taken it; this
 * one goes on with the files it began with.
 */
export type UpdateStatus = "none" | "ready" | "after-run" | "taking" | "replaced";

const updateStore = createStore<{ readonly status: UpdateStatus }>()(() => ({ status: "none" }));

export function useUpdate(): UpdateStatus {
  return useStore(updateStore, (state) => state.status);
}

/** A page that stays open looks for a new version this often. */
const LOOK_EVERY_MS = 3_600_000;

let registration: ServiceWorkerRegistration | null = null;

function offer(): void {
  if (!registration?.waiting || updateStore.getState().status !== "none") return;
  updateStore.setState({ status: "ready" });
  announce("A new version of Quadrant is ready.");
}

/** Keeps the page for use without a network, and learns of new versions. Called once, when the page stands. */
export async function startUpdates(): Promise<void> {
  const { serviceWorker } = navigator;
  // The first worker of all takes over a page that had none; that is no new version.
  const wasKept = serviceWorker.controller !== null;
  serviceWorker.addEventListener("controllerchange", () => {
    if (updateStore.getState().status === "taking") void flush().finally(() => location.reload());
    else if (wasKept) updateStore.setState({ status: "replaced" });
  });
  registration = await serviceWorker.register(new URL("sw.js", document.baseURI));
  if (wasKept) offer();
  registration.addEventListener("updatefound", () => {
    const coming = registration?.installing;
    coming?.addEventListener("statechange", () => {
      if (coming.state === "installed" && serviceWorker.controller !== null) offer();
    });
  });
  const look = (): void => void registration?.update().catch(() => undefined);
  setInterval(look, LOOK_EVERY_MS);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
}

/** Loads the new version in place of the page; a run that is under way is not ended for it. */
export function takeUpdate(): void {
  if (isActive(runStore.getState().status)) {
    updateStore.setState({ status: "after-run" });
    announce("The run goes on. Update when it has ended.");
    return;
  }
  const waiting = registration?.waiting;
  if (!waiting) return reloadPage();
  updateStore.setState({ status: "taking" });
  waiting.postMessage("activate-update");
}

/** Loads the page anew with everything kept. */
export function reloadPage(): void {
  void flush().finally(() => location.reload());
}
