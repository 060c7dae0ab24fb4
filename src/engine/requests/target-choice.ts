import type { RandomStream } from "../../base/rng.ts";
import type { RowQueue } from "../rows/row-queue.ts";

/**
 * Who gets a call: each in turn, in turn by weight, anybody, the less busy of any two, whoever has the fewest calls under way, the one
 * to whom the key belongs on a ring, or on the ring the first whose load is bounded.
 */
export type Balance = "round-robin" | "weighted" | "random" | "two-choices" | "least-outstanding" | "consistent-hash" | "bounded-hash";

export type Target = {
  readonly number: number;
  readonly wire: RowQueue;
  outstanding: number;
  /** What it is ahead of its share, where calls are dealt by weight. */
  credit: number;
  /** It gets no new calls until then, though it is well. */
  drainedUntil: number;
};

export type ChoiceSpec = {
  readonly balance: Balance;
  /** By number of the target; those behind the last get one. */
  readonly weights: readonly number[];
  /** Points that a target has on the ring. */
  readonly points: number;
  /** With a bounded load a target takes a call while it has fewer under way than so many times the mean, rounded up. */
  readonly loadFactor: number;
};

export const PLAIN_CHOICE: Omit<ChoiceSpec, "balance"> = { weights: [], points: 100, loadFactor: 1.25 };

/** Decides, for one call after the other, who of the targets that are well gets it. */
export class TargetChoice {
  private readonly spec: ChoiceSpec;
  private readonly random: RandomStream;
  private readonly ring: readonly { readonly at: number; readonly target: Target }[];
  private turn = 0;

  constructor(spec: ChoiceSpec, targets: readonly Target[], random: RandomStream) {
    this.spec = spec;
    this.random = random;
    const usesRing = spec.balance === "consistent-hash" || spec.balance === "bounded-hash";
    this.ring = usesRing ? ringOf(targets, spec.points) : [];
  }

  /** One of `from`, at least one, for a call about `key` (below 0: about none) that is sent for the `attempt`-th time. */
  choose(from: readonly Target[], key: number, attempt: number): Target {
    const { balance } = this.spec;
    if (balance === "random") return from[this.any(from.length)];
    if (balance === "two-choices") return this.lessBusyOfTwo(from);
    if (balance === "weighted") return this.byWeight(from);
    if (this.ring.length > 0 && key >= 0) return this.onRing(from, key, attempt);
    const first = this.turn++ % from.length;
    return balance === "least-outstanding" ? fewest(from, first) : from[first];
  }

  private any(count: number): number {
    return Math.floor(this.random.nextUniform() * count);
  }

  private lessBusyOfTwo(from: readonly Target[]): Target {
    const first = this.any(from.length);
    if (from.length === 1) return from[first];
    const second = (first + 1 + this.any(from.length - 1)) % from.length;
    return from[second].outstanding < from[first].outstanding ? from[second] : from[first];
  }

  /** Smooth weighted round robin, as nginx has it: a heavy target gets its calls between those of the others and not in a row. */
  private byWeight(from: readonly Target[]): Target {
    let [sum, chosen] = [0, from[0]];
    for (const target of from) {
      const weight = this.spec.weights[target.number] ?? 1;
      sum += weight;
      target.credit += weight;
      if (target.credit > chosen.credit) chosen = target;
    }
    chosen.credit -= sum;
    return chosen;
  }

  /** The first on the ring from the key on that is well; with a bounded load the first that has room; an attempt more, one further. */
  private onRing(from: readonly Target[], key: number, attempt: number): Target {
    const { ring, spec } = this;
    const bound = spec.balance === "bounded-hash" ? boundOf(from, spec.loadFactor) : Infinity;
    const met = new Set<Target>();
    let place = firstFrom(ring, pointOf(key, 0));
    let skip = attempt;
    for (let step = 0; step < ring.length && met.size < from.length; step++, place = (place + 1) % ring.length) {
      const { target } = ring[place];
      if (met.has(target) || !from.includes(target)) continue;
      met.add(target);
      if (target.outstanding < bound && skip-- <= 0) return target;
    }
    return fewest(from, 0);
  }
}

/** Calls that a target may have under way with the one that comes: the mean with it, times the factor, rounded up. */
export function boundOf(from: readonly Pick<Target, "outstanding">[], factor: number): number {
  const underWay = from.reduce((sum, { outstanding }) => sum + outstanding, 1);
  return Math.ceil((underWay * factor) / from.length);
}

function fewest(from: readonly Target[], first: number): Target {
  let chosen = from[first];
  for (let i = 1; i < from.length; i++) {
    const other = from[(first + i) % from.length];
    if (other.outstanding < chosen.outstanding) chosen = other;
  }
  return chosen;
}

function ringOf(targets: readonly Target[], points: number): { readonly at: number; readonly target: Target }[] {
  const ring = targets.flatMap((target) => Array.from({ length: points }, (_, n) => ({ at: pointOf(target.number, n + 1), target })));
  return ring.sort((a, b) => a.at - b.at || a.target.number - b.target.number);
}

/** Place in `ring` of the first point at or behind `at`. */
function firstFrom(ring: readonly { readonly at: number }[], at: number): number {
  let [low, high] = [0, ring.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ring[middle].at < at) low = middle + 1;
    else high = middle;
  }
  return low % ring.length;
}

/** A point of the ring, a whole number of 32 bits: the finaliser of murmur3 over both halves of `value` and over `salt`. */
function pointOf(value: number, salt: number): number {
  return mixed(mixed(value >>> 0) ^ mixed(Math.floor(value / 2 ** 32) + 0x9e3779b9) ^ Math.imul(salt, 0x85ebca6b)) >>> 0;
}

function mixed(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
