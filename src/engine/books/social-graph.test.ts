import { expect, test } from "vitest";
import { createStream } from "../../base/rng.ts";
import { lognormalByPercentiles } from "../../base/sampler.ts";
import { SocialGraph } from "./social-graph.ts";

const graph = new SocialGraph(createStream(3, "graph"), {
  users: 4000,
  followees: lognormalByPercentiles({ medianMs: 20, p99Ms: 300 }),
  popularity: { s: 0.7, q: 10 },
  celebrities: { count: 3, followerShare: 0.6 },
});
const everybody = Array.from({ length: graph.users }, (_, user) => user);

test("nobody follows themselves or anybody twice, and both ends of the graph tell the same follows", () => {
  let follows = 0;
  for (const user of everybody) {
    const own = graph.followees(user);
    expect(new Set(own).size).toBe(own.length);
    expect(own.includes(user)).toBe(false);
    follows += own.length;
    for (const followee of own.subarray(0, 2)) expect(graph.followers(followee).includes(user)).toBe(true);
  }
  expect(follows).toBe(graph.edges);
  expect(everybody.reduce((sum, user) => sum + graph.followerCount(user), 0)).toBe(follows);
});

test("few are followed by very many: celebrities by their shares, the others by a heavy tail", () => {
  expect(graph.followerCount(0) / graph.users).toBeGreaterThan(0.57);
  expect(graph.followerCount(1) / graph.users).toBeGreaterThan(0.28);
  expect(graph.followerCount(2) / graph.users).toBeGreaterThan(0.18);
  const counts = everybody.map((user) => graph.followerCount(user)).sort((a, b) => b - a);
  const top = counts.slice(0, graph.users / 100).reduce((sum, count) => sum + count, 0);
  // A hundredth of the people has far more than a hundredth of the followers.
  expect(top / graph.edges).toBeGreaterThan(0.08);
  expect(counts[graph.users / 2]).toBeLessThan(graph.edges / graph.users);
});
