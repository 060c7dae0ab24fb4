import { ConsumerGroup } from "../feeds/consumer-group.ts";
import type { OpenFeed } from "../feeds/consumer-group.ts";
import { LogNode } from "../feeds/log-part.ts";
import type { PartitionView } from "../feeds/log-part.ts";
import type { FactsByCode, NoFacts } from "../part/remark.ts";
import type { PartitionStore } from "./partition-store.ts";

/** A log whose rows lie in partitions that every reader sees alike: it is the feed of each of them. */
export abstract class StoredLog<R extends FactsByCode = NoFacts> extends LogNode<R> implements OpenFeed {
  readonly replayable = true;
  readonly groups: ConsumerGroup[] = [];
  changeCount = 0;
  abstract readonly partitions: readonly PartitionStore[];

  partition(p: number): PartitionView {
    const partition = this.partitions[p];
    const { name, refs, start, bytes, gaps } = partition;
    return {
      name,
      end: refs.length,
      start,
      bytes,
      countOf: (kind) => partition.countOf(kind),
      refAt: (offset) => partition.refAt(offset),
      gaps,
    };
  }
  feedFor(): OpenFeed {
    return this;
  }
  base(p: number): number {
    return this.partitions[p].refs.base;
  }
  times(p: number): Float64Array {
    return this.partitions[p].visibleAt.data;
  }
  enteredAt(p: number): Float64Array {
    return this.partitions[p].visibleAt.data;
  }
  refs(p: number): Int32Array {
    return this.partitions[p].refs.data;
  }
  end(p: number): number {
    return this.partitions[p].refs.length;
  }
  start(p: number): number {
    return this.partitions[p].start;
  }
  readableFrom(p: number): number {
    return this.partitions[p].readableFrom;
  }
  gaps(p: number): Uint8Array | null {
    return this.partitions[p].gaps;
  }
  ended(): boolean {
    return false;
  }
  nameOf(p: number): string {
    return this.partitions[p].name;
  }
  join(group: string): ConsumerGroup {
    const joined = new ConsumerGroup(group, this, this.run.ledger, this.id);
    joined.grow(this.partitions.length);
    this.groups.push(joined);
    return joined;
  }
}
