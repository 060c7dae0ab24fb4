import { describe, expect, test } from "vitest";
import type { Settings } from "../../src/design/types.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import type { RunResult } from "../../src/result/result.ts";
import { createRun, runDesign } from "../../src/simulate/run.ts";
import { drawing } from "../support/drawing.ts";
import { smallScenario } from "../support/small-workload.ts";

type Options = { readonly faults?: readonly FaultSpec[]; readonly windowMs?: number; readonly resendShare?: number };

/** Users, a log of eight partitions, the streams application, a log for its results and a store that shows them. */
function run(settings: Settings, { faults = [], windowMs, resendShare = 0.02 }: Options = {}): RunResult {
  const design = drawing({
    parts: [
      { id: "app", kind: "mobile-app" },
      { id: "kafka", kind: "kafka", settings: { partitions: 8 } },
      { id: "streams", kind: "kafka-streams", settings: { sessionGapMs: 30_000, graceMs: 1_800_000, ...settings } },
      { id: "results", kind: "kafka", settings: { partitions: 4 } },
      { id: "changes", kind: "kafka", settings: { partitions: 4 } },
      { id: "store", kind: "druid" },
    ],
    wires: [
      "app.events -> kafka.produce",
      "kafka.consume -> streams.in",
      "streams.sessions -> results.produce",
      "streams.windows -> results.produce",
      "streams.events -> results.produce",
      "streams.changelog -> changes.produce",
      "results.consume -> store.ingest",
    ],
  });
  const { session } = smallScenario().workload;
  const scenario = smallScenario({
    ...{ durationMs: 5 * 60_000, drainMs: 12 * 60_000, users: 300, sessionsPerSecond: 1.5, resendShare },
    session: { ...session, gapMs: 30_000 },
  });
  const { outcome } = runDesign({ design, scenario, seed: 3, faults, ...(windowMs === undefined ? {} : { windowMs }) });
  if (outcome.status !== "finished") throw new Error(JSON.stringify(outcome));
  expect(outcome.result.ledger.balanced).toBe(true);
  return outcome.result;
}

const CRASH: FaultSpec[] = [{ part: "streams", fault: "crash", atMs: 120_250, durationMs: 100_000, index: 1 }];

describe("how time is cut into windows changes nothing, a crash included", () => {
  test.each(["at-least-once", "exactly-once"])("%s", (guarantee) => {
    const settings = { guarantee, graceMs: 10_000, windows: "hopping", aggregate: true, standbyReplicas: 1, probingMs: 60_000 };
    const text = (windowMs: number) => JSON.stringify({ ...run(settings, { faults: CRASH, windowMs }), timing: null });
    const reference = text(1000);
    for (const windowMs of [333, 47.5]) expect(text(windowMs)).toBe(reference);
  });
});

/** Windows a run took, and what came of it, when commits come every so often. */
function committing(guarantee: string, commitIntervalMs: number, windowMs: number) {
  const design = drawing({
    parts: [
      { id: "users", kind: "poisson-source", settings: { ratePerSecond: 40, keys: 500 } },
      { id: "kafka", kind: "kafka", settings: { partitions: 8 } },
      { id: "streams", kind: "kafka-streams", settings: { guarantee, commitIntervalMs } },
      { id: "results", kind: "kafka", settings: { partitions: 4 } },
      { id: "out", kind: "sink" },
    ],
    wires: ["users.out -> kafka.produce", "kafka.consume -> streams.in", "streams.events -> results.produce", "results.consume -> out.in"],
  });
  const created = createRun({
    design: { ...design, workload: { durationMs: 60_000, warmupMs: 1000 } },
    ...{ scenario: null, seed: 3, faults: [], windowMs },
  });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const run = created.value;
  while (!run.over) run.step();
  const result = run.result(0);
  expect(result.ledger.balanced).toBe(true);
  return {
    windows: run.simulation.windows,
    commits: run.machine.nodes.get("streams")?.usage().commits,
    text: JSON.stringify({ ...result, timing: null }),
  };
}

describe("commits (E5b)", () => {
  test.each(["at-least-once", "exactly-once"])(
    "%s: thousands of them cut no window, and windows that end on them or not change nothing",
    (guarantee) => {
      const { windows, commits, text } = committing(guarantee, 25, 1000);
      expect(commits).toBeGreaterThan(2400);
      expect(windows).toBeLessThan(600);
      // Windows of 25 ms end at each commit, those of 70 mostly between them.
      for (const windowMs of [25, 70]) expect(committing(guarantee, 25, windowMs).text).toBe(text);
    },
  );
});

describe("stream time and grace (W10)", () => {
  test("with enough grace sessions and windows are the batch answer", () => {
    const { sessions, windows } = run({ windows: "hopping", windowSizeMs: 60_000, windowStepMs: 15_000 }).quality;
    expect(sessions).toMatchObject({ exact: sessions.expectedRows, missing: 0, extra: 0, duplicates: 0 });
    expect(windows).toMatchObject({ exact: windows.expectedRows, missing: 0, extra: 0, duplicates: 0 });
  });

  test("without grace, one user's events make another's late", () => {
    const { quality, ledger } = run({ graceMs: 0 });
    expect(ledger.dropped.streams.late).toBeGreaterThan(0);
    expect(quality.sessions.exact).toBeLessThan(quality.sessions.expectedRows);
  });
});

describe("a crash of one instance", () => {
  const counts = { windows: "tumbling", windowSizeMs: 30_000 };

  test("exactly once: the tables are those of a run without it (W11)", () => {
    // Nothing knows repeats by their id, so state that did not go back with the offsets would count twice.
    const settings = { guarantee: "exactly-once", ...counts, commitIntervalMs: 50_000, dedup: false };
    const [calm, struck] = [run(settings, { resendShare: 0 }), run(settings, { resendShare: 0, faults: CRASH })];
    expect(struck.ledger.redelivered).toBeGreaterThan(0);
    expect(struck.quality).toEqual(calm.quality);
    expect(struck.nodes.streams.downMs).toBeGreaterThan(0);
  });

  test("at least once: work done again counts twice, unless repeats are known by their id (W11)", () => {
    const settings = { ...counts, commitIntervalMs: 50_000 };
    const known = run(settings, { faults: CRASH });
    expect(known.ledger.redelivered).toBeGreaterThan(0);
    expect(known.quality.windows.exact).toBe(known.quality.windows.expectedRows);
    // Phones send nothing twice here, so whatever counts twice was done again.
    const calm = run({ ...settings, dedup: false }, { resendShare: 0 });
    const twice = run({ ...settings, dedup: false }, { resendShare: 0, faults: CRASH });
    expect(calm.quality.windows.exact).toBe(calm.quality.windows.expectedRows);
    expect(twice.quality.windows.exact).toBeLessThan(twice.quality.windows.expectedRows);
    expect(twice.quality.windows.missing).toBe(0);
    expect(twice.quality["events@store"].duplicates).toBe(twice.ledger.redelivered);
  });

  test("only its tasks stop: half the partitions for a session timeout, and with a standby no restore", () => {
    const away = (settings: Settings) => run(settings, { faults: CRASH }).nodes.streams.downMs;
    // Half of the tasks for 45 s until noticed, 3 s to agree and 1 s for the standby to catch up.
    expect(away({ standbyReplicas: 1 })).toBeCloseTo(0.5 * 49_000, -3);
    expect(away({ restoreMbPerSecond: 1000 })).toBeLessThan(0.5 * 49_000);
    expect(away({ sessionTimeoutMs: 10_000 })).toBeLessThan(0.5 * 15_000);
    expect(away({ instances: 4, threadsPerInstance: 1, standbyReplicas: 1 })).toBeCloseTo(0.25 * 49_000, -3);
  });

  test("the only instance: everything waits until it is back", () => {
    const result = run({ instances: 1 }, { faults: [{ ...CRASH[0], index: 0 }] });
    expect(result.nodes.streams.downMs).toBeGreaterThan(100_000);
    expect(result.quality.sessions.missing).toBe(0);
  });
});

describe("the changelog", () => {
  test("a log it is drawn to carries every change of state (W11)", () => {
    const result = run({ windows: "off", sessionize: false });
    // One change for each id that was new to the store of ids: every valid event and no repeat.
    const changes = result.logs.changes.partitions.reduce((sum, partition) => sum + partition.end, 0);
    expect(changes).toBe(result.ledger.delivered);
    const windows = run({ windows: "hopping", windowSizeMs: 60_000, windowStepMs: 15_000, sessionize: false });
    expect(windows.logs.changes.partitions.reduce((sum, partition) => sum + partition.end, 0)).toBe(5 * changes);
  });
});
