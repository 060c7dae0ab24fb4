import { must } from "../../base/assert.ts";
import type { RunContext } from "../part/run-context.ts";
import { hourOfRow, rowOf } from "../rows/rows.ts";
import type { CheckName, CheckOutcome } from "../tasks/check-outcome.ts";
import { columnNamed } from "./columns.ts";
import type { QualityRules, Reconciling } from "./rules.ts";

/** What an attempt has before it. */
export type Found = {
  readonly refs: Int32Array;
  /** The same rows in the other store; null where none is wired. */
  readonly against: Int32Array | null;
  readonly atMs: number;
  /** Rows of each hour that should be there whole, as they lie in partitions; without any all rows count together. */
  readonly rowsOfHour: ReadonlyMap<number, number>;
  /** Rows of the intervals before, the newest last. */
  readonly before: readonly number[];
};

/** Holds the rows together against the rules that concern tables. */
export function checkTable(run: RunContext, rules: QualityRules, found: Found): CheckOutcome[] {
  const { freshMs, leastRows, anomaly, reconcile } = rules;
  return [
    ...(freshMs === null ? [] : [freshness(run, rules.stream, found, freshMs)]),
    ...(leastRows === null ? [] : [volume(found, leastRows)]),
    ...(anomaly === null ? [] : [against(found, anomaly)]),
    ...(reconcile === null ? [] : [reconciliation(run, rules.stream, found, reconcile)]),
  ];
}

function outcome(
  check: CheckName,
  on: string,
  unit: CheckOutcome["unit"],
  measured: number | null,
  bounds: { readonly least?: number; readonly most?: number },
): CheckOutcome {
  const { least = null, most = null } = bounds;
  const missed = measured !== null && (measured < (least ?? -Infinity) || measured > (most ?? Infinity));
  return { check, on, measured, unit, least, most, verdict: measured === null ? "unknown" : missed ? "missed" : "met" };
}

/** By the column that names the partition of a row. Where there is no row, nothing is fresh. */
function freshness(run: RunContext, stream: number, { refs, atMs }: Found, mostMs: number): CheckOutcome {
  const { timeColumn } = run.rows.kinds[stream];
  const column = timeColumn === undefined ? null : columnNamed(run, stream, timeColumn);
  let newest = -Infinity;
  for (const ref of refs) {
    const at = column === null ? (hourOfRow(run.rows, ref, run.hourMs) + 1) * run.hourMs : Number(column.at(rowOf(ref)));
    if (at > newest) newest = at;
  }
  const found = outcome("freshness", timeColumn ?? "hour", "ms", newest === -Infinity ? null : Math.max(0, atMs - newest), {
    most: mostMs,
  });
  return newest === -Infinity ? { ...found, verdict: "missed" } : found;
}

/** The hour with fewest rows: a partition that is missing has none. */
function volume({ refs, rowsOfHour }: Found, least: number): CheckOutcome {
  const fewest = [...rowsOfHour.values()].reduce((found, rows) => Math.min(found, rows), Infinity);
  return outcome("volume", "rows", "rows", fewest === Infinity ? refs.length : fewest, { least });
}

function against({ refs, before }: Found, { intervals, share }: NonNullable<QualityRules["anomaly"]>): CheckOutcome {
  const last = before.slice(-intervals);
  if (last.length < intervals) return { ...outcome("anomaly", "rows", "rows", refs.length, {}), verdict: "unknown" };
  const mean = last.reduce((sum, rows) => sum + rows, 0) / intervals;
  return outcome("anomaly", "rows", "rows", refs.length, { least: mean * (1 - share), most: mean * (1 + share) });
}

function reconciliation(run: RunContext, stream: number, { refs, against: others }: Found, how: Reconciling): CheckOutcome {
  const unit = how.of === "sum" ? "sum" : "rows";
  const on = how.of === "rows" ? "rows" : how.of === "distinct" ? `distinct ${how.column}` : how.column;
  if (others === null) return outcome("reconciliation", on, unit, null, {});
  const there = amountOf(run, stream, others, how);
  const room = how.toleratedShare * Math.abs(there);
  return outcome("reconciliation", on, unit, amountOf(run, stream, refs, how), { least: there - room, most: there + room });
}

function amountOf(run: RunContext, stream: number, refs: Int32Array, { of, column }: Reconciling): number {
  if (of === "rows") return refs.length;
  const { at } = must(columnNamed(run, stream, column), `column ${column}`);
  if (of === "distinct") return new Set(Array.from(refs, (ref) => at(rowOf(ref)))).size;
  let sum = 0;
  for (const ref of refs) sum += Number(at(rowOf(ref)) ?? 0);
  return sum;
}
