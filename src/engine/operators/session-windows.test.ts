import { describe, expect, it } from "vitest";
import { createStream } from "../../base/rng.ts";
import { sessionRules } from "./session-rules.ts";
import type { SessionEngine, SessionRules } from "./session-rules.ts";
import { LATE, NO_WINDOW, PANE, SessionWindows } from "./session-windows.ts";

type Row = { key: number; start: number; end: number; events: number; id: number; pane: number };

function rowOf(windows: SessionWindows, slot: number): Row {
  return {
    key: windows.key(slot),
    start: windows.startMs(slot),
    end: windows.endMs(slot),
    events: windows.rows[windows.payloadAt(slot)]!,
    id: windows.id(slot),
    pane: windows.pane,
  };
}

function harness(engine: SessionEngine, changes: Partial<SessionRules>) {
  const windows = new SessionWindows(sessionRules(engine, changes), ["sum", "min", "max"]);
  const out: Row[] = [];
  const emit = (slot: number): void => void out.push(rowOf(windows, slot));
  const add = (key: number, timeMs: number, watermarkMs = -Infinity): number => {
    const slot = windows.add(key, timeMs, watermarkMs);
    if (slot < 0) return slot;
    windows.rows[windows.payloadAt(slot)]! += 1;
    windows.rows[windows.payloadAt(slot) + 1] = Math.min(windows.rows[windows.payloadAt(slot) + 1]!, timeMs);
    windows.rows[windows.payloadAt(slot) + 2] = Math.max(windows.rows[windows.payloadAt(slot) + 2]!, timeMs);
    windows.fireIfDue(slot, watermarkMs, emit);
    return slot;
  };
  return { windows, out, emit, add };
}

/** The same question answered by sorting: runs of one key with gaps of at most (or below) the gap. */
function sortedSessions(events: readonly (readonly [number, number])[], gap: number, touching: boolean): string[] {
  const sessions: string[] = [];
  const byKey = new Map<number, number[]>();
  for (const [key, time] of events) byKey.set(key, [...(byKey.get(key) ?? []), time]);
  for (const [key, times] of byKey) {
    times.sort((a, b) => a - b);
    let start = times[0]!;
    let count = 1;
    for (let i = 1; i <= times.length; i++) {
      const step = (times[i] ?? Infinity) - times[i - 1]!;
      if (touching ? step <= gap : step < gap) count++;
      else {
        sessions.push(`${key} ${start} ${times[i - 1]! + gap} ${count}`);
        start = times[i]!;
        count = 1;
      }
    }
  }
  return sessions.sort();
}

describe("against sessions by sorting", () => {
  for (const engine of ["flink", "beam"] as const) {
    it(`${engine}: any order of arrival gives the same sessions, ids survive, absorbed ids are named once`, () => {
      for (let run = 0; run < 40; run++) {
        const rng = createStream(run, "session property", engine);
        const gap = 1 + rng.nextBelow(30);
        const { windows, out, emit, add } = harness(engine, { gapMs: gap, accumulation: "accumulating" });
        const events: [number, number][] = [];
        const made = new Set<number>();
        const absorbed: number[] = [];
        for (let i = 0; i < 400; i++) {
          const event: [number, number] = [rng.nextBelow(6), rng.nextBelow(1500)];
          events.push(event);
          const slot = add(event[0], event[1]);
          made.add(windows.id(slot));
          absorbed.push(...windows.absorbedIds.slice(0, windows.absorbedCount));
          expect(windows.id(slot)).toBeLessThan(Math.min(Infinity, ...windows.absorbedIds.slice(0, windows.absorbedCount)));
        }
        const live = windows.liveSessions;
        windows.fireUpTo(Infinity, emit);
        expect(windows.liveSessions).toBe(0);
        expect(out.length).toBe(live);
        expect(new Set([...absorbed, ...out.map((row) => row.id)])).toEqual(made);
        expect(absorbed.length + out.length).toBe(made.size);
        expect(out.map((row) => `${row.key} ${row.start} ${row.end} ${row.events}`).sort()).toEqual(
          sortedSessions(events, gap, engine === "flink"),
        );
      }
    });
  }

  it("with a moving watermark: what is not late is in exactly one session, results come in order of their end", () => {
    for (let run = 0; run < 20; run++) {
      const rng = createStream(run, "moving");
      const { windows, out, emit, add } = harness("flink", { gapMs: 20 });
      let late = 0;
      let watermark = -Infinity;
      for (let i = 0; i < 3000; i++) {
        if (i % 50 === 0) {
          watermark = i - 40;
          const before = out.length;
          windows.fireUpTo(watermark, emit);
          const ends = out.slice(before).map((row) => row.end * 1e6 + row.key);
          expect(ends).toEqual(ends.toSorted((a, b) => a - b));
          expect(out.slice(before).every((row) => row.end - 1 <= watermark)).toBe(true);
        }
        if (add(rng.nextBelow(30), i - rng.nextBelow(80), watermark) === LATE) late++;
      }
      windows.fireUpTo(Infinity, emit);
      expect(out.reduce((sum, row) => sum + row.events, 0) + late).toBe(3000);
      expect(late).toBeGreaterThan(0);
    }
  });
});

describe("rules", () => {
  it("an event exactly one gap away joins under Flink, Kafka Streams and Spark, and not under Beam", () => {
    const count = (engine: SessionEngine): number => {
      const { windows, add } = harness(engine, { gapMs: 10 });
      add(0, 0);
      add(0, 10);
      return windows.liveSessions;
    };
    expect((["flink", "beam", "kafka-streams", "spark"] as const).map(count)).toEqual([1, 2, 1, 1]);
  });

  it("at a watermark of exactly end - 1 Flink calls an event late and Beam takes it", () => {
    expect(harness("flink", { gapMs: 10 }).add(0, 4, 13)).toBe(LATE);
    expect(harness("beam", { gapMs: 10 }).add(0, 4, 13)).toBeGreaterThanOrEqual(0);
    expect(harness("beam", { gapMs: 10 }).add(0, 4, 14)).toBe(LATE);
  });

  it("a late event beside a live session joins it under Flink and Kafka Streams, and not under Beam and Spark", () => {
    const accepted = (engine: SessionEngine): boolean => {
      const { add } = harness(engine, { gapMs: 10 });
      add(0, 10, 0);
      return add(0, 2, 15) >= 0;
    };
    expect((["flink", "kafka-streams", "beam", "spark"] as const).map(accepted)).toEqual([true, true, false, false]);
  });

  it("reports the last event as the end of a Kafka Streams session", () => {
    const { windows, add } = harness("kafka-streams", { gapMs: 10 });
    add(0, 3);
    const slot = add(0, 9);
    expect([windows.startMs(slot), windows.endMs(slot), windows.lastEventMs(slot)]).toEqual([3, 9, 9]);
  });

  it("Spark ignores events whose own gap is not above zero", () => {
    const { windows } = harness("spark", { gapMs: 10 });
    expect([windows.addWithGap(0, 5, 0, 0), windows.addWithGap(0, 5, -1, 0), windows.liveSessions]).toEqual([NO_WINDOW, NO_WINDOW, 0]);
  });

  it("a late event inside the allowed lateness sends a new result at once; after it the state is gone", () => {
    const { windows, out, emit, add } = harness("flink", { gapMs: 10, allowedLatenessMs: 100 });
    add(0, 0, -1);
    windows.fireUpTo(50, emit);
    add(0, 4, 50);
    expect(out.map((row) => [row.end, row.events, row.pane])).toEqual([
      [10, 1, PANE.onTime],
      [14, 2, PANE.late],
    ]);
    expect(windows.liveSessions).toBe(1);
    windows.fireUpTo(112, emit);
    expect(windows.liveSessions).toBe(1);
    windows.fireUpTo(113, emit);
    expect([windows.liveSessions, out.length]).toEqual([0, 2]);
  });

  it("names results a merge makes stale: id and number of results of every absorbed session", () => {
    const { windows, emit, add } = harness("flink", { gapMs: 10, allowedLatenessMs: 1000 });
    const first = windows.id(add(0, 0));
    const second = windows.id(add(0, 18));
    windows.fireUpTo(40, emit);
    const slot = add(0, 9, 40);
    expect([windows.id(slot), windows.absorbedCount, windows.absorbedIds[0], windows.absorbedResults[0]]).toEqual([first, 1, second, 1]);
  });

  it("discarding starts again after each result", () => {
    const { windows, out, emit, add } = harness("flink", { gapMs: 10, allowedLatenessMs: 100, accumulation: "discarding" });
    add(0, 0);
    add(0, 1);
    windows.fireUpTo(20, emit);
    add(0, 2, 20);
    expect(out.map((row) => row.events)).toEqual([2, 1]);
  });

  it("folds payload by sum, min and max when sessions merge", () => {
    const { windows, add } = harness("flink", { gapMs: 10 });
    add(0, 0);
    add(0, 20);
    const slot = add(0, 10);
    const at = windows.payloadAt(slot);
    expect([...windows.rows.subarray(at, at + 3)]).toEqual([3, 0, 20]);
  });

  it("refuses keys and gaps that are none", () => {
    const { windows } = harness("flink", {});
    expect(() => windows.add(-1, 0, 0)).toThrow();
    expect(() => windows.add(0.5, 0, 0)).toThrow();
    expect(() => windows.add(NaN, 0, 0)).toThrow();
    expect(() => new SessionWindows(sessionRules("flink", { gapMs: 0 }), [])).toThrow();
  });
});

describe("snapshot", () => {
  it("goes on exactly as the original would", () => {
    for (const changes of [
      { gapMs: 15 },
      { gapMs: 15, allowedLatenessMs: 60 },
      { gapMs: 15, trigger: { ...sessionRules("flink", {}).trigger, everyMs: 10 } },
    ]) {
      const rng = createStream(1, "snapshot");
      const one = harness("flink", changes);
      const other = harness("flink", changes);
      for (let i = 0; i < 3000; i++) one.add(rng.nextBelow(700), i - rng.nextBelow(20), i - 30);
      other.windows.restore(one.windows.snapshot());
      one.out.length = 0;
      for (let i = 3000; i < 6000; i++) {
        const key = rng.nextBelow(700);
        const time = i - rng.nextBelow(60);
        if (i % 40 === 0) one.windows.fireUpTo(i - 30, one.emit);
        if (i % 40 === 0) other.windows.fireUpTo(i - 30, other.emit);
        expect(other.add(key, time, i - 30)).toBe(one.add(key, time, i - 30));
      }
      expect(other.out).toEqual(one.out);
      expect(one.out.length).toBeGreaterThan(100);
    }
  });

  it("clear forgets everything", () => {
    const { windows, out, emit, add } = harness("flink", { gapMs: 10 });
    add(3, 0);
    windows.clear();
    windows.fireUpTo(Infinity, emit);
    expect([windows.liveSessions, out.length]).toEqual([0, 0]);
  });
});

describe("state", () => {
  it("slots are used again: memory stays flat once the number of live sessions is", () => {
    const { windows, emit, add } = harness("flink", { gapMs: 10 });
    let highest = 0;
    for (let i = 0; i < 50_000; i++) {
      if (i % 10 === 0) windows.fireUpTo(i, emit);
      highest = Math.max(highest, add(i % 1000, i, i - 10));
    }
    expect(highest).toBeLessThan(64);
  });
});
