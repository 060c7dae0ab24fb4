import type { RandomStream } from "../../base/rng.ts";

/** A new key's count, the most a count of eight bits holds, and how slowly it grows (lfu-log-factor). */
export const NEW_COUNT = 5;
export const MOST_COUNT = 255;
const LOG_FACTOR = 10;
const MINUTE_MS = 60_000;

/** A count of uses after minutes without one: lfu-decay-time 1 takes one off a minute. */
export function decayedCount(count: number, countedAtMinute: number, at: number): number {
  return Math.max(0, count - (minuteOf(at) - countedAtMinute));
}

export function minuteOf(at: number): number {
  return Math.floor(at / MINUTE_MS);
}

/** A use more: the higher a count is, the seldomer a use raises it, so that eight bits tell a million uses from a thousand. */
export function raisedCount(count: number, random: RandomStream): number {
  if (count >= MOST_COUNT) return MOST_COUNT;
  const chance = 1 / (Math.max(0, count - NEW_COUNT) * LOG_FACTOR + 1);
  return random.nextUniform32() < chance ? count + 1 : count;
}
