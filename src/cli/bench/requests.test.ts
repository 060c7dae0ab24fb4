import { expect, test } from "vitest";
import { loadScenario } from "../inputs.ts";
import { evenRequests, timeChain, timeRequests } from "./requests.ts";

test("runs the clients of the bundled short links through every hop, and counts each as a call (B9)", async () => {
  const loaded = await loadScenario("tinyurl");
  const design = loaded.ok ? loaded.value.designs.find(({ name }) => name === "key-service")?.design : undefined;
  if (!loaded.ok || design === undefined) throw new Error("no design");
  let now = 0;
  const cost = timeRequests(evenRequests(loaded.value, 5000, 400), design, () => now++);
  expect([cost.ms, cost.simulatedSeconds]).toEqual([1, 5]);
  expect(Math.abs(cost.requests - 2000)).toBeLessThan(4 * Math.sqrt(2000));
  // Client, balancer and cache; a miss asks the store and fills the cache.
  expect(cost.calls).toBeGreaterThan(3 * cost.requests);
  expect(cost.calls).toBeLessThan(5 * cost.requests + 100);
});

test("asks both simulators for the same chain, four hops a record", () => {
  let now = 0;
  const { heapHopsPerSecond, engineHopsPerSecond } = timeChain(500, 1, () => now++);
  expect([heapHopsPerSecond, engineHopsPerSecond]).toEqual([4 * 500_000, 4 * 500_000]);
});
