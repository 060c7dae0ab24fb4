import { describe, expect, it } from "vitest";
import { formatMs, formatNumber, formatQuantity, textTable } from "./format.ts";

describe("numbers for people", () => {
  it.each([
    [null, "–"],
    [Number.NaN, "–"],
    [0, "0"],
    [3.14159, "3.14"],
    [999.6, "1,000"],
    [1284, "1,284"],
    [9999, "9,999"],
    [38_240, "38.2 k"],
    [2_431_000, "2.43 M"],
    [4.9e9, "4.9 G"],
    [-1284, "-1,284"],
  ])("%s is %s", (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it.each([
    [null, "–"],
    [0, "0 ms"],
    [52.8, "52.8 ms"],
    [1500, "1.5 s"],
    [75_300, "75.3 s"],
    [180_000, "3 min"],
    [4_500_000, "75 min"],
    [9_000_000, "2.5 h"],
  ])("%s ms is %s", (ms, text) => {
    expect(formatMs(ms)).toBe(text);
  });

  it.each([
    [0.99, "share", "99 %"],
    [0.9989, "share", "99.89 %"],
    [0.99999, "share", "99.999 %"],
    [1, "share", "100 %"],
    [0.005, "share", "0.5 %"],
    [0.0003, "share", "0.03 %"],
    [2143.4, "USD/month", "$2,143/month"],
    [180_000, "ms", "3 min"],
    [0, "records", "0 records"],
    [17_500, "rows", "17.5 k rows"],
    [null, "share", "–"],
  ])("%s in %s is %s", (value, unit, text) => {
    expect(formatQuantity(value, unit)).toBe(text);
  });
});

it("sets tables in columns", () => {
  expect(
    textTable(
      [
        ["part", "USD"],
        ["kafka", "7"],
        ["s3", "1,200"],
      ],
      [1],
    ),
  ).toBe("part     USD\nkafka      7\ns3     1,200");
});
