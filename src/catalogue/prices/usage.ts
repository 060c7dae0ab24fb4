import { assert } from "../../base/assert.ts";
import type { Usage } from "../contract.ts";

/** AWS bills in decimal units. */
export const GB = 1e9;
/** What the Kinesis price list means by a GB: its KB has 1,024 bytes. */
export const GIB = 1024 ** 3;
export const MILLION = 1e6;
/** A billed month, in hours. */
export const MONTH_HOURS = 730;
export const DAYS_PER_MONTH = MONTH_HOURS / 24;

/** A measured quantity of the month; 0 where a run has none of it. */
export function used(usage: Usage, key: UsageKey): number {
  return usage[key] ?? 0;
}

/**
 * How a quantity a run measured becomes one of a month. `load`: it follows the events, and scales to the month's mean load. `records`: the same, and it counts single records, of
 * which a row of the run may stand for several. `time`:
 * it follows the clock and not the load, as a dashboard asks as often on a quiet night and an instance is paid while idle.
 * `standing`: it is what it is, however long the run was.
 */
type Scaling = "load" | "records" | "time" | "standing";

/**
 * What parts measure and a price line may multiply, each with how it scales; a bill that meets another key is
 * refused, so the examples of a new kind find what was forgotten here.
 * roundedBytes counts every record as the price list rounds it; shards is their mean number;
 * memoryPeakBytes is the most any instance held; storedBytes is what a month adds to what lies there; stockBytes is what lay there before the run; checkpointBytes is the size of the last checkpoint.
 * scannedBlocks and movedBytes are what queries of a warehouse read and sent between slices; awakeHours are those of machines that suspend themselves, paidHours those for which nodes are paid that a schedule pauses.
 * pendingCompactionBytes is the most that waited to be merged on any node; sstablesPerRead is a mean.
 */
export const USAGE = {
  records: "records",
  bytesIn: "load",
  bytesOut: "load",
  storedBytes: "load",
  roundedBytes: "load",
  files: "load",
  flowFiles: "load",
  provenanceBytes: "load",
  objects: "load",
  putRequests: "load",
  smallObjects: "load",
  smallBytes: "load",
  infrequentReadBytes: "time",
  instantReadBytes: "time",
  glacierReadBytes: "time",
  deepReadBytes: "time",
  slowDowns: "load",
  requests: "load",
  invocations: "load",
  busyMs: "load",
  putUnits: "records",
  throttled: "load",
  refused: "load",
  writes: "records",
  reads: "records",
  writeUnits: "records",
  readUnits: "records",
  crossAzBytes: "load",
  changelogBytes: "load",
  changelogRecords: "records",
  commits: "load",
  lookups: "records",
  lookupHits: "records",
  hits: "load",
  pushed: "load",
  failedPushes: "load",
  misses: "load",
  originBytes: "load",
  purges: "load",
  brokenOff: "load",
  unreached: "load",
  retried: "load",
  hedged: "load",
  timedOut: "load",
  searches: "load",
  turns: "load",
  jobHours: "load",
  trainings: "load",
  trainingHours: "load",
  memoryKills: "load",
  queries: "time",
  scannedBytes: "time",
  scannedBlocks: "time",
  movedBytes: "time",
  scalingHours: "time",
  awakeHours: "time",
  wakes: "time",
  paidHours: "time",
  objectReads: "time",
  getRequests: "time",
  partitionsRegistered: "time",
  checkpoints: "time",
  instanceHours: "time",
  idleHours: "time",
  turnedAway: "time",
  extraWorkerHours: "time",
  taskTries: "time",
  billedHours: "time",
  clusterHours: "time",
  hours: "standing",
  groups: "standing",
  shards: "standing",
  openShards: "standing",
  stockBytes: "standing",
  checkpointBytes: "standing",
  stateBytes: "standing",
  memoryPeakBytes: "standing",
  pendingCompactionBytes: "standing",
  sstablesPerRead: "standing",
} as const satisfies { readonly [key: string]: Scaling };

export type UsageKey = keyof typeof USAGE;

/**
 * A run's totals as a month of 730 h would have them. `byLoad` and `byTime`: how often the run's load, and its time, fit into the
 * month; `perRow`: how many events a row of the run stands for.
 */
export function monthOf(measured: Usage, byLoad: number, byTime: number, perRow = 1): Usage {
  const factors: { readonly [scaling in Scaling]: number } = { load: byLoad, records: byLoad * perRow, time: byTime, standing: 1 };
  const month: Record<string, number> = { hours: MONTH_HOURS };
  for (const [key, value] of Object.entries(measured)) {
    assert(key in USAGE, `a part measures "${key}", and nothing says how that scales to a month`);
    month[key] = value * factors[USAGE[key as UsageKey]];
  }
  return month;
}
