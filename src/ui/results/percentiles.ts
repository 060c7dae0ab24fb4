import type { LatencySummary } from "../../simulate/result.ts";

export type Percentile = { readonly label: string; readonly share: number; readonly ms: number | null; readonly enough: boolean };

/** Records beyond a percentile that make it steady enough to be read without a caution. */
const RECORDS_BEYOND = 100;

/** Records needed before a percentile is shown without a caution: 10,000 for p99. */
export function recordsNeeded(share: number): number {
  return Math.round(RECORDS_BEYOND / (1 - share));
}

export function percentilesOf(latency: LatencySummary): readonly Percentile[] {
  const all: readonly (readonly [string, number, number | null])[] = [
    ["p50", 0.5, latency.p50Ms],
    ["p95", 0.95, latency.p95Ms],
    ["p99", 0.99, latency.p99Ms],
    ["p99.9", 0.999, latency.p999Ms],
  ];
  return all.map(([label, share, ms]) => ({ label, share, ms, enough: latency.count >= recordsNeeded(share) }));
}
