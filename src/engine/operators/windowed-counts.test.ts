import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRows } from "../rows/rows.ts";
import type { Rows } from "../rows/rows.ts";
import { LATE, PASS } from "../processing/collector.ts";
import type { Collector } from "../processing/collector.ts";
import { WindowedCounts } from "./windowed-counts.ts";
import type { WindowedCountsSpec } from "./windowed-counts.ts";

const SPEC: WindowedCountsSpec = {
  kind: "hopping",
  sizeMs: 10,
  stepMs: 5,
  key: "type",
  allowedLatenessMs: 0,
  refusesLate: true,
  task: 0,
  users: 64,
};

/** An operator with a table of events, and the rows it sends. */
function rig(changes: Partial<WindowedCountsSpec> = {}) {
  const rows = createRows();
  const sent: number[] = [];
  const out: Collector = { emit: (_port, _key, ref) => sent.push(ref & 0xfffffff), spend: () => {} };
  const operator = new WindowedCounts(rows, { ...SPEC, ...changes });
  return { rows, out, operator, sent };
}

function addEvent({ events }: Rows, time: number, user = 1, type = 0): number {
  const row = events.add();
  events.eventTime.set(row, time);
  events.user.set(row, user);
  events.type.set(row, type);
  events.bytes.set(row, 100);
  return row;
}

/** `start-end key: events/users` of the rows sent. */
function shown({ windows }: Rows, sent: readonly number[]): string[] {
  return sent.map(
    (row) => `${windows.start.at(row)}-${windows.end.at(row)} ${windows.key.at(row)}: ${windows.events.at(row)}/${windows.users.at(row)}`,
  );
}

describe("windows of each kind", () => {
  test("hopping: an event counts in every window that holds it, once per user", () => {
    const { rows, out, operator, sent } = rig();
    for (const [time, user] of [
      [3, 1],
      [7, 1],
      [8, 2],
    ])
      operator.process(addEvent(rows, time, user), -Infinity, out);
    operator.onWatermark(100, out);
    expect(shown(rows, sent)).toEqual(["-5-5 0: 1/1", "0-10 0: 3/2", "5-15 0: 2/2"]);
  });

  test("cumulative: each step shows the count since the start of the period", () => {
    const { rows, out, operator, sent } = rig({ kind: "cumulative" });
    for (const time of [1, 6, 12]) operator.process(addEvent(rows, time), -Infinity, out);
    operator.onWatermark(100, out);
    expect(shown(rows, sent)).toEqual(["0-5 0: 1/1", "0-10 0: 2/1", "10-15 0: 1/1", "10-20 0: 1/1"]);
  });

  test("tumbling: a result when the watermark reaches the last ms inside, not before", () => {
    const { rows, out, operator, sent } = rig({ kind: "tumbling", stepMs: 10 });
    operator.process(addEvent(rows, 4), -Infinity, out);
    operator.onWatermark(8, out);
    expect(sent).toEqual([]);
    operator.onWatermark(9, out);
    expect(shown(rows, sent)).toEqual(["0-10 0: 1/1"]);
  });
});

describe("late events", () => {
  test("sliding: late only when all its windows are; else lost from some and kept in others", () => {
    const { rows, out, operator, sent } = rig();
    operator.onWatermark(9, out);
    expect(operator.process(addEvent(rows, 7), 9, out)).toBe(PASS);
    expect([...operator.lacking.keys()]).toEqual(["10/0"]);
    expect(operator.process(addEvent(rows, 4), 9, out)).toBe(LATE);
    operator.onWatermark(14, out);
    expect(shown(rows, sent)).toEqual(["5-15 0: 1/1"]);
  });

  test("within the allowed lateness a window gives its result again, with users told apart", () => {
    const { rows, out, operator, sent } = rig({ allowedLatenessMs: 5, kind: "tumbling", stepMs: 10 });
    operator.process(addEvent(rows, 1, 1), -Infinity, out);
    operator.onWatermark(10, out);
    for (const user of [2, 1, 3]) operator.process(addEvent(rows, 2, user), 10, out);
    expect(shown(rows, sent)).toEqual(["0-10 0: 1/1", "0-10 0: 2/2", "0-10 0: 3/2", "0-10 0: 4/3"]);
    operator.onWatermark(14, out);
    expect(operator.process(addEvent(rows, 3), 14, out)).toBe(LATE);
  });

  test("behind an operator that turns late records away itself, they pass and are counted", () => {
    const { rows, out, operator } = rig({ refusesLate: false });
    operator.onWatermark(50, out);
    expect(operator.process(addEvent(rows, 3), 50, out)).toBe(PASS);
    expect(operator.lateRows).toBe(1);
  });
});

type Step = { readonly time: number; readonly user: number; readonly type: number; readonly advance: number };

const steps = fc.array(fc.record({ time: fc.nat(120), user: fc.nat(5), type: fc.nat(2), advance: fc.constantFrom(0, 0, 3, 11) }), {
  maxLength: 60,
});
const shapes = fc.constantFrom<Partial<WindowedCountsSpec>>(
  { kind: "hopping", sizeMs: 20, stepMs: 5 },
  { kind: "cumulative", sizeMs: 20, stepMs: 5 },
  { kind: "tumbling", sizeMs: 10, stepMs: 10 },
);

/** Each window on its own, by the rule of the book: it takes an event unless it is gone when the event comes. */
function expected(spec: WindowedCountsSpec, script: readonly Step[]): string[] {
  const found = new Map<string, { events: number; users: Set<number> }>();
  let watermarkMs = -1;
  for (const { time, user, type, advance } of script) {
    for (let end = -40; end <= 200; end += spec.stepMs) {
      const start = spec.kind === "cumulative" ? Math.floor((end - 1) / spec.sizeMs) * spec.sizeMs : end - spec.sizeMs;
      if (time < start || time >= end || end - 1 + spec.allowedLatenessMs <= watermarkMs) continue;
      const key = spec.key === "user" ? user : spec.key === "type" ? type : 0;
      const name = `${start}-${end} ${key}`;
      const cell = found.get(name) ?? { events: 0, users: new Set() };
      cell.events++;
      cell.users.add(user);
      found.set(name, cell);
    }
    watermarkMs += advance;
  }
  return [...found].map(([name, cell]) => `${name}: ${cell.events}/${cell.users.size}`).sort();
}

/** Last row of each window and key, after the script and the end of input; with a restore at `restoreAt`. */
function outcome(spec: Partial<WindowedCountsSpec>, script: readonly Step[], restoreAt: number): string[] {
  const { rows, out, operator, sent } = rig(spec);
  let watermarkMs = -1;
  let saved: unknown = null;
  const run = (index: number): void => {
    const { time, user, type, advance } = script[index];
    operator.process(addEvent(rows, time, user, type), watermarkMs, out);
    watermarkMs += advance;
    operator.onWatermark(watermarkMs, out);
  };
  operator.onWatermark(watermarkMs, out);
  for (let i = 0; i < script.length; i++) {
    if (i === restoreAt) saved = operator.snapshot();
    run(i);
  }
  if (saved !== null) {
    operator.restore(saved);
    watermarkMs = -1 + script.slice(0, restoreAt).reduce((sum, step) => sum + step.advance, 0);
    for (let i = restoreAt; i < script.length; i++) run(i);
  }
  operator.onWatermark(Number.MAX_SAFE_INTEGER, out);
  const last = new Map<string, string>();
  for (const text of shown(rows, sent)) last.set(text.split(":")[0], text);
  return [...last.values()].sort();
}

describe("against each window on its own (W5)", () => {
  test.each(["user", "type", "all"] as const)("per %s, with late events and a restore in the middle", (key) => {
    fc.assert(
      fc.property(shapes, steps, fc.constantFrom(0, 7, 30), fc.nat(60), (shape, script, allowedLatenessMs, restoreAt) => {
        const spec = { ...SPEC, ...shape, key, allowedLatenessMs };
        expect(outcome(spec, script, restoreAt)).toEqual(expected(spec, script));
      }),
      { numRuns: 150, seed: 20261121 },
    );
  });
});
