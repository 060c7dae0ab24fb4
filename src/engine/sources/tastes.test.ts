import { describe, expect, test } from "vitest";
import { createStream } from "../../base/rng.ts";
import { Tastes } from "./tastes.ts";
import type { TasteSpec } from "./tastes.ts";

const SPEC: TasteSpec = {
  items: 200,
  groups: 20,
  popularity: { s: 0.8, q: 2 },
  dims: 3,
  focus: 15,
  perUser: 2,
  fromTaste: 0.8,
  mood: 0.7,
  driftPerSession: 0.2,
};

/** Items chosen in one session, by how often. */
function chosen(tastes: Tastes, session: number, draws: number): Float64Array {
  const random = createStream(3, "choices");
  const counts = new Float64Array(SPEC.items);
  for (let i = 0; i < draws; i++) counts[tastes.choose(session, random)]++;
  return counts;
}

describe("hidden tastes", () => {
  test("the ceiling is what the ten best new items really hit", () => {
    const tastes = new Tastes(1, 5, SPEC);
    const session = tastes.beginSession(2, createStream(1, "sessions"));
    const counts = chosen(tastes, session, 400_000);
    const order = Array.from(counts.keys()).sort((a, b) => counts[b] - counts[a]);
    for (const seen of [new Set<number>(), new Set(order.slice(0, 7)), new Set(order.slice(3, 60))]) {
      const fresh = order.filter((item) => !seen.has(item));
      const hits = fresh.slice(0, 10).reduce((sum, item) => sum + counts[item], 0);
      const all = fresh.reduce((sum, item) => sum + counts[item], 0);
      // 400,000 draws know a share within about 0.2 %, the choice of the ten best adds a little.
      expect(tastes.ceilingAt10(session, seen)).toBeCloseTo(hits / all, 2);
    }
  });

  test("a user's first interests do not depend on who came before", () => {
    const random = () => createStream(1, "sessions");
    const alone = new Tastes(1, 5, SPEC);
    const crowded = new Tastes(1, 5, SPEC);
    crowded.beginSession(0, random());
    crowded.beginSession(4, random());
    const sessions = [alone.beginSession(2, random()), crowded.beginSession(2, random())];
    expect(sessions).toEqual([0, 2]);
    expect(chosen(crowded, sessions[1], 1000)).toEqual(chosen(alone, sessions[0], 1000));
  });

  test("tastes wander: near at the next session, elsewhere after many, and not at all without drift", () => {
    const overlap = (driftPerSession: number, sessions: number): number => {
      const spec = { ...SPEC, perUser: 1, fromTaste: 1, driftPerSession };
      const random = createStream(1, "sessions");
      let sum = 0;
      for (let user = 0; user < 40; user++) {
        const tastes = new Tastes(1, 40, spec);
        const first = chosen(tastes, tastes.beginSession(user, random), 2000);
        let session = 0;
        for (let i = 0; i < sessions; i++) session = tastes.beginSession(user, random);
        const later = chosen(tastes, session, 2000);
        for (let item = 0; item < first.length; item++) sum += Math.min(first[item], later[item]) / 2000 / 40;
      }
      return sum;
    };
    expect(overlap(0, 30)).toBeCloseTo(1, 9);
    expect(overlap(0.2, 1)).toBeGreaterThan(0.7);
    expect(overlap(0.2, 200)).toBeLessThan(0.4);
  });

  test("a narrow focus falls on few groups, none on all alike", () => {
    const groupsOf = (focus: number): number => {
      const tastes = new Tastes(1, 5, { ...SPEC, perUser: 1, fromTaste: 1, focus });
      const counts = chosen(tastes, tastes.beginSession(1, createStream(1, "sessions")), 20_000);
      const shares = new Float64Array(SPEC.groups);
      counts.forEach((count, item) => (shares[item % SPEC.groups] += count / 20_000));
      return 1 / shares.reduce((sum, share) => sum + share * share, 0);
    };
    expect(groupsOf(0)).toBeGreaterThan(19.5);
    expect(groupsOf(15)).toBeLessThan(12);
    expect(groupsOf(200)).toBeLessThan(2.5);
  });
});
