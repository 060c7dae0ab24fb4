import type { LogSpec } from "./log-spec.ts";

/** What the loss of a broker did, in a sentence. */
export function leaderLost(broker: number, led: number, lost: number, acks: LogSpec["acks"]): string {
  const partitions = `${led} partition${led === 1 ? "" : "s"}`;
  const cause =
    acks === "all" ? "acks all: nothing confirmed was lost" : `acks ${acks} had confirmed records its followers had not yet copied`;
  return `broker-${broker} led ${partitions} when it crashed; ${lost > 0 ? `${lost} records lost: ${cause}` : cause}.`;
}

export function uncleanElection(partition: string, log: string, lost: number): string {
  return `${partition} of ${log} was given to a broker that lagged: ${lost} confirmed records are gone.`;
}

export function repartitioned(log: string, partitions: number): string {
  return `${log} now has ${partitions} partitions; most keys moved, so order per key broke once.`;
}

export function timedOut(log: string): string {
  return `${log} aborted a transaction that was open for too long; readers of committed rows go on.`;
}

export function committedTooLate(log: string, rows: number): string {
  return `A commit reached ${log} after it had aborted the transaction: ${rows} rows that were ready are lost to readers of committed rows. Allow transactions more time than a restart takes.`;
}
