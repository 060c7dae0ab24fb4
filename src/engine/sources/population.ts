import type { RandomStream } from "../../base/rng.ts";
import { createStream } from "../../base/rng.ts";
import { weighted, zipfSampler } from "../../base/alias-table.ts";
import { lognormal } from "../../base/sampler.ts";
import type { Sampler } from "../../base/sampler.ts";

type Weighted = { readonly name: string; readonly weight: number };

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
  readonly devices: readonly Weighted[];
  readonly appVersions: readonly Weighted[];
  readonly countries: readonly Weighted[];
  readonly clockOffsetMs: { readonly p50: number; readonly p99: number };
  readonly offline: { readonly sessionShare: number; readonly meanMs: number };
  readonly resendShare: number;
  readonly invalidShare: number;
};

export type AppUsersSpec = {
  readonly workload: PopulationSpec;
  readonly recordBytes: number;
  readonly flushIntervalMs: number;
  readonly flushEvents: number;
  readonly offlineCapacityEvents: number;
  readonly network: Sampler;
  readonly retries: boolean;
};

/** Who the users are: how active, with which phone, where, and how wrong their clocks are. Fixed per seed and user. */
export class Population {
  private readonly activity: { sample(random: RandomStream): number };
  /** Device, version and country of a user in one number. */
  private readonly traitsOf: Int32Array;
  private readonly offsets: Float32Array;

  constructor(seed: number, spec: PopulationSpec) {
    const random = createStream(seed, "population");
    this.activity = zipfSampler(spec.users, spec.activity.s, spec.activity.q);
    const device = weighted(spec.devices.map((d) => d.weight));
    const version = weighted(spec.appVersions.map((v) => v.weight));
    const country = weighted(spec.countries.map((c) => c.weight));
    const offset = lognormal({ median: spec.clockOffsetMs.p50, p99: spec.clockOffsetMs.p99 });
    this.traitsOf = new Int32Array(spec.users);
    this.offsets = new Float32Array(spec.users);
    for (let user = 0; user < spec.users; user++) {
      this.traitsOf[user] = (device.sample(random) << 16) | (version.sample(random) << 8) | country.sample(random);
      this.offsets[user] = offset.sample(random) * (random.nextU32() & 1 ? 1 : -1);
    }
  }

  pick(random: RandomStream): number {
    return this.activity.sample(random);
  }
  /** Device << 16 | version << 8 | country. */
  traits(user: number): number {
    return this.traitsOf[user];
  }
  /** Positive: the phone's clock is ahead. */
  clockOffsetMs(user: number): number {
    return this.offsets[user];
  }
}
