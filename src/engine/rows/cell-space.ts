import type { Dimensions } from "./dimensions.ts";
import { ALL } from "./row-kind.ts";

/** Measures of an hourly cell, in column order. */
export const MEASURES = ["events", "installs", "sessions", "views", "notificationViews", "notificationClicks", "activeUsers"] as const;
export const MEASURE_COUNT = MEASURES.length;

/** Numbers the cells of the hourly table: every (device, version, country) and, in the cube, every combination with ALL. */
export class CellSpace {
  readonly finest: number;
  readonly all: number;
  private readonly d: number;
  private readonly v: number;
  private readonly c: number;

  constructor(dimensions: Dimensions) {
    this.d = dimensions.devices.length;
    this.v = dimensions.versions.length;
    this.c = dimensions.countries.length;
    this.finest = this.d * this.v * this.c;
    this.all = (this.d + 1) * (this.v + 1) * (this.c + 1);
  }

  cell(device: number, version: number, country: number): number {
    return (device * this.v + version) * this.c + country;
  }

  /** Rolls finest cells up: each adds to itself and to the seven combinations with ALL. */
  rollUp(
    finest: Float64Array,
    cube: boolean,
    each: (device: number, version: number, country: number, measures: Float64Array) => void,
  ): void {
    const sums = new Float64Array(this.all * MEASURE_COUNT);
    for (let device = 0; device < this.d; device++) {
      for (let version = 0; version < this.v; version++) {
        for (let country = 0; country < this.c; country++) {
          const from = this.cell(device, version, country) * MEASURE_COUNT;
          for (const dd of cube ? [device, this.d] : [device])
            for (const vv of cube ? [version, this.v] : [version])
              for (const cc of cube ? [country, this.c] : [country]) {
                const to = ((dd * (this.v + 1) + vv) * (this.c + 1) + cc) * MEASURE_COUNT;
                for (let m = 0; m < MEASURE_COUNT; m++) sums[to + m] += finest[from + m];
              }
        }
      }
    }
    for (let device = 0; device <= this.d; device++)
      for (let version = 0; version <= this.v; version++)
        for (let country = 0; country <= this.c; country++) {
          const at = ((device * (this.v + 1) + version) * (this.c + 1) + country) * MEASURE_COUNT;
          if (sums[at] === 0 && sums[at + 2] === 0) continue;
          each(
            device === this.d ? ALL : device,
            version === this.v ? ALL : version,
            country === this.c ? ALL : country,
            sums.subarray(at, at + MEASURE_COUNT),
          );
        }
  }
}
