import type { ConsumerGroup } from "./consumer-group.ts";
import type { Feed } from "./feed.ts";
import { FlowNode } from "./node.ts";
import type { Operator } from "../operators/operator.ts";

/** A part that runs operators over what it reads: what judges a run asks them what they did. */
export abstract class OperatorHost extends FlowNode {
  abstract readonly feed: Feed;
  abstract readonly group: ConsumerGroup;
  /** Of all its tasks. */
  abstract readonly operators: readonly Operator[];
}
