import { BatchedHistogram, groupOf } from "../../base/batched-histogram.ts";
import type { HitStretch } from "../../result/result.ts";

export const MOST_STRETCHES = 16;
const MINUTE_MS = 60_000;
/** Lengths a person would name, in ms; beyond them whole days. */
const ROUND_MS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720, 1440].map((minutes) => minutes * MINUTE_MS);

type Choice = { readonly user: number; readonly withList: boolean; readonly hit: boolean };

/** Judged choices by when they were made, so that a run shows when its lists began to fit and when they stopped. */
export class HitStretches {
  private readonly fromMs: number;
  private readonly lengthMs: number;
  private readonly stretches: Choice[][];

  /** Stretches from one instant to another, both in simulated ms; they begin at whole multiples of their length. */
  constructor(fromMs: number, untilMs: number) {
    const countOf = (lengthMs: number): number => Math.floor(untilMs / lengthMs) - Math.floor(fromMs / lengthMs) + 1;
    let lengthMs = ROUND_MS.find((each) => countOf(each) <= MOST_STRETCHES) ?? 1440 * MINUTE_MS;
    while (countOf(lengthMs) > MOST_STRETCHES) lengthMs += 1440 * MINUTE_MS;
    this.lengthMs = lengthMs;
    this.fromMs = Math.floor(fromMs / lengthMs) * lengthMs;
    this.stretches = Array.from({ length: Math.max(0, countOf(lengthMs)) }, () => []);
  }

  add(atMs: number, user: number, withList: boolean, hit: boolean): void {
    this.stretches[Math.floor((atMs - this.fromMs) / this.lengthMs)]?.push({ user, withList, hit });
  }

  all(): readonly HitStretch[] {
    return this.stretches.map((choices, index) => {
      const shares = new BatchedHistogram();
      for (const { user, hit } of choices) shares.add(groupOf(user), hit ? 1 : 0);
      const fromMs = this.fromMs + index * this.lengthMs;
      return {
        fromMs,
        untilMs: fromMs + this.lengthMs,
        judged: choices.length,
        withList: choices.filter(({ withList }) => withList).length,
        hits: choices.filter(({ hit }) => hit).length,
        recallAt10: shares.whole.mean,
        ci95: shares.meanBounds(),
      };
    });
  }
}
