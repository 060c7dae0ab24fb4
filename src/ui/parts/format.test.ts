import { describe, expect, test } from "vitest";
import {
  formatBytes,
  formatClock,
  formatInstant,
  formatExact,
  formatMs,
  formatNumber,
  formatRate,
  formatShare,
  formatUnit,
  formatUsd,
  plural,
} from "./format.ts";

describe("numbers", () => {
  test.each([
    [0, "0"],
    [7, "7"],
    [1284, "1,284"],
    [9999, "9,999"],
    [10_000, "10 k"],
    [38_214, "38.2 k"],
    [99_960, "100 k"],
    [999_700, "1 M"],
    [1_200_000, "1.2 M"],
    [4_318_402, "4.32 M"],
    [2.5e9, "2.5 G"],
    [0.01234, "0.0123"],
    [3.14159, "3.14"],
    [52.44, "52.4"],
    [472.31, "472"],
    [1234.56, "1,235"],
    [-38_214, "-38.2 k"],
    [9999.7, "10 k"],
  ])("%d is written %s", (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  test("what is not known is a dash, never a zero", () => {
    expect(formatNumber(null)).toBe("–");
    expect(formatNumber(Number.NaN)).toBe("–");
    expect(formatMs(undefined)).toBe("–");
    expect(formatUsd(null)).toBe("–");
    expect(formatUnit(null, "ms")).toBe("–");
  });

  test("the exact value keeps its digits", () => {
    expect(formatExact(4_318_402)).toBe("4,318,402");
    expect(formatExact(0.123456)).toBe("0.123456");
    expect(formatExact(null)).toBe("unknown");
  });
});

test.each([
  [0, "0 ms"],
  [0.84, "840 µs"],
  [38, "38 ms"],
  [38.46, "38.5 ms"],
  [999.7, "1 s"],
  [52_400, "52.4 s"],
  [60_000, "60 s"],
  [119_000, "119 s"],
  [750_000, "12.5 min"],
  [3_600_000, "60 min"],
  [11_520_000, "3.2 h"],
  [86_400_000 * 14, "14 d"],
])("%d ms is written %s", (ms, text) => {
  expect(formatMs(ms)).toBe(text);
});

test.each([
  [212, "212 B"],
  [20e9, "20 GB"],
  [1536, "1.54 kB"],
  [0, "0 B"],
])("%d bytes are written %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [0, "$0"],
  [0.0042, "$0.0042"],
  [7.3, "$7.30"],
  [2143.2, "$2,143"],
  [1_240_000, "$1.24 M"],
  [-5, "-$5.00"],
])("%d dollars are written %s", (usd, text) => {
  expect(formatUsd(usd)).toBe(text);
});

test.each([
  [0.9931, "99.31 %"],
  [1, "100 %"],
  [0.5, "50 %"],
  [0.99999, "99.999 %"],
  [0.957, "95.7 %"],
  [0.0012, "0.12 %"],
  [0.9999913, "99.9991 %"],
])("a share of %d is written %s", (share, text) => {
  expect(formatShare(share)).toBe(text);
});

test("rates, units and counts", () => {
  expect(formatRate(7600)).toBe("7,600/s");
  expect(formatRate(76_000)).toBe("76 k/s");
  expect(formatRate(0)).toBe("0/s");
  expect(formatRate(0.05)).toBe("0.05/s");
  expect(formatRate(1 / 600)).toBe("0.1/min");
  expect(formatRate(1 / 3600)).toBe("1/h");
  expect(formatUnit(60_000, "ms")).toBe("60 s");
  expect(formatUnit(60, "s")).toBe("60 s");
  expect(formatUnit(0.99, "share")).toBe("99 %");
  expect(formatUnit(2143, "USD/month")).toBe("$2,143/mo");
  expect(formatUnit(50_000, "records")).toBe("50 k records");
  expect(formatUnit(3, "constructor")).toBe("3 constructor");
  expect(plural(1, "part")).toBe("1 part");
  expect(plural(11, "part")).toBe("11 parts");
});

test("an instant of a run of more than a day has its day, which begins at midnight", () => {
  const span = 30 * 3_600_000;
  expect(formatInstant("2026-03-02T12:00:00-08:00", 940_000, 86_400_000)).toBe("12:15:40");
  expect(formatInstant("2026-03-02T12:00:00-08:00", 940_000, span)).toBe("day 1, 12:15:40");
  expect(formatInstant("2026-03-02T12:00:00-08:00", 12 * 3_600_000, span)).toBe("day 2, 00:00:00");
  expect(formatInstant(null, 26 * 3_600_000, span)).toBe("day 2, 02:00:00");
});

test("the clock shows the scenario's own local time, and goes round at midnight", () => {
  expect(formatClock("2026-03-02T12:00:00-08:00", 940_000)).toBe("12:15:40");
  expect(formatClock("2026-03-02T23:59:59Z", 2000)).toBe("00:00:01");
  expect(formatClock(null, 3_661_000)).toBe("01:01:01");
});
