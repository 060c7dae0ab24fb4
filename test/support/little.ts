import type { Run } from "../../src/simulate/run.ts";

/**
 * Little's law: the time-average number that waits is the arrival rate times the mean wait. The left side is swept from the
 * instants at which waits begin and end, the right side summed from the waits themselves, both in whole units of 1/1024 ms;
 * they agree to the rounding of one unit per record. Parts whose records never wait (sources, sinks, caches) have no sides.
 */
export function littleBreaches(run: Run): { readonly stations: readonly string[]; readonly breaches: readonly string[] } {
  const stations: string[] = [];
  const breaches: string[] = [];
  const { warmupMs, durationMs } = run.machine.run;
  const spanMs = durationMs - warmupMs;
  for (const [id, { meter }] of run.machine.nodes) {
    if (meter.serviceCount === 0) continue;
    if (meter.waitSumMs > 0) stations.push(id);
    const waiting = meter.queue.recordMs / spanMs;
    const perMs = meter.serviceCount / spanMs;
    const meanMs = meter.waitSumMs / meter.serviceCount;
    if (!(Math.abs(waiting - perMs * meanMs) <= perMs / 1024)) breaches.push(`${id}: ${waiting} waiting, ${perMs}/ms x ${meanMs} ms`);
  }
  return { stations, breaches };
}
