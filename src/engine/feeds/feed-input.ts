import type { ConsumerGroup } from "./consumer-group.ts";
import type { Feed } from "./feed.ts";
import { PartitionMerge } from "./partition-merge.ts";
import type { RowInput } from "../rows/row-input.ts";

/**
 * A simple consumer: reads all partitions in order of visibility and commits what it takes at once. At most once: what it holds when
 * it crashes is lost, and it never hears of a rebalance. A stream worker is the consumer with a commit policy.
 */
export class FeedInput implements RowInput {
  time = 0;
  ref = 0;
  private readonly feed: Feed;
  private readonly group: ConsumerGroup;
  private readonly merge: PartitionMerge;
  private window = -Infinity;

  constructor(feed: Feed, group: ConsumerGroup) {
    this.feed = feed;
    this.group = group;
    this.merge = new PartitionMerge(
      feed,
      group,
      group.position.map((_offset, p) => p),
    );
  }

  next(until: number): boolean {
    if (until !== this.window) {
      this.window = until;
      this.merge.refresh();
    }
    if (this.merge.time >= until) return false;
    const p = this.merge.partition;
    this.time = this.merge.time;
    this.ref = this.group.take(p);
    this.group.committed[p] = this.group.position[p];
    this.merge.advance();
    return true;
  }

  peekTime(): number {
    return this.group.nextReadableMs();
  }

  get empty(): boolean {
    return this.group.position.every((offset, p) => offset >= this.feed.end(p));
  }
}
