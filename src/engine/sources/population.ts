import type { RandomStream } from "../../base/rng.ts";
import { createStream } from "../../base/rng.ts";
import { weighted, zipfSampler } from "../../base/alias-table.ts";
import { lognormal } from "../../base/sampler.ts";

type Weighted = { readonly weight: number };

/** The parameters of the generator; a scenario's workload has this shape. */
export type PopulationSpec = {
  readonly users: number;
  readonly sessionsPerSecond: number;
  readonly diurnal: { readonly peakToMean: number; readonly peakHour: number };
  readonly bursts: readonly { readonly label: string; readonly atMs: number; readonly durationMs: number; readonly factor: number }[];
  readonly session: { readonly gapMs: number; readonly meanEvents: number; readonly thinkMeanMs: number };
  readonly activity: { readonly s: number; readonly q: number };
  readonly installShare: number;
  readonly notifications: { readonly viewsPerSession: number; readonly clickShare: number };
  /** Values of each dimension of the events (rows/dimensions.ts): a user has one of each. */
  readonly traits: readonly (readonly Weighted[])[];
  readonly clockOffsetMs: { readonly p50: number; readonly p99: number };
  readonly offline: { readonly sessionShare: number; readonly meanMs: number };
  readonly resendShare: number;
  readonly invalidShare: number;
};

/** Plain data, so that another thread can have it. */
export type AppUsersSpec = {
  readonly workload: PopulationSpec;
  readonly recordBytes: number;
  readonly flushIntervalMs: number;
  readonly flushEvents: number;
  readonly offlineCapacityEvents: number;
  /** Phone to edge, one way. */
  readonly network: { readonly medianMs: number; readonly p99Ms: number };
  readonly retries: boolean;
};

/** Who the users are: how active, with which phone, where, and how wrong their clocks are. Fixed per seed and user. */
export class Population {
  private readonly activity: { sample(random: RandomStream): number };
  /** The codes of all dimensions of a user in one number: each counts on from the one before. */
  private readonly traitsOf: Float64Array;
  private readonly sizes: readonly number[];
  private readonly offsets: Float32Array;

  constructor(seed: number, spec: PopulationSpec) {
    const random = createStream(seed, "population");
    this.activity = zipfSampler(spec.users, spec.activity.s, spec.activity.q);
    const traits = spec.traits.map((values) => weighted(values.map(({ weight }) => weight)));
    this.sizes = spec.traits.map(({ length }) => length);
    const offset = lognormal({ median: spec.clockOffsetMs.p50, p99: spec.clockOffsetMs.p99 });
    this.traitsOf = new Float64Array(spec.users);
    this.offsets = new Float32Array(spec.users);
    for (let user = 0; user < spec.users; user++) {
      for (let d = 0; d < traits.length; d++) this.traitsOf[user] = this.traitsOf[user] * this.sizes[d] + traits[d].sample(random);
      this.offsets[user] = offset.sample(random) * (random.nextU32() & 1 ? 1 : -1);
    }
  }

  pick(random: RandomStream): number {
    return this.activity.sample(random);
  }
  /** The user's traits as one number, to be read by `codesOf`. */
  traits(user: number): number {
    return this.traitsOf[user];
  }
  /** Writes the code of each dimension into its array, from place `from` to `to` - 1. */
  codesOf(traits: number, codes: readonly Uint8Array[], from: number, to: number): void {
    let rest = traits;
    for (let d = this.sizes.length - 1; d >= 0; d--) {
      const next = Math.floor(rest / this.sizes[d]);
      const code = rest - next * this.sizes[d];
      const into = codes[d];
      for (let i = from; i < to; i++) into[i] = code;
      rest = next;
    }
  }
  /** Positive: the phone's clock is ahead. */
  clockOffsetMs(user: number): number {
    return this.offsets[user];
  }
}
