import { expect, test } from "vitest";
import { feedRun } from "../support/feeds.ts";

const PARTS = { feeds: { builds: "hybrid", celebrityFollowers: 60 }, lists: { replicas: 0 }, pushers: { workers: 2, timelinesPerCall: 5 } };
const FAULTS = [
  { fault: "celebrity-posts", part: "people", atMs: 12_000, durationMs: 1000, index: 1 },
  { fault: "restart", part: "lists", atMs: 20_000, durationMs: 1000 },
  { fault: "crash", part: "db", atMs: 30_000, durationMs: 20_000, index: 0 },
  { fault: "crash", part: "pushers", atMs: 45_000, durationMs: 3000 },
];

test("windows change nothing: books of feeds, of requests and of parts are equal to the bit (E3, Q40)", () => {
  const db = { failoverMs: 3000, readsFrom: "replicas", lagMedianMs: 200, lagP99Ms: 2000 };
  const [one, other] = [100, 730].map((windowMs) => feedRun({ ...PARTS, db }, { faults: FAULTS, windowMs }).result);
  for (const of of ["feeds", "requests", "items", "latency", "nodes"] as const) expect(other[of]).toEqual(one[of]);
  expect(one.feeds?.feeds).toBeGreaterThan(1000);
});

test("behind a balancer feeds are as right as without one", () => {
  const { feeds } = feedRun({ feeds: { builds: "pull" }, balancer: {} });
  expect(feeds.feeds).toBeGreaterThan(1000);
  expect(feeds.right).toBe(feeds.feeds);
});

test("a fail-over of the store takes posts that had not reached the replica out of its lists, too (Q42)", () => {
  const db = { failoverMs: 3000, lagMedianMs: 4000, lagP99Ms: 8000 };
  const { feeds, result } = feedRun({ feeds: { builds: "pull" }, db }, { faults: [FAULTS[2]] });
  expect(result.items?.lost).toBeGreaterThan(5);
  // They were acknowledged, so feeds lack them from then on.
  expect(feeds.missing).toBeGreaterThan(50);
  const waits = feedRun({ feeds: { builds: "pull" }, db: { ...db, waitsForReplica: true } }, { faults: [FAULTS[2]] });
  expect(waits.result.items?.lost).toBe(0);
  expect(waits.feeds.missing).toBe(0);
});
