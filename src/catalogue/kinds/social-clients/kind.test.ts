import { expect, test } from "vitest";
import { must } from "../../../base/assert.ts";
import type { Endpoint } from "../../../design/types.ts";
import { tryRequest } from "../../../simulate/follow/carry-request.ts";
import { followRequest } from "../../../simulate/follow/choose-request.ts";
import { feedRun } from "../../../../test/support/feeds.ts";

const PULL = { builds: "pull" };
const WRITTEN: readonly Endpoint[] = [
  { id: "feed", method: "GET", path: "/timeline", description: "", share: 0.85 },
  { id: "post", method: "POST", path: "/posts", description: "", share: 0.1 },
  { id: "follow", method: "PUT", path: "/follows/{user}", description: "", share: 0.03 },
  { id: "unfollow", method: "DELETE", path: "/follows/{user}", description: "", share: 0.02 },
];

test("a feed that is pulled from one machine shows all that was posted, in order, to whom it concerns (Q40)", () => {
  const { feeds, result } = feedRun({ feeds: PULL });
  expect(feeds.feeds).toBeGreaterThan(2000);
  expect(feeds.right).toBe(feeds.feeds);
  expect(feeds.expected).toBeGreaterThan(9 * feeds.feeds);
  expect(must(result.items, "posts").lost).toBe(0);
});

test("from replicas that lag, feeds are behind by what has not reached them, and are seen to be", () => {
  const { feeds } = feedRun({ feeds: PULL, db: { readsFrom: "replicas", lagMedianMs: 3000, lagP99Ms: 9000 } });
  expect(feeds.underWay + feeds.missing).toBeGreaterThan(100);
  expect(must(feeds.staleMs.p99, "p99")).toBeGreaterThan(2500);
  expect(must(feeds.staleMs.p99, "p99")).toBeLessThan(20_000);
});

test("a celebrity's post brings fans who come to read", () => {
  const quiet = feedRun({ feeds: PULL }, { social: { mix: { feed: 1, post: 0, follow: 0, unfollow: 0 } } });
  const faults = [{ fault: "celebrity-posts", part: "people", atMs: 20_000, durationMs: 1000, index: 0 }];
  const loud = feedRun({ feeds: PULL }, { social: { mix: { feed: 1, post: 0, follow: 0, unfollow: 0 } }, faults });
  const fans = quiet.feeds.mostFollowers * 0.1;
  expect(loud.feeds.feeds - quiet.feeds.feeds).toBeGreaterThan(0.6 * fans);
  expect(loud.feeds.feeds - quiet.feeds.feeds).toBeLessThan(1.4 * fans);
  expect(must(loud.result.items, "posts").acknowledged).toBe(1);
});

test("Try it posts, follows and reads as somebody: what was written is then read, and no result changes (Q21)", () => {
  for (const settings of [{ feeds: PULL }, { feeds: { builds: "push" }, lists: {}, pushers: {} }]) {
    const { run } = feedRun(settings, { endpoints: WRITTEN });
    const before = JSON.stringify(run.result(0));
    const { endpoints } = run.machine.run.desk;
    const design = { api: { endpoints: WRITTEN } } as never;
    const send = (endpointId: string, given: object = {}) => {
      const answer = tryRequest(run, design, { endpointId, parameters: {}, ...given });
      if (!answer.found) throw new Error(answer.reason);
      return answer.request;
    };
    expect(endpoints.map(({ id }) => id)).toEqual(WRITTEN.map(({ id }) => id));
    const texts = (caller: string): unknown[] => (send("feed", { caller }).list ?? []).map(({ text }) => text);
    expect(send("post", { caller: "150", body: "hello, everybody" })).toMatchObject({ status: 201, carried: true });
    expect(texts("140")).not.toContain("hello, everybody");
    expect(send("follow", { caller: "140", parameters: { user: "150" } }).status).toBe(200);
    expect(send("post", { caller: "150", body: "and to you" }).status).toBe(201);
    expect(texts("140")[0]).toBe("and to you");
    expect(send("feed", { caller: "140" }).verdict).toBe("right");
    expect(send("unfollow", { caller: "140", parameters: { user: "150" } }).carried).toBe(true);
    expect(tryRequest(run, design, { endpointId: "follow", parameters: { user: "999999" } })).toMatchObject({ found: false });
    expect(JSON.stringify(run.result(0))).toBe(before);
  }
});

test("a request of somebody can be followed hop by hop, by whom it is about too (Q20)", () => {
  const { run } = feedRun({ feeds: PULL });
  const { traces, endpoints } = run.machine.run.desk;
  expect(traces?.begun).toBe(endpoints.reduce((sum, { asked }) => sum + asked, 0));
  const feeds = followRequest(run.machine, { pick: "key", key: "7" });
  if (!feeds.found) throw new Error(feeds.reason);
  const { op, key, hops, responseMs, wayMs } = feeds.request;
  expect([op, key, hops[0].part, hops[1].part]).toEqual(["list", 7, "feeds", "db"]);
  expect(hops[0].arrivedMs + (hops[0].waitedMs ?? 0) + (hops[0].servedMs ?? 0) + wayMs).toBeCloseTo(responseMs ?? NaN, 1);
});
