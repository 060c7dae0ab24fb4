/** Machines are spread over three zones in turn, as clouds do by default: number 0 in zone 0, 1 in 1, 2 in 2, 3 in 0 again. */
export const ZONES = 3;

export function inZone(machine: number, zone: number): boolean {
  return machine % ZONES === zone % ZONES;
}

/** One after another: each of `count` machines is away for its part of `durationMs`, the last fifth of which it takes to settle. */
export function turnOf(machine: number, count: number, at: number, durationMs: number): { readonly from: number; readonly until: number } {
  const stepMs = durationMs / count;
  return { from: at + machine * stepMs, until: at + (machine + 0.8) * stepMs };
}
