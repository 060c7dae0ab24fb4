import type { FaultDecl, Limit, PriceLine } from "../contract.ts";
import { field } from "../contract.ts";
import { timesAsLong } from "../drawing/fault-amounts.ts";
import { AWS_PRICES, S3_GUIDE } from "../prices/sources.ts";
import { used } from "../prices/usage.ts";

/** What plain files and tables over files have in common: the bucket they lie in. */
export const bucketPrefixes = field.integer({
  label: "Prefixes",
  help: "Prefixes S3 has split the keys into. Each takes 3,500 writes and 5,500 reads per second; beyond that it answers 503.",
  unit: "prefixes",
  default: 1,
  min: 1,
  max: 10_000,
});

export const WRITES_PER_PREFIX: Limit = { name: "Writes per prefix", value: 3500, unit: "requests/s", source: S3_GUIDE };

export const REQUEST_PRICES: readonly PriceLine<unknown>[] = [
  {
    dimension: "Writes",
    unit: "thousand requests",
    source: AWS_PRICES,
    quantity: (usage) => used(usage, "putRequests") / 1000,
    unitPriceUsd: () => 0.005,
  },
  {
    dimension: "Reads",
    unit: "thousand requests",
    source: AWS_PRICES,
    quantity: (usage) => used(usage, "getRequests") / 1000,
    unitPriceUsd: () => 0.0004,
  },
];

/** What befalls a bucket; `outage` says what being out of reach means for who writes. */
export function bucketFaults(outage: string): readonly FaultDecl<unknown>[] {
  return [
    {
      id: "throttle",
      label: "503 Slow Down",
      help: "S3 answers 503 while it splits the prefixes; writers wait and try again. Nothing that was confirmed is lost.",
      defaultDurationMs: 300_000,
    },
    {
      id: "slow",
      label: "Slow answers",
      help: "Every write takes ten times as long to be answered.",
      defaultDurationMs: 300_000,
      amount: timesAsLong(10),
    },
    {
      id: "outage",
      label: "Out of reach",
      help: outage,
      defaultDurationMs: 120_000,
    },
  ];
}
