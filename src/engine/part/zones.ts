/** Machines are spread over three zones in turn, as clouds do by default: number 0 in zone 0, 1 in 1, 2 in 2, 3 in 0 again. */
export const ZONES = 3;

export function inZone(machine: number, zone: number): boolean {
  return machine % ZONES === zone % ZONES;
}
