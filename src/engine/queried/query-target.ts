import type { BatchedHistogram } from "../../base/batched-histogram.ts";
import { Facet } from "../part/facet.ts";
import type { VisibleRows } from "./visible-rows.ts";
import type { WatchedColumn } from "../part/watched-column.ts";

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

/** What a reader is given of a column with personal data: its values, the same mask for the same value, or no answer at all. */
export type Sees = "all" | "masked" | "none";

/** A column with personal data that a reader's queries ask for. */
export type AskedColumn = {
  /** The table as it was drawn, or what its rows are where none was. */
  readonly table: string;
  readonly column: string;
  /** Code of the kind of its rows. */
  readonly kind: number;
  readonly sees: Sees;
};

/** What a reader asked a store for and was answered with, of personal data. */
export type Granted = {
  /** Of the store. */
  readonly id: string;
  readonly columns: readonly AskedColumn[];
  /** One of the columns is refused, and with it every query. */
  readonly refuses: boolean;
  /** Cells with a value that were answered, by column; where it is masked, these are masks. */
  readonly cells: Float64Array;
  readonly queries: number;
  readonly refused: number;
};

/** What a dashboard asks: a store with slots for queries and rows it can show. */
export type QueryTarget = {
  readonly id: string;
  readonly visible: VisibleRows;
  /** Who asks it; null before anybody does. */
  askers: Askers | null;
  /** Issues one query at `at` (times never fall); answers when it is done, and with no number where it is refused. */
  query(at: number): { readonly doneAt: number };
  /** Of the rows that the last query was answered with, those that have a value in this column of theirs. */
  answered(watched: WatchedColumn): number;
  /** What stands between it and whoever asks, where it holds personal data for them. */
  readonly granted?: Granted;
  /** As `query` for the first `count` of `times`; answers in `doneAt`, which may be the same array. */
  queryMany?(times: Float64Array, count: number, doneAt: Float64Array): void;
};

/** Who asks stores for people: endpoints with the store each reads, and how long the answers took (ms), by endpoint. */
type Asks = {
  readonly endpoints: readonly { readonly id: string; readonly target: QueryTarget }[];
  readonly responses: ReadonlyMap<string, BatchedHistogram>;
};

export const ASKS = new Facet<Asks>("asks");
