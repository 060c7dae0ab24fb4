import type { Settings } from "../../src/design/types.ts";
import type { RunResult } from "../../src/result/result.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import type { Run } from "../../src/simulate/run.ts";
import { createRun } from "../../src/simulate/run.ts";
import { drawing } from "./drawing.ts";
import { smallScenario } from "./small-workload.ts";

const HOUR_MS = 3_600_000;

type Drill = { readonly watch: Settings; readonly faults: readonly FaultSpec[] };

/** Files of ten minutes, a check of them each hour, and somebody who watches with these settings. */
export function drilled({ watch, faults }: Drill): { readonly run: Run; readonly result: RunResult } {
  const quick = { startUpMedianMs: 5000, startUpP99Ms: 5000 };
  const design = drawing({
    parts: [
      { id: "load", kind: "poisson-source", settings: { ratePerSecond: 0.2, keys: 50 } },
      { id: "drop", kind: "batch-drop", settings: { everyMs: 600_000, makingMedianMs: 100, makingP99Ms: 100, pollMs: 500 } },
      { id: "raw", kind: "s3" },
      { id: "dag", kind: "airflow", settings: { everyMs: HOUR_MS, interval: "before" } },
      { id: "check", kind: "quality-check", settings: quick },
      { id: "watch", kind: "monitoring", settings: { errorShare: 1, ...watch } },
    ],
    wires: ["load.out -> drop.in", "drop.files -> raw.objects", "raw.objects -> check.in", "dag.triggers -> check.start"],
    workload: { durationMs: 5 * HOUR_MS, warmupMs: 0, drainMs: HOUR_MS },
  });
  const measure = { id: "told", label: "Told", metric: "alarms.detectionMs", unit: "ms" } as const;
  const scenario = { ...smallScenario({ generator: "none", durationMs: 5 * HOUR_MS, warmupMs: 0, drainMs: HOUR_MS }), measures: [measure] };
  const created = createRun({ design, scenario, seed: 3, faults });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const run = created.value;
  while (!run.over) run.step();
  return { run, result: run.result(0) };
}

/** From the fault until somebody was told, ms; null without a fault. */
export function readMetricOf(drill: Drill): number | null {
  return drilled(drill).result.measures?.["alarms.detectionMs"] ?? null;
}
