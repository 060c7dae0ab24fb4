import { expect, test } from "vitest";
import { feedRun } from "../../../../test/support/feeds.ts";

const SOCIAL = { mix: { feed: 0.9, post: 0.1, follow: 0, unfollow: 0 } };
const crash = [{ fault: "crash", part: "lists", atMs: 20_000, durationMs: 10_000 }];

test("without a replica a crash empties it, and every reader's list is built anew from the store (Q42)", () => {
  const parts = { feeds: { builds: "push" }, pushers: {} };
  const [whole, lost] = [[], crash].map((faults) => feedRun({ ...parts, lists: { replicas: 0 } }, { social: SOCIAL, faults }));
  expect(lost.result.nodes["db"].arrivals).toBeGreaterThan(whole.result.nodes["db"].arrivals + 400);
  expect(lost.feeds.right / lost.feeds.feeds).toBeGreaterThan(0.95);
});

test("a replica that is behind takes over without the last pushes, which stay missing", () => {
  const parts = { feeds: { builds: "push" }, pushers: {} };
  const after = (replicaLagMs: number): number =>
    feedRun({ ...parts, lists: { replicaLagMs, failoverMs: 500 } }, { social: SOCIAL, faults: crash }).feeds.missing;
  expect(after(5000)).toBeGreaterThan(20 + after(0));
});

test("a list is cut to its length, and a page beyond it is short", () => {
  const { feeds } = feedRun({ feeds: { builds: "push" }, pushers: {}, lists: { listLength: 3 } }, { social: SOCIAL });
  expect(feeds.missing).toBeGreaterThan(6 * feeds.feeds);
});
