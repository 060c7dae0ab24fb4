import { expect, test } from "vitest";
import { createStream } from "../../base/rng.ts";
import { KeyMap } from "./key-map.ts";

test("keeps what a Map keeps, through growth, overwriting and deletion, for keys up to 2^53", () => {
  const random = createStream(1, "keys");
  const map = new KeyMap();
  const known = new Map<number, number>();
  for (let step = 0; step < 30_000; step++) {
    const key = random.nextBelow(2) === 0 ? random.nextBelow(3000) : Math.floor(random.nextUniform() * 700) * 2 ** 43 + 5;
    if (random.nextBelow(3) === 0) {
      map.delete(key);
      known.delete(key);
    } else {
      map.set(key, step);
      known.set(key, step);
    }
    const asked = random.nextBelow(3000);
    expect(map.get(asked)).toBe(known.get(asked) ?? -1);
    expect(map.size).toBe(known.size);
  }
  for (const [key, value] of known) expect(map.get(key)).toBe(value);
});
