import type { Usage } from "../contract.ts";

/** AWS bills in decimal units. */
export const GB = 1e9;
/** What the Kinesis price list means by a GB: its KB has 1,024 bytes. */
export const GIB = 1024 ** 3;
export const MILLION = 1e6;
/** A billed month has 730 h. */
export const DAYS_PER_MONTH = 730 / 24;

/** A measured quantity of the month; 0 where a run has none of it. */
export function used(usage: Usage, key: UsageKey): number {
  return usage[key] ?? 0;
}

/**
 * What a family measures and a price line multiplies, scaled to a month of 730 h.
 * roundedBytes counts every record as the price list rounds it; shards is their mean number;
 * memoryPeakBytes is the most any instance held; storedBytes is what a month adds to what lies there; checkpointBytes is the size of the last checkpoint.
 * pendingCompactionBytes is the most that waited to be merged on any node; sstablesPerRead is a mean.
 */
export type UsageKey =
  | "records"
  | "bytesIn"
  | "bytesOut"
  | "storedBytes"
  | "requests"
  | "putRequests"
  | "getRequests"
  | "scannedBytes"
  | "hours"
  | "queries"
  | "invocations"
  | "busyMs"
  | "partitionsRegistered"
  | "checkpointBytes"
  | "changelogBytes"
  | "crossAzBytes"
  | "groups"
  | "shards"
  | "putUnits"
  | "roundedBytes"
  | "writes"
  | "reads"
  | "writeUnits"
  | "readUnits"
  | "trainingHours"
  | "jobHours"
  | "instanceHours"
  | "memoryPeakBytes"
  | "memoryKills"
  | "pendingCompactionBytes"
  | "sstablesPerRead";
