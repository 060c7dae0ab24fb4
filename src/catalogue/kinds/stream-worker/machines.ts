import { published } from "../../prices/sources.ts";

export const MACHINE_SIZES = published("AWS EC2 instance types: t3.medium 4 GiB, t3.large and m5.large 8 GiB, m5.xlarge 16 GiB", "2020-12");

const GIB = 1024 ** 3;

/** USD an hour on demand in us-east-1 (facts/streaming.md 4, AWS list prices), and memory. */
export const MACHINES = {
  "t3.medium": { usdPerHour: 0.0416, memoryBytes: 4 * GIB },
  "t3.large": { usdPerHour: 0.0832, memoryBytes: 8 * GIB },
  "m5.large": { usdPerHour: 0.096, memoryBytes: 8 * GIB },
  "m5.xlarge": { usdPerHour: 0.192, memoryBytes: 16 * GIB },
} as const;

export type Machine = keyof typeof MACHINES;
