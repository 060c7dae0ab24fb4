import { NewestFirst } from "./newest-first.ts";
import { BatchedHistogram, groupOf } from "../../base/batched-histogram.ts";
import { ITEM, kindOf, rowOf } from "../rows/rows.ts";
import type { ItemBook } from "./item-book.ts";
import type { SocialGraph } from "./social-graph.ts";

export type FeedBookSpec = {
  /** Posts of a page of a home feed. */
  readonly pageSize: number;
  /** A post that a feed lacks so long after it was acknowledged is missing; before that it is under way. */
  readonly freshWithinMs: number;
};

/** What somebody changed of whom they follow, from the request on and from when they were told. */
type FollowChange = { readonly followee: number; readonly follows: boolean; readonly askedAt: number; heardAt: number };

/** What came of one feed. */
export type FeedVerdict = {
  /** Posts that it had to show; of these not shown though acknowledged long enough before, and not shown yet. */
  readonly expected: number;
  readonly missing: number;
  readonly underWay: number;
  /** Posts of people the reader does not follow, and posts that stand there twice. */
  readonly strangers: number;
  readonly repeated: number;
  /** A newer post stands below an older one. */
  readonly disordered: boolean;
  /** Since when the oldest post it lacks should have been there; 0: it lacks none. */
  readonly staleMs: number;
};

/**
 * What a home feed has to show: the newest posts of those its reader follows, each from when its author was told that it is stored.
 * Stores and services know nothing of this book, so nothing in it can make a feed better than it is.
 */
export class FeedBook {
  readonly graph: SocialGraph;
  readonly spec: FeedBookSpec;
  feeds = 0;
  expected = 0;
  missing = 0;
  underWay = 0;
  strangers = 0;
  repeated = 0;
  /** Feeds out of order, and feeds that were right in every way. */
  disordered = 0;
  right = 0;
  /** Changes of whom somebody follows that were acknowledged. */
  followChanges = 0;
  readonly staleness = new BatchedHistogram();
  /** Endpoint numbers by which feeds are asked for. */
  endpoints: readonly number[] = [];
  private readonly items: ItemBook;
  private readonly changes = new Map<number, FollowChange[]>();
  /** Of the stock, by author, newest first; laid when first asked for. */
  private stockFrom: Int32Array | null = null;
  private stockPosts = new Int32Array(0);
  /** Of the run, by author, in the order they were acknowledged. */
  private readonly made = new Map<number, { readonly row: number; readonly heardAt: number }[]>();

  constructor(items: ItemBook, graph: SocialGraph, spec: FeedBookSpec) {
    this.items = items;
    this.graph = graph;
    this.spec = spec;
  }

  /** Rows of the stock that `author` posted, newest first. */
  stockOf(author: number): Int32Array {
    const from = (this.stockFrom ??= this.layStock());
    return this.stockPosts.subarray(from[author], from[author + 1]);
  }

  private layStock(): Int32Array {
    const { items, graph } = this;
    items.layStock();
    const { owner } = items.rows;
    const from = new Int32Array(graph.users + 1);
    for (let row = 0; row < items.stockItems; row++) from[owner.data[row] + 1]++;
    for (let user = 0; user < graph.users; user++) from[user + 1] += from[user];
    this.stockPosts = new Int32Array(items.stockItems);
    const next = from.slice();
    // Rows of the stock are in the order of their making.
    for (let row = items.stockItems - 1; row >= 0; row--) this.stockPosts[next[owner.data[row]]++] = row;
    return from;
  }

  /** The author of `row` was told at `at` that it is stored. */
  heardPost(row: number, at: number): void {
    const author = this.items.rows.owner.data[row];
    const own = this.made.get(author);
    if (own === undefined) this.made.set(author, [{ row, heardAt: at }]);
    else own.push({ row, heardAt: at });
  }

  /** Somebody asks to follow or no longer to follow; the answer is to be handed to `heardFollow`. */
  asksToFollow(user: number, followee: number, follows: boolean, at: number): FollowChange {
    const change = { followee, follows, askedAt: at, heardAt: Infinity };
    const own = this.changes.get(user);
    if (own === undefined) this.changes.set(user, [change]);
    else own.push(change);
    return change;
  }

  /** Somebody who looks on once the run is over is counted nowhere. */
  heardFollow(change: FollowChange, at: number, isCounted = true): void {
    change.heardAt = at;
    if (isCounted) this.followChanges++;
  }

  /** Whom `user` certainly follows at `at`: as it was told, and nothing else asked since. */
  follows(user: number, followee: number, at: number): boolean {
    let follows: boolean | null = null;
    for (const each of this.changes.get(user) ?? [])
      if (each.followee === followee && each.askedAt <= at) follows = each.heardAt <= at ? each.follows : false;
    return follows ?? this.graph.followees(user).includes(followee);
  }

  followeesAt(user: number, at: number): readonly number[] | Int32Array {
    const own = this.changes.get(user);
    const base = this.graph.followees(user);
    if (own === undefined) return base;
    const all = new Set(base);
    for (const { followee, follows, askedAt, heardAt } of own) {
      if (follows && heardAt <= at) all.add(followee);
      else if (!follows && askedAt <= at) all.delete(followee);
    }
    return [...all];
  }

  /** Posts of `author` may stand in a feed of `user` that was under way from `askedAt` to `at`. */
  private mayShow(user: number, author: number, askedAt: number, at: number): boolean {
    let may = this.graph.followees(user).includes(author);
    for (const each of this.changes.get(user) ?? []) {
      if (each.followee !== author) continue;
      if (each.follows && each.askedAt <= at) may = true;
      else if (!each.follows && each.heardAt <= askedAt) may = false;
    }
    return may;
  }

  /** `user` has asked by `at` to follow `author` no longer: a feed under way then may lack their posts. */
  private isLeft(user: number, author: number, at: number): boolean {
    const last = this.changes.get(user)?.findLast((each) => each.followee === author && each.askedAt <= at);
    return last?.follows === false;
  }

  /** The rows a feed asked for at `at` has to show, newest first. */
  page(user: number, at: number): { readonly row: number; readonly heardAt: number }[] {
    const page: { row: number; heardAt: number }[] = [];
    const { madeAt } = this.items.rows;
    const { pageSize } = this.spec;
    for (const author of this.followeesAt(user, at)) {
      const since = this.followedSince(user, author, at);
      const made = this.made.get(author) ?? [];
      let open = true;
      for (let i = made.length - 1; i >= 0 && open; i--) {
        const { row, heardAt } = made[i];
        if (heardAt <= at) open = this.offer(page, { row, heardAt: Math.max(since, heardAt) }, pageSize);
      }
      if (!open) continue;
      for (const row of this.stockOf(author)) if (!this.offer(page, { row, heardAt: Math.max(since, madeAt.data[row]) }, pageSize)) break;
    }
    return page;
  }

  /** When `user` was told that they follow `followee`; -Infinity: before the run. */
  private followedSince(user: number, followee: number, at: number): number {
    const last = this.changes.get(user)?.findLast((each) => each.followee === followee && each.follows && each.heardAt <= at);
    return last?.heardAt ?? -Infinity;
  }

  /**
   * What a home timeline of `user` held before the run: the newest rows of the stock of whom they follow, newest first, at most so many.
   * Rows of the stock are numbered as they were made, so the lists of those people are merged from their heads by the number alone: a
   * stock of millions costs no more than the rows that are taken.
   */
  stockTimeline(user: number, most: number): number[] {
    const page: number[] = [];
    const heads = new NewestFirst(Array.from(this.graph.followees(user), (author) => this.stockOf(author)));
    while (page.length < most && heads.size > 0) page.push(heads.take());
    return page;
  }

  /** Takes a post in where it is among the newest; false where it is not. */
  private offer(page: { row: number; heardAt: number }[], post: { row: number; heardAt: number }, most: number): boolean {
    const { madeAt } = this.items.rows;
    const time = madeAt.data[post.row];
    if (page.length === most && time <= madeAt.data[page[most - 1].row]) return false;
    let place = page.length;
    while (place > 0 && madeAt.data[page[place - 1].row] < time) place--;
    page.splice(place, 0, post);
    if (page.length > most) page.pop();
    return true;
  }

  /** Judges a feed of `user` that was asked for at `askedAt` and there at `at`: references of posts, or null for none. */
  judge(user: number, askedAt: number, list: readonly number[] | null, at: number): FeedVerdict {
    const verdict = this.worthOf(user, askedAt, list ?? [], at);
    this.feeds++;
    this.expected += verdict.expected;
    this.missing += verdict.missing;
    this.underWay += verdict.underWay;
    this.strangers += verdict.strangers;
    this.repeated += verdict.repeated;
    if (verdict.disordered) this.disordered++;
    const { missing, underWay, strangers, repeated, disordered } = verdict;
    if (missing + underWay + strangers + repeated === 0 && !disordered) this.right++;
    this.staleness.add(groupOf(user), verdict.staleMs);
    return verdict;
  }

  /** The same, counted nowhere. */
  worthOf(user: number, askedAt: number, list: readonly number[], at: number): FeedVerdict {
    const { madeAt, owner, content } = this.items.rows;
    const rows = list.filter((ref) => kindOf(ref) === ITEM).map(rowOf);
    const shown = new Set<number>();
    let [strangers, repeated, disordered] = [list.length - rows.length, 0, false];
    rows.forEach((row, place) => {
      if (shown.has(content.data[row])) repeated++;
      shown.add(content.data[row]);
      if (!this.mayShow(user, owner.data[row], askedAt, at)) strangers++;
      if (place > 0 && madeAt.data[row] > madeAt.data[rows[place - 1]]) disordered = true;
    });
    let [missing, underWay, staleMs] = [0, 0, 0];
    const expected = this.page(user, askedAt);
    for (const { row, heardAt } of expected) {
      if (shown.has(content.data[row]) || this.isLeft(user, owner.data[row], at)) continue;
      // Newer posts, of which nobody had been told yet, may have taken the page.
      const newer = rows.reduce((count, other) => count + (madeAt.data[other] > madeAt.data[row] ? 1 : 0), 0);
      if (newer >= this.spec.pageSize) continue;
      const ageMs = askedAt - heardAt;
      if (ageMs > this.spec.freshWithinMs) missing++;
      else underWay++;
      staleMs = Math.max(staleMs, ageMs);
    }
    return { expected: expected.length, missing, underWay, strangers, repeated, disordered, staleMs };
  }
}
