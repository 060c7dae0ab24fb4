import { createStream } from "../../base/rng.ts";
import type { RandomStream } from "../../base/rng.ts";
import { exponential } from "../../base/sampler.ts";

/** So many events of people, spread over so many days. */
export type TraceSize = { readonly events: number; readonly days: number };

type TraceRow = { readonly user: number; readonly timeMs: number; readonly type: string; readonly item: string };

const START_MS = Date.UTC(2026, 0, 5);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** People who open an app now and then, most of them in the evening: a handful of taps, some 20 s apart, and nights with nobody. */
const TAPS = { users: 2000, types: ["click", "view", "tap"], meanTaps: 7, gapMs: 20_000 };
const EVENING = { share: 0.6, fromHour: 18, hours: 4.5 };
const DAYTIME = { fromHour: 8, hours: 10 };

/** People who come once, rate a long list of films in one go and stay away: the shape and the counts of MovieLens 100K. */
const RATINGS = { users: 943, items: 1682, meanRatings: 106, gapMs: 15_000 };

/** Taps of an app as a CSV file of events, the same for the same seed and size. */
export function tapsCsv(seed: number, { events, days }: TraceSize): string {
  const random = createStream(seed, "bench taps");
  const gap = exponential(TAPS.gapMs);
  const rows: TraceRow[] = [];
  while (rows.length < events) {
    const user = random.nextBelow(TAPS.users);
    let timeMs = START_MS + random.nextBelow(days) * DAY_MS + hourOfDay(random) * HOUR_MS;
    for (let left = countAround(TAPS.meanTaps, random); left > 0 && rows.length < events; left--) {
      rows.push({ user, timeMs, type: TAPS.types[random.nextBelow(TAPS.types.length)]!, item: "" });
      timeMs += gap.sample(random);
    }
  }
  return csvOf(rows);
}

/** Ratings of items as a CSV file of events, the same for the same seed and size. */
export function ratingsCsv(seed: number, { events, days }: TraceSize): string {
  const random = createStream(seed, "bench ratings");
  const gap = exponential(RATINGS.gapMs);
  const rows: TraceRow[] = [];
  while (rows.length < events) {
    const user = random.nextBelow(RATINGS.users);
    let timeMs = START_MS + random.nextUniform() * days * DAY_MS;
    for (let left = countAround(RATINGS.meanRatings, random); left > 0 && rows.length < events; left--) {
      // The product of two draws: a few items are rated by nearly everybody.
      const item = Math.floor(RATINGS.items * random.nextUniform() * random.nextUniform());
      rows.push({ user, timeMs, type: "rating", item: `i${item}` });
      timeMs += gap.sample(random);
    }
  }
  return csvOf(rows);
}

function hourOfDay(random: RandomStream): number {
  const { fromHour, hours } = random.nextUniform() < EVENING.share ? EVENING : DAYTIME;
  return fromHour + hours * random.nextUniform();
}

/** A whole number from 1 on with about this mean. */
function countAround(mean: number, random: RandomStream): number {
  return 1 + Math.floor(exponential(mean - 0.5).sample(random));
}

function csvOf(rows: readonly TraceRow[]): string {
  const inOrder = [...rows].sort((a, b) => a.timeMs - b.timeMs);
  const lines = inOrder.map(({ user, timeMs, type, item }) => `u${user},${new Date(Math.floor(timeMs)).toISOString()},${type},${item}`);
  return `user_id,event_time,event_type,item_id\n${lines.join("\n")}\n`;
}
