import { describe, expect, test } from "vitest";
import { monthOf } from "./usage.ts";

describe("U1 what a run measured becomes a month by what its key says", () => {
  test("load follows the events, time the clock, and what stands stays", () => {
    const month = monthOf({ records: 10, queries: 10, checkpointBytes: 10 }, 2, 3);
    expect(month).toEqual({ hours: 730, records: 20, queries: 30, checkpointBytes: 10 });
  });

  test("where a row stands for several events, records count them all and bytes are what they are", () => {
    const month = monthOf({ records: 10, bytesIn: 10, files: 10 }, 2, 3, 50);
    expect(month).toEqual({ hours: 730, records: 1000, bytesIn: 20, files: 20 });
  });

  test("a key nobody declared is a broken program, not a free quantity", () => {
    expect(() => monthOf({ parsecs: 1 }, 2, 3)).toThrow("parsecs");
  });
});
