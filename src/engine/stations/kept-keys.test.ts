import { describe, expect, test } from "vitest";
import { createKeptKeys } from "./kept-keys.ts";
import type { EvictionPolicy } from "./kept-keys.ts";

/** Asks for keys in turn and takes in what is missing; "h" for a hit, "m" for a miss. */
function asked(policy: EvictionPolicy, capacity: number, keys: string): string {
  const kept = createKeptKeys(policy, capacity);
  return Array.from(keys, (letter) => {
    const key = letter.charCodeAt(0);
    if (kept.use(key)) return "h";
    kept.add(key);
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
    const kept = createKeptKeys("sieve", 7);
    for (const key of [1, 2, 3, 4, 5, 6, 7]) kept.add(key);
    for (const key of [1, 2, 7]) expect(kept.use(key)).toBe(true);
    kept.add(8);
    expect([1, 2, 4, 5, 6, 7, 8].map((key) => kept.use(key))).toEqual([true, true, true, true, true, true, true]);
    expect(kept.use(3)).toBe(false);
  });

  test.each<EvictionPolicy>(["lru", "clock", "sieve"])("%s holds as many keys as it may, and none after it was emptied", (policy) => {
    const kept = createKeptKeys(policy, 10);
    for (let i = 0; i < 10_000; i++) {
      const key = (i * 7919) % 37;
      if (!kept.use(key)) kept.add(key);
    }
    expect(Array.from({ length: 37 }, (_, key) => kept.use(key)).filter(Boolean)).toHaveLength(10);
    kept.clear();
    expect(Array.from({ length: 37 }, (_, key) => kept.use(key)).filter(Boolean)).toHaveLength(0);
    for (let key = 0; key < 12; key++) kept.add(key);
    expect(Array.from({ length: 12 }, (_, key) => kept.use(key)).filter(Boolean)).toHaveLength(10);
  });
});
