import { expect, test } from "vitest";
import { clockText, elapsedMs, readTimer, STOPPED, toggled, writeTimer } from "./timer.ts";

test("the clock counts only while it runs", () => {
  const running = toggled(STOPPED, 1000);
  expect(elapsedMs(running, 61_000)).toBe(60_000);
  const paused = toggled(running, 61_000);
  expect(elapsedMs(paused, 900_000)).toBe(60_000);
  expect(elapsedMs(toggled(paused, 900_000), 901_000)).toBe(61_000);
});

test("a running clock survives being written and read, and rubbish stops it", () => {
  const running = toggled({ countedMs: 5000, runningSinceMs: null }, 1000);
  expect(readTimer(writeTimer(running))).toEqual(running);
  expect(readTimer(writeTimer(STOPPED))).toEqual(STOPPED);
  expect(readTimer("nonsense")).toEqual(STOPPED);
  expect(readTimer(null)).toEqual(STOPPED);
});

test("times are written as minutes and seconds", () => {
  expect(clockText(0)).toBe("00:00");
  expect(clockText(1_452_000)).toBe("24:12");
  expect(clockText(6_060_000)).toBe("1:41:00");
});
