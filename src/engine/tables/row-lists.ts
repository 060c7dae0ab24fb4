import type { Call, CallOp, ListOf, ListsWanted } from "../calls/calls.ts";
import type { RunContext } from "../part/run-context.ts";
import { ITEM, refOf, rowOf } from "../rows/rows.ts";

/** A change that has not come. */
const NEVER = Infinity;
/** A page of an index has 8 KB, so some 200 entries of two numbers, their head and a pointer. */
const ENTRIES_PER_PAGE = 200;
/** Rows a home timeline had when the run began. */
const STOCK_TIMELINE = 800;

/** One row of a list: a post, by its row, or a user; and the changes, by number, that brought it and took it away. */
type Entry = { readonly value: number; readonly from: number; until: number };

/**
 * Lists of users in a relational store: an index of posts by author, follows by either end, and rows of home timelines where
 * somebody writes them. As every change has its number in the order of commits, a copy that lags shows what has reached it.
 */
export class RowLists {
  /** Rows of home timelines that were written. */
  pushed = 0;
  private readonly run: RunContext;
  /** By list, in the order in which they are read: posts by when they were made, the newest first. */
  private readonly entries = new Map<string, Entry[]>();

  constructor(run: RunContext) {
    this.run = run;
  }

  /** Index pages that a statement touches beyond the first. */
  probes(op: CallOp, { of, users, most, entries }: ListsWanted): number {
    if (op !== "list") return Math.max(0, users.length * entries.length - 1);
    const inPages = users.length === 1 ? Math.floor(Math.min(most, this.sizeOf(of, users[0])) / ENTRIES_PER_PAGE) : 0;
    return users.length - 1 + inPages;
  }

  private sizeOf(of: ListOf, user: number): number {
    return this.entries.get(`${of}/${user}`)?.length ?? this.stockOf(of, user).length;
  }

  private stockOf(of: ListOf, user: number): ArrayLike<number> {
    const { feeds } = this.run.desk;
    if (feeds === null) return [];
    if (of === "posts") return feeds.stockOf(user);
    if (of === "timeline") return feeds.stockTimeline(user, STOCK_TIMELINE);
    return of === "followees" ? feeds.graph.followees(user) : feeds.graph.followers(user);
  }

  /** The list itself, begun with what stood there before the run. */
  private listOf(of: ListOf, user: number): Entry[] {
    const name = `${of}/${user}`;
    let list = this.entries.get(name);
    if (list === undefined) {
      list = Array.from(this.stockOf(of, user), (value) => ({ value, from: -1, until: NEVER }));
      this.entries.set(name, list);
    }
    return list;
  }

  /** What a statement reads: references of posts or numbers of users, of several lists together. */
  read({ of, users, most, skip }: ListsWanted, visible: (change: number) => boolean): number[] {
    const found: number[] = [];
    for (const user of users) this.readOne(of, user, { most, skip }, visible, found);
    if (of === "followees" || of === "followers") return found;
    const { madeAt } = this.run.rows.items;
    if (users.length > 1) found.sort((a, b) => madeAt.data[b] - madeAt.data[a] || b - a);
    return found.map((row) => refOf(ITEM, row));
  }

  private readOne(
    of: ListOf,
    user: number,
    { most, skip }: Pick<ListsWanted, "most" | "skip">,
    visible: (change: number) => boolean,
    found: number[],
  ): void {
    // Merging a timeline of the stock is dear, so it is kept.
    const list = of === "timeline" ? this.listOf(of, user) : this.entries.get(`${of}/${user}`);
    const last = skip + most;
    if (list === undefined) {
      const stock = this.stockOf(of, user);
      for (let i = skip; i < stock.length && i < last; i++) found.push(stock[i]);
      return;
    }
    let place = 0;
    for (let i = 0; i < list.length && place < last; i++) {
      const { value, from, until } = list[i];
      if ((from >= 0 && !visible(from)) || (until !== NEVER && visible(until))) continue;
      if (place++ >= skip) found.push(value);
    }
  }

  /** A change is committed as number `change`; `before` is the row that stood under its key, -1 for none. */
  change({ op, row, lists }: Call, before: number, change: number): void {
    if (this.run.desk.feeds === null) return;
    if (lists !== null) {
      for (const user of lists.users) {
        if (op === "write" || lists.entries.length === 0) this.drop(lists.of, user, () => true, change);
        for (const entry of lists.entries) this.changeList(op, lists.of, user, entry, change);
      }
      return;
    }
    const { owner } = this.run.rows.items;
    if (before >= 0) this.drop("posts", owner.data[before], (value) => value === before, change);
    if (op !== "delete") this.push("posts", owner.data[rowOf(row)], rowOf(row), change);
  }

  private changeList(op: CallOp, of: ListOf, user: number, entry: number, change: number): void {
    const { owner } = this.run.rows.items;
    if (of === "timeline") {
      if (op === "push") this.pushed++;
      if (op !== "drop") this.push(of, user, rowOf(entry), change);
      else this.drop(of, user, (row) => owner.data[row] === entry, change);
      return;
    }
    const other = of === "followees" ? "followers" : "followees";
    this.drop(of, user, (value) => value === entry, change);
    this.drop(other, entry, (value) => value === user, change);
    if (op === "drop") return;
    this.push(of, user, entry, change);
    this.push(other, entry, user, change);
  }

  private push(of: ListOf, user: number, value: number, change: number): void {
    const list = this.listOf(of, user);
    const { madeAt } = this.run.rows.items;
    let place = 0;
    if (of === "posts" || of === "timeline") while (place < list.length && madeAt.data[list[place].value] > madeAt.data[value]) place++;
    list.splice(place, 0, { value, from: change, until: NEVER });
  }

  private drop(of: ListOf, user: number, goes: (value: number) => boolean, change: number): void {
    for (const entry of this.listOf(of, user)) if (entry.until === NEVER && goes(entry.value)) entry.until = change;
  }

  /** Changes from number `count` on never happened. */
  cutTo(count: number): void {
    for (const [name, list] of this.entries) {
      const kept = list.filter(({ from }) => from < count);
      for (const entry of kept) if (entry.until !== NEVER && entry.until >= count) entry.until = NEVER;
      this.entries.set(name, kept);
    }
  }
}
