import { expect, test } from "vitest";
import type { RunContext } from "../part/run-context.ts";
import { createRows, EVENT } from "../rows/rows.ts";
import { ColumnShares } from "./column-shares.ts";
import { exactnessOf, groupsOf, truthOf } from "./question-answers.ts";
import type { Question } from "./question-answers.ts";
import type { VisibleRows } from "./visible-rows.ts";

const HOUR_MS = 3_600_000;
const ALL: Question = { text: "", weight: 1, hours: null, asks: "all", column: null, first: null };

/** Events as [hour, user, type]; a fourth entry is the row whose id it repeats. */
function eventsOf(list: readonly (readonly [number, number, number, number?])[]) {
  const rows = createRows();
  const run = {
    ...{ rows, hourMs: HOUR_MS },
    dimensions: { dimensions: [], types: ["tap", "view", "buy"], users: 10, items: 0, sessionCounts: [], hourly: [], shortSessions: null },
  } as unknown as RunContext;
  for (const [hour, user, type, repeats] of list) {
    const row = rows.events.add();
    rows.events.user.set(row, user);
    rows.events.type.set(row, type);
    rows.events.eventTime.set(row, hour * HOUR_MS);
    rows.events.happenedAt.set(row, hour * HOUR_MS);
    rows.events.eventId.set(row, repeats ?? row);
  }
  const batch = (refs: readonly number[]) => ({
    stream: EVENT,
    refs: Int32Array.from(refs),
    rows: refs.length,
    storedBytes: 0,
    rawBytes: 0,
  });
  return { run, batch };
}

const { run, batch } = eventsOf([
  [0, 1, 0],
  [1, 1, 1],
  [2, 2, 1],
  [3, 2, 2],
  [3, 2, 2, 3],
  [9, 3, 0],
]);
const counts = (question: Partial<Question>, refs: readonly number[], user = -1) =>
  [...groupsOf(run, [batch(refs)], { ...ALL, ...question }, 4 * HOUR_MS, user).counts].sort(([a], [b]) => a - b);

test("a question counts the rows that are there, by group, of its hours and of its user (H13)", () => {
  const there = [0, 1, 2, 3, 4];
  expect(counts({}, there)).toEqual([[-1, 5]]);
  expect(counts({ asks: "group", column: "event_type" }, there)).toEqual([
    [0, 1],
    [1, 2],
    [2, 2],
  ]);
  expect(counts({ asks: "top", column: "event_type", first: 1 }, there)).toEqual([[1, 2]]);
  expect(counts({ hours: 2, asks: "group", column: "event_type" }, there)).toEqual([
    [1, 1],
    [2, 2],
  ]);
  expect(counts({ asks: "user" }, there, 1)).toEqual([[-1, 2]]);
});

test("the truth has all that had happened, each id once; an answer is as right as its counts agree (H13)", () => {
  const question: Question = { ...ALL, asks: "group", column: "event_type" };
  const truth = truthOf(run, question, 4 * HOUR_MS, -1);
  expect([...truth.counts].sort(([a], [b]) => a - b)).toEqual([
    [0, 1],
    [1, 2],
    [2, 1],
  ]);
  const said = (refs: readonly number[]) => exactnessOf(groupsOf(run, [batch(refs)], question, 4 * HOUR_MS, -1), truth);
  expect(said([0, 1, 2, 3])).toBe(1);
  // One row comes twice: 1 of 5 is wrong. One is missing: 1 of 4. Nothing is there: all of it.
  expect([said([0, 1, 2, 3, 4]), said([0, 1, 2]), said([])]).toEqual([0.8, 0.75, 0]);
});

test("a question that counts reads the columns it names, one for rows reads all of them (H13)", () => {
  const bytes = new Map([
    ["event_time", 40],
    ["user_id", 20],
    ["event_type", 10],
    ["bytes", 30],
  ]);
  const visible = { batches: [batch([0])] } as unknown as VisibleRows;
  const shares = new ColumnShares(visible, () => bytes);
  const shareOf = (question: Partial<Question>): number => shares.shareOf({ ...ALL, ...question });
  expect(shareOf({ asks: "group", column: "event_type" })).toBeCloseTo(0.1, 12);
  expect(shareOf({ asks: "group", column: "event_type", hours: 24 })).toBeCloseTo(0.5, 12);
  expect(shareOf({ asks: "join", column: "event_type" })).toBeCloseTo(0.3, 12);
  expect([shareOf({ asks: "user" }), shareOf({})]).toEqual([1, 1]);
});
