import { afterEach, expect, test, vi } from "vitest";
import { limitsOf, USUAL_LIMITS } from "./limits.ts";

afterEach(() => vi.restoreAllMocks());

test("memory is looked at by time passed, not by windows, and met all the same (E23)", () => {
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => now);
  const rss = vi.spyOn(process.memoryUsage, "rss").mockReturnValue(50_000_000);
  const { mustEnd } = limitsOf({ ...USUAL_LIMITS, maxMemoryMb: 100 });
  for (let window = 0; window < 64_000; window++) {
    now += 0.001;
    if (mustEnd() !== null) throw new Error(`ended at window ${window}`);
  }
  expect(rss.mock.calls.length).toBeGreaterThan(1);
  expect(rss.mock.calls.length).toBeLessThan(5);
  rss.mockReturnValue(101_000_000);
  now += 1000;
  const met = Array.from({ length: 64 }, () => mustEnd()).find((asked) => asked !== null);
  expect(met).toEqual({ limit: "memoryMb", allowed: 100 });
});
