import { Int32List } from "../../kernel/number-lists.ts";

/** Steps further back weigh less than a hundred-thousandth at a decay of 0.75. */
const LONGEST_LOOK_BACK = 40;

/**
 * What a worker has taken into each user's vector, step by step: a step knows the item (an event's) and the user's step before.
 * A vector at any step is a function of the steps up to it, so neither vectors nor copies of them are kept.
 */
export class UserSteps {
  private readonly item = new Int32List();
  private readonly event = new Int32List();
  private readonly before = new Int32List();
  private readonly newest: Int32Array;

  constructor(users: number) {
    this.newest = new Int32Array(users).fill(-1);
  }

  /** The user's state takes in one more event; returns the step's number. */
  take(user: number, item: number, event: number): number {
    const step = this.item.length;
    this.item.push(item);
    this.event.push(event);
    this.before.push(this.newest[user]);
    this.newest[user] = step;
    return step;
  }

  /** The user's newest step, -1 = nothing is known of the user. */
  newestOf(user: number): number {
    return this.newest[user];
  }

  /** The memory is gone; steps that were taken stay readable, as lists were made of them. */
  forgetAll(): void {
    this.newest.fill(-1);
  }

  /** Row of the newest event a step includes; -1 for none. */
  eventOf(step: number): number {
    return step < 0 ? -1 : this.event.data[step];
  }

  /** The item a step took in. */
  itemOf(step: number): number {
    return this.item.data[step];
  }

  /** The user's step before this one, -1 = it was the first. */
  stepBefore(step: number): number {
    return step < 0 ? -1 : this.before.data[step];
  }

  /** Items of the user up to the step, oldest first, as far back as they weigh anything. */
  recentItems(step: number, most = LONGEST_LOOK_BACK): Int32Array {
    return this.recentSteps(step, most).map((at) => this.item.data[at]);
  }

  /** The user's steps up to this one, oldest first. */
  recentSteps(step: number, most: number): Int32Array {
    let count = 0;
    for (let at = step; at >= 0 && count < most; at = this.before.data[at]) count++;
    const steps = new Int32Array(count);
    for (let at = step; count > 0; at = this.before.data[at]) steps[--count] = at;
    return steps;
  }

  /** Rows of all events the step includes, newest first. */
  eventsTaken(step: number): number[] {
    const events: number[] = [];
    for (let at = step; at >= 0; at = this.before.data[at]) events.push(this.event.data[at]);
    return events;
  }

  /** Every item the step includes. */
  itemsSeen(step: number): Set<number> {
    const seen = new Set<number>();
    for (let at = step; at >= 0; at = this.before.data[at]) seen.add(this.item.data[at]);
    return seen;
  }
}
