import { describe, expect, test } from "vitest";
import type { Settings } from "../../src/design/types.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import type { RunResult } from "../../src/result/result.ts";
import { runDesign } from "../../src/simulate/run.ts";
import { drawing } from "../support/drawing.ts";
import { smallScenario } from "../support/small-workload.ts";

/** Users, a log, a stream processor with the settings given, and a store that shows what it sends by `ports`. */
function pipeline(ports: readonly string[], settings: Settings) {
  return drawing({
    parts: [
      { id: "app", kind: "mobile-app" },
      { id: "kafka", kind: "kafka" },
      { id: "flink", kind: "flink", settings: { checkpointIntervalMs: 20_000, sessionize: false, aggregate: false, ...settings } },
      { id: "store", kind: "druid" },
    ],
    wires: ["app.events -> kafka.produce", "kafka.consume -> flink.in", ...ports.map((port) => `flink.${port} -> store.ingest`)],
  });
}

type Case = { readonly ports: readonly string[]; readonly settings: Settings };

function finished({ ports, settings }: Case, faults: readonly FaultSpec[] = [], windowMs?: number, gapMs = 600_000): RunResult {
  const design = pipeline(ports, settings);
  const { session } = smallScenario().workload;
  const scenario = smallScenario({
    session: { ...session, gapMs },
    durationMs: 5 * 60_000,
    drainMs: 8 * 60_000,
    users: 300,
    sessionsPerSecond: 1.5,
  });
  const { outcome } = runDesign({ design, scenario, seed: 3, faults, ...(windowMs === undefined ? {} : { windowMs }) });
  if (outcome.status !== "finished") throw new Error(JSON.stringify(outcome));
  expect(outcome.result.ledger.balanced).toBe(true);
  return outcome.result;
}

const CRASH: FaultSpec[] = [{ part: "flink", fault: "crash", atMs: 150_250, durationMs: 5000 }];

const CASES: { readonly [name: string]: Case } = {
  "sliding windows": {
    ports: ["windows"],
    settings: { windows: "hopping", windowSizeMs: 60_000, windowStepMs: 15_000, allowedLatenessMs: 1_800_000, watermarkDelayMs: 2000 },
  },
  "cumulative windows by user": {
    ports: ["windows"],
    settings: { windows: "cumulative", windowSizeMs: 60_000, windowStepMs: 20_000, windowKey: "user", allowedLatenessMs: 1_800_000 },
  },
  "windows behind answers from outside": {
    ports: ["windows", "events"],
    settings: {
      ...{ enrich: "unordered", enrichLatency: { lognormal: { medianMs: 80, p99Ms: 900 } }, enrichInFlight: 20 },
      ...{ windows: "tumbling", windowSizeMs: 20_000, allowedLatenessMs: 1_800_000, enrichCacheUsers: 50 },
    },
  },
  "duplicates by the watermark": {
    ports: ["windows"],
    settings: { dedupForget: "watermark", windows: "tumbling", windowSizeMs: 30_000, watermarkDelayMs: 1_200_000 },
  },
  "interval join": { ports: ["joins"], settings: { join: "interval", watermarkDelayMs: 1_200_000 } },
  "join with a table as of the event": {
    ports: ["joins"],
    settings: { join: "table-event-time", joinLeft: "screen_view", joinRight: "tap", watermarkDelayMs: 1_200_000 },
  },
};

describe.each(Object.entries(CASES))("%s", (_, each) => {
  test("how time is cut into windows changes nothing, a crash included", () => {
    // Little lateness, so that what is late depends on every instant.
    const tight = { ...each, settings: { ...each.settings, watermarkDelayMs: 1000, allowedLatenessMs: 10_000 } };
    const text = (windowMs: number): string => JSON.stringify({ ...finished(tight, CRASH, windowMs), timing: null });
    const reference = text(1000);
    for (const windowMs of [333, 47.5]) expect(text(windowMs)).toBe(reference);
  });

  test("exactly-once: after a crash the table is that of a run without it; at-least-once: nothing is missing", () => {
    const calm = finished(each);
    const struck = finished(each, CRASH);
    expect(struck.ledger.redelivered).toBeGreaterThan(0);
    expect(struck.quality).toEqual(calm.quality);
    const again = finished({ ...each, settings: { ...each.settings, guarantee: "at-least-once" } }, CRASH);
    for (const [table, quality] of Object.entries(calm.quality)) expect(again.quality[table].missing, table).toBe(quality.missing);
  });
});

describe("windows against the batch answer (W5)", () => {
  const { ports, settings } = CASES["sliding windows"];

  test("with enough lateness every window is exact", () => {
    const { windows } = finished({ ports, settings }).quality;
    expect(windows.expectedRows).toBeGreaterThan(100);
    expect(windows).toMatchObject({ exact: windows.expectedRows, missing: 0, extra: 0, duplicates: 0, late: 0 });
  });

  test("without any, the windows that late events belong to are the ones that differ", () => {
    const { windows } = finished({ ports, settings: { ...settings, allowedLatenessMs: 0 } }).quality;
    expect(windows.late).toBeGreaterThan(0);
    expect(windows.exact + windows.late).toBe(windows.expectedRows);
  });

  test("repeats that are not removed are counted twice (E22)", () => {
    const { windows } = finished({ ports, settings: { ...settings, dedup: false } }).quality;
    expect(windows.exact).toBeLessThan(windows.expectedRows);
  });
});

describe("joins against the batch answer", () => {
  const types = { joinLeft: "screen_view", joinRight: "tap" };
  /** A fifth of the batches comes 30 s late, so that a user's events overtake each other. */
  const disorder: FaultSpec[] = [{ part: "app", fault: "late", atMs: 60_000, durationMs: 180_000, amount: 30_000 }];
  const judged = (settings: Settings) => finished({ ports: ["joins"], settings: { ...types, ...settings } }, disorder).quality.joins;

  test.each(["interval", "table-event-time"])("%s: exact when the watermark waits for everything", (join) => {
    const joins = judged({ join, watermarkDelayMs: 1_200_000 });
    expect(joins.expectedRows).toBeGreaterThan(100);
    expect(joins).toMatchObject({ exact: joins.expectedRows, missing: 0, extra: 0, duplicates: 0, late: 0 });
  });

  test.each(["interval", "table-event-time"])("%s: with a hasty watermark the missing pairs are the late ones", (join) => {
    const joins = judged({ join, watermarkDelayMs: 0 });
    expect(joins.late).toBeGreaterThan(0);
    expect(joins.late).toBe(joins.missing);
  });

  test("a table as of arrival: events out of order meet a wrong version", () => {
    const joins = judged({ join: "table-arrival" });
    expect(joins.missing + joins.extra).toBeGreaterThan(0);
    expect(joins.exact).toBeGreaterThan(joins.missing);
  });
});

describe("sessions that late events join (W8)", () => {
  const disorder: FaultSpec[] = [{ part: "app", fault: "late", atMs: 30_000, durationMs: 240_000, amount: 60_000 }];
  const settings = { sessionize: true, sessionGapMs: 10_000, watermarkDelayMs: 1000, allowedLatenessMs: 1_800_000 };
  const judged = (sessionUpdates: string) => {
    const { quality } = finished({ ports: ["sessions"], settings: { ...settings, sessionUpdates } }, disorder, undefined, 10_000);
    return quality.sessions;
  };

  test("by session id, merged sessions are taken back and the table is exact", () => {
    const sessions = judged("session-id");
    expect(sessions).toMatchObject({ exact: sessions.expectedRows, extra: 0, missing: 0 });
  });

  test("by user and start, the rows they had before stay: every true session is there, and stale ones beside them", () => {
    const sessions = judged("user-and-start");
    expect(sessions).toMatchObject({ exact: sessions.expectedRows, missing: 0 });
    expect(sessions.extra).toBeGreaterThan(10);
    expect(sessions.rows).toBe(sessions.expectedRows + sessions.extra);
  });
});

describe("repeats after the time ids are kept for (W9)", () => {
  // Windows without sessions or lateness tests of their own, so that only the removal of repeats decides.
  const settings = { windows: "tumbling", windowSizeMs: 30_000, allowedLatenessMs: 1_800_000, dedupTtlMs: 1000 };
  const run = (dedupForget: string) => finished({ ports: ["windows"], settings: { ...settings, dedupForget } });

  test("after a time they pass and are counted twice; kept for ever, or turned away as late, they do not", () => {
    const [time, never, watermark] = ["time", "never", "watermark"].map(run);
    expect(time.ledger.deduplicated).toBeLessThan(never.ledger.deduplicated);
    expect(time.quality.windows.exact).toBeLessThan(time.quality.windows.expectedRows);
    expect(never.quality.windows.exact).toBe(never.quality.windows.expectedRows);
    expect(watermark.ledger.dropped.flink.late).toBeGreaterThan(0);
    expect(watermark.quality.windows.exact + watermark.quality.windows.late).toBe(watermark.quality.windows.expectedRows);
  });
});

describe("watermarks and answers from outside", () => {
  test("a window's result waits for the answers to the records before it", () => {
    const soonest = (enrich: string): number => {
      const settings = { enrich, enrichLatency: { constant: 7000 }, enrichInFlight: 10_000, windows: "tumbling", windowSizeMs: 20_000 };
      const design = pipeline(["windows"], { ...settings, guarantee: "at-least-once", watermarkDelayMs: 1000 });
      const ran = runDesign({ design, scenario: smallScenario({ durationMs: 60_000 }), seed: 3, faults: [] });
      const [table] = ran.tables(["windows"]);
      const column = (name: string): Float64Array => {
        const found = table.columns.find((each) => each.name === name);
        return found?.type === "timestamp" ? found.values : new Float64Array(0);
      };
      const [ends, shown] = [column("window_end"), column("visible_at")];
      return Math.min(...Array.from(shown, (at, i) => at - ends[i]));
    };
    const without = soonest("off");
    expect(soonest("ordered")).toBeGreaterThan(without + 4000);
    expect(soonest("unordered")).toBeGreaterThan(without + 4000);
  });
});

test("events that are late for the windows and not for the sessions are told, as no book of lost records has them", () => {
  const settings = {
    sessionize: true,
    sessionGapMs: 600_000,
    windows: "tumbling",
    windowSizeMs: 1000,
    watermarkDelayMs: 0,
    allowedLatenessMs: 0,
  };
  const { findings, ledger } = finished({ ports: ["windows", "sessions"], settings });
  const told = findings.find(({ code }) => code === "check.late-for-windows")?.message ?? "";
  expect(told).toContain("count in none of them");
  expect(Number(told.split(" ")[0].replaceAll(",", ""))).toBeGreaterThan(ledger.dropped.flink?.late ?? 0);
});
