import { describe, expect, test } from "vitest";
import type { Settings } from "../../src/design/types.ts";
import { must } from "../../src/base/assert.ts";
import { ObjectStore } from "../../src/engine/files/object-store.ts";
import type { CheckedAttempt } from "../../src/engine/quality/checks.ts";
import { CHECKS } from "../../src/engine/quality/checks.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import { QualityCheck } from "../../src/engine/quality/quality-check.ts";
import { balancedLedger } from "../../src/simulate/close-books.ts";
import { qualityFindings } from "../../src/simulate/judge/quality-findings.ts";
import type { Run } from "../../src/simulate/run.ts";
import { createRun } from "../../src/simulate/run.ts";
import { drawing } from "../support/drawing.ts";
import { servicesScenario } from "../support/few-services.ts";
import { remarksOf } from "../support/remarks.ts";

const HOUR_MS = 3_600_000;

/** Files of ten minutes; each hour Airflow begins a check of the hour before, and a job behind it. */
function checkedPipeline(check: Settings, faults: readonly FaultSpec[] = [], airflow: Settings = {}): Run {
  const quick = { startUpMedianMs: 5000, startUpP99Ms: 5000 };
  const design = drawing({
    parts: [
      { id: "load", kind: "poisson-source", settings: { ratePerSecond: 0.2, keys: 50 } },
      { id: "drop", kind: "batch-drop", settings: { everyMs: 600_000, makingMedianMs: 100, makingP99Ms: 100, pollMs: 500, againMs: 1000 } },
      { id: "raw", kind: "s3" },
      { id: "dag", kind: "airflow", settings: { everyMs: HOUR_MS, interval: "before", ...airflow } },
      { id: "check", kind: "quality-check", settings: { ...quick, ...check } },
      { id: "passed", kind: "s3" },
      { id: "aside", kind: "s3" },
      {
        id: "publish",
        kind: "glue-job",
        settings: { ...quick, reads: "interval", writes: "overwrite-partitions", committer: "table-format" },
      },
      { id: "gold", kind: "s3" },
    ],
    wires: [
      "load.out -> drop.in",
      "drop.files -> raw.objects",
      "raw.objects -> check.in",
      "dag.triggers -> check.start",
      "check.passed -> passed.objects",
      "check.quarantine -> aside.objects",
      "check.done -> publish.start",
      "passed.objects -> publish.in",
      "publish.files -> gold.objects",
    ],
    workload: { durationMs: 6 * HOUR_MS, warmupMs: 0, drainMs: 3 * HOUR_MS },
  });
  const created = createRun({ design, scenario: null, seed: 3, faults });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const run = created.value;
  while (!run.over) run.step();
  expect(balancedLedger(run.machine).balanced).toBe(true);
  return run;
}

function eventsIn(run: Run, bucket: string): number {
  const store = run.machine.nodes.get(bucket);
  if (!(store instanceof ObjectStore)) throw new Error(`no bucket ${bucket}`);
  return store.visible.events;
}

/** Rows of a bucket that lack their user, and ids that are there more than once. */
function badIn(run: Run, bucket: string): { readonly noUser: number; readonly again: number } {
  const store = run.machine.nodes.get(bucket);
  if (!(store instanceof ObjectStore)) throw new Error(`no bucket ${bucket}`);
  const { events } = run.machine.run.rows;
  const refs = store.visible.batches.flatMap(({ refs: held }) => [...held]);
  const ids = new Set(refs.map((ref) => events.eventId.at(ref)));
  return { noUser: refs.filter((ref) => events.user.at(ref) < 0).length, again: refs.length - ids.size };
}

function checkedBy(run: Run): readonly CheckedAttempt[] {
  return must(CHECKS.of(run.machine.nodes.get("check")), "checks").checked;
}

/** Rows without a user, and second copies, for an hour from the beginning of the third on. */
const BAD_HOUR: readonly FaultSpec[] = [
  { fault: "poison", part: "load", atMs: 2 * HOUR_MS, durationMs: HOUR_MS },
  { fault: "duplicate", part: "load", atMs: 2 * HOUR_MS, durationMs: HOUR_MS },
];
const STATES = (run: Run): string =>
  must(run.result(0).pipelines?.["dag"], "dag")
    .runs.map(({ state }) => state)
    .join(" ");

describe("rows held against rules (V1)", () => {
  test("without trouble every check is met, and what passed is what was there", () => {
    const run = checkedPipeline({ onBadRows: "fail" });
    expect(checkedBy(run).map(({ ended }) => ended)).toEqual(["passed", "passed", "passed", "passed", "passed", "passed"]);
    expect(eventsIn(run, "passed")).toBe(eventsIn(run, "raw"));
    expect(eventsIn(run, "aside")).toBe(0);
  });

  test("quarantine parts the rows: nothing bad passes, nothing good is set aside, nothing is lost", () => {
    const run = checkedPipeline({ onBadRows: "quarantine" }, BAD_HOUR);
    const raw = badIn(run, "raw");
    expect(raw.noUser).toBeGreaterThan(50);
    expect(raw.again).toBeGreaterThan(50);
    expect(badIn(run, "passed")).toEqual({ noUser: 0, again: 0 });
    expect(eventsIn(run, "passed") + eventsIn(run, "aside")).toBe(eventsIn(run, "raw"));
    expect(checkedBy(run).reduce((sum, { quarantinedRows }) => sum + quarantinedRows, 0)).toBe(eventsIn(run, "aside"));
    expect(STATES(run)).not.toContain("failed");
  });

  test("a warning lets everything pass and is in the log, the findings and the remarks", () => {
    const run = checkedPipeline({}, BAD_HOUR);
    expect(eventsIn(run, "passed")).toBe(eventsIn(run, "raw"));
    const result = run.result(0);
    const lines = must(result.pipelines?.["dag"], "dag").runs.flatMap(({ tasks }) => tasks[0].tries);
    expect(lines.map(({ line }) => line).join()).toMatch(/not-null of user_id missed: \d+, at most 0/);
    expect(lines[0].checks?.map(({ check, verdict }) => `${check} ${verdict}`)).toEqual(["unique met", "not-null met"]);
    expect(result.findings.find(({ code }) => code === "check.rows-miss")?.message).toMatch(/not-null of user_id in \d of 6/);
    expect(remarksOf(run.machine, "check").join()).toContain("lack their user_id: it was told and let pass");
  });

  test("a check that fails lets nothing behind it run, and writes nothing of its hour", () => {
    const run = checkedPipeline({ onBadRows: "fail" }, BAD_HOUR);
    const failed = checkedBy(run).filter(({ ended }) => ended === "fail");
    expect(failed.map(({ interval }) => interval.fromMs / HOUR_MS)).toEqual([2]);
    const { runs } = must(run.result(0).pipelines?.["dag"], "dag");
    expect(runs.find(({ state }) => state === "failed")?.tasks.map(({ state }) => state)).toEqual(["failed", "upstream_failed"]);
    expect(eventsIn(run, "passed")).toBe(eventsIn(run, "raw") - failed[0].rows);
    expect(eventsIn(run, "gold")).toBe(eventsIn(run, "passed"));
  });

  test("a share of bad rows is tolerated, and above another one the task fails whatever is done with them", () => {
    const tolerant = checkedPipeline({ toleratedShare: 0.5, onBadRows: "fail" }, BAD_HOUR);
    expect(checkedBy(tolerant).every(({ ended }) => ended === "passed")).toBe(true);
    const capped = checkedPipeline({ onBadRows: "quarantine", failAboveShare: 0.1 }, BAD_HOUR);
    expect(checkedBy(capped).filter(({ ended }) => ended === "fail")).toHaveLength(1);
  });

  test("a task that is tried again replaces what it wrote: no row is there twice", () => {
    const lost = [{ fault: "access-lost", part: "check", atMs: 3 * HOUR_MS + 60_000, durationMs: 120_000 }];
    const run = checkedPipeline({ onBadRows: "quarantine", lookbackHours: 2 }, [...BAD_HOUR, ...lost], {
      retries: 2,
      retryDelayMs: 120_000,
    });
    expect(badIn(run, "passed").again).toBe(0);
    expect(eventsIn(run, "passed") + eventsIn(run, "aside")).toBe(eventsIn(run, "raw"));
  });
});

test("rows that landed when no attempt looked any more, or only one that failed, are counted for who asks why (V1)", () => {
  const unread = (run: Run): number => {
    const node = run.machine.nodes.get("check");
    if (!(node instanceof QualityCheck)) throw new Error("no check");
    return node.unreadFiles.reduce((sum, file) => sum + (run.machine.run.rows.files[file]?.rows ?? 0), 0);
  };
  const failed = checkedPipeline({ onBadRows: "fail" }, BAD_HOUR);
  expect(unread(failed)).toBe(eventsIn(failed, "raw") - eventsIn(failed, "passed"));
  expect(unread(failed)).toBeGreaterThan(500);
  expect(unread(checkedPipeline({ onBadRows: "quarantine" }, BAD_HOUR))).toBe(0);
});

describe("tables held against rules (V2)", () => {
  const missing: readonly FaultSpec[] = [{ fault: "missing", part: "drop", atMs: 2 * HOUR_MS + 1, durationMs: HOUR_MS }];
  const only = { unique: "", notNull: "" };
  const missedIn = (run: Run, check: string): number[] =>
    checkedBy(run).flatMap(({ interval, outcomes }) =>
      outcomes.some((each) => each.check === check && each.verdict === "missed") ? [interval.fromMs / HOUR_MS] : [],
    );

  test("an hour whose files never came has no rows: volume, freshness and anomaly miss it, and only it", () => {
    const run = checkedPipeline(
      { ...only, leastRows: 100, freshMs: HOUR_MS, anomalyIntervals: 2, anomalyShare: 0.5, onBadTable: "fail" },
      missing,
    );
    expect(missedIn(run, "volume")).toEqual([2]);
    expect(missedIn(run, "freshness")).toEqual([2]);
    // What was lost is in the mean of the intervals that follow: they look like too many.
    expect(missedIn(run, "anomaly")).toEqual([2, 3, 4]);
    expect(checkedBy(run)[0].outcomes.find(({ check }) => check === "anomaly")?.verdict).toBe("unknown");
  });

  test("reconciliation finds what one store has and the other lacks", () => {
    const design = (dedup: boolean, of: string): Run => {
      const quick = { startUpMedianMs: 5000, startUpP99Ms: 5000 };
      const drawn = drawing({
        parts: [
          { id: "load", kind: "poisson-source", settings: { ratePerSecond: 0.2, keys: 50 } },
          { id: "drop", kind: "batch-drop", settings: { everyMs: 600_000, makingMedianMs: 100, makingP99Ms: 100, pollMs: 500 } },
          { id: "raw", kind: "s3" },
          { id: "dag", kind: "airflow", settings: { everyMs: HOUR_MS, interval: "before" } },
          {
            id: "copy",
            kind: "glue-job",
            settings: { ...quick, reads: "interval", dedup, writes: "overwrite-partitions", committer: "table-format" },
          },
          { id: "silver", kind: "s3" },
          {
            id: "check",
            kind: "quality-check",
            settings: { ...quick, ...only, reconcile: of, reconcileColumn: of === "sum" ? "bytes" : "event_id" },
          },
        ],
        wires: [
          "load.out -> drop.in",
          "drop.files -> raw.objects",
          "raw.objects -> copy.in",
          "dag.triggers -> copy.start",
          "copy.files -> silver.objects",
          "copy.done -> check.start",
          "silver.objects -> check.in",
          "raw.objects -> check.against",
        ],
        workload: { durationMs: 4 * HOUR_MS, warmupMs: 0, drainMs: 3 * HOUR_MS },
      });
      const created = createRun({ design: drawn, scenario: null, seed: 3, faults: [{ ...BAD_HOUR[1], atMs: HOUR_MS }] });
      if (!created.ok) throw new Error(JSON.stringify(created.error));
      while (!created.value.over) created.value.step();
      return created.value;
    };
    expect(missedIn(design(false, "rows"), "reconciliation")).toEqual([]);
    expect(missedIn(design(true, "rows"), "reconciliation")).toEqual([1]);
    expect(missedIn(design(true, "sum"), "reconciliation")).toEqual([1]);
    expect(missedIn(design(true, "distinct"), "reconciliation")).toEqual([]);
  });

  test("SQL has a row for each check of each attempt, with what was measured and its bounds", () => {
    const run = checkedPipeline({ leastRows: 100 }, missing);
    const [table] = run.tables(["quality_checks"]);
    expect([table.rows, run.result(0).tables["quality_checks"]]).toEqual([18, 18]);
    const column = (name: string) =>
      must(
        table.columns.find((each) => each.name === name),
        name,
      );
    const measured = column("measured");
    const least = column("at_least");
    const check = column("check_name");
    if (!("values" in measured) || !("values" in least) || !("codes" in check)) throw new Error("other columns");
    const volumes = [...check.codes].flatMap((code, i) => (check.dictionary[code] === "volume" ? [measured.values[i]] : []));
    expect(volumes.filter((rows) => rows < 100)).toEqual([0]);
    expect([...least.values].filter((value) => value === 100)).toHaveLength(6);
  });

  test("a column that is not there fails every attempt for good", () => {
    const run = checkedPipeline({ notNull: "user_id, customer" });
    expect(checkedBy(run)).toEqual([]);
    expect(STATES(run)).toBe("failed failed failed failed failed failed");
    expect(remarksOf(run.machine, "check").join()).toContain("name customer, which is none of the");
  });
});

describe("faults of services that checks are for (V1)", () => {
  const quick = { startUpMedianMs: 5000, startUpP99Ms: 5000 };
  const design = drawing({
    parts: [
      { id: "services", kind: "upstream-services" },
      { id: "drop", kind: "batch-drop", settings: { everyMs: 600_000, makingMedianMs: 100, makingP99Ms: 100, pollMs: 500 } },
      { id: "raw", kind: "s3" },
      { id: "dag", kind: "airflow", settings: { everyMs: HOUR_MS, interval: "before" } },
      {
        id: "check",
        kind: "quality-check",
        settings: {
          ...quick,
          toleratedShare: 0.05,
          ranges: "bytes 1..100000",
          maxAheadMs: HOUR_MS,
          anomalyIntervals: 2,
          anomalyShare: 0.25,
        },
      },
    ],
    wires: ["services.events -> drop.in", "drop.files -> raw.objects", "raw.objects -> check.in", "dag.triggers -> check.start"],
  });
  const few = servicesScenario();
  const scenario = { ...few, workload: { ...few.workload, durationMs: 5 * HOUR_MS, sessionsPerSecond: 0.5, resendShare: 0 } };

  const missedWith = (fault: Partial<FaultSpec>): string => {
    const faults = fault.fault === undefined ? [] : [{ part: "services", fault: "", atMs: 3 * HOUR_MS, durationMs: HOUR_MS, ...fault }];
    const created = createRun({ design, scenario, seed: 3, faults });
    if (!created.ok) throw new Error(JSON.stringify(created.error));
    const run = created.value;
    while (!run.over) run.step();
    expect(balancedLedger(run.machine).balanced).toBe(true);
    const missed = checkedBy(run).flatMap(({ interval, outcomes }) =>
      outcomes.filter(({ verdict }) => verdict === "missed").map(({ check, on }) => `${check} of ${on} at ${interval.fromMs / HOUR_MS}`),
    );
    return missed[0] ?? "nothing";
  };

  test.each([
    [{}, "nothing"],
    [{ fault: "schema-change", index: 0 }, "not-null of user_id at 3"],
    [{ fault: "oversized", index: 0 }, "range of bytes at 3"],
    [{ fault: "clock-skew", index: 0 }, "clock of event_time at 3"],
    [{ fault: "duplicate" }, "unique of event_id at 3"],
    [{ fault: "partial-drop" }, "anomaly of rows at 3"],
  ])("%j is met as %s", (fault, missed) => expect(missedWith(fault)).toBe(missed));
});

test("a check that never saw a row was met by nothing, and is told of (V2)", () => {
  // Since Airflow 3 a run has a point for its interval: the hour that has just begun, of which nothing has landed.
  const run = checkedPipeline({ unique: "event_id", notNull: "user_id", reads: "interval", lookbackHours: 0 }, [], { interval: "point" });
  const { check } = run.result(0).checks ?? {};
  expect([check.rows, check.attempts > 4]).toEqual([0, true]);
  for (const { met, missed, unknown } of check.checks) expect([met, missed, unknown]).toEqual([0, 0, check.attempts]);
  expect(qualityFindings(run.machine)).toMatchObject([
    { code: "check.read-nothing", severity: "warning", where: "system.parts.check.settings.reads" },
  ]);
  // A job behind it has something to read only where the check saw something.
  expect(eventsIn(run, "gold")).toBe(0);
});

describe("what a warehouse has loaded is checked like files (V2)", () => {
  /** Airflow begins a load of each hour, tried again when its end is not heard of, and behind it a check against the raw files. */
  const loaded = (loads: string, faults: readonly FaultSpec[]): readonly CheckedAttempt[] => {
    const quick = { startUpMedianMs: 5000, startUpP99Ms: 5000 };
    const design = drawing({
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 0.2, keys: 50 } },
        {
          id: "drop",
          kind: "batch-drop",
          settings: { everyMs: 600_000, makingMedianMs: 100, makingP99Ms: 100, pollMs: 500, againMs: 1000 },
        },
        { id: "raw", kind: "s3" },
        {
          id: "dag",
          kind: "airflow",
          settings: { everyMs: HOUR_MS, interval: "before", offsetMs: 300_000, retries: 2, retryDelayMs: 60_000 },
        },
        { id: "warehouse", kind: "redshift", settings: { loads, reads: "interval", lookbackHours: 0 } },
        { id: "check", kind: "quality-check", settings: { ...quick, notNull: "", unique: "", reconcile: "rows" } },
      ],
      wires: [
        "load.out -> drop.in",
        "drop.files -> raw.objects",
        "raw.objects -> warehouse.data",
        "dag.triggers -> warehouse.start",
        "warehouse.done -> check.start",
        "warehouse.rows -> check.in",
        "raw.objects -> check.against",
      ],
      workload: { durationMs: 5 * HOUR_MS, warmupMs: 0, drainMs: 3 * HOUR_MS },
    });
    const created = createRun({ design, scenario: null, seed: 3, faults });
    if (!created.ok) throw new Error(JSON.stringify(created.error));
    while (!created.value.over) created.value.step();
    return checkedBy(created.value);
  };
  /** The ends of loads behind the third tick are not heard of: their rows are there, and the task is tried again. */
  const lost: FaultSpec = { fault: "lost-reply", part: "warehouse", atMs: 3 * HOUR_MS + 300_000, durationMs: 100_000 };

  test("loads that came once reconcile with the files", () => {
    const calm = loaded("append", []);
    expect(calm.filter(({ rows }) => rows > 500).length).toBeGreaterThanOrEqual(4);
    expect(calm.every(({ ended }) => ended === "passed")).toBe(true);
  });

  test("a load that came twice is found where it appends, and is once where it merges", () => {
    const twice = loaded("append", [lost]).filter(({ ended }) => ended !== "passed");
    expect(twice.length).toBeGreaterThan(0);
    expect(loaded("merge", [lost]).every(({ ended }) => ended === "passed")).toBe(true);
  });
});
