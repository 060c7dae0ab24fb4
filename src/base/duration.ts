/** A length of time with every digit, so that it can be typed again: `1.234 s`, `10 min`, `12 h`. */
export function exactDuration(ms: number): string {
  const { amount, unit } = spoken(ms);
  return `${Number(amount.toPrecision(12))} ${unit}`;
}

/** How much of which unit a length of time is said in. */
export function spoken(ms: number): { readonly amount: number; readonly unit: string; readonly unitMs: number } {
  const units: readonly (readonly [string, number, number])[] = [
    ["days", 86_400_000, 1],
    ["h", 3_600_000, 1],
    ["min", 60_000, 2],
  ];
  const size = Math.abs(ms);
  for (const [unit, unitMs, least] of units)
    if (size / unitMs >= least && Number.isInteger((size / unitMs) * 2))
      return { amount: ms / unitMs, unit: size === unitMs && unit === "days" ? "day" : unit, unitMs };
  return size >= 1000 ? { amount: ms / 1000, unit: "s", unitMs: 1000 } : { amount: ms, unit: "ms", unitMs: 1 };
}

/** The same to the second, for what a person is told: `20 min`, `4.5 h`, `0 s`. */
export function durationToSecond(ms: number): string {
  return ms < 500 ? "0 s" : exactDuration(Math.round(ms / 1000) * 1000);
}
