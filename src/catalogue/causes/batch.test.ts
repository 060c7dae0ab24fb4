import { expect, test } from "vitest";
import { drawing } from "../../../test/support/drawing.ts";
import { must } from "../../base/assert.ts";
import type { Settings } from "../../design/types.ts";
import { loadBundled } from "../../scenario/bundled.ts";
import { createRun } from "../../simulate/run.ts";

/** What is said of hourly figures of services that publish at least once, made in two steps, when none is exact enough. */
async function explained(first: Settings, second: Settings): Promise<readonly string[]> {
  const loaded = await loadBundled("event-broker-platform");
  const scenario = must(loaded.ok ? loaded.value : null, "no scenario");
  const job = { everyMs: 3_600_000, startUpMedianMs: 5000, startUpP99Ms: 5000, writes: "overwrite" };
  const created = createRun({
    design: drawing({
      parts: [
        { id: "services", kind: "upstream-services" },
        { id: "drop", kind: "batch-drop", settings: { everyMs: 600_000, checked: true } },
        { id: "raw", kind: "s3" },
        { id: "first", kind: "glue-job", settings: { ...job, ...first } },
        { id: "clean", kind: "s3" },
        { id: "second", kind: "glue-job", settings: { ...job, events: false, aggregate: true, ...second } },
        { id: "out", kind: "s3" },
      ],
      wires: [
        "services.events -> drop.in",
        "drop.files -> raw.objects",
        "raw.objects -> first.in",
        "first.files -> clean.objects",
        "first.done -> second.start",
        "clean.objects -> second.in",
        "second.files -> out.objects",
      ],
    }),
    scenario: {
      ...scenario,
      incidents: [],
      goals: scenario.goals.flatMap((goal) => (goal.id === "hours" ? [{ ...goal, target: 1.1 }] : [])),
      workload: { ...scenario.workload, durationMs: 3 * 3_600_000, resendShare: 0.05 },
    },
    seed: 3,
    faults: [],
  });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  while (!created.value.over) created.value.step();
  const { findings } = created.value.result(0);
  return findings.flatMap(({ code, where }) => (code === "goal.repeats-written" ? [where] : []));
}

test("a job that hands repeats on explains wrong figures only where nobody behind it removes them", async () => {
  expect(await explained({}, {})).not.toEqual([]);
  expect(await explained({}, { dedup: true })).toEqual([]);
});
