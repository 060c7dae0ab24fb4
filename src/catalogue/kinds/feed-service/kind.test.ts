import { expect, test } from "vitest";
import { must } from "../../../base/assert.ts";
import { feedRun } from "../../../../test/support/feeds.ts";

const NO_FOLLOWS = { mix: { feed: 0.9, post: 0.1, follow: 0, unfollow: 0 } };

test("pushed feeds show what was posted, a little later; a push for each follower is what it costs (Q41)", () => {
  const { feeds, result } = feedRun({ feeds: { builds: "push" }, lists: {}, pushers: {} }, { social: NO_FOLLOWS });
  expect(feeds.missing + feeds.strangers + feeds.disordered + feeds.repeated).toBe(0);
  expect(feeds.right / feeds.feeds).toBeGreaterThan(0.99);
  const { acknowledged } = must(result.items, "posts");
  expect(acknowledged).toBeGreaterThan(200);
  // Authors are drawn by how active they are, which has nothing to do with their followers: about the mean of all, 13 of 300.
  const perPost = must(result.measures?.["feeds.pushesPerPost"], "pushes");
  expect(perPost).toBeGreaterThan(0.5 * (feeds.follows / 300));
  expect(perPost).toBeLessThan(2 * (feeds.follows / 300));
});

test("hybrid feeds show celebrities' posts at once, as they are pulled, and push none of them", () => {
  const faults = [{ fault: "celebrity-posts", part: "people", atMs: 20_000, durationMs: 1000, index: 0 }];
  const slow = { workers: 1, timelinesPerCall: 1, workTime: { exponential: 30 } };
  const pushed = feedRun({ feeds: { builds: "push" }, lists: {}, pushers: slow }, { social: NO_FOLLOWS, faults, perSecond: 10 });
  const hybrid = feedRun(
    { feeds: { builds: "hybrid", celebrityFollowers: 90 }, lists: {}, pushers: slow },
    { social: NO_FOLLOWS, faults, perSecond: 10 },
  );
  const [behind, ahead] = [pushed, hybrid].map(({ feeds }) => must(feeds.staleMs.p99, "p99"));
  expect(behind).toBeGreaterThan(3 * ahead);
  expect(pushed.feeds.underWay + pushed.feeds.missing).toBeGreaterThan(3 * (hybrid.feeds.underWay + hybrid.feeds.missing));
});

test("without sorting and with follows left alone, a timeline keeps what it got: old posts are missing, strangers stay", () => {
  const social = { mix: { feed: 0.7, post: 0.1, follow: 0.1, unfollow: 0.1 } };
  const kept = feedRun({ feeds: { builds: "push", rebuildsOnFollow: false }, lists: {}, pushers: {} }, { social });
  expect(kept.feeds.strangers).toBeGreaterThan(100);
  expect(kept.feeds.missing).toBeGreaterThan(100);
  const rebuilt = feedRun({ feeds: { builds: "push" }, lists: {}, pushers: {} }, { social });
  expect(rebuilt.feeds.strangers).toBeLessThan(kept.feeds.strangers / 10);
});

test("without workers the author waits until every timeline has the post", () => {
  const alone = feedRun({ feeds: { builds: "push", timelinesPerCall: 1 }, lists: {} }, { social: NO_FOLLOWS });
  const handed = feedRun({ feeds: { builds: "push" }, lists: {}, pushers: {} }, { social: NO_FOLLOWS });
  expect(alone.feeds.underWay).toBeLessThanOrEqual(handed.feeds.underWay);
  expect(alone.result.nodes["lists"].arrivals).toBeGreaterThan(handed.result.nodes["lists"].arrivals);
});
