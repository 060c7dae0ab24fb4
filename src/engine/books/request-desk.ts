import { BatchedHistogram, groupOf, timeStretches } from "../../base/batched-histogram.ts";
import { Calls, NOTHING } from "../calls/calls.ts";
import type { Call, CallHolder } from "../calls/calls.ts";
import { FeedBook } from "./feed-book.ts";
import type { FeedBookSpec } from "./feed-book.ts";
import type { SocialGraph } from "./social-graph.ts";
import { InstantGroups } from "../calls/instant-group.ts";
import { ItemBook } from "./item-book.ts";
import type { Stock } from "./item-book.ts";
import { RequestTraces } from "./request-traces.ts";
import type { ItemRows } from "../rows/item-rows.ts";
import { ANSWERED, NOT_FOUND, REFUSED, RequestRows, WAITING } from "../rows/ranking-rows.ts";
import { rowOf } from "../rows/rows.ts";

/** Where one endpoint's requests were answered, and how long that took. */
export class EndpointBook {
  readonly id: string;
  asked = 0;
  answered = 0;
  notFound = 0;
  /** By reason, as the refusing part says it. */
  readonly refused = new Map<string, number>();
  /** The same, by the number of the part that refused; kept for requests of items. */
  readonly refusedAt = new Map<number, Map<string, number>>();
  private readonly byGroup = new Map<number, BatchedHistogram>();

  constructor(id: string) {
    this.id = id;
  }

  /** A response from a group of parts that live as one: groups take turns by windows, so each adds up for itself. */
  responded(group: number, batch: number, ms: number): void {
    let own = this.byGroup.get(group);
    if (own === undefined) this.byGroup.set(group, (own = new BatchedHistogram()));
    own.add(batch, ms);
  }

  /** A request was turned down, by whom and why. */
  turnedDown(reason: string, place: number): void {
    this.refused.set(reason, (this.refused.get(reason) ?? 0) + 1);
    let own = this.refusedAt.get(place);
    if (own === undefined) this.refusedAt.set(place, (own = new Map()));
    own.set(reason, (own.get(reason) ?? 0) + 1);
  }

  /** Requests that the books know of and of which they do not say what became. */
  get open(): number {
    return [...this.refused.values()].reduce((left, refused) => left - refused, this.asked - this.answered - this.notFound);
  }

  get responses(): BatchedHistogram {
    const groups = [...this.byGroup].sort(([a], [b]) => a - b);
    if (groups.length === 1) return groups[0][1];
    const all = new BatchedHistogram();
    for (const [, responses] of groups) all.merge(responses);
    return all;
  }
}

/**
 * The clients of a run and the books of what they asked: each request is a call that begins here. Response time is from the
 * client's send to the reply's arrival, whichever part replied.
 */
export class RequestDesk implements CallHolder {
  readonly rows = new RequestRows();
  /** Parts that calls run between. */
  readonly groups = new InstantGroups();
  readonly calls = new Calls(this.groups);
  readonly endpoints: readonly EndpointBook[];
  private readonly warmupMs: number;
  /** What clients may rely on of the things they stored; null where nobody stores any. */
  items: ItemBook | null = null;
  /** Requests of things with every call made for them; null where nobody will look at any. */
  readonly traces: RequestTraces | null;
  /** What home feeds have to show; null where nobody reads any. */
  feeds: FeedBook | null = null;
  private timeoutMs = Infinity;
  private readonly batchOf: (askedAt: number, user: number) => number;

  /** `endpoints` are the ids of the API quadrant, in order; a drawing without any has one named "requests". */
  constructor(
    endpoints: readonly string[],
    times: { readonly warmupMs: number; readonly durationMs: number; readonly steady: boolean; readonly traced?: boolean },
  ) {
    this.traces = times.traced === true ? new RequestTraces() : null;
    const ids = endpoints.length > 0 ? endpoints : ["requests"];
    this.endpoints = ids.map((id) => new EndpointBook(id));
    this.warmupMs = times.warmupMs;
    const stretch = timeStretches(times.warmupMs, times.durationMs);
    this.batchOf = times.steady ? (askedAt) => stretch(askedAt) : (_askedAt, user) => groupOf(user);
  }

  /** Requests of clients, whatever became of them. */
  get asked(): number {
    let asked = 0;
    for (const book of this.endpoints) asked += book.asked;
    return asked;
  }

  /** Names of the parts that reply, by the number in `rows.place`. */
  get places(): readonly string[] {
    return this.calls.places;
  }

  /** A new request for a user's list; returns the reference that travels. */
  ask(user: number, endpoint: number, at: number): number {
    const { rows } = this;
    const row = rows.length;
    rows.user.push(user);
    rows.endpoint.push(endpoint);
    rows.askedAt.push(at);
    rows.answeredAt.push(NaN);
    rows.candidates.push(-1);
    rows.list.push(-1);
    rows.state.push(WAITING);
    rows.place.push(0);
    this.endpoints[endpoint].asked++;
    const deadlineAt = at + this.timeoutMs;
    const call = this.calls.make(this, { parent: null, key: user, op: "read", endpoint, row: NOTHING, bytes: 0, deadlineAt }, at);
    call.request = row;
    return call.ref;
  }

  /** Clients give up after so long; the work goes on without them. */
  giveUpAfter(timeoutMs: number): void {
    this.timeoutMs = Math.min(this.timeoutMs, timeoutMs);
  }

  /** The reply reaches the client: a list, nothing for this user, an error; or the client has gone. */
  returned(call: Call, at: number): void {
    const { request: row, place } = call;
    const askedAt = this.rows.askedAt.data[row];
    if (call.state === "refused") this.failed(row, at, call.reason, place);
    else if (at - askedAt > this.timeoutMs) this.failed(row, askedAt + this.timeoutMs, "timed out", place);
    else this.served(row, at, call.answer === NOTHING ? -1 : rowOf(call.answer), place);
    this.calls.release(call);
  }

  private served(row: number, at: number, list: number, place: number): void {
    this.close(row, at, list < 0 ? NOT_FOUND : ANSWERED, place);
    this.rows.list.data[row] = list;
    const book = this.endpoints[this.rows.endpoint.data[row]];
    if (list < 0) book.notFound++;
    else book.answered++;
    const askedAt = this.rows.askedAt.data[row];
    if (askedAt >= this.warmupMs) book.responded(this.groups.groupOf(place), this.batchOf(askedAt, this.rows.user.data[row]), at - askedAt);
  }

  /** A request of an item that a client of its own waits for (sources/request-clients.ts) was answered at `at`, by whom; it is kept in the sums alone. */
  itemAnswered(
    endpoint: number,
    found: boolean,
    times: { readonly askedAt: number; readonly at: number },
    user: number,
    place: number,
  ): void {
    const book = this.endpoints[endpoint];
    if (found) book.answered++;
    else book.notFound++;
    const { askedAt, at } = times;
    if (askedAt >= this.warmupMs) book.responded(this.groups.groupOf(place), this.batchOf(askedAt, user), at - askedAt);
  }

  /** The book of things, opened by whoever is first. */
  openItems(rows: ItemRows, stock: Stock): ItemBook {
    return (this.items ??= new ItemBook(rows, stock));
  }

  /** The book of feeds over the things that are open, opened by whoever is first. */
  openFeeds(items: ItemBook, graph: () => SocialGraph, spec: FeedBookSpec): FeedBook {
    return (this.feeds ??= new FeedBook(items, graph(), spec));
  }

  private failed(row: number, at: number, reason: string, place: number): void {
    this.close(row, at, REFUSED, place);
    const { refused } = this.endpoints[this.rows.endpoint.data[row]];
    refused.set(reason, (refused.get(reason) ?? 0) + 1);
  }

  private close(row: number, at: number, state: number, place: number): void {
    const { rows } = this;
    rows.state.data[row] = state;
    rows.answeredAt.data[row] = at;
    rows.place.data[row] = place;
  }
}
