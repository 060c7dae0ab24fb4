import type { RunContext } from "../part/run-context.ts";
import { columnsOf } from "../rows/row-kind.ts";
import { EVENT, rowOf } from "../rows/rows.ts";
import { IdSet } from "../kernel/id-set.ts";
import type { RowBatch } from "../rows/kinds/file.ts";

/** A query of a certain shape, as people ask it. */
export type Question = {
  /** As it was written, and how often it is asked beside the others. */
  readonly text: string;
  readonly weight: number;
  /** WHERE event_time is of the last so many hours; null: of any time. */
  readonly hours: number | null;
  /** all: every row. group: COUNT by a column. top: the same, the first few. join: the same, with the row of its user. user: the rows of one user. */
  readonly asks: "all" | "group" | "top" | "join" | "user";
  readonly column: string | null;
  readonly first: number | null;
};

/** Rows counted by what they have in a column; without one, all of them under one name. `user`: whose rows they are, -1 for everybody's. */
export type Groups = { readonly counts: ReadonlyMap<number, number>; readonly user: number };

const ALL_ROWS = -1;

/** Whether a row belongs to an answer, and the group it counts in. */
type Reading = { readonly sinceMs: number; readonly untilMs: number; readonly user: number; readonly group: (row: number) => number };

function readingOf(run: RunContext, { hours, column }: Question, at: number, user: number): Reading {
  const found = columnsOf(run.rows.kinds[EVENT], run.dimensions).find(({ name }) => name === column);
  return {
    sinceMs: hours === null ? -Infinity : at - hours * run.hourMs,
    // Clocks of phones run ahead: what is said to happen later is no row of the last hours.
    untilMs: hours === null ? Infinity : at,
    user,
    group: found !== undefined && "read" in found ? (row) => found.read(run.rows, row) : () => ALL_ROWS,
  };
}

function countRow(run: RunContext, row: number, { sinceMs, untilMs, user, group }: Reading, counts: Map<number, number>): void {
  const { events } = run.rows;
  if (user >= 0 && events.user.at(row) !== user) return;
  const at = events.eventTime.at(row);
  if (at < sinceMs || at > untilMs) return;
  const key = group(row);
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** The answer of a store that shows these batches: of events, row by row as they are there, repeats among them. */
export function groupsOf(run: RunContext, batches: readonly RowBatch[], question: Question, at: number, user: number): Groups {
  const counts = new Map<number, number>();
  const reading = readingOf(run, question, at, user);
  for (const { stream, refs } of batches)
    if (stream === EVENT) for (let i = 0; i < refs.length; i++) countRow(run, rowOf(refs[i]), reading, counts);
  return { counts: firstOf(counts, question), user };
}

/** The largest groups, of equal ones those of the lower code. */
export function firstOf(counts: ReadonlyMap<number, number>, { first }: Question): ReadonlyMap<number, number> {
  if (first === null) return counts;
  return new Map([...counts].sort(([a, m], [b, n]) => n - m || a - b).slice(0, first));
}

/** What would have been answered at `at` from every event that had happened, each id once; known when all of them are there. */
export function truthOf(run: RunContext, question: Question, at: number, user: number): Groups {
  const { events } = run.rows;
  const counts = new Map<number, number>();
  const reading = readingOf(run, question, at, user);
  const ids = new IdSet();
  for (let row = 0; row < events.length; row++) {
    if (events.happenedAt.at(row) > at || !ids.add(events.eventId.at(row))) continue;
    countRow(run, row, reading, counts);
  }
  return { counts: firstOf(counts, question), user };
}

/** How much of the truth an answer has right: 1 where every group has its count, 0 where none has any of it. */
export function exactnessOf({ counts }: Groups, { counts: truth }: Groups): number {
  let [apart, most] = [0, 0];
  for (const key of new Set([...counts.keys(), ...truth.keys()])) {
    const [said, is] = [counts.get(key) ?? 0, truth.get(key) ?? 0];
    apart += Math.abs(said - is);
    most += Math.max(said, is);
  }
  return most === 0 ? 1 : 1 - apart / most;
}
