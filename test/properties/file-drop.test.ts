import { describe, expect, test } from "vitest";
import type { Settings } from "../../src/design/types.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import type { RunResult } from "../../src/result/result.ts";
import { createRun } from "../../src/simulate/run.ts";
import type { Run } from "../../src/simulate/run.ts";
import { drawing } from "../support/drawing.ts";
import { listening } from "../support/listening.ts";

const EVERY_MS = 2000;
const DROP: Settings = { everyMs: EVERY_MS, makingMedianMs: 100, makingP99Ms: 100, pollMs: 1, againMs: 3000 };

type Options = { readonly faults?: readonly FaultSpec[]; readonly windowMs?: number };

/** 200 events a second for 20 s into files of two seconds, into a bucket. */
function dropped(settings: Settings = {}, { faults = [], windowMs }: Options = {}): { readonly run: Run; readonly result: RunResult } {
  const parts = [
    { id: "load", kind: "poisson-source", settings: { ratePerSecond: 200, keys: 100 } },
    { id: "drop", kind: "batch-drop", settings: { ...DROP, ...settings } },
    { id: "raw", kind: "s3" },
  ];
  const design = drawing({ parts, wires: ["load.out -> drop.in", "drop.files -> raw.objects"] });
  const created = createRun({
    design: { ...design, workload: { durationMs: 20_000, warmupMs: 0 } },
    scenario: null,
    seed: 5,
    faults,
    ...(windowMs === undefined ? {} : { windowMs }),
  });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const run = created.value;
  while (!run.over) run.step();
  const result = run.result(0);
  expect(result.ledger.balanced).toBe(true);
  return { run, result };
}

const lost = ({ result }: { result: RunResult }): number =>
  Object.values(result.ledger.dropped["drop"] ?? {}).reduce((sum, count) => sum + count, 0);
const during = (fault: string): FaultSpec => ({ fault, part: "drop", atMs: 7000, durationMs: 4000 });

/** How old each event is when its file can be read. */
function agesOf(run: Run): number[] {
  const { files, events } = run.machine.run.rows;
  return files.flatMap(({ refs, visibleAt }) => [...refs].map((row) => visibleAt - events.happenedAt.at(row)));
}

describe("files by the clock", () => {
  test("an event is half a period old on average, and a whole one at worst, before anything else (D1)", () => {
    const ages = agesOf(dropped().run);
    const mean = ages.reduce((sum, age) => sum + age, 0) / ages.length;
    // 100 ms to make the file, and some tens to put it into the bucket.
    expect(mean).toBeGreaterThan(EVERY_MS / 2 + 100);
    expect(mean).toBeLessThan(EVERY_MS / 2 + 300);
    expect(Math.max(...ages)).toBeLessThan(EVERY_MS + 400);
    expect(Math.min(...ages)).toBeGreaterThan(100);
  });

  test("looks every second make a file wait for the next one", () => {
    const { run } = dropped({ pollMs: 1000 });
    for (const { closedAt, visibleAt } of run.machine.run.rows.files) {
      expect(visibleAt).toBeGreaterThan(closedAt + 1000);
      expect(visibleAt).toBeLessThan(closedAt + 1300);
    }
  });

  test("what is missing or cut off is lost without a manifest, and late with one (D2)", () => {
    // Two of ten files are struck.
    const missing = lost(dropped({}, { faults: [during("missing")] }));
    expect(missing).toBeGreaterThan(600);
    expect(missing).toBeLessThan(1000);
    const cut = lost(dropped({}, { faults: [during("truncated")] }));
    expect(Math.abs(cut - missing / 2)).toBeLessThan(3);
    for (const fault of ["missing", "truncated"]) {
      const checked = dropped({ checked: true }, { faults: [during(fault)] });
      expect(lost(checked)).toBe(0);
      expect(checked.result.ledger.delivered).toBe(checked.result.ledger.produced);
      expect(Math.max(...agesOf(checked.run))).toBeGreaterThan(EVERY_MS + 2500);
    }
  });

  test("a file sent twice is loaded twice, unless a manifest names it (D2)", () => {
    const twice = dropped({}, { faults: [during("duplicate")] });
    expect(twice.result.ledger.redelivered).toBeGreaterThan(600);
    expect(twice.run.machine.run.rows.files).toHaveLength(dropped().run.machine.run.rows.files.length + 2);
    expect(dropped({ checked: true }, { faults: [during("duplicate")] }).result.ledger.redelivered).toBe(0);
  });

  test("windows change nothing, with every trouble in the run", () => {
    const faults = ["late", "missing", "truncated", "duplicate", "outage"].map((fault, i) => ({
      fault,
      part: "drop",
      atMs: 1500 + 3300 * i,
      durationMs: 2500,
    }));
    const texts = [47.5, 333, 1000].map((windowMs) => JSON.stringify({ ...dropped({}, { faults, windowMs }).result, timing: null }));
    expect(new Set(texts).size).toBe(1);
  });

  test("recommendations from rarer files are worse and staler", () => {
    const quality = (everyMs: number) => {
      const created = createRun({
        design: drawing({
          parts: [
            { id: "users", kind: "web-app" },
            { id: "drop", kind: "batch-drop", settings: { ...DROP, everyMs } },
            { id: "raw", kind: "s3" },
            { id: "job", kind: "recommendation-job", settings: { everyMs: 60_000, startUpMs: 1000, dims: 16 } },
            { id: "store", kind: "cassandra" },
            { id: "api", kind: "recommendation-api" },
          ],
          wires: [
            "users.events -> drop.in",
            "drop.files -> raw.objects",
            "raw.objects -> job.in",
            "job.lists -> store.write",
            "users.requests -> api.requests",
            "api.reads -> store.read",
          ],
        }),
        scenario: listening(),
        seed: 1,
        faults: [],
      });
      if (!created.ok) throw new Error(JSON.stringify(created.error));
      while (!created.value.over) created.value.step();
      const { recommendation } = created.value.result(0);
      return [recommendation?.recallAt10 ?? 0, recommendation?.staleMsP50 ?? 0] as const;
    };
    const [often, rare] = [quality(30_000), quality(15 * 60_000)];
    expect(rare[0]).toBeLessThan(often[0]);
    expect(rare[1]).toBeGreaterThan(often[1] + 120_000);
  });
});
