import type { ConsumerGroup } from "../feeds/consumer-group.ts";
import type { Feed } from "../feeds/feed.ts";
import { Facet } from "../part/facet.ts";
import { Part } from "../part/part.ts";
import type { FactsByCode, NoFacts } from "../part/remark.ts";
import type { RunContext } from "../part/run-context.ts";
import type { Operator } from "./operator.ts";

/** A part that runs operators over what it reads: what judges a run asks them what they did. */
export abstract class OperatorHost<R extends FactsByCode = NoFacts> extends Part<R> {
  constructor(id: string, run: RunContext) {
    super(id, run);
    this.tell(OPERATES, this);
  }

  abstract readonly feed: Feed;
  abstract readonly group: ConsumerGroup;
  /** Several tasks each keep state of their own for the keys the log gives them. */
  abstract readonly splitsKeysAsLog: boolean;
  /** Of all its tasks. */
  abstract readonly operators: readonly Operator[];
}

/** A part that runs operators, and those who judge it may ask. */
export type Operates = Part & { readonly operators: readonly Operator[] };

export const OPERATES = new Facet<Operates>("operates");

/** A part that takes checkpoints. */
type Checkpointed = { readonly id: string; checkpointAgeMs(at: number): number | null };

export const CHECKPOINTED = new Facet<Checkpointed>("checkpointed");
