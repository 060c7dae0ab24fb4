import { QuerySlots } from "../part/query-slots.ts";

/** Clusters that help out while queries wait. */
export type ScalingSpec = {
  readonly clusters: number;
  /** From the first query that had to wait until a further cluster takes some. */
  readonly readyMs: number;
};

type Helper = { readonly slots: QuerySlots; readonly readyAt: number; busyUntil: number };

/** Slots of a cluster, and of those that come to help when all of its slots are taken; a query goes where it begins first. */
export class ScaledSlots {
  /** Time in which a helping cluster had at least one query, all of them together: what is paid. */
  helpedMs = 0;
  private readonly own: QuerySlots;
  private readonly slots: number;
  private readonly spec: ScalingSpec | null;
  private readonly helpers: Helper[] = [];

  constructor(slots: number, spec: ScalingSpec | null) {
    this.slots = slots;
    this.own = new QuerySlots(slots);
    this.spec = spec;
  }

  get helping(): number {
    return this.helpers.length;
  }

  /** Somebody else holds every slot of the cluster itself. */
  occupy(at: number, until: number): void {
    this.own.occupy(this.slots, at, until);
  }

  run(at: number, serviceMs: number): { readonly doneAt: number; readonly waitMs: number } {
    if (this.spec === null || this.own.earliest <= at) return this.own.run(at, serviceMs);
    // A cluster is asked for when a query waits and all that were asked for are there and taken.
    const taken = this.helpers.every(({ slots, readyAt }) => readyAt <= at && slots.earliest > at);
    if (taken && this.helpers.length < this.spec.clusters)
      this.helpers.push({ slots: new QuerySlots(this.slots), readyAt: at + this.spec.readyMs, busyUntil: -Infinity });
    let best: Helper | null = null;
    let bestAt = this.own.earliest;
    for (const helper of this.helpers) {
      const startAt = Math.max(at, helper.readyAt, helper.slots.earliest);
      if (startAt < bestAt) [best, bestAt] = [helper, startAt];
    }
    if (best === null) return this.own.run(at, serviceMs);
    const { doneAt } = best.slots.run(bestAt, serviceMs);
    this.helpedMs += Math.max(0, doneAt - Math.max(bestAt, best.busyUntil));
    best.busyUntil = Math.max(best.busyUntil, doneAt);
    return { doneAt, waitMs: bestAt - at };
  }
}
