import { describe, expect, it } from "vitest";
import { ratingsCsv, tapsCsv } from "./traces.ts";

const DAY_MS = 86_400_000;

type Row = { readonly user: string; readonly timeMs: number; readonly type: string; readonly item: string };

function rowsOf(csv: string): Row[] {
  const [head, ...lines] = csv.trimEnd().split("\n");
  expect(head).toBe("user_id,event_time,event_type,item_id");
  return lines.map((line) => {
    const [user = "", time = "", type = "", item = ""] = line.split(",");
    return { user, timeMs: Date.parse(time), type, item };
  });
}

const SIZE = { events: 3000, days: 30 };

describe.each([
  ["taps", tapsCsv],
  ["ratings", ratingsCsv],
])("%s generated for the bench (B6)", (_, csvOf) => {
  it("are the same for the same seed and size, and others for another seed", () => {
    expect(csvOf(1, SIZE)).toBe(csvOf(1, SIZE));
    expect(csvOf(1, SIZE)).not.toBe(csvOf(2, SIZE));
  });

  it("are as many as asked for, in the order of time, over the days asked for", () => {
    const rows = rowsOf(csvOf(1, SIZE));
    expect(rows).toHaveLength(SIZE.events);
    const times = rows.map(({ timeMs }) => timeMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    const days = (times.at(-1)! - times[0]!) / DAY_MS;
    expect(days).toBeGreaterThan(SIZE.days * 0.8);
    expect(days).toBeLessThan(SIZE.days + 1);
  });

  it("hold as many events in one day as over many", () => {
    const rows = rowsOf(csvOf(1, { ...SIZE, days: 1 }));
    expect(rows).toHaveLength(SIZE.events);
    expect(rows.at(-1)!.timeMs - rows[0]!.timeMs).toBeLessThan(1.2 * DAY_MS);
  });
});

describe("what the traces are like (B6)", () => {
  it("nobody taps at night", () => {
    const hours = rowsOf(tapsCsv(1, SIZE)).map(({ timeMs }) => new Date(timeMs).getUTCHours());
    expect(hours.filter((hour) => hour >= 1 && hour < 8)).toEqual([]);
  });

  it("a few items are rated far more often than others", () => {
    const counts = new Map<string, number>();
    for (const { item } of rowsOf(ratingsCsv(1, SIZE))) counts.set(item, (counts.get(item) ?? 0) + 1);
    const sorted = [...counts.values()].sort((a, b) => b - a);
    const top = sorted.slice(0, Math.ceil(sorted.length / 10)).reduce((sum, count) => sum + count, 0);
    expect(top / SIZE.events).toBeGreaterThan(0.25);
  });
});
