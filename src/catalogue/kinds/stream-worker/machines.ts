/** USD an hour on demand in us-east-1 (facts/streaming.md 4, AWS list prices). */
export const PRICES = {
  "t3.medium": 0.0416,
  "t3.large": 0.0832,
  "m5.large": 0.096,
  "m5.xlarge": 0.192,
} as const;

export type Machine = keyof typeof PRICES;
