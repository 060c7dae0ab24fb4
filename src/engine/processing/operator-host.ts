import type { ConsumerGroup } from "../feeds/consumer-group.ts";
import type { Feed } from "../feeds/feed.ts";
import { Part } from "../part/part.ts";
import type { Operator } from "./operator.ts";

/** A part that runs operators over what it reads: what judges a run asks them what they did. */
export abstract class OperatorHost extends Part {
  abstract readonly feed: Feed;
  abstract readonly group: ConsumerGroup;
  /** Of all its tasks. */
  abstract readonly operators: readonly Operator[];
}
