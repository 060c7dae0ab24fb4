import { notify } from "./notice-store.ts";
import { resultOf, runStore } from "./run-store.ts";
import { saveStore } from "./save-store.ts";

/** Keeps every run that ends with a result, from now on. What does so loads with the first that ends. Called once. */
export function startKeepingRuns(): void {
  runStore.subscribe((state, before) => {
    if (state.outcome === before.outcome || state.kept !== null || resultOf(state) === null) return;
    import("./kept-runs.ts")
      .then(({ keepEnded }) => keepEnded(state))
      .catch((error: unknown) => {
        const reason = error instanceof Error ? ` (${error.message.slice(0, 200)})` : "";
        notify({ tone: "warn", title: "This run is not kept.", text: `Its results are on screen until you leave the page.${reason}` });
      });
  });
}

/** Shows the last run of the document that was just opened, where the browser keeps one. */
export async function showLastRun(): Promise<void> {
  // A design that was never kept has no runs either.
  if (saveStore.getState().savedAtMs === null) return;
  try {
    await (await import("./kept-runs.ts")).showLast();
  } catch {
    // Without it the design stands there as it did before its first run; the list of runs says what is wrong.
  }
}
