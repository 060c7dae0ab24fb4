const TIME_STEPS_MS: readonly number[] = [
  10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000, 3_600_000,
  7_200_000, 10_800_000, 21_600_000, 43_200_000, 86_400_000, 172_800_000, 604_800_000,
];

/** Round moments between two times, at most `count` of them. Ms in, ms out. */
export function timeTicks(fromMs: number, toMs: number, count: number): number[] {
  const span = toMs - fromMs;
  if (!(span > 0) || count < 1) return [];
  const step = TIME_STEPS_MS.find((candidate) => span / candidate <= count) ?? 604_800_000 * Math.ceil(span / (604_800_000 * count));
  const ticks: number[] = [];
  for (let tick = Math.ceil(fromMs / step) * step; tick <= toMs; tick += step) ticks.push(tick);
  return ticks;
}

/** Steps a person would choose: of 1, 2, 5 times a power of ten; for times also 15, 30 and 60 s or min. */
export function valueTicks(top: number, count: number, unit: "ms" | "count"): number[] {
  if (!(top > 0) || count < 1) return [0];
  const step = unit === "ms" ? timeStep(top, count) : decimalStep(top / count);
  const ticks: number[] = [];
  for (let index = 0; index * step <= top * 1.0001; index += 1) ticks.push(index * step);
  return ticks;
}

/** Round values of steps 1, 2 or 5 within a stretch that need not begin at 0; about `count` of them. */
export function rangeTicks(low: number, high: number, count: number): number[] {
  if (!(high > low) || count < 1) return [];
  const step = decimalStep((high - low) / count);
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

function timeStep(top: number, count: number): number {
  if (top < 20) return decimalStep(top / count);
  return TIME_STEPS_MS.find((candidate) => top / candidate <= count) ?? decimalStep(top / count);
}

function decimalStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= least * 0.9999) ?? 10;
  return factor * power;
}
