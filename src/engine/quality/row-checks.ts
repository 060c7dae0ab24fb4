import { must } from "../../base/assert.ts";
import type { RunContext } from "../part/run-context.ts";
import { EVENT, rowOf } from "../rows/rows.ts";
import type { CheckName, CheckOutcome } from "../tasks/check-outcome.ts";
import { columnNamed } from "./columns.ts";
import type { CheckedColumn } from "./columns.ts";
import type { QualityRules } from "./rules.ts";

/** What the rules say of rows: 1 at the place of each that breaks one. */
export type CheckedRows = { readonly outcomes: readonly CheckOutcome[]; readonly isBad: Uint8Array; readonly badRows: number };

/** A rule for rows one by one: true for a row that breaks it. Asked for each row once, in order. */
type RowRule = { readonly check: CheckName; readonly on: string; readonly breaks: (row: number) => boolean };

/** Holds every row against the rules that concern rows one by one; every column they name is there. No rows meet no rule: nothing was seen. */
export function checkRows(run: RunContext, rules: QualityRules, refs: Int32Array): CheckedRows {
  const rowRules = rowRulesOf(run, rules);
  const broken = rowRules.map(() => 0);
  const isBad = new Uint8Array(refs.length);
  for (let place = 0; place < refs.length; place++) {
    const row = rowOf(refs[place]);
    rowRules.forEach(({ breaks }, rule) => {
      if (!breaks(row)) return;
      broken[rule]++;
      isBad[place] = 1;
    });
  }
  const most = Math.floor(rules.toleratedShare * refs.length);
  const outcomes = rowRules.map(
    ({ check, on }, rule): CheckOutcome => ({
      ...{ check, on, measured: broken[rule], unit: "rows", least: null, most },
      verdict: refs.length === 0 ? "unknown" : broken[rule] > most ? "missed" : "met",
    }),
  );
  return { outcomes, isBad, badRows: isBad.reduce((sum, bad) => sum + bad, 0) };
}

/** How many rules hold each row against something. */
export function rowRuleCount({ unique, notNull, ranges, maxAheadMs }: QualityRules): number {
  return (unique.length > 0 ? 1 : 0) + notNull.length + ranges.length + (maxAheadMs === null ? 0 : 1);
}

function rowRulesOf(run: RunContext, { stream, unique, notNull, ranges, maxAheadMs }: QualityRules): RowRule[] {
  const named = (name: string): CheckedColumn => must(columnNamed(run, stream, name), `column ${name}`);
  const rules: RowRule[] = [];
  if (unique.length > 0) rules.push({ check: "unique", on: unique.join(", "), breaks: repeats(unique.map(named)) });
  for (const name of notNull) {
    const { at } = named(name);
    rules.push({ check: "not-null", on: name, breaks: (row) => at(row) === null });
  }
  for (const { column, least, most } of ranges) {
    const { at } = named(column);
    rules.push({ check: "range", on: column, breaks: (row) => isOutside(at(row), least ?? -Infinity, most ?? Infinity) });
  }
  if (maxAheadMs !== null && stream === EVENT) {
    const { eventTime, sentAt } = run.rows.events;
    rules.push({ check: "clock", on: "event_time", breaks: (row) => eventTime.at(row) - sentAt.at(row) > maxAheadMs });
  }
  return rules;
}

/** A missing value lies in every range: that it is missing is for another rule to say, as in SQL. */
function isOutside(value: number | string | null, least: number, most: number): boolean {
  return typeof value === "number" && (value < least || value > most);
}

/** True for every row but the first of those with the same values. */
function repeats(columns: readonly CheckedColumn[]): (row: number) => boolean {
  const seen = new Set<number | string | null>();
  const [only] = columns;
  const keyOf =
    columns.length === 1 && only !== undefined ? only.at : (row: number) => columns.map(({ at }) => String(at(row))).join("\u0001");
  return (row) => {
    const before = seen.size;
    seen.add(keyOf(row));
    return seen.size === before;
  };
}
