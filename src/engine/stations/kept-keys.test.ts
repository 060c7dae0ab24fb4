import { describe, expect, test } from "vitest";
import { createKeptKeys } from "./kept-keys.ts";
import { createStream } from "../../base/rng.ts";
import type { EvictionPolicy, KeptKeys } from "./kept-keys.ts";

const keptBy = (policy: EvictionPolicy, capacity: number): KeptKeys => createKeptKeys(policy, capacity, () => createStream(1, "evictions"));

/** Asks for keys in turn and takes in what is missing; "h" for a hit, "m" for a miss. */
function asked(policy: EvictionPolicy, capacity: number, keys: string): string {
  const kept = keptBy(policy, capacity);
  return Array.from(keys, (letter) => {
    const key = letter.charCodeAt(0);
    if (kept.use(key, 0)) return "h";
    kept.add(key, 0);
    return "m";
  }).join("");
}

describe("which key goes (S7)", () => {
  test("LRU: the one used longest ago", () => {
    expect(asked("lru", 3, "abcadbad")).toBe("mmmhmmhh");
  });

  test("clock: a used key is spared once, in the order of arrival", () => {
    // d finds a used and b not: b goes. e finds c not used: c goes, and a stays, now without its mark. f takes a.
    expect(asked("clock", 3, "abcadeafa")).toBe("mmmhmmhmh");
    expect(asked("clock", 2, "abcd")).toBe("mmmm");
  });

  test("SIEVE: the oldest key that was not used goes, and the used ones before it stay where they are", () => {
    const kept = keptBy("sieve", 7);
    for (const key of [1, 2, 3, 4, 5, 6, 7]) kept.add(key, 0);
    for (const key of [1, 2, 7]) expect(kept.use(key, 0)).toBe(true);
    kept.add(8, 0);
    expect([1, 2, 4, 5, 6, 7, 8].map((key) => kept.use(key, 0))).toEqual([true, true, true, true, true, true, true]);
    expect(kept.use(3, 0)).toBe(false);
  });

  test.each<EvictionPolicy>(["lru", "clock", "sieve", "sampled-lru", "lfu", "random", "segmented"])(
    "%s holds as many keys as it may, and none after it was emptied",
    (policy) => {
      const kept = keptBy(policy, 10);
      for (let i = 0; i < 10_000; i++) {
        const key = (i * 7919) % 37;
        if (!kept.use(key, 0)) kept.add(key, 0);
      }
      expect(Array.from({ length: 37 }, (_, key) => kept.use(key, 0)).filter(Boolean)).toHaveLength(10);
      kept.clear();
      expect(Array.from({ length: 37 }, (_, key) => kept.use(key, 0)).filter(Boolean)).toHaveLength(0);
      for (let key = 0; key < 12; key++) kept.add(key, 0);
      expect(Array.from({ length: 12 }, (_, key) => kept.use(key, 0)).filter(Boolean)).toHaveLength(10);
    },
  );
});
