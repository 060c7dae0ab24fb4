import { describe, expect, it } from "vitest";
import { firstDifference } from "./first-difference.ts";

const RESULT = { engine: { version: "1", seed: 1 }, timing: { wallMs: 5 }, logs: { kafka: { lag: [1, 2, 3], peak: 7 } } };

describe("results of two builds (B5)", () => {
  it("are equal whatever the clock and the version say", () => {
    expect(firstDifference(RESULT, { ...RESULT, timing: { wallMs: 9 }, engine: { version: "2", seed: 1 } })).toBeNull();
  });

  it("differ at the first path that is not the same, and says how many there are", () => {
    const other = { ...RESULT, logs: { kafka: { lag: [1, 5, 3], peak: 8 } } };
    expect(firstDifference(RESULT, other)).toEqual({ path: "logs.kafka.lag.1", old: "2", new: "5", paths: 2 });
  });

  it("differ where one has what the other has not", () => {
    expect(firstDifference(RESULT, { ...RESULT, cost: 1 })).toMatchObject({ path: "cost", old: "nothing", new: "1" });
    expect(firstDifference({ a: [1, 2] }, { a: [1] })).toMatchObject({ path: "a.1", old: "2", new: "nothing" });
    expect(firstDifference({ a: [] }, { a: {} })).toMatchObject({ path: "a" });
    expect(firstDifference({ a: null }, { a: { b: 1 } })).toMatchObject({ path: "a", old: "null" });
  });

  it("differ in a seed, which is no version", () => {
    expect(firstDifference(RESULT, { ...RESULT, engine: { version: "1", seed: 2 } })).toMatchObject({ path: "engine.seed" });
  });
});
