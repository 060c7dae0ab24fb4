import { BatchedHistogram, groupOf } from "../../base/batched-histogram.ts";
import { log } from "../../base/fixed-math.ts";
import { spreadOf } from "../../base/spread.ts";
import { IdSet } from "../../engine/kernel/id-set.ts";
import { isListStore } from "../../engine/tables/list-store.ts";
import { ANSWERED } from "../../engine/rows/ranking-rows.ts";
import type { RunContext } from "../../engine/part/run-context.ts";
import { TASTES } from "../../engine/sources/taste-users.ts";
import type { TasteUsers } from "../../engine/sources/taste-users.ts";
import type { Machine } from "../compile/build-machine.ts";
import type { RecommendationQuality } from "../../result/result.ts";
import { HitStretches } from "./hit-stretches.ts";
import { ServedLists } from "../lists/served-lists.ts";

/** Choices judged at most: a list is worked out for each of them. */
const MAX_JUDGED = 4000;
const LIST_LENGTH = 10;

/**
 * Prequential: every choice of an item that is new to its user is held against the list that user was shown last before. No
 * list, or one for nobody in particular: a miss. Of many choices a sample by hash is judged; the interval says what that costs.
 */
export function judgeRecommendations(machine: Machine): RecommendationQuality | null {
  const { run } = machine;
  if (run.rows.makers.length === 0) return null;
  // Lists that are made when asked, in a run where nobody asks (a file of events), are no lists that miss.
  if (run.desk.rows.length === 0 && ![...machine.nodes.values()].some(isListStore)) return null;
  const order = choicesInOrder(run);
  let choices = 0;
  eachNewChoice(run, order, () => choices++);
  if (choices === 0) return null;
  const every = Math.max(1, Math.ceil(choices / MAX_JUDGED));
  const shown = run.desk.rows.length > 0 ? servedBefore(run) : storedBefore(machine);
  const newest = order.at(-1);
  const judge = new Judge(machine, new HitStretches(run.warmupMs, newest === undefined ? 0 : run.rows.events.happenedAt.at(newest)));
  const numberOf = numbersByArrival(machine, every > 1);
  eachNewChoice(run, order, (row, seen, counts) => {
    if ((spreadOf(numberOf(row)) >>> 8) % every === 0) judge.choice(row, shown(row), seen, counts);
  });
  return judge.quality(choices);
}

/** Events about an item of a known user, as they happened; repeats of an event id once. */
function choicesInOrder(run: RunContext): number[] {
  const { events } = run.rows;
  const rows: number[] = [];
  const ids = new IdSet();
  for (let row = 0; row < events.length; row++)
    if (events.item.at(row) >= 0 && events.user.at(row) >= 0 && ids.add(events.eventId.at(row))) rows.push(row);
  return rows.sort((a, b) => events.happenedAt.at(a) - events.happenedAt.at(b) || a - b);
}

/**
 * The number of an event in the order of arrival. Rows of one source are in that order; where several make them, each its share
 * of a window, how time was cut must not decide which choices are judged.
 */
function numbersByArrival({ run, parts }: Machine, areAsked: boolean): (row: number) => number {
  if (!areAsked || parts.filter(({ kind }) => kind.family === "source").length < 2) return (row) => row;
  const { events } = run.rows;
  const rows = Array.from({ length: events.length }, (_, row) => row);
  rows.sort((a, b) => events.sentAt.at(a) - events.sentAt.at(b) || a - b);
  const numbers = new Int32Array(rows.length);
  rows.forEach((row, number) => (numbers[row] = number));
  return (row) => numbers[row];
}

/** Calls `visit` for each choice after the warm-up of an item its user had not met, with what the user had met and how often each item was. */
function eachNewChoice(
  run: RunContext,
  order: readonly number[],
  visit: (row: number, seen: ReadonlySet<number>, counts: Int32Array) => void,
): void {
  const { events } = run.rows;
  const met = new Map<number, Set<number>>();
  const counts = new Int32Array(run.dimensions.items);
  for (const row of order) {
    const user = events.user.at(row);
    const item = events.item.at(row);
    let seen = met.get(user);
    if (seen === undefined) met.set(user, (seen = new Set()));
    if (!seen.has(item) && events.happenedAt.at(row) >= run.warmupMs) visit(row, seen, counts);
    seen.add(item);
    counts[item]++;
  }
}

/** A list (-1 = none) and when the user saw it; null when the user saw nothing yet. */
type Shown = { readonly list: number; readonly at: number } | null;

/** The answer a user saw last before an event. */
function servedBefore(run: RunContext): (row: number) => Shown {
  const { rows } = run.desk;
  const byUser = new Map<number, number[]>();
  const order = Array.from({ length: rows.length }, (_, request) => request).filter((request) => rows.state.data[request] === ANSWERED);
  order.sort((a, b) => rows.answeredAt.data[a] - rows.answeredAt.data[b] || a - b);
  for (const request of order) {
    const user = rows.user.data[request];
    const own = byUser.get(user);
    if (own === undefined) byUser.set(user, [request]);
    else own.push(request);
  }
  const { events } = run.rows;
  return (row) => {
    const own = byUser.get(events.user.at(row)) ?? [];
    const at = events.happenedAt.at(row);
    let low = 0;
    let high = own.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (rows.answeredAt.data[own[middle]] <= at) low = middle + 1;
      else high = middle;
    }
    const request = low === 0 ? -1 : own[low - 1];
    return request < 0 ? null : { list: rows.list.data[request], at: rows.answeredAt.data[request] };
  };
}

/** Where nobody asks (a file of events), the list that the store would have shown at the moment of an event. */
function storedBefore(machine: Machine): (row: number) => Shown {
  const store = [...machine.nodes.values()].find(isListStore);
  const { events } = machine.run.rows;
  return (row) => {
    const at = events.happenedAt.at(row);
    const list = store === undefined ? -1 : store.lists.shownAt(events.user.at(row), at);
    return list < 0 ? null : { list, at };
  };
}

/** Whether fewer than ten items that the user has not met were met oftener by all; ties go to the smaller item. */
function isAmongMostMet(item: number, seen: ReadonlySet<number>, counts: Int32Array): boolean {
  let better = 0;
  for (let other = 0; other < counts.length; other++) {
    if (counts[other] < counts[item] || (counts[other] === counts[item] && other >= item) || seen.has(other)) continue;
    if (++better >= LIST_LENGTH) return false;
  }
  return counts[item] > 0;
}

class Judge {
  private readonly machine: Machine;
  private readonly hits = new BatchedHistogram();
  private readonly gains = new BatchedHistogram();
  private readonly stale = new BatchedHistogram();
  private readonly known = new BatchedHistogram();
  private readonly stretches: HitStretches;
  private readonly shownItems = new Set<number>();
  private readonly lists: ServedLists;
  private readonly users: readonly Pick<TasteUsers, "tastes" | "sessionOfRow">[];
  private readonly newestByUser: Map<number, number[]>;
  private popularHits = 0;
  private ceiling = 0;
  private searched = 0;
  private searchFound = 0;
  private judged = 0;

  constructor(machine: Machine, stretches: HitStretches) {
    this.machine = machine;
    this.stretches = stretches;
    this.lists = new ServedLists(machine.run);
    this.users = TASTES.all(machine.nodes.values());
    this.newestByUser = eventsByUser(machine.run);
  }

  choice(row: number, shown: Shown, seen: ReadonlySet<number>, counts: Int32Array): void {
    const { run } = this.machine;
    const { events } = run.rows;
    const item = events.item.at(row);
    const user = events.user.at(row);
    const list = shown?.list ?? -1;
    const items = list < 0 ? [] : this.listedItems(list);
    const place = items.slice(0, LIST_LENGTH).indexOf(item);
    this.judged++;
    this.hits.add(groupOf(user), place < 0 ? 0 : 1);
    this.stretches.add(events.happenedAt.at(row), user, list >= 0, place >= 0);
    this.gains.add(groupOf(user), place < 0 ? 0 : Math.LN2 / log(place + 2));
    for (const one of items) this.shownItems.add(one);
    if (shown !== null) this.stale.add(groupOf(user), this.staleMs(user, list, shown.at));
    if (list >= 0) this.knownPast(user, list);
    if (isAmongMostMet(item, seen, counts)) this.popularHits++;
    for (const { tastes, sessionOfRow } of this.users) {
      const session = row < sessionOfRow.length ? sessionOfRow.data[row] : -1;
      if (session >= 0) this.ceiling += tastes.ceilingAt10(session, seen);
    }
  }

  /** The items of a list, and how many of them an approximate search had found. */
  private listedItems(list: number): number[] {
    const items = [...this.lists.itemsOf(list).items];
    if (!this.lists.isApproximate(list)) return items;
    const exact = this.lists.exactItemsOf(list).items;
    this.searched += exact.length;
    for (const one of exact) if (items.includes(one)) this.searchFound++;
    return items;
  }

  /** How long ago the user did the first thing that the list does not know; 0 when it knew all. */
  private staleMs(user: number, list: number, at: number): number {
    const { events } = this.machine.run.rows;
    const own = this.newestByUser.get(user) ?? [];
    const known = list < 0 ? -1 : this.lists.makerOf(list).steps.eventOf(this.lists.stepOf(list));
    const knownAt = known < 0 ? -Infinity : events.happenedAt.at(known);
    for (const row of own) {
      const happenedAt = events.happenedAt.at(row);
      if (happenedAt > at) break;
      if (happenedAt > knownAt) return at - happenedAt;
    }
    return 0;
  }

  /** How much of what the user had chosen, up to the newest choice the list knows, it was made from. Repeats of an id count once. */
  private knownPast(user: number, list: number): void {
    const { events } = this.machine.run.rows;
    const { steps } = this.lists.makerOf(list);
    const step = this.lists.stepOf(list);
    const newest = steps.eventOf(step);
    if (newest < 0) return;
    const until = events.happenedAt.at(newest);
    const ids = (rows: readonly number[]): number => new Set(rows.map((row) => events.eventId.at(row))).size;
    const chosen = (this.newestByUser.get(user) ?? []).filter((row) => events.happenedAt.at(row) <= until);
    const taken = steps.eventsTaken(step).filter((row) => events.happenedAt.at(row) <= until);
    this.known.add(groupOf(user), ids(taken) / ids(chosen));
  }

  quality(choices: number): RecommendationQuality {
    const { judged } = this;
    const items = this.machine.run.dimensions.items;
    return {
      recallAt10: this.hits.whole.mean ?? 0,
      ndcgAt10: this.gains.whole.mean ?? 0,
      staleMsP50: this.stale.quantile(0.5) ?? 0,
      staleMsP95: this.stale.quantile(0.95) ?? 0,
      staleMsP99: this.stale.quantile(0.99) ?? 0,
      knownShare: this.known.whole.mean,
      popularityRecallAt10: judged === 0 ? 0 : this.popularHits / judged,
      ceilingRecallAt10: this.users.length === 0 || judged === 0 ? null : this.ceiling / judged,
      coverage: items === 0 ? 0 : this.shownItems.size / items,
      searchRecall: this.searched === 0 ? 1 : this.searchFound / this.searched,
      judged,
      choices,
      ci95: { recallAt10: this.hits.meanBounds(), ndcgAt10: this.gains.meanBounds() },
      stretches: this.stretches.all(),
    };
  }
}

function eventsByUser(run: RunContext): Map<number, number[]> {
  const { events } = run.rows;
  const byUser = new Map<number, number[]>();
  for (let row = 0; row < events.length; row++) {
    const user = events.user.at(row);
    if (user < 0 || events.item.at(row) < 0) continue;
    const own = byUser.get(user);
    if (own === undefined) byUser.set(user, [row]);
    else own.push(row);
  }
  for (const own of byUser.values()) own.sort((a, b) => events.happenedAt.at(a) - events.happenedAt.at(b) || a - b);
  return byUser;
}
