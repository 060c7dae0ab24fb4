import { spreadOf } from "../../base/spread.ts";
import type { RankedItems } from "../../engine/ranking/maths/top-items.ts";
import type { ServedLists } from "./served-lists.ts";

/** A table holds no more lists than this … */
const LISTS_AT_MOST = 50_000;
/** … nor more than can be worked out with so many multiplications: a second or two. */
const WORK_AT_MOST = 6e9;

/** Whole users whose lists a table holds: all, or as many as can be worked out in a moment, in the order of a hash. */
export type ListSample = {
  /** Rows of lists, those of a user together. */
  readonly lists: readonly number[];
  readonly users: number;
  readonly ofUsers: number;
  /** Also of a user without any list. */
  readonly has: (user: number) => boolean;
};

/** What stands on lists, kept once it was worked out, and which of many lists are worth that. */
export class WorkedLists {
  private readonly served: ServedLists;
  private readonly known = new Map<number, RankedItems>();

  constructor(served: ServedLists) {
    this.served = served;
  }

  itemsOf(list: number): RankedItems {
    let items = this.known.get(list);
    if (items === undefined) this.known.set(list, (items = this.served.itemsOf(list)));
    return items;
  }

  sample(byUser: ReadonlyMap<number, readonly number[]>): ListSample {
    const order = [...byUser.keys()].sort((a, b) => spreadOf(a) - spreadOf(b));
    const lists: number[] = [];
    let work = 0;
    let users = 0;
    for (const user of order) {
      const own = byUser.get(user) ?? [];
      const ownWork = own.reduce((sum, list) => sum + this.workOf(list), 0);
      if (users > 0 && (lists.length + own.length > LISTS_AT_MOST || work + ownWork > WORK_AT_MOST)) break;
      lists.push(...own);
      work += ownWork;
      users++;
    }
    const end = users === order.length ? Infinity : spreadOf(order[users]);
    return { lists, users, ofUsers: order.length, has: (user) => spreadOf(user) < end };
  }

  /** Multiplications of one search: every item, or the centres and the items of the lists looked into. */
  private workOf(list: number): number {
    const { items, dims } = this.served.modelOf(list);
    const { probes } = this.served.makerOf(list);
    if (probes === null) return items * dims;
    const centres = Math.sqrt(items);
    return (centres + Math.min(items, probes * centres)) * dims;
  }
}
