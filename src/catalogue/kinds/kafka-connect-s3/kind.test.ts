import { expect, test } from "vitest";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { kafkaConnectS3 } from "./kind.ts";

test("a capacity unit costs 0.11 USD an hour", () => {
  expect(billOf(kafkaConnectS3, { capacityUnits: 2 })["Connect capacity"]).toBeCloseTo(2 * 730 * 0.11, 6);
});

test("the headline says when a file closes", () => {
  expect(headlineOf(kafkaConnectS3, {})).toBe("Parquet · 128 MB or 10 min · by hour");
  expect(headlineOf(kafkaConnectS3, { targetFileMb: 5, rotateMs: 60_000, partitionBy: "day" })).toBe("Parquet · 5 MB or 60 s · by day");
});
