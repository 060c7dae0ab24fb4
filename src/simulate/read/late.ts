import type { Machine } from "../compile/build-machine.ts";

/** Event rows some part turned away as late: they explain what a table lacks. */
export function lateRows(machine: Machine): number[] {
  const { ledger, rows } = machine.run;
  const isLate = Array.from({ length: 256 }, (_, code) => ledger.hasCode(code) && ledger.describe(code).reason === "late");
  const found: number[] = [];
  for (let row = 0; row < rows.events.length; row++) if (isLate[ledger.fateOf(row)]) found.push(row);
  return found;
}
