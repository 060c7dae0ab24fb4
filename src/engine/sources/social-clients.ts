import { weighted, zipfSampler } from "../../base/alias-table.ts";
import type { AliasTable } from "../../base/alias-table.ts";
import { KeyShuffle } from "../../base/key-shuffle.ts";
import type { RandomStream } from "../../base/rng.ts";
import { exponential } from "../../base/sampler.ts";
import type { Sampler } from "../../base/sampler.ts";
import type { FeedBook } from "../books/feed-book.ts";
import type { ItemBook, Verdict } from "../books/item-book.ts";
import { SocialGraph } from "../books/social-graph.ts";
import type { SocialGraphSpec } from "../books/social-graph.ts";
import type { RequestOutcome } from "../books/request-traces.ts";
import type { Ask } from "../calls/asking.ts";
import type { CallTrace } from "../calls/call-trace.ts";
import type { CallPolicy } from "../calls/call-policy.ts";
import { NOTHING } from "../calls/calls.ts";
import type { CallOp, CallSpec, ListsWanted } from "../calls/calls.ts";
import { TimeQueue } from "../kernel/time-queue.ts";
import { amountOf } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import type { RunContext } from "../part/run-context.ts";
import { NO_KEY, textBytes } from "../rows/item-rows.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { ITEM, kindOf, refOf, rowOf } from "../rows/rows.ts";
import type { RateSpec } from "./arrival-rate.ts";
import { AskingClients, NO_REPLY } from "./asking-clients.ts";
import { SENDS_REQUESTS } from "./sends-requests.ts";
import type { OneRequest, SentRequest } from "./sends-requests.ts";

/** What people do: read their home feed, post, follow somebody, no longer follow somebody, open a post of a feed they have. */
export const SOCIAL_WANTS = ["feed", "post", "follow", "unfollow"] as const;
type SocialWant = (typeof SOCIAL_WANTS)[number] | "open";

export type SocialClientsSpec = RateSpec &
  Omit<SocialGraphSpec, "users"> & {
    readonly users: number;
    /** Who reads and posts how often; it has nothing to do with how many follow them. */
    readonly activity: { readonly s: number; readonly q: number };
    readonly mix: { readonly [want in (typeof SOCIAL_WANTS)[number]]: number };
    /** Endpoints of the API quadrant that serve each, by number and share; none: nobody serves it. */
    readonly endpoints: { readonly [want in SocialWant]: readonly { readonly endpoint: number; readonly share: number }[] };
    /** The run carries this share of the requests of the whole service. */
    readonly share: number;
    /** Posts of the time before the run, as far apart as posts of the run are on average. */
    readonly stock: number;
    readonly pageSize: number;
    readonly freshWithinMs: number;
    /** Posts of a feed that its reader opens, on average, one after another, and after how long. */
    readonly opens: { readonly mean: number; readonly afterMs: number };
    /** Of the followers of a celebrity so large a share comes to read when they post, within so long on average. */
    readonly fans: { readonly share: number; readonly meanMs: number };
    readonly postBytes: Sampler;
    readonly roundTrip: Sampler;
    readonly newConnections: { readonly share: number; readonly roundTrips: number; readonly lookup: Sampler };
    readonly policy: CallPolicy;
  };

type FollowChange = ReturnType<FeedBook["asksToFollow"]>;

/** One request, from the tap to its reply. */
type Wish = CallSpec & {
  readonly want: SocialWant;
  readonly user: number;
  readonly askedAt: number;
  readonly backMs: number;
  /** Of a post that is opened: the row it has to get. */
  readonly expected: number;
  readonly change: FollowChange | null;
  /** Written down, for whoever looks at single requests. */
  readonly trace: CallTrace | null;
  /** Sent for somebody who looks on, once the run is over: counted nowhere. */
  readonly seen: Seen | null;
};

/** Who looks on at one request, by which endpoint it goes, and who hears what came of it. */
type Seen = { readonly endpoint: number; tell(sent: SentRequest): void };

/** What is due later by itself. */
type Due =
  | { readonly does: "send" | "hear"; readonly wish: Wish; readonly stored: number }
  | { readonly does: "read"; readonly user: number }
  | { readonly does: "open"; readonly user: number; readonly row: number };

const CALL_BYTES = 500;
const MOST_TRIES = 8;
const NONE = -1;
/** What fan-out workers usually need for a post, with time to spare. */
const PUSHED_WITHIN_MS = 1000;

/**
 * People of a social network: they read home feeds, post, follow and unfollow as an open Poisson process with a daily curve, and
 * hold every feed against what those they follow were told is stored. When a celebrity's post is acknowledged, a share of the
 * followers comes to read. Out `requests`, a wire to each edge.
 */
export class SocialClients extends AskingClients {
  readonly items: ItemBook;
  readonly feeds: FeedBook;
  private readonly spec: SocialClientsSpec;
  private readonly draws: RandomStream;
  private readonly network: RandomStream;
  private readonly activity: AliasTable;
  private readonly people: KeyShuffle;
  private readonly popularity: AliasTable;
  private readonly wants: AliasTable;
  private readonly endpointOf: { readonly [want in SocialWant]: AliasTable | null };
  private readonly fanDelay: Sampler;
  private readonly openDelay: Sampler;
  private readonly due = new TimeQueue();
  private readonly dues: (Due | null)[] = [];
  private readonly freeDues: number[] = [];
  /** Requests of which no book says yet what became of them. */
  private readonly open = new Set<Wish>();
  private nextActAt: number;
  /** Changes of who looks on whose client has not heard of them. */
  private seenChanges = 0;

  constructor(id: string, run: RunContext, out: readonly RowQueue[], spec: SocialClientsSpec) {
    super(id, run, out, spec);
    this.spec = spec;
    this.tell(SENDS_REQUESTS, this);
    const { users } = spec;
    this.activity = zipfSampler(users, spec.activity.s, spec.activity.q);
    this.people = new KeyShuffle(users);
    this.popularity = zipfSampler(users, spec.popularity.s, spec.popularity.q);
    const stockDraws = run.randomStream(id, "stock");
    const total = SOCIAL_WANTS.reduce((sum, want) => sum + spec.mix[want], 0);
    const gapMs = (1000 * total) / Math.max(1e-9, spec.sessionsPerSecond * spec.mix.post);
    this.items = run.desk.openItems(run.rows.items, {
      items: spec.stock,
      share: spec.share,
      itemsPerRow: 1,
      users,
      bytes: () => Math.max(1, Math.round(spec.postBytes.sample(stockDraws))),
      owner: () => this.somebody(stockDraws),
      ageMs: (row) => (spec.stock - row) * gapMs,
    });
    const graph = (): SocialGraph => new SocialGraph(run.randomStream(id, "graph"), spec);
    this.feeds = run.desk.openFeeds(this.items, graph, { pageSize: spec.pageSize, freshWithinMs: spec.freshWithinMs });
    const numbers = (wants: readonly SocialWant[]): number[] => [
      ...new Set(wants.flatMap((want) => spec.endpoints[want].map(({ endpoint }) => endpoint))),
    ];
    this.items.endpoints.read = numbers(spec.opens.mean > 0 ? ["feed", "open"] : ["feed"]);
    this.items.endpoints.change = numbers(["post"]);
    this.feeds.endpoints = numbers(["feed"]);
    this.draws = run.randomStream(id, "behaviour");
    this.network = run.randomStream(id, "network");
    this.wants = weighted(SOCIAL_WANTS.map((want) => spec.mix[want]));
    const table = (want: SocialWant): AliasTable | null =>
      spec.endpoints[want].length === 0 ? null : weighted(spec.endpoints[want].map(({ share }) => share));
    this.endpointOf = {
      feed: table("feed"),
      post: table("post"),
      follow: table("follow"),
      unfollow: table("unfollow"),
      open: table("open"),
    };
    this.fanDelay = exponential(spec.fans.meanMs);
    this.openDelay = exponential(spec.opens.afterMs);
    this.nextActAt = this.arrival(0);
  }

  /** By how active they are, in an order that has nothing to do with how many follow them. */
  private somebody(draws: RandomStream): number {
    return this.people.at(this.activity.sample(draws));
  }

  protected nextOwnAt(): number {
    return Math.min(this.nextActAt, this.due.time, this.asking.time);
  }

  protected moveOwn(at: number): void {
    if (this.due.time <= at) return this.isDue(this.takeDue(), at);
    if (this.asking.time <= at) return this.asking.move(at);
    this.nextActAt = this.arrival(at);
    this.act(at);
  }

  private plan(due: Due, at: number): void {
    const place = this.freeDues.pop() ?? this.dues.length;
    this.dues[place] = due;
    this.due.push(at, place);
  }

  private takeDue(): Due {
    const place = this.due.pop();
    const due = this.dues[place] as Due;
    this.dues[place] = null;
    this.freeDues.push(place);
    return due;
  }

  private isDue(due: Due, at: number): void {
    switch (due.does) {
      case "send":
        this.asking.ask(due.wish, 1, 1, at);
        return;
      case "hear":
        return this.hear(due.wish, due.stored, at);
      case "open":
        return this.openPost(due.user, due.row, at);
      case "read":
        return this.readFeed(due.user, at);
    }
  }

  private act(at: number): void {
    this.items.layStock();
    const { draws } = this;
    const want = SOCIAL_WANTS[this.wants.sample(draws)];
    const user = this.somebody(draws);
    if (want === "post") return this.post(user, at);
    if (want === "feed") return this.readFeed(user, at);
    const followee = this.toChange(user, want === "follow", at);
    // Who finds nobody to follow, or follows nobody any more, reads.
    if (followee === NONE) return this.readFeed(user, at);
    this.changeFollow(user, followee, want === "follow", at);
  }

  private toChange(user: number, follows: boolean, at: number): number {
    const { draws } = this;
    const own = follows ? null : this.feeds.followeesAt(user, at);
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      if (own !== null && own.length === 0) return NONE;
      const followee = own === null ? this.popularity.sample(draws) : own[draws.nextBelow(own.length)];
      if (followee !== user && this.feeds.follows(user, followee, at) !== follows) return followee;
    }
    return NONE;
  }

  private changeFollow(user: number, followee: number, follows: boolean, at: number, seen: Seen | null = null): void {
    const lists: ListsWanted = { of: "followees", users: [user], most: 1, skip: 0, entries: [followee] };
    const change = this.feeds.asksToFollow(user, followee, follows, at);
    this.send(follows ? "follow" : "unfollow", user, { op: follows ? "push" : "drop", key: user, lists, change }, at, seen);
  }

  private post(user: number, at: number, seen: Seen | null = null, text: string | null = null): void {
    const { items, draws, spec } = this;
    items.layStock();
    const bytes = text === null ? Math.max(1, Math.round(spec.postBytes.sample(draws))) : textBytes(text);
    const content = text === null ? items.newContent() : items.contentOf(text);
    const row = items.rows.add({ key: NO_KEY, content, owner: user, bytes, madeAt: at, expiresAt: Infinity });
    this.send("post", user, { op: "insert", key: NO_KEY, row: refOf(ITEM, row) }, at, seen);
  }

  private readFeed(user: number, at: number, seen: Seen | null = null): void {
    this.items.layStock();
    const lists: ListsWanted = { of: "timeline", users: [user], most: this.spec.pageSize, skip: 0, entries: [] };
    this.send("feed", user, { op: "list", key: user, lists }, at, seen);
  }

  private openPost(user: number, row: number, at: number, seen: Seen | null = null): void {
    this.send("open", user, { op: "read", key: this.items.rows.key.data[row], expected: row }, at, seen);
  }

  private send(
    want: SocialWant,
    user: number,
    about: { op: CallOp; key: number; row?: number; lists?: ListsWanted; change?: FollowChange; expected?: number },
    at: number,
    seen: Seen | null = null,
  ): void {
    const { draws, network, spec, items } = this;
    const table = this.endpointOf[want];
    const endpoint = seen?.endpoint ?? (table === null ? 0 : spec.endpoints[want][table.sample(draws)].endpoint);
    const book = this.run.desk.endpoints[endpoint];
    if (seen === null) {
      book.asked++;
      items.wanted[want === "feed" || want === "open" ? "read" : "change"]++;
      if (about.row !== undefined) items.sentBytes += items.rows.bytes.data[rowOf(about.row)];
      this.meter.departures++;
    }
    const roundTripMs = spec.roundTrip.sample(network);
    const { share: newShare, roundTrips, lookup } = spec.newConnections;
    const isNew = newShare > 0 && network.nextUniform32() < newShare;
    const lookupMs = isNew ? lookup.sample(network) : 0;
    const handshakeMs = isNew ? roundTrips * roundTripMs : 0;
    if (table === null) return book.turnedDown("no endpoint", this.place);
    const { op, key, row = NOTHING, lists = null, change = null, expected = NONE } = about;
    const bytes = CALL_BYTES + (row === NOTHING ? 0 : items.rows.bytes.data[rowOf(row)]);
    const call: CallSpec = { parent: null, deadlineAt: Infinity, op, key, endpoint, row, lists, bytes, awayMs: roundTripMs };
    const begin = { client: this.place, endpoint, op, key, user, askedAt: at, lookupMs, handshakeMs, wayMs: roundTripMs / 2 };
    const trace = this.run.desk.traces?.begin(begin) ?? null;
    const wish: Wish = { ...call, want, user, askedAt: at, backMs: roundTripMs / 2, expected, change, trace, seen };
    if (seen === null) this.open.add(wish);
    this.plan({ does: "send", wish, stored: NONE }, at + (lookupMs + handshakeMs) + roundTripMs / 2);
  }

  openRequests(): ReadonlyMap<number, number> {
    const open = new Map<number, number>();
    for (const { endpoint } of this.open) open.set(endpoint, (open.get(endpoint) ?? 0) + 1);
    return open;
  }

  settled(ask: Ask, at: number): void {
    const wish = ask.spec as Wish;
    this.open.delete(wish);
    const { desk } = this.run;
    const heardAt = at + wish.backMs;
    if (!ask.answered) {
      if (wish.seen === null) desk.endpoints[wish.endpoint].turnedDown(ask.reason, ask.place);
      return this.over(wish, ask, heardAt, null);
    }
    const found = wish.want !== "open" || ask.answer !== NOTHING;
    if (wish.seen === null) desk.itemAnswered(wish.endpoint, found, { askedAt: wish.askedAt, at: heardAt }, wish.user, ask.place);
    if (wish.want === "open") {
      const { key, expected, askedAt } = wish;
      const worth = [key, expected, askedAt, ask.answer, heardAt] as const;
      return this.over(wish, ask, heardAt, wish.seen === null ? this.items.judge(...worth) : this.items.worthOf(...worth));
    }
    this.over(wish, ask, heardAt, null);
    if (wish.want === "feed") return wish.seen === null ? this.hasFeed(wish, ask.list, heardAt) : undefined;
    if (wish.seen !== null) this.seenChanges++;
    this.plan({ does: "hear", wish, stored: ask.answer === NOTHING ? NONE : rowOf(ask.answer) }, heardAt);
  }

  private over({ trace, want, op, key, user, askedAt, seen }: Wish, ask: Ask, at: number, verdict: Verdict | null): void {
    const { traces } = this.run.desk;
    if (trace === null || traces === null) return;
    const row = ask.answered && ask.answer !== NOTHING && kindOf(ask.answer) === ITEM ? rowOf(ask.answer) : NONE;
    const outcome: RequestOutcome = {
      key: op === "insert" ? (row === NONE ? NONE : this.items.rows.key.data[row]) : key,
      responseMs: at - askedAt,
      end: !ask.answered ? "refused" : want === "open" && row === NONE ? "not found" : "answered",
      reason: ask.reason,
      place: ask.place,
      row,
      attempts: ask.branches[0].sent,
      verdict,
    };
    if (seen === null) return traces.end(trace, outcome);
    const list = want === "feed" && ask.answered ? (ask.list ?? []) : null;
    const feed = list === null ? null : this.feeds.worthOf(user, askedAt, list, at);
    seen.tell({ request: traces.take(trace, outcome), list, feed });
  }

  /**
   * Sends what somebody asks for who looks on, once the run is over: what is posted, followed or no longer followed is so from then
   * on, and it is counted nowhere. Workers that push a post have a second to do so before the next request.
   */
  sendOne(wanted: OneRequest, endMs: number): SentRequest | string {
    const { users } = this.spec;
    const { caller, about, want } = wanted;
    for (const user of want === "read" ? [caller] : [caller, about])
      if (user !== null && user >= users) return `There is no user ${user}: they have the numbers 0 to ${users - 1}.`;
    if (this.run.desk.traces === null) return NO_REPLY;
    // Whoever has the last number is no celebrity, and 0 is one where there are any.
    const by = caller ?? (about === users - 1 ? users - 2 : users - 1);
    if (by === about && want !== "read") return "Nobody follows themselves: give another user.";
    let sent: SentRequest | null = null;
    const seen: Seen = { endpoint: wanted.endpoint, tell: (came) => (sent = came) };
    this.carryOne(
      endMs,
      (at) => this.sendSeen(wanted, by, at, seen),
      () => sent !== null && this.seenChanges === 0,
      want === "insert" ? PUSHED_WITHIN_MS : 0,
    );
    return sent ?? NO_REPLY;
  }

  private sendSeen({ want, about, text }: OneRequest, user: number, at: number, seen: Seen): void {
    this.items.layStock();
    if (want === "insert") return this.post(user, at, seen, text);
    if (want === "write" || want === "delete") return this.changeFollow(user, about ?? 0, want === "write", at, seen);
    const row = about === null ? NONE : this.items.newestUnder(about);
    if (row === NONE) this.readFeed(user, at, seen);
    else this.openPost(user, row, at, seen);
  }

  private hasFeed({ user, askedAt }: Wish, list: readonly number[] | null, at: number): void {
    this.feeds.judge(user, askedAt, list, at);
    const { opens, pageSize } = this.spec;
    if (opens.mean === 0 || at >= this.run.durationMs) return;
    let openAt = at;
    for (const ref of list ?? []) {
      if (kindOf(ref) !== ITEM || this.draws.nextUniform32() >= opens.mean / pageSize) continue;
      openAt += this.openDelay.sample(this.draws);
      this.plan({ does: "open", user, row: rowOf(ref) }, openAt);
    }
  }

  /** Its client is told that a change was made. */
  private hear({ want, change, user, seen }: Wish, stored: number, at: number): void {
    if (seen === null) this.items.changed++;
    else this.seenChanges--;
    if (change !== null) this.feeds.heardFollow(change, at, seen === null);
    if (want !== "post" || stored === NONE) return;
    this.items.heard(stored, at);
    this.feeds.heardPost(stored, at);
    if (user < this.spec.celebrities.count && at < this.run.durationMs) this.callFans(user, at);
  }

  /** Followers who are told of a celebrity's post come to read. */
  private callFans(user: number, at: number): void {
    const { fans } = this.spec;
    if (fans.share === 0) return;
    for (const fan of this.feeds.graph.followers(user))
      if (this.draws.nextUniform32() < fans.share) {
        const comesAt = at + this.fanDelay.sample(this.draws);
        if (comesAt < this.run.durationMs) this.plan({ does: "read", user: fan }, comesAt);
      }
  }

  override strike(strike: Strike, at: number): void {
    if (strike.fault === "burst") return this.rate.burst(at, at + strike.durationMs, amountOf(strike));
    this.post((strike.index ?? 0) % this.spec.users, at);
  }

  override finish(): boolean {
    return this.asksNothing && this.due.size === 0;
  }
}
