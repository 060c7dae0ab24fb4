import { simulation } from "../../workers/simulation-client.ts";
import { designStore } from "./design-store.ts";
import { eventsStore } from "./events-store.ts";
import { isActive } from "./run-machine.ts";
import { nextRequest, runStore } from "./run-store.ts";
import { sessionStore } from "./session-store.ts";

/** An edit is followed by others; what would run is made ready when it has been quiet for as long. */
const QUIET_MS = 800;

let timer: ReturnType<typeof setTimeout> | undefined;

/**
 * Has the worker make ready what Run would start, from the moment the first document stands: pressing Run then shows numbers at
 * once. Prepared, nothing is simulated yet. Called once.
 */
export function startPreparing(): void {
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(prepare, QUIET_MS);
  };
  designStore.subscribe(({ design }, before) => {
    if (design !== before.design) later();
  });
  sessionStore.subscribe(({ ready, scenario }, before) => {
    // The first document does not change by itself: there is nothing to wait for.
    if (ready && !before.ready) prepare();
    else if (scenario !== before.scenario) later();
  });
  runStore.subscribe(({ planned }, before) => {
    if (planned !== before.planned) later();
  });
}

function prepare(): void {
  const { ready, loading } = sessionStore.getState();
  if (!ready || loading || isActive(runStore.getState().status) || eventsStore.getState().choice !== null) return;
  // Where it cannot be prepared, Run says why.
  simulation()
    .prepare(nextRequest())
    .catch(() => undefined);
}
