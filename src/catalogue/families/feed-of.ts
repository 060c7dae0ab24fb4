import { LOG } from "../../engine/feeds/log-part.ts";
import type { OpenFeed } from "../../engine/feeds/consumer-group.ts";
import { DealtFeed } from "../../engine/feeds/dealt-feed.ts";
import { WireFeed } from "../../engine/feeds/wire-feed.ts";
import { FeedInput } from "../../engine/feeds/feed-input.ts";
import type { RowInput } from "../../engine/rows/row-input.ts";
import { RowQueueReader } from "../../engine/rows/row-queue.ts";
import type { BuildContext } from "../build-context.ts";

/** What a consumer reads at `port`: the log at the other end, or its wires as a feed that cannot be replayed. */
export function feedOf(ctx: BuildContext, port: string, committedOnly = false): OpenFeed {
  return logAt(ctx, port, committedOnly) ?? new WireFeed(ctx.id, ctx.run, ctx.inputs(port));
}

/** The log at the other end of a port: all of its rows, or only what is committed; null where plain wires end. */
function logAt(ctx: BuildContext, port: string, committedOnly: boolean): OpenFeed | null {
  const upstream = ctx.upstream(port);
  const log = upstream.length === 1 ? LOG.of(upstream[0]) : null;
  if (log === null) return null;
  const feed = log.feedFor(ctx.id);
  return committedOnly ? (feed.committedOnly?.() ?? feed) : feed;
}

/** What a group of instances reads: the log (all of it, or only what is committed), or wires dealt out among the instances. */
export function feedOfInstances(ctx: BuildContext, port: string, instances: number, committedOnly: boolean): OpenFeed {
  const log = logAt(ctx, port, committedOnly);
  if (log !== null) return log;
  return new DealtFeed(ctx.id, ctx.run, ctx.inputs(port), instances);
}

/** Rows at `port`, one by one: from the log at the other end, or from plain wires. */
export function inputOf(ctx: BuildContext, port: string): RowInput {
  const log = logAt(ctx, port, false);
  if (log !== null) return new FeedInput(log, log.join(ctx.id, ctx.id));
  return new RowQueueReader(ctx.inputs(port));
}
