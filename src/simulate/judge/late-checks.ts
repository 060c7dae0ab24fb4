import { nounFor } from "../../base/counted-noun.ts";
import type { Finding } from "../../base/finding.ts";
import { OPERATES } from "../../engine/processing/operator-host.ts";
import { PAIRS } from "../../engine/processing/pairing.ts";
import { COUNTS_WINDOWS } from "../../engine/operators/windowed-counts.ts";
import type { Machine } from "../compile/build-machine.ts";

/**
 * Events that one operator of several could no longer use: they went on to the others, so no late port and no book of lost
 * records names them.
 */
export function lateChecks(machine: Machine): Finding[] {
  return machine.parts.flatMap(({ part }): Finding[] => {
    const host = OPERATES.of(machine.nodes.get(part.id));
    if (host === null) return [];
    let windows = 0;
    let joins = 0;
    for (const { spec, lateRows } of COUNTS_WINDOWS.all(host.operators)) if (!spec.refusesLate) windows += lateRows;
    for (const { refusesLate, late } of PAIRS.all(host.operators)) if (!refusesLate) joins += late.size;
    const found: Finding[] = [];
    const say = (count: number, where: string, what: string): void => {
      if (count === 0) return;
      const message = `${count.toLocaleString("en-US")} ${nounFor(count, "event")} came to ${part.title} ${what}. Allow more lateness, or hold event time back longer.`;
      found.push({ code: `check.late-for-${where}`, severity: "note", where: `system.parts.${part.id}.settings.${where}`, message });
    };
    say(windows, "windows", "after all their windows were over, and count in none of them; its other operators may have used them");
    say(joins, "join", "after event time had passed them, so the join may have missed their pairs; its other operators may have used them");
    return found;
  });
}
