import type { PortDecl } from "../../catalogue/contract.ts";
import { useEvents } from "../stores/events-store.ts";
import { useSession } from "../stores/session-store.ts";

/** Rows leave by this port, and not files, calls or the word to begin. */
export function carriesRows(port: Pick<PortDecl, "carries"> | undefined): boolean {
  return port?.carries.includes("records") === true;
}

/**
 * Events that a row on a wire stands for: a scenario of many events may run a sample of them. 1 where rows are events themselves, and
 * where something else than rows travels.
 */
export function useEventsPerRow(hasRows: boolean): number {
  const perRow = useSession((session) => session.scenario?.workload.services?.eventsPerRow ?? 1);
  const isOwnFile = useEvents(({ choice }) => choice !== null);
  return isOwnFile || !hasRows ? 1 : perRow;
}
