import { expect, test } from "vitest";
import { NOTHING } from "../calls/calls.ts";
import { ItemRows } from "../rows/item-rows.ts";
import { ITEM, LIST, refOf } from "../rows/rows.ts";
import { GONE, ItemBook, NONE } from "./item-book.ts";

function opened(): { book: ItemBook; add: (key: number, content: number, owner: number, expiresAt?: number) => number } {
  const book = new ItemBook(new ItemRows(), { items: 0, share: 1, itemsPerRow: 1, users: 1, bytes: () => 1 });
  const add = (key: number, content: number, owner: number, expiresAt = Infinity): number =>
    book.rows.add({ key, content, owner, bytes: 10, madeAt: 0, expiresAt });
  return { book, add };
}

test("a reply is judged by the row its client had to get (Q11)", () => {
  const { book, add } = opened();
  const [own, same, newer, other, expiring] = [add(7, 1, 1), add(8, 1, 2), add(7, 2, 1), add(7, 3, 2), add(9, 4, 1, 50)];
  const judged = (expected: number, answer: number, key = 7): string => book.judge(key, expected, 40, answer, 60);
  const ref = (row: number): number => refOf(ITEM, row);
  expect(judged(own, ref(own))).toBe("right");
  expect(judged(own, ref(same))).toBe("right");
  expect(judged(own, ref(newer))).toBe("right");
  expect(judged(newer, ref(own))).toBe("stale");
  expect(judged(own, ref(other))).toBe("wrong");
  expect(judged(own, refOf(LIST, own))).toBe("wrong");
  expect(judged(own, NOTHING)).toBe("missing");
  expect(judged(expiring, NOTHING, 9)).toBe("rightly none");
  expect(book.judge(9, expiring, 50, ref(expiring), 60)).toBe("expired");
  expect([judged(GONE, ref(own)), judged(GONE, NOTHING), judged(NONE, NOTHING), judged(NONE, ref(own))]).toEqual([
    "stale",
    "rightly none",
    "rightly none",
    "right",
  ]);
});

test("a key told to two is counted, and of two the one whose row stands there is not lost (Q11)", () => {
  const { book, add } = opened();
  const [first, second, third] = [add(7, 1, 1), add(7, 2, 2), add(8, 3, 1)];
  for (const [at, row] of [first, second, third].entries()) book.heard(row, at);
  expect(book.repeatedKeys).toBe(1);
  expect([book.expected(first), book.expected(second)]).toEqual([first, second]);
  const holding = new Map([[7, second]]);
  expect(book.countLost((key) => holding.get(key) ?? -1, 100)).toBe(2);
  expect([book.newestAcknowledgedBy(-1), book.newestAcknowledgedBy(1), book.newestAcknowledgedBy(9)]).toEqual([NONE, second, third]);
  book.asksToDelete(third);
  expect(book.countLost((key) => holding.get(key) ?? -1, 100)).toBe(1);
  book.heardDeleted(third);
  expect(book.expected(third)).toBe(GONE);
});
