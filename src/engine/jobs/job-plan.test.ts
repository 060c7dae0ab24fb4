import { describe, expect, test } from "vitest";
import { callRun } from "../../../test/support/call-run.ts";
import { sessionRules } from "../operators/session-rules.ts";
import type { Step } from "../operators/steps.ts";
import type { RunContext } from "../part/run-context.ts";
import { EVENT, SESSION } from "../rows/rows.ts";
import { planOf } from "./job-plan.ts";
import type { JobPlan, PlanSpec } from "./job-plan.ts";

const MIB = 1024 * 1024;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

const SPEC: PlanSpec = {
  splits: { maxPartitionBytes: 128 * MIB, openCostBytes: 4 * MIB, splittable: true },
  shuffle: { partitions: 200, adaptive: true, advisoryBytes: 64 * MIB, minPartitionBytes: MIB, skewFactor: 5, skewBytes: 256 * MIB },
  costs: {
    taskMs: 10,
    openFileMs: 100,
    readBytesPerSecond: 10e6,
    readsRaw: false,
    readRowMs: 0,
    shuffleBytesPerSecond: 50e6,
    writeFileMs: 200,
    spillBytesPerSecond: 50e6,
    taskMemoryBytes: 1e9,
    memoryPerByte: 3,
  },
  steps: [],
  dimensionBytes: null,
  broadcastBytes: 10 * MIB,
  joinRowMs: 0,
  carriesEvents: true,
  partitionBy: "hour",
  layout: "as-they-come",
  layoutTasks: null,
};

const SESSIONS: Step = {
  op: "sessionize",
  settings: { rules: sessionRules("spark", { gapMs: 5 * MINUTE_MS, allowedLatenessMs: 0 }), updates: "session-id" },
  costMs: 1,
};
const DEDUP: Step = { op: "dedup", settings: { forget: "never", ttlMs: 0 }, costMs: 1 };

type Event = { readonly user: number; readonly at: number; readonly id?: number; readonly bytes?: number };

/** A run whose events lie in files, each as large as is said. */
function runOf(files: readonly (readonly Event[])[], storedBytes = 100 * MIB): RunContext {
  const run = callRun(1, 24 * HOUR_MS);
  const { events } = run.rows;
  for (const file of files) {
    const refs = file.map(({ user, at, id, bytes = 200 }) => {
      const row = events.add();
      events.user.set(row, user);
      events.eventTime.set(row, at);
      events.happenedAt.set(row, at);
      events.sentAt.set(row, at);
      events.eventId.set(row, id ?? row);
      events.bytes.set(row, bytes);
      return row;
    });
    const rawBytes = refs.reduce((sum, row) => sum + events.bytes.at(row), 0);
    const times = { openedAt: 0, closedAt: 0, visibleAt: 0 };
    run.rows.files.push({
      stream: EVENT,
      hour: 0,
      refs: Int32Array.from(refs),
      rows: refs.length,
      rawBytes,
      storedBytes,
      writer: "raw",
      ...times,
    });
  }
  return run;
}

function plan(run: RunContext, changes: Partial<PlanSpec> = {}, slots = 8): JobPlan {
  const files = run.rows.files.map((_, file) => file);
  const bytesOf = (ref: number): number => (ref < run.rows.events.length ? run.rows.events.bytes.at(ref) : 240);
  return planOf(run, files, slots, 1, { ...SPEC, ...changes }, bytesOf);
}

/** Eight files of events of all hours, from eight users each. */
const DAY = Array.from({ length: 8 }, (_, file) =>
  Array.from({ length: 240 }, (_, n): Event => ({ user: (n * 8 + file) % 64, at: (n % 24) * HOUR_MS + n * 1000 })),
);

describe("what a run over files will do (J2, J5)", () => {
  test("row S5: as they come 8 tasks write 192 files, dealt out by hour one task writes 24, and 24 tasks write one file an hour", () => {
    const asTheyCome = plan(runOf(DAY));
    expect(asTheyCome.stages.map(({ length }) => length)).toEqual([8]);
    expect(asTheyCome.drafts).toHaveLength(192);
    const dealt = plan(runOf(DAY), { layout: "by-partition" });
    expect(dealt.stages.map(({ length }) => length)).toEqual([8, 1]);
    expect(dealt.drafts).toHaveLength(24);
    const spread = plan(runOf(DAY), { layout: "by-partition", layoutTasks: 24 });
    expect(spread.stages.map(({ length }) => length)).toEqual([8, 24]);
    expect(new Set(spread.drafts.map(({ task }) => task)).size).toBe(14);
  });

  test("every event that passed is written once, whatever the layout", () => {
    for (const layout of ["as-they-come", "by-partition"] as const)
      for (const partitionBy of ["hour", "day", "none"] as const) {
        const { drafts } = plan(runOf(DAY), { layout, partitionBy });
        const written = drafts.flatMap(({ refs }) => [...refs]).sort((a, b) => a - b);
        expect(written).toEqual(Array.from({ length: 8 * 240 }, (_, row) => row));
      }
  });

  test("the work is that of the files: opening, bytes, and writing what a task has rows of", () => {
    const [read] = plan(runOf([DAY[0]!]), {}, 1).stages;
    expect(read).toHaveLength(1);
    expect(read?.[0]).toBeCloseTo(10 + 100 + (100 * MIB * 1000) / 10e6 + 24 * 200, 6);
  });

  test("removing duplicates costs a shuffle, and the first of a pair by event time stays", () => {
    const run = runOf([[{ user: 1, at: 5000, id: 7 }], [{ user: 1, at: 1000, id: 7 }]]);
    const { stages, drafts, duplicates } = plan(run, { steps: [DEDUP] });
    expect(stages).toHaveLength(2);
    expect(drafts.flatMap(({ refs }) => [...refs])).toEqual([1]);
    expect(duplicates).toEqual([0]);
  });

  test("row S1: two events of a user exactly one gap apart are one session, which ends a gap after the last; one alone too", () => {
    const gap = 5 * MINUTE_MS;
    const run = runOf([
      [
        { user: 3, at: gap },
        { user: 4, at: 0 },
      ],
      [{ user: 3, at: 0 }],
    ]);
    plan(run, { steps: [SESSIONS], carriesEvents: false });
    const { sessions } = run.rows;
    const made = Array.from({ length: sessions.length }, (_, row) => [
      ...[sessions.user.at(row), sessions.startedAt.at(row), sessions.windowEnd.at(row)],
    ]).sort((a, b) => a[0]! - b[0]!);
    expect(made).toEqual([
      [3, 0, 2 * gap],
      [4, 0, gap],
    ]);
  });

  test("a session is written by the task that has its user", () => {
    const rules = { ...SPEC.shuffle, adaptive: false, partitions: 5 };
    const { drafts, stages } = plan(runOf(DAY), { steps: [SESSIONS], carriesEvents: false, shuffle: rules });
    expect(stages.map(({ length }) => length)).toEqual([8, 5]);
    expect(drafts.every(({ stream, stage }) => stream === SESSION && stage === 1)).toBe(true);
    expect(new Set(drafts.map(({ task }) => task)).size).toBe(5);
  });

  test("rows beyond a task's share of memory go to disk and back", () => {
    const run = runOf([Array.from({ length: 100 }, (_, n): Event => ({ user: n, at: n, bytes: 1e6 }))]);
    const roomy = plan(run, { steps: [DEDUP] }, 1);
    const tight = plan(run, { steps: [DEDUP], costs: { ...SPEC.costs, taskMemoryBytes: 1e8 } }, 1);
    expect(roomy.spilledBytes).toBe(0);
    expect(tight.spilledBytes).toBeGreaterThan(0);
    const sum = ({ stages }: JobPlan): number => stages.flatMap((stage) => [...stage]).reduce((all, each) => all + each, 0);
    expect(sum(tight) - sum(roomy)).toBeCloseTo((tight.spilledBytes * 1000) / 50e6, 6);
  });

  test("a skewed user is cut between the tasks that sent his rows, and his rows are all there", () => {
    // 40 MB for each of many users, and 400 MB of one of them, from four files.
    const files = Array.from({ length: 4 }, () => [
      ...Array.from({ length: 40 }, (_, user): Event => ({ user, at: user, bytes: 10e6 })),
      ...Array.from({ length: 10 }, (_, n): Event => ({ user: 5, at: n, bytes: 10e6 })),
    ]);
    const joined = plan(runOf(files), { dimensionBytes: 100e6, shuffle: { ...SPEC.shuffle, partitions: 400 } }, 4);
    const longest = joined.stages[1]!.reduce((most, each) => Math.max(most, each), 0);
    const whole = plan(
      runOf(files),
      { dimensionBytes: 100e6, shuffle: { ...SPEC.shuffle, partitions: 400, skewFactor: 1000, skewBytes: 1e12 } },
      4,
    );
    expect(longest).toBeLessThan(whole.stages[1]!.reduce((most, each) => Math.max(most, each), 0) / 2);
    expect(joined.drafts.flatMap(({ refs }) => [...refs])).toHaveLength(200);
  });

  test("a small table is read first and sent to every executor: no shuffle", () => {
    expect(plan(runOf(DAY), { dimensionBytes: 5e6 }).stages.map(({ length }) => length)).toEqual([1, 8]);
    expect(plan(runOf(DAY), { dimensionBytes: 50e6 }).stages).toHaveLength(2);
  });
});
