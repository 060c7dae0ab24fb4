import type { RandomStream } from "../../base/rng.ts";
import { IdSet } from "../kernel/id-set.ts";
import { CoOccurrence } from "./maths/co-occurrence.ts";
import { itemFactors, modelOf, untrainedItems } from "./maths/item-model.ts";
import type { ItemModel, TrainingSpec } from "./maths/item-model.ts";
import type { EventRows } from "../rows/event-rows.ts";
import type { RunContext } from "../part/run-context.ts";

/** What items are learned from, and how. */
export type LearnerSpec = TrainingSpec & {
  /** Steps of a user's stream within which items stand together. */
  readonly window: number;
  /** Event types that say what a user likes; empty = all that are about an item. */
  readonly learnsFrom: ReadonlySet<number>;
  /** Every training begins with numbers of chance, and ends in a space turned at random; else with the factors of the one before. */
  readonly anew?: boolean;
};

/** Whether an event says what its user likes: it is of a known user, about an item, and of a type that counts. */
export function saysLiking(events: EventRows, row: number, learnsFrom: ReadonlySet<number>): boolean {
  return events.user.at(row) >= 0 && events.item.at(row) >= 0 && (learnsFrom.size === 0 || learnsFrom.has(events.type.at(row)));
}

/** What one who trains item vectors has read: what stood together and how often each item was met, every event once. */
export class ItemLearner {
  /** Events that were taken in. */
  read = 0;
  private readonly run: RunContext;
  private readonly spec: LearnerSpec;
  private readonly together: CoOccurrence;
  private readonly met: Int32Array;
  private readonly taken = new IdSet();
  /** Of the newest training. */
  private factors: Float32Array | null = null;

  constructor(run: RunContext, spec: LearnerSpec) {
    const { items } = run.dimensions;
    this.run = run;
    this.spec = spec;
    this.together = new CoOccurrence(items, spec.window);
    this.met = new Int32Array(items);
  }

  /** Takes an event in; false when it says nothing or has been read before. */
  learn(row: number): boolean {
    const { events } = this.run.rows;
    if (!saysLiking(events, row, this.spec.learnsFrom) || !this.taken.add(events.eventId.at(row))) return false;
    const item = events.item.at(row);
    this.together.add(events.user.at(row), item);
    this.met[item]++;
    this.read++;
    return true;
  }

  /** The model before anything is read. */
  untrained(): ItemModel {
    return untrainedItems(this.together.items, this.spec.dims, this.met, this.spec.popularityWeight);
  }

  /** A model of all that was read, beginning with what the training before had found if it may. */
  train(random: RandomStream): ItemModel {
    this.factors = itemFactors(this.together, this.spec.dims, random, this.spec.anew === true ? null : this.factors);
    return modelOf(this.factors, this.met, this.spec);
  }
}
