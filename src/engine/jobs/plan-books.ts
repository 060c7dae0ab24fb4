import type { RunContext } from "../part/run-context.ts";
import { EVENT } from "../rows/rows.ts";
import type { JobPlan } from "./job-plan.ts";

/** Rows that a run which ended well has refused: their stored copy stays, and this one has ended. */
export function bookRefused(
  { ledger }: RunContext,
  { filtered, duplicates, drafts }: JobPlan,
  codes: { readonly filtered: number; readonly duplicate: number },
): void {
  const end = (row: number, code: number): void => {
    ledger.carryOn(row);
    ledger.end(row, code);
  };
  for (const row of filtered) end(row, codes.filtered);
  if (duplicates.length === 0) return;
  // A file that was read twice gives a row twice, of which one has passed.
  const passed = new Set<number>();
  for (const { stream, refs } of drafts) if (stream === EVENT) for (const ref of refs) passed.add(ref);
  for (const row of duplicates) if (!passed.has(row)) end(row, codes.duplicate);
}

/** Events of a run that came under an id which another row of it has, and passed; 0 where the run looks for them. */
export function repeatedRowsOf({ rows }: RunContext, { duplicates, drafts }: JobPlan): number {
  if (duplicates.length > 0) return 0;
  const { eventId } = rows.events;
  const again = new Set<number>();
  const written = drafts.filter(({ stream }) => stream === EVENT);
  for (const { refs } of written) for (const ref of refs) if (eventId.at(ref) !== ref) again.add(eventId.at(ref));
  if (again.size === 0) return 0;
  let count = 0;
  for (const { refs } of written) for (const ref of refs) if (again.has(ref)) count++;
  return count;
}
