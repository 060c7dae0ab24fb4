import { expect, test } from "vitest";
import { drawing } from "../../../test/support/drawing.ts";
import { must } from "../../base/assert.ts";
import type { Settings } from "../../design/types.ts";
import { loadBundled } from "../../scenario/bundled.ts";
import { createRun } from "../../simulate/run.ts";

type How = { readonly goal: "hours" | "freshness"; readonly code: string; readonly order?: Settings };

/** Where a cause is seen of a goal that cannot be met: hourly figures of services that publish at least once, made in two steps. */
async function explained({ goal, code, order }: How, first: Settings, second: Settings): Promise<readonly string[]> {
  const loaded = await loadBundled("event-broker-platform");
  const scenario = must(loaded.ok ? loaded.value : null, "no scenario");
  const job = { everyMs: 3_600_000, startUpMedianMs: 5000, startUpP99Ms: 5000, writes: "overwrite" };
  const created = createRun({
    design: drawing({
      parts: [
        { id: "services", kind: "upstream-services" },
        { id: "drop", kind: "batch-drop", settings: { everyMs: 3_600_000, checked: true } },
        { id: "raw", kind: "s3" },
        { id: "first", kind: "glue-job", settings: { ...job, ...first } },
        { id: "clean", kind: "s3" },
        { id: "second", kind: "glue-job", settings: { ...job, events: false, aggregate: true, ...second } },
        { id: "out", kind: "s3" },
        { id: "athena", kind: "athena" },
        { id: "board", kind: "dashboard", settings: { viewers: 1 } },
        ...(order === undefined ? [] : [{ id: "order", kind: "cron", settings: order }]),
      ],
      wires: [
        "services.events -> drop.in",
        "drop.files -> raw.objects",
        "raw.objects -> first.in",
        "first.files -> clean.objects",
        "first.done -> second.start",
        "clean.objects -> second.in",
        "second.files -> out.objects",
        "clean.objects -> athena.data",
        "athena.rows -> board.rows",
        ...(order === undefined ? [] : ["order.triggers -> first.start"]),
      ],
    }),
    scenario: {
      ...scenario,
      incidents: [],
      goals: scenario.goals.flatMap((each) => (each.id === goal ? [{ ...each, target: goal === "hours" ? 1.1 : 1 }] : [])),
      workload: { ...scenario.workload, durationMs: 3 * 3_600_000, resendShare: 0.05 },
    },
    seed: 3,
    faults: [],
  });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  while (!created.value.over) created.value.step();
  const { findings } = created.value.result(0);
  return findings.flatMap((found) => (found.code === `goal.${code}` ? [found.where] : []));
}

test("a job that hands repeats on explains wrong figures only where nobody behind it removes them", async () => {
  const repeats = { goal: "hours", code: "repeats-written" } as const;
  expect(await explained(repeats, {}, {})).not.toEqual([]);
  expect(await explained(repeats, {}, { dedup: true })).toEqual([]);
});

test("one large gzip explains old figures, and the same rows in files that can be cut do not", async () => {
  const alone = { goal: "freshness", code: "read-alone" } as const;
  expect(await explained(alone, { inputFormat: "json-gzip" }, {})).toEqual(["system.parts.first.settings.inputFormat"]);
  expect(await explained(alone, { inputFormat: "json" }, {})).toEqual([]);
});

test("runs hours apart explain old figures, hourly ones do not", async () => {
  const seldom = { goal: "freshness", code: "runs-seldom" } as const;
  expect(await explained({ ...seldom, order: { everyMs: 4 * 3_600_000, offsetMs: 2 * 3_600_000 } }, {}, {})).toEqual([
    "system.parts.order.settings.everyMs",
  ]);
  expect(await explained({ ...seldom, order: {} }, {}, {})).toEqual([]);
});
