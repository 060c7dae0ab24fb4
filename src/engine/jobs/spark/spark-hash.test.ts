import { expect, test } from "vitest";
import { hashOfLong, hashOfValues } from "./spark-hash.ts";

// The examples of `pyspark.sql.functions.hash` (Spark 3.5 documentation).
test("texts hash as Spark SQL hashes them, alone and one after the other", () => {
  expect(hashOfValues(["ABC"])).toBe(-757602832);
  expect(hashOfValues(["ABC", "DEF"])).toBe(599895104);
});

test("a whole number is a BIGINT, a fraction a DOUBLE, and what is missing leaves the hash as it was", () => {
  expect(hashOfValues([7])).toBe(hashOfLong(7));
  expect(hashOfValues([null, 7, null])).toBe(hashOfLong(7));
  expect(hashOfValues([null])).toBe(42);
  expect(hashOfValues([7.5])).not.toBe(hashOfValues([7]));
  expect(hashOfValues([7.5])).not.toBe(hashOfValues([8.5]));
});
