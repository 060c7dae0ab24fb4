import { expect, test } from "vitest";
import type { RunContext } from "../part/run-context.ts";
import { createRows, EVENT } from "../rows/rows.ts";
import type { DraftFile, JobPlan } from "./job-plan.ts";
import { mergedDrafts } from "./merged-drafts.ts";

const COSTS = { openFileMs: 5, readBytesPerSecond: 1000 };

/** Events under ids, and a file of some of them in a partition. */
function world() {
  const rows = createRows();
  const event = (sameAs?: number): number => {
    const row = rows.events.add();
    rows.events.eventId.set(row, sameAs ?? row);
    return row;
  };
  const file = (refs: readonly number[]): number =>
    rows.files.push({
      ...{ stream: EVENT, hour: 0, refs: Int32Array.from(refs), rows: refs.length, rawBytes: 100 * refs.length, storedBytes: 50 },
      ...{ openedAt: 0, closedAt: 0, visibleAt: 0, writer: "job" },
    }) - 1;
  const plan = (drafts: readonly (readonly number[])[]): JobPlan => ({
    ...{
      stages: [Float64Array.from(drafts, () => 0)],
      rowsRead: 0,
      bytesRead: 0,
      spilledBytes: 0,
      aloneMs: 0,
      filtered: [],
      duplicates: [],
      dimension: null,
    },
    drafts: drafts.map(
      (refs, task): DraftFile => ({ stage: 0, task, stream: EVENT, hour: 0, refs: Int32Array.from(refs), rawBytes: 100 * refs.length }),
    ),
  });
  const merged = (drafts: readonly (readonly number[])[], lying: readonly number[]): JobPlan =>
    mergedDrafts({ rows } as unknown as RunContext, plan(drafts), COSTS, () => lying);
  return { event, file, merged };
}

const refsOf = ({ drafts }: JobPlan): number[][] => drafts.map(({ refs }) => [...refs]);

test("J10 what lies there stays but for rows whose key the run has, and the run's own rows stand once", () => {
  const { event, file, merged } = world();
  const [kept, old] = [event(), event()];
  const lying = file([kept, old]);
  const [newer, other] = [event(old), event()];
  const made = merged([[newer, other, other]], [lying]);
  expect(refsOf(made)).toEqual([[kept, newer, other]]);
  expect(made.drafts[0].rawBytes).toBe(100 + 200);
  expect([...made.stages[0]]).toEqual([5 + 50]);
});

test("J10 a re-run of the same rows gives the same partition again, and what lies there goes with the first file of it alone", () => {
  const { event, file, merged } = world();
  const rows = [event(), event()];
  const lying = file(rows);
  expect(refsOf(merged([[rows[0]], [rows[1]]], [lying]))).toEqual([[rows[0]], [rows[1]]]);
  const beside = event();
  expect(refsOf(merged([[rows[0]], [beside]], [lying]))).toEqual([[rows[1], rows[0]], [beside]]);
});

test("J10 of two rows of one key the last stays", () => {
  const { event, merged } = world();
  const first = event();
  const second = event(first);
  expect(refsOf(merged([[first], [second]], []))).toEqual([[second]]);
});
