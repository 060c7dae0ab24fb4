import { weighted, zipfSampler } from "../../base/alias-table.ts";
import type { AliasTable } from "../../base/alias-table.ts";
import type { RandomStream } from "../../base/rng.ts";
import { exponential } from "../../base/sampler.ts";
import type { Sampler } from "../../base/sampler.ts";
import { GONE, NONE } from "../books/item-book.ts";
import type { ItemBook, Verdict } from "../books/item-book.ts";
import type { RequestOutcome, TracedRequest } from "../books/request-traces.ts";
import type { Ask } from "../calls/asking.ts";
import type { CallTrace } from "../calls/call-trace.ts";
import type { CallPolicy } from "../calls/call-policy.ts";
import { NOTHING } from "../calls/calls.ts";
import type { CallSpec } from "../calls/calls.ts";
import { TimeQueue } from "../kernel/time-queue.ts";
import { amountOf } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import type { RunContext } from "../part/run-context.ts";
import { NO_KEY } from "../rows/item-rows.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { ITEM, refOf, rowOf } from "../rows/rows.ts";
import { textBytes } from "../rows/item-rows.ts";
import type { RateSpec } from "./arrival-rate.ts";
import { AskingClients, NO_REPLY } from "./asking-clients.ts";
import { Crowd } from "./crowd.ts";
import type { CrowdSpec } from "./crowd.ts";
import { SENDS_REQUESTS, WANTS } from "./sends-requests.ts";
import type { OneRequest, SentRequest, Want } from "./sends-requests.ts";

export type RequestClientsSpec = RateSpec & {
  readonly users: number;
  readonly activity: { readonly s: number; readonly q: number };
  /** Shares of the requests, and the endpoints of the API quadrant that serve each, by number and share; none: nobody serves it. */
  readonly mix: { readonly [want in Want]: number };
  readonly endpoints: { readonly [want in Want]: readonly { readonly endpoint: number; readonly share: number }[] };
  /** The run carries this share of the requests of the whole service. */
  readonly share: number;
  /** Things that are stored already, of which the first are read most. */
  readonly stock: number;
  /** Each of them stands for so many. */
  readonly itemsPerRow: number;
  readonly popularity: { readonly s: number; readonly q: number };
  /** Share of the reads that follow a link made lately, so long ago on average. */
  readonly fresh: { readonly share: number; readonly meanAgeMs: number };
  /** Share of the reads for keys that nobody was given. */
  readonly unknownShare: number;
  /** Share of the new things that hold what somebody has stored before. */
  readonly repeatedShare: number;
  /** Share of the new things that expire within the run, and after how long on average. */
  readonly expiring: { readonly share: number; readonly meanMs: number };
  readonly itemBytes: Sampler;
  /** This share of the clients lives in a region from where the edge and back takes so much longer. */
  readonly far: { readonly share: number; readonly addedMs: number };
  /** Client to edge and back, and how many ways there and back a new connection takes before the request; whose share of them is new. */
  readonly roundTrip: Sampler;
  readonly newConnections: { readonly share: number; readonly roundTrips: number; readonly lookup: Sampler };
  readonly policy: CallPolicy;
  /** Who asks again when the answer is there; left out: each request comes by itself. */
  readonly crowd?: CrowdSpec | null;
};

/** One request, from the click to its reply. */
class Wish implements CallSpec {
  readonly parent = null;
  readonly deadlineAt = Infinity;
  readonly key: number;
  readonly op: Want;
  readonly endpoint: number;
  readonly row: number;
  readonly bytes: number;
  readonly client: number;
  readonly askedAt: number;
  /** From the edge back to the client, and there and back. */
  readonly backMs: number;
  readonly awayMs: number;
  /** The row it has to get; NONE where it asks for nothing that is there. */
  readonly expected: number;
  /** Written down, for whoever looks at single requests. */
  readonly trace: CallTrace | null;
  /** Sent for somebody who looks on, once the run is over: counted nowhere. */
  readonly lookedAt: ((request: TracedRequest) => void) | null;
  /** Who waits for it to ask again; NONE: nobody. */
  readonly person: number;
  /** The row that stands in the store, once it is acknowledged. */
  stored = NONE;
  /** Its place among the requests under way, and whether what became of it is in the books. */
  place = NONE;
  isBooked = false;

  constructor(about: Subject, op: Want, endpoint: number, bytes: number, user: number, way: Way) {
    this.key = about.key;
    this.op = op;
    this.endpoint = endpoint;
    this.row = about.row;
    this.bytes = bytes;
    this.client = user;
    this.askedAt = way.askedAt;
    this.backMs = way.backMs;
    this.awayMs = 2 * way.backMs;
    this.expected = about.expected;
    this.trace = way.trace;
    this.lookedAt = way.lookedAt;
    this.person = way.person;
  }
}

/** How a request comes and its reply goes. */
type Way = Pick<Wish, "askedAt" | "backMs" | "trace" | "lookedAt" | "person">;

type EdgeWay = { readonly lookupMs: number; readonly handshakeMs: number; readonly wayMs: number };

/** What a request is about. */
type Subject = { readonly key: number; readonly row: number; readonly expected: number };

/** Of a call without a row. */
const CALL_BYTES = 500;
const MOST_TRIES = 8;
/**
 * Clients who store things and follow links: requests come as a Poisson process with a daily curve and bursts, or of people who
 * wait, think and ask again; they go
 * to the edge over a new connection or a kept one, are given up, tried again and hedged as the policy says, and are judged by the
 * book of things when their reply is back. A client knows only what was acknowledged to somebody: it follows links of the stock by
 * popularity, or those made lately. Out `requests`, a wire to each edge.
 */
export class RequestClients extends AskingClients {
  readonly items: ItemBook;
  private readonly spec: RequestClientsSpec;
  private readonly draws: RandomStream;
  private readonly network: RandomStream;
  private readonly activity: AliasTable;
  private readonly popularity: AliasTable;
  private readonly wants: AliasTable;
  private readonly endpointOf: { readonly [want in Want]: AliasTable | null };
  private readonly age: Sampler;
  private readonly lifetime: Sampler;
  private nextClickAt: number;
  private readonly crowd: Crowd | null;
  /** Requests on their way to the edge, and replies on their way back that somebody learns from, by place in `wishes`. */
  private readonly going = new TimeQueue();
  private readonly hearing = new TimeQueue();
  private readonly wishes: (Wish | null)[] = [];
  private readonly freeWishes: number[] = [];
  /** Keys that somebody is about to change. */
  private readonly changing = new Set<number>();
  private hotUntil = -Infinity;
  private hotShare = 0;
  private slowUntil = -Infinity;
  private slowMs = 0;

  constructor(id: string, run: RunContext, out: readonly RowQueue[], spec: RequestClientsSpec) {
    super(
      id,
      run,
      out,
      spec.crowd?.is === "sessions" ? { ...spec, sessionsPerSecond: spec.sessionsPerSecond / spec.crowd.meanRequests } : spec,
    );
    this.tell(SENDS_REQUESTS, this);
    this.spec = spec;
    const sizes = run.randomStream(id, "stock");
    const bytes = (): number => Math.max(1, Math.round(spec.itemBytes.sample(sizes)));
    const { stock, share, itemsPerRow, users } = spec;
    this.items = run.desk.openItems(run.rows.items, { items: stock, share, itemsPerRow, users, bytes });
    const numbers = (wants: readonly Want[]): number[] => [
      ...new Set(wants.flatMap((want) => spec.endpoints[want].map(({ endpoint }) => endpoint))),
    ];
    this.items.endpoints.read = numbers(["read"]);
    this.items.endpoints.change = numbers(["insert", "write", "delete"]);
    this.draws = run.randomStream(id, "behaviour");
    this.network = run.randomStream(id, "network");
    this.activity = zipfSampler(spec.users, spec.activity.s, spec.activity.q);
    this.popularity = zipfSampler(Math.max(1, spec.stock), spec.popularity.s, spec.popularity.q);
    this.wants = weighted(WANTS.map((want) => spec.mix[want]));
    const table = (want: Want): AliasTable | null =>
      spec.endpoints[want].length === 0 ? null : weighted(spec.endpoints[want].map(({ share }) => share));
    this.endpointOf = { read: table("read"), insert: table("insert"), write: table("write"), delete: table("delete") };
    this.age = exponential(spec.fresh.meanAgeMs);
    this.lifetime = exponential(spec.expiring.meanMs);
    const { crowd = null } = spec;
    const somebody = (): number => this.activity.sample(this.draws);
    this.crowd = crowd === null ? null : new Crowd(crowd, run.randomStream(id, "thinking"), somebody, run.durationMs);
    for (const { factor, atMs, durationMs } of spec.bursts) this.crowd?.rush(factor, atMs, atMs + durationMs);
    this.nextClickAt = crowd?.is === "people" ? Infinity : this.arrival(0);
  }

  protected nextOwnAt(): number {
    return Math.min(this.nextClickAt, this.going.time, this.hearing.time, this.asking.time, this.crowd?.time ?? Infinity);
  }

  protected moveOwn(at: number): void {
    if (this.hearing.time <= at) return this.hear(this.wishes[this.hearing.pop()] as Wish, at);
    if (this.asking.time <= at) return this.asking.move(at);
    if (this.going.time <= at) {
      this.asking.ask(this.wishes[this.going.pop()] as Wish, 1, 1, at);
      return;
    }
    if (this.crowd !== null && this.crowd.time <= at) return this.click(at, this.crowd.take());
    this.nextClickAt = this.arrival(at);
    this.click(at, this.crowd?.enter() ?? NONE);
  }

  /** A request is under way from here on. */
  private keepWish(wish: Wish): void {
    wish.place = this.freeWishes.pop() ?? this.wishes.length;
    this.wishes[wish.place] = wish;
  }

  private dropWish({ place }: Wish): void {
    this.wishes[place] = null;
    this.freeWishes.push(place);
  }

  /** Requests under way of which no book says yet what became of them, by the number of their endpoint. */
  openRequests(): ReadonlyMap<number, number> {
    const open = new Map<number, number>();
    for (const wish of this.wishes)
      if (wish !== null && !wish.isBooked && wish.lookedAt === null) open.set(wish.endpoint, (open.get(wish.endpoint) ?? 0) + 1);
    return open;
  }

  private click(at: number, person: number): void {
    this.items.layStock();
    const { draws, spec } = this;
    const wanted = WANTS[this.wants.sample(draws)];
    const user = person === NONE || this.crowd === null ? this.activity.sample(draws) : this.crowd.userOf(person);
    const own = wanted === "write" || wanted === "delete" ? this.ownThing(wanted, at) : null;
    // Who has nothing to change follows a link.
    const op = wanted === "insert" || own !== null ? wanted : "read";
    const table = this.endpointOf[op];
    const endpoint = table === null ? 0 : spec.endpoints[op][table.sample(draws)].endpoint;
    const about = own ?? (op === "insert" ? this.newThing(user, at) : this.link(at));
    const book = this.run.desk.endpoints[endpoint];
    book.asked++;
    this.items.wanted[op === "read" ? "read" : "change"]++;
    if (about.row !== NOTHING) this.items.sentBytes += this.items.rows.bytes.data[rowOf(about.row)];
    this.meter.departures++;
    const wayThere = this.wayToEdge(user, at);
    if (table === null) {
      if (person !== NONE) this.crowd?.leave(person);
      return book.turnedDown("no endpoint", this.place);
    }
    this.set(about, op, endpoint, user, at, wayThere, null, person);
  }

  /** What the network takes of a request: half a round trip, and before it a new connection where there is none. */
  private wayToEdge(user: number, at: number): EdgeWay {
    const { network, spec } = this;
    const isFar = this.isFar(user);
    const slow = at < this.slowUntil && (isFar || spec.far.share === 0) ? this.slowMs : 0;
    const roundTripMs = spec.roundTrip.sample(network) + (isFar ? spec.far.addedMs : 0) + slow;
    const { share: newShare, roundTrips, lookup } = spec.newConnections;
    const isNew = newShare > 0 && network.nextUniform32() < newShare;
    return { lookupMs: isNew ? lookup.sample(network) : 0, handshakeMs: isNew ? roundTrips * roundTripMs : 0, wayMs: roundTripMs / 2 };
  }

  /** Where a client lives has nothing to do with how much it asks. */
  private isFar(user: number): boolean {
    return (Math.imul(user + 1, 0x9e3779b1) >>> 0) / 2 ** 32 < this.spec.far.share;
  }

  private set(
    about: Subject,
    op: Want,
    endpoint: number,
    user: number,
    at: number,
    way: EdgeWay,
    lookedAt: Wish["lookedAt"],
    person = NONE,
  ): void {
    const { lookupMs, handshakeMs, wayMs } = way;
    const bytes = CALL_BYTES + (about.row === NOTHING ? 0 : this.items.rows.bytes.data[rowOf(about.row)]);
    const trace = this.run.desk.traces?.begin({ client: this.place, endpoint, op, key: about.key, user, askedAt: at, ...way }) ?? null;
    const wish = new Wish(about, op, endpoint, bytes, user, { askedAt: at, backMs: wayMs, trace, lookedAt, person });
    this.keepWish(wish);
    this.going.push(at + (lookupMs + handshakeMs) + wayMs, wish.place);
  }

  /**
   * Sends one request more, for somebody who looks on, once the run is over: what it stores or deletes is so from then on, and it is
   * counted nowhere.
   */
  sendOne(wanted: OneRequest, endMs: number): SentRequest | string {
    if (this.run.desk.traces === null) return NO_REPLY;
    let ended: TracedRequest | null = null;
    const send = (at: number): void => this.wishOne(wanted, at, (request) => (ended = request));
    this.carryOne(endMs, send, () => ended !== null && this.hearing.size === 0, 0);
    return ended === null ? NO_REPLY : { request: ended, list: null, feed: null };
  }

  private wishOne({ want, endpoint, about, text }: OneRequest, at: number, heard: NonNullable<Wish["lookedAt"]>): void {
    const { items } = this;
    items.layStock();
    const key = about ?? NO_KEY;
    const held = items.newestUnder(key);
    const expected = held === NONE ? NONE : items.expected(held);
    const isStored = want === "insert" || want === "write";
    const row = isStored ? this.writtenThing(want === "insert" ? NO_KEY : key, held, text, at) : NOTHING;
    if (want === "delete" && held !== NONE) items.asksToDelete(held);
    this.set({ key: want === "insert" ? NO_KEY : key, row, expected }, want, endpoint, 0, at, this.wayToEdge(0, at), heard);
  }

  /** A row with what somebody wrote, or with anything: new, or a newer version of what is held. */
  private writtenThing(key: number, held: number, text: string | null, at: number): number {
    const { items } = this;
    if (key === NO_KEY && text === null) return this.newThing(0, at).row;
    const content = text === null ? items.newContent() : items.contentOf(text);
    const owner = held === NONE ? 0 : items.rows.owner.data[held];
    const bytes = text === null ? Math.max(1, Math.round(this.spec.itemBytes.sample(this.draws))) : textBytes(text);
    return refOf(ITEM, items.rows.add({ key, content, owner, bytes, madeAt: at, expiresAt: Infinity }));
  }

  /** A link that somebody follows: of the stock, of what was made lately, or made up. */
  private link(at: number): Subject {
    const { draws, spec, items } = this;
    const { key } = items.rows;
    const follows = (row: number): Subject => ({ key: key.data[row], row: NOTHING, expected: items.expected(row) });
    if (at < this.hotUntil && spec.stock > 0 && draws.nextUniform32() < this.hotShare) return follows(0);
    const draw = draws.nextUniform32() - spec.unknownShare;
    const made = draw >= 0 && draw < spec.fresh.share ? items.newestAcknowledgedBy(at - this.age.sample(draws)) : NONE;
    if (made !== NONE) return follows(made);
    if (draw >= 0 && spec.stock > 0) return follows(this.popularity.sample(draws));
    return { key: Math.floor(draws.nextUniform() * items.keyCount), row: NOTHING, expected: NONE };
  }

  private newThing(owner: number, at: number): Subject {
    const { draws, spec, items } = this;
    const isRepeated = items.contentCount > 0 && draws.nextUniform32() < spec.repeatedShare;
    const content = isRepeated ? draws.nextBelow(items.contentCount) : items.newContent();
    const expires = spec.expiring.share > 0 && draws.nextUniform32() < spec.expiring.share;
    const expiresAt = expires ? at + this.lifetime.sample(draws) : Infinity;
    const bytes = Math.max(1, Math.round(spec.itemBytes.sample(draws)));
    const row = items.rows.add({ key: NO_KEY, content, owner, bytes, madeAt: at, expiresAt });
    return { key: NO_KEY, row: refOf(ITEM, row), expected: NONE };
  }

  /** Something its owner changes or deletes, which nobody is about to change: any of the stock or of what was made since. */
  private ownThing(op: Want, at: number): Subject | null {
    const { draws, items } = this;
    const { rows, stockItems, acknowledged } = items;
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const pick = draws.nextBelow(Math.max(1, stockItems + acknowledged.length));
      const row = pick < stockItems ? pick : acknowledged.data[pick - stockItems];
      const key = rows.key.data[row];
      if (row >= rows.length || this.changing.has(key) || items.expected(row) === GONE) continue;
      this.changing.add(key);
      if (op === "delete") {
        items.asksToDelete(row);
        return { key, row: NOTHING, expected: row };
      }
      const [owner, bytes] = [rows.owner.data[row], rows.bytes.data[row]];
      const next = rows.add({ key, content: items.newContent(), owner, bytes, madeAt: at, expiresAt: Infinity });
      return { key, row: refOf(ITEM, next), expected: row };
    }
    return null;
  }

  settled(ask: Ask, at: number): void {
    const wish = ask.spec as Wish;
    const { desk } = this.run;
    const heardAt = at + wish.backMs;
    wish.isBooked = true;
    if (wish.person !== NONE) this.crowd?.heard(wish.person, heardAt);
    if (wish.op !== "read" && wish.op !== "insert") this.changing.delete(wish.key);
    if (!ask.answered) {
      this.dropWish(wish);
      if (wish.lookedAt === null) desk.endpoints[wish.endpoint].turnedDown(ask.reason, ask.place);
      return this.over(wish, ask, heardAt, null);
    }
    const found = wish.op !== "read" || ask.answer !== NOTHING;
    if (wish.lookedAt === null) desk.itemAnswered(wish.endpoint, found, { askedAt: wish.askedAt, at: heardAt }, wish.client, ask.place);
    if (wish.op === "read") {
      this.dropWish(wish);
      return this.over(wish, ask, heardAt, this.judged(wish, ask.answer, heardAt));
    }
    wish.stored = ask.answer === NOTHING ? NONE : rowOf(ask.answer);
    this.over(wish, ask, heardAt, null);
    this.hearing.push(heardAt, wish.place);
  }

  private judged({ key, expected, askedAt, lookedAt }: Wish, answer: number, at: number): Verdict {
    const { items } = this;
    return lookedAt === null ? items.judge(key, expected, askedAt, answer, at) : items.worthOf(key, expected, askedAt, answer, at);
  }

  /** A request has ended: written down for who looks at single ones. */
  private over(wish: Wish, ask: Ask, at: number, verdict: Verdict | null): void {
    const { trace, lookedAt, op, askedAt } = wish;
    if (trace === null) return;
    const row = ask.answered && ask.answer !== NOTHING ? rowOf(ask.answer) : NONE;
    const outcome: RequestOutcome = {
      key: op === "insert" ? (row === NONE ? NONE : this.items.rows.key.data[row]) : wish.key,
      responseMs: at - askedAt,
      end: !ask.answered ? "refused" : op === "read" && row === NONE ? "not found" : "answered",
      reason: ask.reason,
      place: ask.place,
      row,
      attempts: ask.branches[0].sent,
      verdict,
    };
    if (lookedAt === null) this.run.desk.traces?.end(trace, outcome);
    else if (this.run.desk.traces !== null) lookedAt(this.run.desk.traces.take(trace, outcome));
  }

  /** Its client is told that a change was made. */
  private hear(wish: Wish, at: number): void {
    const { op, expected, stored, lookedAt } = wish;
    this.dropWish(wish);
    if (lookedAt === null) this.items.changed++;
    if (op === "delete") this.items.heardDeleted(expected);
    else if (stored !== NONE) this.items.heard(stored, at);
  }

  override strike(strike: Strike, at: number): void {
    const until = at + strike.durationMs;
    if (strike.fault === "burst") {
      this.crowd?.rush(amountOf(strike), at, until);
      return this.rate.burst(at, until, amountOf(strike));
    }
    if (strike.fault === "region-latency") {
      this.slowUntil = until;
      this.slowMs = amountOf(strike);
      return;
    }
    this.hotUntil = until;
    this.hotShare = amountOf(strike);
  }

  override finish(): boolean {
    return this.asksNothing && this.going.size === 0 && this.hearing.size === 0;
  }
}
