import { describe, expect, it } from "vitest";
import { loadScenario } from "../inputs.ts";
import { timeRecommend, timeServed } from "./recommend.ts";
import { LARGE, largeDesign, largeScenario } from "./workloads.ts";

/** A clock that is one further whenever it is read, so that figures can be told apart from none. */
function ticking(): () => number {
  let now = 0;
  return () => now++;
}

describe("recommendations in the bench (B4)", () => {
  it("trains, searches and looks how much the inverted file finds", () => {
    const cost = timeRecommend({ items: 800, dims: 8, listens: 12_000 }, ticking());
    expect(cost.factorsMs).toBe(1);
    expect(cost.fileRecall).toBeGreaterThan(0.6);
    expect(cost.fileRecall).toBeLessThanOrEqual(1);
  });

  it("runs the bundled listeners at size: a hundred thousand items, a thousand requests a second", async () => {
    const loaded = await loadScenario("spotify-recommendations");
    if (!loaded.ok) throw new Error("no scenario");
    const design = loaded.value.designs.find(({ name }) => name === "streaming")?.design;
    if (design === undefined) throw new Error("no design");
    const sized = largeDesign(design);
    // What the sizes are set on is there: a part that was renamed would keep its small ones.
    for (const part of ["kafka", "vectors", "train", "update", "generate", "api"])
      expect(sized.system.parts.find(({ id }) => id === part)?.settings).not.toEqual(
        design.system.parts.find(({ id }) => id === part)?.settings,
      );
    const { items, requestsPerSecond, stages } = timeServed(largeScenario(loaded.value, 4000), sized, LARGE.dims, ticking());
    expect(items).toBe(100_000);
    expect(requestsPerSecond).toBeGreaterThan(100);
    expect(stages.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 6);
  });
});
