import type { EventRows } from "./event-rows.ts";

/**
 * The id of an event by which windows of a run cannot be told apart: where several sources make events, numbers of rows can. Ids of a
 * file of events are the file's own.
 */
export function lastingId(run: { readonly rows: { readonly events: EventRows }; readonly trace: unknown }, id: number): number {
  return id < 0 || run.trace !== null ? id : run.rows.events.origins.idOf(id);
}
