import { expect, test } from "vitest";
import { createRows } from "../rows.ts";
import { aggregateKind } from "./aggregate.ts";
import { pairKind } from "./pair.ts";
import { sessionKind } from "./session.ts";

test("a newer version of a session takes the place of the older, one taken back is gone, and the same one twice stays twice", () => {
  const rows = createRows();
  const { sessions } = rows;
  // id, version, user, start, retracted, keyed by start
  const made = [
    [1, 0, 7, 0, 0, 0],
    [1, 1, 7, 0, 0, 0],
    [2, 0, 8, 5, 0, 0],
    [2, 1, 8, 5, 1, 0],
    [3, 0, 9, 6, 0, 1],
    [4, 0, 9, 6, 0, 1],
  ];
  for (const [id, version, user, start, retracted, keyed] of made) {
    sessions.sessionId.push(id);
    sessions.version.push(version);
    sessions.user.push(user);
    sessions.startedAt.push(start);
    sessions.retracted.push(retracted);
    sessions.keyedByStart.push(keyed);
  }
  expect([...sessionKind.newestOf(rows, Int32Array.of(1, 0, 2, 3, 4, 5, 1))]).toEqual([1, 5, 1]);
});

test("of the hourly table the newest emission of each task counts, whatever order they came in", () => {
  const rows = createRows();
  const { aggregates } = rows;
  // hour, task, emission
  for (const [hour, task, emission] of [
    [3, 0, 0],
    [3, 0, 2],
    [3, 0, 1],
    [3, 1, 0],
    [4, 0, 0],
  ]) {
    aggregates.hour.push(hour);
    aggregates.task.push(task);
    aggregates.emission.push(emission);
  }
  expect([...aggregateKind.newestOf(rows, Int32Array.of(0, 1, 2, 3, 4))]).toEqual([1, 3, 4]);
  expect([...pairKind.newestOf(rows, Int32Array.of(0, 1))]).toEqual([0, 1]);
});
