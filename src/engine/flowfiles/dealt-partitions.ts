import type { ConsumerGroup } from "../feeds/consumer-group.ts";
import type { Feed } from "../feeds/feed.ts";
import type { FlowNode } from "./flow-node.ts";
import type { NodeTimes } from "./node-times.ts";

/** Which nodes of a cluster read what: the first one alone, or all, each the partitions that are its own, or all of them the same wires. */
export class DealtPartitions {
  /** The node that reads where one reads alone. */
  primary = 0;
  /** Whoever reads, reads the same: what is readable for one is readable for all. */
  readonly areShared: boolean;
  private readonly feed: Feed;
  private readonly group: ConsumerGroup;
  private readonly nodes: readonly FlowNode[];
  private readonly takes: "primary-node" | "all-nodes";
  /** Partitions by node, of as many as there were; -1: nodes came or went since. */
  private shares: readonly (readonly number[])[] = [];
  private dealtOut = -1;

  constructor(
    feed: Feed,
    group: ConsumerGroup,
    nodes: readonly FlowNode[],
    how: { readonly takes: "primary-node" | "all-nodes"; readonly fromWires: boolean },
  ) {
    this.feed = feed;
    this.group = group;
    this.nodes = nodes;
    this.takes = how.takes;
    this.areShared = how.fromWires || how.takes === "primary-node";
  }

  isReader(node: FlowNode): boolean {
    return node.connected && (this.takes === "all-nodes" || node.index === this.primary);
  }

  of(node: FlowNode): readonly number[] {
    const count = this.feed.partitionCount();
    if (this.dealtOut !== count) {
      const all = Array.from({ length: count }, (_, p) => p);
      const readers = this.nodes.filter(({ connected }) => connected);
      this.shares = this.nodes.map((each) => (this.areShared ? all : all.filter((p) => readers[p % readers.length] === each)));
      this.dealtOut = count;
    }
    return this.shares[node.index];
  }

  /** Nodes came or went. */
  dealAnew(): void {
    this.dealtOut = -1;
  }

  /** When the next row that the node may read can be read; Infinity when there is none. */
  readableMs(node: FlowNode): number {
    return this.group.nextReadableMs(this.of(node));
  }

  /** When the first node that can take something in can read it. */
  nextTakeMs(times: NodeTimes): number {
    const fromMs = times.nextTakesMs;
    if (fromMs === Infinity) return Infinity;
    if (this.areShared) return Math.max(fromMs, this.readableMs(this.nodes[0]));
    let next = Infinity;
    for (const node of this.nodes) {
      const takesMs = times.takesFromMs(node);
      if (takesMs < Infinity && this.of(node).length > 0) next = Math.min(next, Math.max(takesMs, this.readableMs(node)));
    }
    return next;
  }
}
