import { describe, expect, test } from "vitest";
import { SinkRecorder } from "../books/sink-recorder.ts";
import type { RunContext } from "../part/run-context.ts";
import { createRows, EVENT, refOf, SESSION } from "../rows/rows.ts";
import { LyingRows } from "./lying-rows.ts";
import type { VacuumDoes, VacuumPlan } from "./lying-rows.ts";
import type { RowBatch } from "../rows/kinds/file.ts";
import { VisibleRows } from "./visible-rows.ts";
import { ZoneMaps } from "./zone-maps.ts";
import type { QueryShape, TableLayout } from "./zone-maps.ts";

/** One slice, and blocks of one row group of ten rows: 10 B x 10 rows of the columns of an event. */
const LAYOUT: TableLayout = { sortedBy: "user", spreadBy: "even", counts: "stored", slices: 1, blockBytes: 100 };
const ALL: QueryShape = { looksAt: "everything", hours: 0, columnShare: 1, joinsUsers: false };
const ONE: QueryShape = { ...ALL, looksAt: "one-user" };

/** A table of loads, each of users 0 to 99 once, ten bytes of each column. */
function table(layout: Partial<TableLayout> = {}) {
  const rows = createRows();
  const run = {
    ...{ rows, hourMs: 3_600_000, readsEventsOf: () => false, recorder: () => new SinkRecorder(0, () => 0, []) },
    dimensions: { dimensions: [], types: [], users: 100, items: 0, sessionCounts: [], hourly: [], shortSessions: null },
  } as unknown as RunContext;
  const visible = new VisibleRows("house", run);
  const lying = new LyingRows(visible);
  const zones = new ZoneMaps(run, visible, { ...LAYOUT, ...layout }, lying);
  let time = 0;
  const load = (users: readonly number[] = Array.from({ length: 100 }, (_, i) => (i * 37) % 100)): RowBatch => {
    const refs = Int32Array.from(users, (user) => {
      const row = rows.events.add();
      rows.events.user.set(row, user);
      rows.events.eventTime.set(row, time++);
      return row;
    });
    const batch = { stream: EVENT, refs, rows: refs.length, storedBytes: 70 * refs.length, rawBytes: 200 * refs.length };
    lying.look();
    visible.showBatch(batch, 0);
    lying.look();
    return batch;
  };
  const remove = (batch: RowBatch): void => {
    visible.hideBatch(batch, 1);
    lying.look();
  };
  const plan = (does: VacuumDoes, below = 0.95): VacuumPlan | null => lying.plan(does, below, (run_, other) => zones.overlaps(run_, other));
  const vacuum = (does: VacuumDoes): number => {
    const planned = plan(does);
    if (planned === null) return 0;
    lying.carryOut(planned);
    return planned.runs.flat().reduce((sum, batch) => sum + batch.rows, 0);
  };
  const read = (shape: QueryShape): number => zones.scan(shape, 1e9, shape.looksAt === "one-user" ? 50 : -1).rows;
  return { rows, visible, lying, load, remove, plan, vacuum, read };
}

describe("rows that lie in their blocks (H11)", () => {
  test("what was deleted is read and stored until a VACUUM, which writes the batch it lay in again", () => {
    const { lying, load, remove, vacuum, read } = table();
    const [first] = [load(), load(), load()];
    expect([read(ALL), lying.deadRows]).toEqual([300, 0]);
    remove(first);
    expect([read(ALL), lying.deadRows, lying.deadBytes]).toEqual([300, 100, 7000]);
    expect(vacuum("delete")).toBe(100);
    expect([read(ALL), lying.deadRows, lying.deadBytes]).toEqual([200, 0, 0]);
    expect(vacuum("delete")).toBe(0);
  });

  test("each load is a run of its own: a user is looked for in a block of each, and after a VACUUM in those of one run", () => {
    const { load, vacuum, read, lying } = table();
    for (let i = 0; i < 4; i++) load();
    const apart = read(ONE);
    const whole = read(ALL);
    expect(apart).toBe(4 * 10);
    expect(vacuum("full")).toBe(400);
    // Four rows of each user lie together: ten rows in a block hold users 47.5 to 50, or 50 to 52.5.
    expect([read(ONE), read(ALL), lying.sortedShare]).toEqual([10, whole, 1]);
    load();
    expect([read(ONE), lying.sortedShare]).toEqual([20, 0.8]);
    // Merged with all that is sorted, for its rows belong between them.
    expect(vacuum("full")).toBe(500);
    expect(read(ONE)).toBe(10);
  });

  test("by time what came lies behind what is sorted: only it is written again", () => {
    const { load, vacuum } = table({ sortedBy: "time" });
    for (let i = 0; i < 4; i++) load();
    expect(vacuum("full")).toBe(400);
    load();
    expect(vacuum("full")).toBe(100);
  });

  test("the sort is left out where more than the threshold is sorted", () => {
    const { load, vacuum, plan } = table();
    for (let i = 0; i < 40; i++) load();
    vacuum("full");
    load();
    expect(plan("full")).toBeNull();
    expect(plan("full", 1)?.sorts).toBe(true);
  });

  test("SORT ONLY keeps deleted rows among the others, DELETE ONLY keeps the order", () => {
    const { load, remove, vacuum, read, lying } = table();
    const [first] = [load(), load(), load()];
    vacuum("full");
    remove(first);
    load();
    expect(vacuum("sort")).toBe(400);
    expect([read(ALL), lying.deadRows]).toEqual([400, 100]);
    expect(vacuum("delete")).toBe(400);
    expect([read(ALL), lying.deadRows, read(ONE)]).toEqual([300, 0, 10]);
  });

  test("a batch that lost some rows lies there whole until then, however often it loses some", () => {
    const { rows, visible, lying, vacuum, read, load } = table();
    load();
    const all = Array.from({ length: 6 }, (_, i) => {
      const row = rows.sessions.length + i;
      return refOf(SESSION, row);
    });
    const batch = (refs: readonly number[]): RowBatch => ({
      ...{ stream: EVENT, refs: Int32Array.from(refs.map((_, i) => i)), rows: refs.length },
      ...{ storedBytes: 10 * refs.length, rawBytes: 10 * refs.length },
    });
    const [whole, less, least] = [batch(all), batch(all.slice(0, 4)), batch(all.slice(0, 3))];
    visible.showBatch(whole, 0);
    lying.look();
    visible.trimBatch(whole, less, Int32Array.from([0, 1]), 1);
    visible.trimBatch(less, least, Int32Array.from([2]), 1);
    expect([read(ALL), lying.deadRows]).toEqual([106, 3]);
    vacuum("delete");
    expect([read(ALL), lying.deadRows]).toEqual([103, 0]);
  });

  test("what comes and goes while a VACUUM runs is as it was", () => {
    const { lying, load, remove, plan, read } = table();
    const [first, second] = [load(), load()];
    remove(first);
    const planned = plan("full");
    const third = load();
    remove(second);
    if (planned !== null) lying.carryOut(planned);
    expect([read(ALL), lying.deadRows]).toEqual([200, 100]);
    remove(third);
    expect(lying.deadRows).toBe(200);
  });
});
