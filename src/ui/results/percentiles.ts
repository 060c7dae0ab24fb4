import { LEAST_BEYOND } from "../../base/batched-histogram.ts";
import type { Bounds } from "../../base/batched-histogram.ts";
import type { LatencySummary } from "../../result/result.ts";

export type Percentile = {
  readonly label: string;
  readonly share: number;
  readonly ms: number | null;
  readonly ci95: Bounds | null;
  readonly enough: boolean;
};

/** Records needed before a percentile is shown without a caution: 1,000 for p99. */
export function recordsNeeded(share: number): number {
  return Math.round(LEAST_BEYOND / (1 - share));
}

export function percentilesOf(latency: LatencySummary): readonly Percentile[] {
  const all: readonly (readonly [string, number, number | null, Bounds | null])[] = [
    ["p50", 0.5, latency.p50Ms, latency.ci95.p50Ms],
    ["p95", 0.95, latency.p95Ms, latency.ci95.p95Ms],
    ["p99", 0.99, latency.p99Ms, latency.ci95.p99Ms],
    ["p99.9", 0.999, latency.p999Ms, latency.ci95.p999Ms],
  ];
  return all.map(([label, share, ms, ci95]) => ({ label, share, ms, ci95, enough: latency.count >= recordsNeeded(share) }));
}
