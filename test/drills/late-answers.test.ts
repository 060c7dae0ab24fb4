import { describe, expect, test } from "vitest";
import { must } from "../../src/base/assert.ts";
import type { Finding } from "../../src/base/finding.ts";
import type { GoalOutcome } from "../../src/result/result.ts";
import { loadBundled } from "../../src/scenario/bundled.ts";
import { applySettings } from "../../src/scenario/overrides.ts";
import { runDesign } from "../../src/simulate/run.ts";

/** The starter of a bundled scenario, or another of its designs, with some settings changed: how each goal stands and why, and where its finding points. */
async function judged(scenarioId: string, changes: readonly string[] = [], name?: string) {
  const loaded = await loadBundled(scenarioId);
  const scenario = must(loaded.ok ? loaded.value : null, "no scenario");
  const starter = must(
    scenario.designs.find((each) => (name === undefined ? each.role === "starter" : each.name === name)),
    "no starter",
  );
  const design = applySettings(starter.design, changes);
  if (!design.ok) throw new Error(JSON.stringify(design.error));
  const { outcome } = runDesign({ design: design.value, scenario, seed: 1, faults: [] });
  if (outcome.status !== "finished") throw new Error(JSON.stringify(outcome));
  const { verdict, findings } = outcome.result;
  const goal = (id: string): GoalOutcome =>
    must(
      verdict.goals.find((each) => each.id === id),
      id,
    );
  const places = findings.filter(({ code }: Finding) => code.startsWith("goal.")).map(({ where }) => where);
  return { goal, places };
}

describe("why answers came late", () => {
  test("the store that was full is named, and not the service whose threads waited for it, nor its standby and its outage as room", async () => {
    const { goal, places } = await judged("tinyurl");
    expect(goal("redirect").why).toMatch(/^Links was the busiest part, at work for (9\d|100) % of the time it was there\.$/);
    expect(goal("served").why).toBe(goal("redirect").why);
    expect(places).toContain("system.parts.db.settings.cores");
  });

  test("what that cause says to change mends what was late; with room in the store it is named no more", async () => {
    const [before, after] = [await judged("tinyurl"), await judged("tinyurl", ["db.cores=8"])];
    expect(must(after.goal("redirect").actual, "late")).toBeLessThan(must(before.goal("redirect").actual, "late") / 10);
    expect(after.goal("redirect").pass).toBe(true);
    expect(after.goal("served").why).toMatch(/^[\d,]+ of [\d,]+ requests .* failed, most at Links: store down\./);
  });

  test("a service whose own threads are all taken by uploads is the cause itself", async () => {
    const { goal, places } = await judged("instagram");
    expect(goal("feed").why).toMatch(/^“Photo service” was the busiest part, (9\d|100) % of its time/);
    expect(places).toContain("system.parts.feeds.settings.threads");
  });
});

test("what has expired and stays has a cause while nobody deletes it, and none once the goal is met", async () => {
  const before = await judged("pastebin");
  expect(before.goal("tidy").mends).toEqual([{ part: "app", setting: "deletesExpired", to: true }]);
  const after = await judged("pastebin", ["app.deletesExpired=true"]);
  expect(must(after.goal("tidy").actual, "tidy")).toBeLessThan(must(before.goal("tidy").actual, "tidy"));
  expect(after.goal("tidy").why ?? "").not.toMatch(/leaves it where it lies/);
  expect(after.goal("tidy").why).toMatch(/deletes what has expired when somebody asks for it.* Wire a clean-up service to the store\.$/);
});

test("a clean-up that comes too seldom, or takes too little at a time, is the cause, and the round it is told of mends it", async () => {
  const seldom = await judged("pastebin", [], "no-clean-up");
  expect(seldom.goal("tidy").why).toMatch(
    /makes a round every 1 h: in the 10 min of the run none came\. .*Set “A round every” of Clean-up to 60 s\.$/,
  );
  const [mend] = must(seldom.goal("tidy").mends, "mends");
  expect(mend).toMatchObject({ part: "cleanup", setting: "everyMs" });
  const mended = await judged("pastebin", [`cleanup.everyMs=${must(mend, "a mend").to}`], "no-clean-up");
  expect([mended.goal("tidy").pass, mended.goal("tidy").why]).toEqual([true, undefined]);
  const slow = await judged("pastebin", ["cleanup.everyMs=10000", "cleanup.batch=1", "cleanup.pauseMs=9000"], "no-clean-up");
  expect(slow.goal("tidy").why).toMatch(/More than that had expired\. Let it delete more at a time/);
});
