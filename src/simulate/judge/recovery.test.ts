import { expect, test } from "vitest";
import { drawing } from "../../../test/support/drawing.ts";
import type { Settings } from "../../design/types.ts";
import { createRun } from "../run.ts";
import { longestRecoveryMs, recoveryInWords, repeatedTasks } from "./recovery.ts";

const MINUTE_MS = 60_000;

/** Two jobs in a row each ten minutes, the second of which fails in one run; whoever orders them. */
function failed(
  kind: string,
  settings: Settings,
  { fromMs, lastsMs } = { fromMs: 20 * MINUTE_MS, lastsMs: 5 * MINUTE_MS },
): { readonly recoveryMs: number | null; readonly inWords: string | null; readonly repeated: number | null } {
  const job = { startUpMedianMs: 5000, startUpP99Ms: 5000, reads: "interval", workers: 2, writes: "overwrite-partitions" };
  const ordered = kind !== "";
  const created = createRun({
    design: drawing({
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 1 } },
        { id: "drop", kind: "batch-drop", settings: { everyMs: MINUTE_MS, makingMedianMs: 100, makingP99Ms: 100, pollMs: 1000 } },
        { id: "raw", kind: "s3" },
        ...(ordered ? [{ id: "who", kind, settings: { everyMs: 600_000, ...settings } }] : []),
        { id: "first", kind: "glue-job", settings: job },
        { id: "clean", kind: "s3" },
        { id: "second", kind: "glue-job", settings: job },
        { id: "out", kind: "s3" },
      ],
      wires: [
        "load.out -> drop.in",
        "drop.files -> raw.objects",
        "raw.objects -> first.in",
        "first.files -> clean.objects",
        "clean.objects -> second.in",
        "second.files -> out.objects",
        "first.done -> second.start",
        ...(ordered ? ["who.triggers -> first.start"] : []),
      ],
      workload: { durationMs: 60 * MINUTE_MS, drainMs: 60 * MINUTE_MS },
    }),
    scenario: null,
    seed: 3,
    faults: [{ fault: "task-failure", part: "second", atMs: fromMs, durationMs: lastsMs }],
  });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const run = created.value;
  while (!run.over) run.step();
  const { now } = run.simulation;
  return {
    recoveryMs: longestRecoveryMs(run.machine, now),
    inWords: recoveryInWords(run.machine, now),
    repeated: repeatedTasks(run.machine),
  };
}

test("a step that failed and was cleared: the interval is whole again so much later, and nothing is done twice (O6)", () => {
  const { recoveryMs, repeated } = failed("airflow", { interval: "before", clearAfterMs: 10 * MINUTE_MS });
  expect(recoveryMs).toBeGreaterThan(10 * MINUTE_MS);
  expect(recoveryMs).toBeLessThan(12 * MINUTE_MS);
  expect(repeated).toBe(0);
});

test("a script that was run again has done its first job twice (O6)", () => {
  const { recoveryMs, repeated } = failed("cron", { rerunAfterMs: 10 * MINUTE_MS });
  expect(recoveryMs).toBeGreaterThan(10 * MINUTE_MS);
  expect(repeated).toBe(1);
});

test("what nobody made whole has not recovered by the end of the run, and the figure is not said to be a time of recovery (O6)", () => {
  const { recoveryMs, inWords } = failed("airflow", { interval: "before" });
  expect(recoveryMs).toBeGreaterThan(35 * MINUTE_MS);
  expect(inWords).toBe("not by the end");
  expect(failed("airflow", { interval: "before", clearAfterMs: 10 * MINUTE_MS }).inWords).toBeNull();
});

test("where nothing failed there was nothing to recover from; where no run succeeded nothing was ever whole (O6)", () => {
  expect(failed("airflow", { interval: "before" }, { fromMs: 100 * MINUTE_MS, lastsMs: MINUTE_MS })).toMatchObject({
    recoveryMs: 0,
    inWords: "nothing failed",
  });
  expect(failed("airflow", { interval: "before" }, { fromMs: 0, lastsMs: 110 * MINUTE_MS })).toMatchObject({
    recoveryMs: null,
    inWords: null,
  });
});

test("of jobs that nobody keeps a record of neither is known", () => {
  expect(failed("", {})).toEqual({ recoveryMs: null, inWords: null, repeated: null });
});
