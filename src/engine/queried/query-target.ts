import type { BatchedHistogram } from "../../base/batched-histogram.ts";
import { Facet } from "../part/facet.ts";
import type { VisibleRows } from "./visible-rows.ts";

/** Somebody who queries stores at times of their own. */
export type Asker = {
  /** When the next query is due; Infinity when none will come. */
  nextAskMs(): number;
  ask(): void;
  /** Asks every query that is due before `until`: for who shares its stores with nobody. */
  askUntil(until: number): void;
};

/**
 * Askers that share a store, directly or through each other. Slots serve queries in order of time, whoever asks, so
 * one of them, the last in the order of consumption, asks for all.
 */
export class Askers {
  private readonly members: Asker[] = [];
  /** The group this one has become a part of. */
  private joined: Askers | null = null;

  private get whole(): Askers {
    return this.joined === null ? this : this.joined.whole;
  }

  add(asker: Asker): void {
    this.whole.members.push(asker);
  }

  /** The members of another group, met at a store, become members of this one. */
  absorb(other: Askers): void {
    const from = other.whole;
    const to = this.whole;
    if (from === to) return;
    to.members.push(...from.members.splice(0));
    from.joined = to;
  }

  leads(asker: Asker): boolean {
    return this.whole.members.at(-1) === asker;
  }

  /** When the next query is due, whoever asks it; Infinity when none will come. */
  nextAskMs(): number {
    return this.whole.members.reduce((next, member) => Math.min(next, member.nextAskMs()), Infinity);
  }

  /** All queries due before `until`, by time; at one instant the earlier part asks first. */
  askAll(until: number): void {
    if (this.whole.members.length === 1) return this.whole.members[0].askUntil(until);
    for (;;) {
      let first: Asker | null = null;
      let firstAt = until;
      for (const member of this.whole.members) {
        const at = member.nextAskMs();
        if (at >= firstAt) continue;
        first = member;
        firstAt = at;
      }
      if (first === null) return;
      first.ask();
    }
  }
}

/** What a dashboard asks: a store with slots for queries and rows it can show. */
export type QueryTarget = {
  readonly id: string;
  readonly visible: VisibleRows;
  /** Who asks it; null before anybody does. */
  askers: Askers | null;
  /** Issues one query at `at` (times never fall); answers when it is done. */
  query(at: number): { readonly doneAt: number };
  /** As `query` for the first `count` of `times`; answers in `doneAt`, which may be the same array. */
  queryMany?(times: Float64Array, count: number, doneAt: Float64Array): void;
};

/** Who asks stores for people: endpoints with the store each reads, and how long the answers took (ms), by endpoint. */
type Asks = {
  readonly endpoints: readonly { readonly id: string; readonly target: QueryTarget }[];
  readonly responses: ReadonlyMap<string, BatchedHistogram>;
};

export const ASKS = new Facet<Asks>("asks");
