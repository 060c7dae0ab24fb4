import { describe, expect, it } from "vitest";
import { drawArrivals, EngineKernel, KERNEL_CASES, runOnHeap } from "./kernel.ts";

describe("both simulators of the bench run the same network (B1)", () => {
  for (const of of KERNEL_CASES) {
    it(`${of.title}: every departure is the same to the last bit, and so is what the stations measured`, () => {
      const arrivals = drawArrivals(of, 4000, 7);
      const heap = runOnHeap(of, arrivals, 7);
      const engine = new EngineKernel(of, arrivals, 7, 90).simulate();
      expect(engine.departuresMs.length).toBe(4000);
      expect(engine.departuresMs).toEqual(heap.departuresMs);
      expect(engine.p99Ms).toBe(heap.p99Ms);
      expect(heap.p99Ms !== null).toBe(of.timed);
      expect(engine.stations).toEqual(heap.stations);
    });
  }
});
