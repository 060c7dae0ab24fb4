import type { RandomStream } from "../../base/rng.ts";

export type BackOff = {
  /** Before the first retry, and times so much for each further one, up to `mostMs`. */
  readonly firstMs: number;
  readonly factor: number;
  readonly mostMs: number;
  /** full: anything from nothing to that, evenly, so that callers who failed together do not come back together. */
  readonly jitter: "none" | "full";
};

/** How a part waits for the calls it makes. */
export type CallPolicy = {
  /** An attempt without a reply is given up after so long; Infinity: never. */
  readonly timeoutMs: number;
  /** Attempts after the first, each when the one before has failed. */
  readonly retries: number;
  readonly backOff: BackOff;
  /** Every call earns so many further attempts, and as many as `most` are saved up; null: no limit beside `retries`. */
  readonly budget: { readonly perCall: number; readonly most: number } | null;
  /** Another attempt goes out beside one that has no reply after so long, `hedges` times; null: none does. */
  readonly hedgeAfterMs: number | null;
  readonly hedges: number;
};

/** One attempt, waited for without end. */
export const ONE_ATTEMPT: CallPolicy = {
  timeoutMs: Infinity,
  retries: 0,
  backOff: { firstMs: 0, factor: 1, mostMs: 0, jitter: "none" },
  budget: null,
  hedgeAfterMs: null,
  hedges: 0,
};

/** Ms before retry `retry`, counted from 0. */
export function backOffMs({ firstMs, factor, mostMs, jitter }: BackOff, retry: number, random: RandomStream): number {
  let ms = firstMs;
  for (let n = 0; n < retry && ms < mostMs; n++) ms *= factor;
  ms = Math.min(ms, mostMs);
  return jitter === "none" ? ms : ms * random.nextUniform();
}
