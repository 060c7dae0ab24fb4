import { expect, test } from "vitest";
import { shortLinks } from "../../../../test/support/short-links.ts";

/** Keys of four letters, each of the run standing for a thousand: 14,776, of which 2,000 are taken. */
const TIGHT = { keyLetters: 4 };

test("what becomes of a key that is taken decides whether links go wrong", () => {
  const retry = shortLinks({ app: TIGHT }).items;
  expect([retry.wrong, retry.lost, retry.repeatedKeys]).toEqual([0, 0, 0]);
  const error = shortLinks({ app: { ...TIGHT, keyTaken: "error" }, clients: { retries: 0 } });
  expect(error.refused).toBeGreaterThan(20);
  const overwrite = shortLinks({ app: { ...TIGHT, keyTaken: "overwrite" } }).items;
  expect(overwrite.wrong).toBeGreaterThan(0);
  expect(overwrite.lost).toBeGreaterThan(20);
  const existing = shortLinks({ app: { ...TIGHT, keyTaken: "existing" } }).items;
  expect(existing.repeatedKeys).toBeGreaterThan(20);
});

test("more letters make room: with seven hardly any random key is taken", () => {
  expect(shortLinks({ app: { keyLetters: 7, keyTaken: "error" }, clients: { retries: 0 } }).refused).toBe(0);
});

test("a thread waits for the store, so a slow store uses few threads up", () => {
  const slow = { db: { readTime: { constant: 200 }, cores: 64, connections: 500 } };
  expect(shortLinks({ ...slow, app: { threads: 100 } }).refused).toBe(0);
  expect(shortLinks({ ...slow, app: { threads: 2, lineLimit: 5 }, clients: { retries: 0 } }).refused).toBeGreaterThan(500);
});
