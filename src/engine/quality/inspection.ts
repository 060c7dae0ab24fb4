import { Int32List } from "../kernel/number-lists.ts";
import type { RunContext } from "../part/run-context.ts";
import { hourOfRow } from "../rows/rows.ts";
import type { CheckOutcome } from "../tasks/check-outcome.ts";
import type { Lot } from "./checked-store.ts";
import type { CheckedAttempt } from "./checks.ts";
import type { OnMiss } from "./remarks.ts";
import { checkRows } from "./row-checks.ts";
import type { QualityRules } from "./rules.ts";
import { checkTable } from "./table-checks.ts";

/** What becomes of what breaks a rule. */
export type Treatment = {
  /** Of rows, once more of them do than are tolerated; quarantined is each of them, however few. */
  readonly onBadRows: OnMiss;
  readonly onBadTable: "warn" | "fail";
  /** However they are treated: the task fails when a larger share of its rows breaks a rule. Null: never. */
  readonly failAboveShare: number | null;
};

/** What an attempt has before it, and what it holds that against. */
export type Before = {
  readonly lots: readonly Lot[];
  /** Null where no other store is wired. */
  readonly against: readonly Lot[] | null;
  readonly atMs: number;
  /** Hours that should be there whole; none where it takes whatever is there. */
  readonly hours: readonly number[];
  /** Rows of the intervals before, the newest last. */
  readonly before: readonly number[];
};

/** Rows of one partition. */
export type PartedRows = { readonly hour: number; readonly refs: Int32Array };

/** What an attempt found, and which rows it will write where. */
export type Inspection = {
  readonly outcomes: readonly CheckOutcome[];
  readonly rows: number;
  readonly badRows: number;
  readonly ended: CheckedAttempt["ended"];
  readonly passed: readonly PartedRows[];
  readonly aside: readonly PartedRows[];
};

/** Looks at every row of the files and decides what becomes of them. */
export function inspect(run: RunContext, spec: Treatment & { readonly rules: QualityRules }, found: Before): Inspection {
  const { rules, onBadRows, onBadTable, failAboveShare } = spec;
  const { lots, against, hours, atMs, before } = found;
  const { refs, hourOf } = rowsOf(run, lots);
  const rowsOfHour = new Map<number, number>(hours.map((hour) => [hour, 0]));
  for (const hour of hourOf) {
    const rows = rowsOfHour.get(hour);
    if (rows !== undefined) rowsOfHour.set(hour, rows + 1);
  }
  const { outcomes: byRow, isBad, badRows } = checkRows(run, rules, refs);
  const others = against === null ? null : rowsOf(run, against).refs;
  const byTable = checkTable(run, rules, { refs, rowsOfHour, atMs, before, against: others });
  const outcomes = [...byRow, ...byTable];
  const fails =
    (onBadRows === "fail" && isMissed(byRow)) ||
    (onBadTable === "fail" && isMissed(byTable)) ||
    (failAboveShare !== null && badRows > failAboveShare * refs.length);
  const setsAside = !fails && onBadRows === "quarantine" && badRows > 0;
  return {
    ...{ outcomes, rows: refs.length, badRows },
    ended: fails ? "fail" : setsAside ? "quarantine" : isMissed(outcomes) ? "warn" : "passed",
    passed: fails ? [] : parted(refs, hourOf, (place) => !setsAside || isBad[place] === 0),
    aside: setsAside ? parted(refs, hourOf, (place) => isBad[place] === 1) : [],
  };
}

function isMissed(outcomes: readonly CheckOutcome[]): boolean {
  return outcomes.some(({ verdict }) => verdict === "missed");
}

/** All of the rows, and the partition each lies in. */
function rowsOf(run: RunContext, lots: readonly Lot[]): { readonly refs: Int32Array; readonly hourOf: Int32Array } {
  const refs = new Int32List(1024);
  const hourOf = new Int32List(1024);
  for (const { refs: held, hour } of lots) {
    refs.pushMany(held, 0, held.length);
    for (let i = 0; i < held.length; i++) hourOf.push(hour ?? hourOfRow(run.rows, held[i], run.hourMs));
  }
  return { refs: refs.data.slice(0, refs.length), hourOf: hourOf.data.slice(0, hourOf.length) };
}

function parted(refs: Int32Array, hourOf: Int32Array, takes: (place: number) => boolean): PartedRows[] {
  const byHour = new Map<number, Int32List>();
  for (let place = 0; place < refs.length; place++) {
    if (!takes(place)) continue;
    let list = byHour.get(hourOf[place]);
    if (list === undefined) byHour.set(hourOf[place], (list = new Int32List(64)));
    list.push(refs[place]);
  }
  return [...byHour].sort(([a], [b]) => a - b).map(([hour, { data, length }]) => ({ hour, refs: data.slice(0, length) }));
}
