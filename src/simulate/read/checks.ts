import { CHECKS } from "../../engine/quality/checks.ts";
import type { CheckedAttempt } from "../../engine/quality/checks.ts";
import type { CheckCount, CheckedPart } from "../../result/checks.ts";
import type { Machine } from "../compile/build-machine.ts";

/** What every part that checks data found, by its id; null where none does. */
export function checksOf(machine: Machine): { readonly [part: string]: CheckedPart } | null {
  const found = machine.parts.flatMap(({ part }) => {
    const told = CHECKS.of(machine.nodes.get(part.id));
    return told === null ? [] : [[part.id, summed(told.checked)] as const];
  });
  return found.length === 0 ? null : Object.fromEntries(found);
}

function summed(attempts: readonly CheckedAttempt[]): CheckedPart {
  const counts = new Map<string, CheckCount>();
  for (const { outcomes, endedMs } of attempts)
    for (const { check, on, verdict } of outcomes) {
      const key = `${check} ${on}`;
      const count = counts.get(key) ?? { check, on, met: 0, missed: 0, unknown: 0, firstMissedMs: null };
      const firstMissedMs = verdict === "missed" ? (count.firstMissedMs ?? endedMs) : count.firstMissedMs;
      counts.set(key, { ...count, [verdict]: count[verdict] + 1, firstMissedMs });
    }
  const sum = (read: (attempt: CheckedAttempt) => number): number => attempts.reduce((all, attempt) => all + read(attempt), 0);
  return {
    attempts: attempts.length,
    failed: attempts.filter(({ ended }) => ended === "fail").length,
    rows: sum(({ rows }) => rows),
    badRows: sum(({ badRows }) => badRows),
    quarantinedRows: sum(({ quarantinedRows }) => quarantinedRows),
    checks: [...counts.values()],
  };
}
