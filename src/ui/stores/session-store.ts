import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { Finding } from "../../base/finding.ts";
import { fail } from "../../base/result.ts";
import type { Result } from "../../base/result.ts";
import { loadBundled } from "../../scenario/bundled.ts";
import type { Scenario } from "../../scenario/types.ts";

/** The scenario the document answers, once it is loaded. */
export type SessionState = {
  readonly scenario: Scenario | null;
  readonly scenarioId: string | null;
  readonly loading: boolean;
  /** False until the page has put the first document in place. */
  readonly ready: boolean;
  readonly error: readonly Finding[] | null;
};

export const FIRST_SCENARIO = "ios-engagement";

export const sessionStore = createStore<SessionState>()(() => ({
  scenario: null,
  scenarioId: null,
  loading: false,
  ready: false,
  error: null,
}));

export function useSession<T>(selector: (session: SessionState) => T): T {
  return useStore(sessionStore, selector);
}

/** Loads a bundled scenario and makes it the one in force; a later call overtakes an earlier one. Null when it cannot be had. */
export async function loadScenario(scenarioId: string): Promise<Scenario | null> {
  const held = sessionStore.getState();
  if (held.scenarioId === scenarioId && held.scenario !== null) return held.scenario;
  sessionStore.setState({ scenarioId, scenario: null, loading: true, error: null });
  const loaded = await fetchScenario(scenarioId);
  if (sessionStore.getState().scenarioId !== scenarioId) return null;
  sessionStore.setState(
    loaded.ok ? { scenario: loaded.value, loading: false, error: null } : { scenario: null, loading: false, error: loaded.error },
  );
  return loaded.ok ? loaded.value : null;
}

/** A part of the program that does not arrive (offline, a new version on the server) is told like any other finding. */
async function fetchScenario(scenarioId: string): Promise<Result<Scenario, readonly Finding[]>> {
  try {
    return await loadBundled(scenarioId);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return fail([
      {
        code: "scenario-not-loaded",
        severity: "error",
        where: "",
        message: `The scenario could not be loaded. Reload the page. (${reason})`,
      },
    ]);
  }
}

/** A free drawing answers no scenario. */
export function leaveScenario(): void {
  sessionStore.setState({ scenario: null, scenarioId: null, loading: false, error: null });
}
