import { expect, test } from "vitest";
import { redisListBytes } from "../../../engine/caches/entry-bytes.ts";
import type { Settings } from "../../../design/types.ts";
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

test("Q54: memory for some of the lists: those of readers who are away go and are built anew; without a policy pushes are refused and stay missing", () => {
  const parts = { feeds: { builds: "push" }, pushers: {} };
  const run = (lists: Settings) => feedRun({ ...parts, lists }, { social: SOCIAL });
  const [roomy, evicting, full] = [
    run({}),
    run({ maxmemoryMib: 1, maxmemoryPolicy: "allkeys-lru" }),
    run({ maxmemoryMib: 1, maxmemoryPolicy: "noeviction" }),
  ];
  const reads = ({ result }: ReturnType<typeof run>): number => result.nodes["db"].arrivals;
  expect(reads(evicting)).toBeGreaterThan(1.2 * reads(roomy));
  expect(evicting.feeds.missing).toBeLessThan(20 + roomy.feeds.missing);
  expect(full.feeds.missing).toBeGreaterThan(20 + roomy.feeds.missing);
});

test("Q54: a list of ids takes ten bytes for each in packs of 8 KB, as the allocator hands them out", () => {
  // Entry of the table 32, key 32, object 16, head 48, node 32, and a pack.
  expect(redisListBytes(16, 10)).toBe(160 + 112);
  expect(redisListBytes(16, 800)).toBe(160 + 8192);
  expect(redisListBytes(16, 818 + 100)).toBe(160 + 8192 + 32 + 1024);
});
