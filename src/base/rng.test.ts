import { describe, expect, it } from "vitest";
import { createStream } from "./rng.ts";

function draws(n: number, seed: number, ...names: string[]): number[] {
  const stream = createStream(seed, ...names);
  return Array.from({ length: n }, () => stream.nextU32());
}

/** Chi-square of counts against an even spread, as standard deviations from its mean. */
function chiSquareZ(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const chi = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  return (chi - (counts.length - 1)) / Math.sqrt(2 * (counts.length - 1));
}

describe("createStream", () => {
  it("gives the same numbers for the same seed and names, for ever", () => {
    expect(draws(4, 7, "kafka", "service")).toEqual(draws(4, 7, "kafka", "service"));
    expect(draws(3, 42, "pinned")).toMatchInlineSnapshot(`
      [
        3825987657,
        3384701958,
        363794271,
      ]
    `);
  });

  it("gives unrelated numbers when the seed, a name, the order or a boundary changes (E7)", () => {
    const base = draws(8, 7, "a", "bc");
    const others = [
      draws(8, 8, "a", "bc"),
      draws(8, 7, "ab", "c"),
      draws(8, 7, "bc", "a"),
      draws(8, 7, "a", "bd"),
      draws(8, 7.5, "a", "bc"),
      draws(8, 7, "a", "bc", ""),
    ];
    for (const other of others) expect(other.filter((value, i) => value === base[i]).length).toBe(0);
  });

  it("has no two equal streams among 20,000 neighbouring names and seeds", () => {
    const seen = new Set<string>();
    for (let i = 0; i < 10_000; i++) {
      seen.add(draws(2, 1, `node-${i}`, "service").join());
      seen.add(draws(2, i + 2, "node", "service").join());
    }
    expect(seen.size).toBe(20_000);
  });

  it("spreads first draws of neighbouring streams evenly", () => {
    const counts = Array.from({ length: 64 }, () => 0);
    for (let i = 0; i < 20_000; i++) counts[draws(1, 3, `node-${i}`)[0]! >>> 26]!++;
    expect(Math.abs(chiSquareZ(counts))).toBeLessThan(4);
  });

  it("shows no correlation between neighbouring streams", () => {
    const a = createStream(1, "node-1");
    const b = createStream(1, "node-2");
    let sum = 0;
    for (let i = 0; i < 100_000; i++) sum += (a.nextUniform() - 0.5) * (b.nextUniform() - 0.5);
    expect(Math.abs(sum / 100_000) * 12 * Math.sqrt(100_000)).toBeLessThan(4);
  });
});

describe("RandomStream", () => {
  it("spreads bits evenly (chi-square over 256 cells of the high, middle and low byte)", () => {
    const stream = createStream(5, "chi");
    const counts = [0, 8, 24].map(() => Array.from({ length: 256 }, () => 0));
    for (let i = 0; i < 500_000; i++) {
      const draw = stream.nextU32();
      [0, 8, 24].forEach((shift, n) => counts[n]![(draw >>> shift) & 255]!++);
    }
    for (const bytes of counts) expect(Math.abs(chiSquareZ(bytes))).toBeLessThan(4);
  });

  it("stays strictly between 0 and 1", () => {
    const stream = createStream(6, "uniform");
    let sum = 0;
    let outside = 0;
    for (let i = 0; i < 200_000; i++) {
      const u = stream.nextUniform();
      const v = stream.nextUniform32();
      if (!(u > 0 && u < 1 && v > 0 && v < 1)) outside++;
      sum += u;
    }
    expect(outside).toBe(0);
    expect(Math.abs(sum / 200_000 - 0.5) * Math.sqrt(12 * 200_000)).toBeLessThan(4);
  });

  it("draws below n without bias", () => {
    const stream = createStream(8, "below");
    for (const n of [1, 2, 3, 7, 1000]) {
      const counts = Array.from({ length: n }, () => 0);
      for (let i = 0; i < 100_000; i++) counts[stream.nextBelow(n)]!++;
      if (n > 1) expect(Math.abs(chiSquareZ(counts))).toBeLessThan(4);
    }
    // 3 * 2^30 does not divide 2^32: a plain remainder would favour the lower third two to one.
    let low = 0;
    for (let i = 0; i < 30_000; i++) if (stream.nextBelow(3221225472) < 1073741824) low++;
    expect(Math.abs(low / 30_000 - 1 / 3)).toBeLessThan(0.015);
  });

  it("goes on from a restored state", () => {
    const stream = createStream(9, "state");
    stream.nextU32();
    const state = stream.state();
    const next = [stream.nextU32(), stream.nextUniform(), stream.nextBelow(10)];
    stream.restore(state);
    expect([stream.nextU32(), stream.nextUniform(), stream.nextBelow(10)]).toEqual(next);
  });
});
