import type { BatchedHistogram } from "../../base/batched-histogram.ts";
import { PUSHES_TIMELINES } from "../../engine/tables/timeline-store.ts";
import type { FeedQuality } from "../../result/result.ts";
import type { Machine } from "../compile/build-machine.ts";

/** How far home feeds showed what was posted; null where nobody read any. */
export function judgeFeeds({ run }: Machine): FeedQuality | null {
  const { feeds } = run.desk;
  if (feeds === null || feeds.feeds === 0) return null;
  const { graph, right, expected, missing, underWay, strangers, repeated, disordered, staleness, followChanges } = feeds;
  const staleMs = { p50: staleness.quantile(0.5), p99: staleness.quantile(0.99), max: staleness.whole.max };
  let mostFollowers = 0;
  for (let user = 0; user < graph.users; user++) mostFollowers = Math.max(mostFollowers, graph.followerCount(user));
  const counts = { feeds: feeds.feeds, right, expected, missing, underWay, strangers, repeated, disordered };
  return { ...counts, staleMs, followChanges, follows: graph.edges, mostFollowers };
}

/** Of the posts that feeds had to show, the share they did not show long after it was acknowledged. */
export function missingShare({ run }: Machine): number | null {
  const { feeds } = run.desk;
  return feeds === null || feeds.expected === 0 ? null : feeds.missing / feeds.expected;
}

/** A count of the book of feeds, once there are any. */
export function feedCount({ run }: Machine, of: "strangers" | "disordered"): number | null {
  const { feeds } = run.desk;
  return feeds === null || feeds.feeds === 0 ? null : feeds[of];
}

export function feedStaleness({ run }: Machine): BatchedHistogram | null {
  const { feeds } = run.desk;
  return feeds === null || feeds.feeds === 0 ? null : feeds.staleness;
}

/** Replies to feeds, by endpoint. */
export function feedResponses({ run }: Machine): BatchedHistogram[] {
  const { feeds, endpoints } = run.desk;
  return feeds === null ? [] : feeds.endpoints.map((endpoint) => endpoints[endpoint].responses);
}

/** Entries pushed onto timelines for each post that was acknowledged. */
export function pushesPerPost({ run, nodes }: Machine): number | null {
  const { items, feeds } = run.desk;
  if (feeds === null || items === null || items.acknowledged.length === 0) return null;
  return PUSHES_TIMELINES.all(nodes.values()).reduce((sum, { pushed }) => sum + pushed, 0) / items.acknowledged.length;
}
