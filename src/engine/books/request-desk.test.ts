import { expect, test } from "vitest";
import { RequestDesk } from "./request-desk.ts";
import { VisibleLists } from "../tables/visible-lists.ts";
import { LIST, refOf } from "../rows/rows.ts";
import { NOTHING } from "../calls/calls.ts";

const desk = (): RequestDesk => new RequestDesk(["recommendations"], { warmupMs: 100, durationMs: 1000, steady: true });

test("every request is answered, not found, refused or open, and only what was asked after the warm-up is timed", () => {
  const books = desk();
  const { calls } = books;
  const place = calls.place("cassandra");
  const list = refOf(LIST, 3);
  const [early, served, cold, refused] = [50, 200, 300, 400].map((at) => calls.of(books.ask(7, 0, at)));
  books.ask(8, 0, 500);
  calls.answer(early, 60, list, place);
  calls.answer(served, 212, list, place);
  calls.answer(cold, 305, NOTHING, place);
  calls.refuse(refused, 2400, "time-out", calls.place("api"));
  const book = books.endpoints[0];
  expect([book.asked, book.answered, book.notFound, book.refused.get("time-out"), calls.open]).toEqual([5, 2, 1, 1, 1]);
  expect(book.responses.count).toBe(2);
  expect(book.responses.whole.max).toBe(12);
  expect(() => calls.answer(served, 213, list, place)).toThrow("answered twice");
});

test("a store shows the newest list of a moment, also when lists come out of order", () => {
  const lists = new VisibleLists(3);
  lists.show(1, 10, 100);
  lists.show(1, 30, 300);
  lists.show(1, 20, 200);
  expect([50, 100, 250, 300, 999].map((at) => lists.shownAt(1, at))).toEqual([-1, 10, 20, 30, 30]);
  expect(lists.shownAt(2, 999)).toBe(-1);
});
