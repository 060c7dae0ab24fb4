import { expect, test } from "vitest";
import { failedRequests, ownedFailures } from "./request-sums.ts";

const BOOKS = {
  follow: {
    asked: 10,
    answered: 6,
    notFound: 1,
    refused: { "timed out": 2, down: 1 },
    refusedBy: { clients: { "timed out": 2 }, db: { down: 1 } },
  },
  shorten: { asked: 3, answered: 1, notFound: 0, refused: { down: 2 }, refusedBy: { db: { down: 2 } } },
};

test("every failure has one owner, and the owners' failures are all failures", () => {
  const owned = ownedFailures(BOOKS);
  expect(owned).toEqual([
    { part: "db", reason: "down", requests: 3, endpoints: ["follow", "shorten"] },
    { part: "clients", reason: "timed out", requests: 2, endpoints: ["follow"] },
  ]);
  expect(owned.reduce((sum, { requests }) => sum + requests, 0)).toBe(failedRequests(BOOKS));
});
