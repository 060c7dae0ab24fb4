import { describe, expect, test } from "vitest";
import { SinkRecorder } from "../books/sink-recorder.ts";
import type { RunContext } from "../part/run-context.ts";
import { createRows, EVENT } from "../rows/rows.ts";
import { VisibleRows } from "./visible-rows.ts";
import type { QueryShape, TableLayout } from "./zone-maps.ts";
import { ZoneMaps } from "./zone-maps.ts";

const HOUR_MS = 3_600_000;
const LAYOUT: TableLayout = { sortedBy: "arrival", spreadBy: "even", counts: "stored", slices: 4, blockBytes: 150 };
const ALL: QueryShape = { looksAt: "everything", hours: 0, columnShare: 1, joinsUsers: false };

/** Four loads of an hour each: 400 events of 100 B, users 0 to 99 and instants of the hour mixed up. */
function tableOf(layout: Partial<TableLayout>, userOf: (i: number) => number = (i) => (i * 37) % 100) {
  const rows = createRows();
  const run = {
    ...{ rows, hourMs: HOUR_MS, readsEventsOf: () => false, recorder: () => new SinkRecorder(0, () => 0, []) },
    dimensions: { dimensions: [], types: [], users: 100, sessionCounts: [], hourly: [], shortSessions: null },
  } as unknown as RunContext;
  const visible = new VisibleRows("house", run);
  for (let hour = 0; hour < 4; hour++) {
    const refs = Int32Array.from({ length: 400 }, (_, i) => {
      const row = rows.events.add();
      rows.events.user.set(row, userOf(i));
      rows.events.eventTime.set(row, hour * HOUR_MS + (((i * 61) % 400) / 400) * HOUR_MS);
      return row;
    });
    visible.showBatch({ stream: EVENT, refs, rows: 400, storedBytes: 40_000, rawBytes: 200_000 }, hour * HOUR_MS);
  }
  return { visible, zones: new ZoneMaps(run, visible, { ...LAYOUT, ...layout }) };
}

/** Asked at the end of the fourth hour. */
const scanned = (layout: Partial<TableLayout>, shape: Partial<QueryShape>, user = -1) =>
  tableOf(layout).zones.scan({ ...ALL, ...shape }, 4 * HOUR_MS, user);

describe("blocks that a query reads (H4)", () => {
  test("everything is every row and byte, whatever their order, and half of the columns is half of the bytes", () => {
    for (const sortedBy of ["arrival", "time", "user"] as const) {
      const all = scanned({ sortedBy }, {});
      expect([all.rows, all.rowsAsBusiest, all.bytes, all.blocks]).toEqual([1600, 1600, 160_000, all.ofBlocks]);
      expect(scanned({ sortedBy }, { columnShare: 0.5 }).bytes).toBe(80_000);
    }
    expect(scanned({ counts: "raw" }, {}).bytes).toBe(800_000);
  });

  test("a query over the last half hour reads half of an hour in order of time, and all of it in another order", () => {
    const shape = { looksAt: "last-hours", hours: 0.5 } as const;
    const sorted = scanned({ sortedBy: "time" }, shape);
    expect(sorted.rows).toBeGreaterThanOrEqual(200);
    expect(sorted.rows).toBeLessThan(260);
    expect(sorted.blocks / sorted.ofBlocks).toBeLessThan(0.2);
    for (const sortedBy of ["arrival", "user"] as const) expect(scanned({ sortedBy }, shape).rows, sortedBy).toBe(400);
  });

  test("a query for one user reads a block of each load in order of user, and all of them in order of time", () => {
    const shape = { looksAt: "one-user" } as const;
    const sorted = scanned({ sortedBy: "user" }, shape, 50);
    expect(sorted.rows).toBeGreaterThanOrEqual(16);
    expect(sorted.rows).toBeLessThan(400);
    expect(scanned({ sortedBy: "time" }, shape, 50).rows).toBe(1600);
    const onOneSlice = scanned({ sortedBy: "user", spreadBy: "user" }, shape, 50);
    expect(onOneSlice.rows).toBeLessThan(sorted.rows);
    expect(onOneSlice.rowsAsBusiest).toBe(4 * onOneSlice.rows);
  });

  test("a micro-partition is what a file was loaded into, and knows no smaller part of it", () => {
    const shape = { looksAt: "last-hours", hours: 0.5 } as const;
    expect(scanned({ sortedBy: "time", slices: 1, blockBytes: null }, shape)).toMatchObject({ rows: 400, blocks: 1, ofBlocks: 4 });
  });

  test("joined with users, three quarters of what is read moves between four slices, and nothing where a user's rows lie together", () => {
    expect(scanned({}, { joinsUsers: true }).movedBytes).toBe(120_000);
    expect(scanned({ spreadBy: "user" }, { joinsUsers: true }).movedBytes).toBe(0);
  });

  test("by user the slice with a busy user is the last to be done", () => {
    const { zones } = tableOf({ spreadBy: "user" }, (i) => (i % 2 === 0 ? 7 : i % 100));
    const { rows, rowsAsBusiest } = zones.scan(ALL, 4 * HOUR_MS, -1);
    expect(rows).toBe(1600);
    expect(rowsAsBusiest).toBeGreaterThan(1.9 * rows);
  });

  test("what goes is read no longer, and what comes is", () => {
    const { visible, zones } = tableOf({});
    expect(zones.scan(ALL, 4 * HOUR_MS, -1).rows).toBe(1600);
    const [first] = visible.batches;
    visible.hideBatch(first, 5 * HOUR_MS);
    expect(zones.scan(ALL, 5 * HOUR_MS, -1).rows).toBe(1200);
    visible.showBatch({ ...first }, 6 * HOUR_MS);
    expect(zones.scan(ALL, 6 * HOUR_MS, -1).rows).toBe(1600);
  });
});
