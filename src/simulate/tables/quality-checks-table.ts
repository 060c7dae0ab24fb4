import { CHECKS } from "../../engine/quality/checks.ts";
import type { CheckedAttempt } from "../../engine/quality/checks.ts";
import type { CheckOutcome } from "../../engine/tasks/check-outcome.ts";
import type { RunTable } from "../../result/run-table.ts";
import type { Machine } from "../compile/build-machine.ts";
import { doubles, integers, texts, timestamps } from "../read/columns.ts";

type Row = { readonly part: string; readonly attempt: CheckedAttempt; readonly outcome: CheckOutcome };

/** A row for every check of every attempt, in the order of parts, attempts and checks; null where nothing checks data. */
export function qualityChecksTable(machine: Machine): RunTable | null {
  const rows = rowsOf(machine);
  if (rows === null) return null;
  const { epochMs } = machine.run;
  const n = rows.length;
  const at = (name: string, read: (row: Row) => number) => timestamps(name, epochMs, n, (i) => read(rows[i]));
  const measure = (name: string, read: (row: Row) => number | null) => doubles(name, n, (i) => read(rows[i]) ?? NaN);
  return {
    name: "quality_checks",
    rows: n,
    columns: [
      texts("task", n, (i) => rows[i].part),
      integers("attempt", n, (i) => rows[i].attempt.number),
      at("interval_start", ({ attempt }) => attempt.interval.fromMs),
      at("interval_end", ({ attempt }) => attempt.interval.toMs),
      at("began_at", ({ attempt }) => attempt.beganMs),
      at("ended_at", ({ attempt }) => attempt.endedMs),
      texts("check_name", n, (i) => rows[i].outcome.check),
      texts("on_column", n, (i) => rows[i].outcome.on),
      measure("measured", ({ outcome }) => outcome.measured),
      texts("unit", n, (i) => rows[i].outcome.unit),
      measure("at_least", ({ outcome }) => outcome.least),
      measure("at_most", ({ outcome }) => outcome.most),
      texts("verdict", n, (i) => rows[i].outcome.verdict),
      texts("outcome", n, (i) => rows[i].attempt.ended),
      integers("rows", n, (i) => rows[i].attempt.rows),
      integers("bad_rows", n, (i) => rows[i].attempt.badRows),
      integers("quarantined_rows", n, (i) => rows[i].attempt.quarantinedRows),
    ],
  };
}

/** How many rows that table has, without making it. */
export function qualityCheckCount(machine: Machine): number | null {
  return rowsOf(machine)?.length ?? null;
}

function rowsOf(machine: Machine): Row[] | null {
  const told = machine.parts.flatMap(({ part }) => {
    const checks = CHECKS.of(machine.nodes.get(part.id));
    return checks === null ? [] : [{ part: part.id, checks }];
  });
  if (told.length === 0) return null;
  return told.flatMap(({ part, checks }) =>
    checks.checked.flatMap((attempt) => attempt.outcomes.map((outcome): Row => ({ part, attempt, outcome }))),
  );
}
