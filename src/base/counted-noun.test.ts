import { expect, test } from "vitest";
import { nounFor, unitAfter } from "./counted-noun.ts";

test("one of a thing is said as one, none and many as many", () => {
  expect([0, 1, 2].map((count) => `${count} ${nounFor(count, "record")}`)).toEqual(["0 records", "1 record", "2 records"]);
});

test("a unit that is a noun follows its number, any other is said alike of all", () => {
  expect([0, 1, 1.5].map((value) => `${value} ${unitAfter(value, "records")}`)).toEqual(["0 records", "1 record", "1.5 records"]);
  expect(["queries", "ms", "events/s", "bytes", "USD/month"].map((unit) => unitAfter(1, unit))).toEqual([
    "query",
    "ms",
    "events/s",
    "bytes",
    "USD/month",
  ]);
});
