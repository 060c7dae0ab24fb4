import { expect, test } from "vitest";
import { createSeriesRecorder } from "./run-series.ts";

const chunk = (atMs: number[], columns: Record<string, number[]>) => ({
  atMs: Float64Array.from(atMs),
  columns: Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, Float64Array.from(values)])),
});

test("chunks join into columns in order", () => {
  const recorder = createSeriesRecorder();
  recorder.append(chunk([0, 1000], { lag: [1, 2] }));
  const series = recorder.append(chunk([2000], { lag: [3] }));
  expect([...series.atMs]).toEqual([0, 1000, 2000]);
  expect([...(series.columns.get("lag") ?? [])]).toEqual([1, 2, 3]);
});

test("a column that begins late, or pauses, holds NaN meanwhile", () => {
  const recorder = createSeriesRecorder();
  recorder.append(chunk([0], { a: [1] }));
  recorder.append(chunk([1], { b: [7] }));
  const series = recorder.append(chunk([2], { a: [3], b: [8] }));
  expect([...(series.columns.get("a") ?? [])]).toEqual([1, Number.NaN, 3]);
  expect([...(series.columns.get("b") ?? [])]).toEqual([Number.NaN, 7, 8]);
});

test("growing keeps what was there and leaves an older value as it was", () => {
  const recorder = createSeriesRecorder();
  const first = recorder.append(chunk([0], { a: [5] }));
  const many = Array.from({ length: 5000 }, (_, index) => index + 1);
  const last = recorder.append(chunk(many, { a: many }));
  expect(first.length).toBe(1);
  expect([...first.atMs]).toEqual([0]);
  expect(last.length).toBe(5001);
  expect(last.columns.get("a")?.[0]).toBe(5);
  expect(last.columns.get("a")?.[5000]).toBe(5000);
});
