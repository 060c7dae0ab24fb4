import { expect, test } from "vitest";
import { createStream } from "../../base/rng.ts";
import { RecentEntries } from "./recent-entries.ts";

test("holds what a Map in the order of use holds, and lets go of the one used longest ago", () => {
  const random = createStream(3, "entries");
  const entries = new RecentEntries(50);
  let plain = new Map<number, { ref: number; putAt: number; expiresAt: number }>();
  for (let at = 0; at < 20_000; at++) {
    const key = random.nextBelow(120) * 2 ** 40;
    const does = random.nextBelow(200);
    if (does < 80) {
      const expiresAt = at + random.nextBelow(200);
      entries.put(key, -at, 1, at, expiresAt);
      plain.delete(key);
      if (plain.size >= 50) plain.delete([...plain.keys()][0]);
      plain.set(key, { ref: -at, putAt: at, expiresAt });
    } else if (does < 90) {
      entries.delete(key);
      plain.delete(key);
    } else if (does === 90) {
      const since = at - 20;
      const late = [...plain].filter(([, { putAt }]) => putAt > since);
      expect(entries.deletePutAfter(since)).toBe(late.length);
      for (const [each] of late) plain.delete(each);
    } else if (does === 91) {
      entries.clear();
      plain = new Map();
    } else {
      const [place, known] = [entries.find(key), plain.get(key)];
      expect(place >= 0).toBe(known !== undefined);
      if (known === undefined) continue;
      expect([entries.refAt(place), entries.isValid(place, at)]).toEqual([known.ref, known.expiresAt > at]);
      entries.use(place);
      plain.delete(key);
      plain.set(key, known);
    }
    expect(entries.size).toBe(plain.size);
  }
});
