import { expect, test } from "vitest";
import { answerableFirst, firstQuery } from "./first-query.ts";

const example = (id: string, needs: readonly string[]) => ({ id, title: id, note: "", needs, sql: `SELECT count(*) FROM ${id}` });
const [EVENTS, REQUESTS, BILL] = [example("events", ["events"]), example("requests", ["requests"]), example("bill", ["bill"])];
const EXAMPLES = [EVENTS, REQUESTS, BILL];

test("a run of clients opens on its requests: a table without rows is as good as none", () => {
  expect(firstQuery("", EXAMPLES, { events: 0, requests: 120 })).toBe(REQUESTS.sql);
  expect(answerableFirst(EXAMPLES, { events: 0, requests: 120 })).toEqual([REQUESTS, BILL, EVENTS]);
  expect(firstQuery("", EXAMPLES, { events: 7, requests: 0 })).toBe(EVENTS.sql);
});

test("without an example that finds anything the first table with rows is shown", () => {
  expect(firstQuery("", EXAMPLES, { events: 0, lists: 4 })).toBe("SELECT * FROM lists LIMIT 100;");
  expect(firstQuery("", [EVENTS], { events: 0 })).toBe(EVENTS.sql);
});

test("what somebody typed stays, and so does an example that finds something; one that finds nothing gives way", () => {
  const typed = "SELECT 1";
  expect(firstQuery(typed, EXAMPLES, { events: 0, requests: 3 })).toBe(typed);
  expect(firstQuery(REQUESTS.sql, EXAMPLES, { events: 5, requests: 3 })).toBe(REQUESTS.sql);
  expect(firstQuery(EVENTS.sql, EXAMPLES, { events: 0, requests: 3 })).toBe(REQUESTS.sql);
});
