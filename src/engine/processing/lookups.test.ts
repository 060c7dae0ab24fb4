import { describe, expect, test } from "vitest";
import { createStream } from "../../base/rng.ts";
import { constant, uniform } from "../../base/sampler.ts";
import { Lookups } from "./lookups.ts";
import type { LookupSpec } from "./lookups.ts";

const SPEC: LookupSpec = { mode: "ordered", latency: constant(10), capacity: 2, cacheEntries: 0, cacheTtlMs: 0 };
const make = (changes: Partial<LookupSpec>) => new Lookups({ ...SPEC, ...changes }, createStream(1, "lookup"), 1);

describe("requests under way (W7)", () => {
  test("a task goes on until its places are taken, then waits for the first that falls free", () => {
    const lookups = make({});
    const asked = [0, 1, 2, 3, 40].map((at) => lookups.ask(0, at, at));
    expect(asked).toEqual([
      { issuedMs: 0, resultMs: 10 },
      { issuedMs: 1, resultMs: 11 },
      { issuedMs: 10, resultMs: 20 },
      { issuedMs: 11, resultMs: 21 },
      { issuedMs: 40, resultMs: 50 },
    ]);
  });

  test("sync: every answer is waited for, and places do not matter", () => {
    expect(make({ mode: "sync", capacity: 1 }).ask(0, 1, 5)).toEqual({ issuedMs: 5, resultMs: 15 });
  });

  test.each(["ordered", "unordered"] as const)("%s: saturated, a task does capacity / latency", (mode) => {
    const lookups = make({ mode, capacity: 8, latency: uniform(1, 6) });
    let at = 0;
    for (let i = 0; i < 40_000; i++) at = lookups.ask(0, i, at).issuedMs;
    // In order, a place is held until earlier answers are there too, so less goes through.
    const perMs = 40_000 / at;
    if (mode === "unordered") expect(perMs).toBeCloseTo(8 / 3.5, 1);
    else expect(perMs).toBeLessThan((0.9 * 8) / 3.5);
  });

  test("unordered results overtake each other, ordered ones never", () => {
    const results = (mode: "ordered" | "unordered") => {
      const lookups = make({ mode, capacity: 100, latency: uniform(1, 6) });
      return Array.from({ length: 200 }, (_, i) => lookups.ask(0, i, i * 0.5).resultMs);
    };
    const falls = (times: number[]) => times.filter((time, i) => i > 0 && time < times[i - 1]).length;
    expect(falls(results("ordered"))).toBe(0);
    expect(falls(results("unordered"))).toBeGreaterThan(20);
  });

  test("no result overtakes a watermark, and none is overtaken by it", () => {
    const lookups = make({ mode: "unordered", capacity: 100, latency: uniform(1, 6) });
    const before = Array.from({ length: 50 }, (_, i) => lookups.ask(0, i, 0).resultMs);
    lookups.watermark();
    const after = Array.from({ length: 50 }, (_, i) => lookups.ask(0, i, 0).resultMs);
    expect(Math.min(...after)).toBeGreaterThanOrEqual(Math.max(...before));
    expect(lookups.answeredMs(0)).toBe(Math.max(...after));
  });
});

describe("answers that are kept", () => {
  test("serve until their time is up, from the moment they came", () => {
    const lookups = make({ mode: "sync", cacheEntries: 10, cacheTtlMs: 100 });
    const asked = [0, 5, 10, 109, 110].map((at) => lookups.ask(0, 7, at).resultMs);
    // The second asks while the first is under way; its answer, at 15, starts the time anew.
    expect(asked).toEqual([10, 15, 20, 109, 110]);
    expect(lookups.ask(0, 7, 130).resultMs).toBe(140);
    expect([lookups.lookups, lookups.hits]).toEqual([4, 2]);
  });

  test("the least recently asked makes room", () => {
    const lookups = make({ mode: "sync", cacheEntries: 2, cacheTtlMs: 1e6 });
    for (const [key, at] of [
      [1, 0],
      [2, 20],
      [1, 40],
      [3, 60],
    ])
      lookups.ask(0, key, at);
    expect(lookups.ask(0, 1, 80).resultMs).toBe(80);
    expect(lookups.ask(0, 2, 100).resultMs).toBe(110);
  });

  test("a restart forgets them", () => {
    const lookups = make({ mode: "sync", cacheEntries: 2, cacheTtlMs: 1e6 });
    lookups.ask(0, 1, 0);
    lookups.clear();
    expect(lookups.ask(0, 1, 50).resultMs).toBe(60);
  });
});
