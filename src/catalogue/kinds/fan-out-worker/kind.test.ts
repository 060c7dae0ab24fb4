import { expect, test } from "vitest";
import { feedRun } from "../../../../test/support/feeds.ts";

const SOCIAL = { mix: { feed: 0.9, post: 0.1, follow: 0, unfollow: 0 } };
const CRASH = [{ fault: "crash", part: "pushers", atMs: 20_000, durationMs: 10_000 }];
// So slow that posts wait in line.
const SLOW = { workers: 1, timelinesPerCall: 5, workTime: { exponential: 130 } };

test("a crash takes posts that wait in memory for good, and none of those on disk (Q41)", () => {
  const [memory, disk] = [false, true].map((isDurable) =>
    feedRun(
      { feeds: { builds: "push" }, lists: {}, pushers: { ...SLOW, isDurable } },
      { social: SOCIAL, faults: CRASH, minutes: 2, perSecond: 20 },
    ),
  );
  expect(memory.feeds.missing).toBeGreaterThan(disk.feeds.missing);
  expect(disk.feeds.repeated).toBe(0);
});

test("more timelines to a call push faster, and feeds are less behind", () => {
  const behind = (timelinesPerCall: number): number | null =>
    feedRun({ feeds: { builds: "push" }, lists: {}, pushers: { ...SLOW, timelinesPerCall } }, { social: SOCIAL, perSecond: 20 }).feeds
      .staleMs.max;
  expect(behind(100)).toBeLessThan(behind(2) ?? 0);
});
