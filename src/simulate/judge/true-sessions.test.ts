import { expect, test } from "vitest";
import { createStream } from "../../base/rng.ts";
import { TrueSessions } from "./true-sessions.ts";

const USERS = 7;
const GAP_MS = 10;

type Made = { readonly user: number; readonly at: number; readonly counters: readonly number[] };
type Session = {
  user: number;
  startedAt: number;
  lastEventAt: number;
  events: number;
  counts: [number, number, number];
  sample: number;
};

/** A pass over the events in order of time: how a database would do it. */
function byPass(events: readonly Made[]): Session[] {
  const order = events.map((_, row) => row).sort((a, b) => events[a]!.at - events[b]!.at || a - b);
  const open = new Map<number, Session>();
  const found: Session[] = [];
  for (const row of order) {
    const { user, at, counters } = events[row]!;
    let session = open.get(user);
    if (session === undefined || at - session.lastEventAt > GAP_MS) {
      session = { user, startedAt: at, lastEventAt: at, events: 0, counts: [0, 0, 0], sample: row };
      open.set(user, session);
      found.push(session);
    }
    session.lastEventAt = at;
    session.events++;
    session.sample = Math.min(session.sample, row);
    for (const c of counters) session.counts[c]!++;
  }
  return found.sort((a, b) => a.user - b.user || a.startedAt - b.startedAt);
}

function byJoining(events: readonly Made[]): Session[] {
  const sessions = new TrueSessions(USERS, GAP_MS);
  // The cell tells which event was told first: what it carries is what the session carries.
  events.forEach(({ user, at, counters }, row) => sessions.add(user, at, row, row, counters));
  return [...sessions.ordered()].map((slot) => ({
    user: sessions.user(slot),
    startedAt: sessions.startedAt(slot),
    lastEventAt: sessions.lastEventAt(slot),
    events: sessions.events(slot),
    counts: [sessions.counted(slot, 0), sessions.counted(slot, 1), sessions.counted(slot, 2)],
    sample: sessions.cell(slot),
  }));
}

test("sessions found by joining intervals are those of a pass in order of time, however late events come (E22)", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const draws = createStream(seed, "sessions", "test");
    const spread = 40 + Math.floor(draws.nextUniform32() * 1500);
    const fraction = seed % 2 === 0 ? 1 : 8;
    const events = Array.from({ length: 400 }, (): Made => {
      const at = Math.floor(draws.nextUniform32() * spread * fraction) / fraction - 100;
      return {
        user: Math.floor(draws.nextUniform32() * USERS),
        at,
        counters: [0, 1, 2].filter(() => draws.nextUniform32() < 0.3),
      };
    });
    expect(byJoining(events)).toEqual(byPass(events));
  }
});

test("exactly the gap is one session, and an event between two sessions makes one of them (E22)", () => {
  const made = (...times: readonly number[]) => times.map((at): Made => ({ user: 3, at, counters: [] }));
  expect(byJoining(made(0, 10)).length).toBe(1);
  expect(byJoining(made(0, 10.5)).length).toBe(2);
  const [joined] = byJoining(made(100, 0, 20, 112, 109, 10));
  expect(byJoining(made(100, 0, 20, 112, 109, 10)).length).toBe(2);
  expect(joined).toMatchObject({ startedAt: 0, lastEventAt: 20, events: 3, sample: 1 });
});
