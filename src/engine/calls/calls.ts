import { assert } from "../../base/assert.ts";
import type { CallTrace, Hop } from "./call-trace.ts";
import { refOf, REQUEST, rowOf } from "../rows/rows.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import type { InstantGroups } from "./instant-group.ts";

/** An answer that brings no row: there is none, or none was asked for. */
export const NOTHING = -1;

export type CallState = "free" | "open" | "answered" | "refused";

/** Whoever made a call hears of its reply here, once, as soon as the instant of it is known: it may lie ahead. */
export type CallHolder = { returned(call: Call, at: number): void };

/** Why a store refuses to insert under a key that is there already. */
export const KEY_TAKEN = "key taken";

/** Beside an answer without a row (`value`): whoever asked is to fill it, or to ask again, as somebody else is. */
export const LEASE_GIVEN = 1;
export const LEASE_ELSEWHERE = 2;

/** An endpoint that nobody named: a call that no client began, or one of a list. */
export const NO_ENDPOINT = -1;

/**
 * What is wanted. insert: a row under a key that nobody has; write: whatever stood under the key; touch: something in
 * the row under the key is changed that nobody reads here, such as a counter; purge: at most so many rows that
 * have expired are deleted, and the reply brings how many; keys: so many keys that nobody else gets. list: what lists of users hold;
 * push: entries on top of each; write: entries in place of what each held; drop: entries out of each, of a timeline whatever those
 * users posted, and the whole list without any. check: is whoever gets it well? It answers by itself, at once, and asks nobody.
 */
export type CallOp = "read" | "write" | "insert" | "delete" | "touch" | "purge" | "keys" | "list" | "push" | "drop" | "check";

/** Lists that belong to users: posts of theirs, whom they follow, who follows them, and their home timeline, newest first. */
export type ListOf = "posts" | "followees" | "followers" | "timeline";

/** Which lists a call is about. */
export type ListsWanted = {
  readonly of: ListOf;
  /** Whose. What several lists hold comes as one, newest first. */
  readonly users: readonly number[];
  /** list: at most so many of each, beginning behind the first `skip`. */
  readonly most: number;
  readonly skip: number;
  /** push, drop: references of posts, or users. */
  readonly entries: readonly number[];
};

/** What a call is about. */
export type CallSpec = {
  /** The call its maker works on with this one; null: it begins here. */
  readonly parent: Call | null;
  /** Who or what it is about: the user of a list, the key of a row (a whole number up to 2^53), how many keys are wanted. */
  readonly key: number;
  readonly op: CallOp;
  /** Number of the endpoint of the API quadrant it came by, else NO_ENDPOINT. */
  readonly endpoint: number;
  /** Reference of the row it brings along, for a write; NOTHING: it brings none. */
  readonly row: number;
  /** Of list, push and drop. */
  readonly lists?: ListsWanted | null;
  readonly bytes: number;
  /** Number of the client all this is for; left out: the one of the parent, if it has any. */
  readonly client?: number;
  /** Whoever began all this has gone by then; Infinity: nobody said. */
  readonly deadlineAt: number;
  /**
   * There and back between whoever asks and where it asks, in ms, where calls are made at the far end of that way: what comes of one is
   * known half of it later, and what is sent for that arrives the other half later. Left out: it asks where it is.
   */
  readonly awayMs?: number;
};

/** The same question, asked on behalf of whoever sent `call`. */
export function onBehalfOf(call: Call, deadlineAt: number): CallSpec {
  const { key, op, endpoint, row, lists, bytes } = call;
  return { parent: call, key, op, endpoint, row, lists, bytes, deadlineAt };
}

/** One call under way. Its place is used again once it has returned, so nobody keeps it beyond that. */
export class Call implements CallSpec {
  readonly number: number;
  parent: Call | null = null;
  key = 0;
  op: CallOp = "read";
  endpoint = NO_ENDPOINT;
  row = NOTHING;
  /** Number of the client it is for, -1: nobody said. */
  client = -1;
  lists: ListsWanted | null = null;
  bytes = 0;
  sentAt = 0;
  deadlineAt = Infinity;
  /** Number of the client's request all this is for (books/request-desk.ts), -1 = none. */
  request = -1;
  /** Calls made for the same purpose before this one: a retry or a hedge asks somebody else where it can. */
  attempt = 0;
  state: CallState = "free";
  holder: CallHolder | null = null;
  /** The reply: the reference of the row it brings, or why there is none, and the part that gave it. */
  answer = NOTHING;
  /** A number the reply brings where no row is asked for: the first of the keys. */
  value = 0;
  /** What the lists hold that were asked for: references of posts, or users; null: there is no such list. */
  list: readonly number[] | null = null;
  reason = "";
  place = 0;
  /** The request of a client it belongs to, where somebody writes those down, and its hop there: its maker's until it is sent. */
  trace: CallTrace | null = null;
  traceSerial = 0;
  hop = -1;
  isSent = false;

  constructor(number: number) {
    this.number = number;
  }

  /** What travels on the wires. */
  get ref(): number {
    return refOf(REQUEST, this.number);
  }
}

/**
 * The calls of a run. A call travels the drawn wires as a reference and has one way back: the part that ends it answers or
 * refuses it here, exactly once, and its holder, whoever made it, hears of that. A part that takes a call and holds nothing for
 * it passes the reference on; one that holds a slot, a thread or a connection makes a call of its own for it and replies when
 * that one has returned. A caller that gives up does not end its call: the work goes on, and its reply finds nobody. What is
 * kept here grows with the calls under way, not with those that were made.
 */
export class Calls {
  /** Names of the parts that reply, by the number they say it with. */
  readonly places: string[] = [];
  made = 0;
  answered = 0;
  refused = 0;
  private readonly table: Call[] = [];
  private readonly free: Call[] = [];
  private readonly groups: InstantGroups;

  /** Calls run between the members of `groups`. */
  constructor(groups: InstantGroups) {
    this.groups = groups;
  }

  /** The number of a part in `places`. */
  place(part: string): number {
    const known = this.places.indexOf(part);
    if (known >= 0) return known;
    return this.places.push(part) - 1;
  }

  /** A new call, sent at `sentAt`; `holder` hears of its reply. */
  make(holder: CallHolder, spec: CallSpec, sentAt: number): Call {
    let call = this.free.pop();
    if (call === undefined) this.table.push((call = new Call(this.table.length)));
    call.parent = spec.parent;
    call.key = spec.key;
    call.op = spec.op;
    call.endpoint = spec.endpoint;
    call.row = spec.row;
    call.client = spec.client ?? (spec.parent === null ? -1 : spec.parent.client);
    call.lists = spec.lists ?? null;
    call.list = null;
    call.bytes = spec.bytes;
    call.sentAt = sentAt;
    call.deadlineAt = spec.deadlineAt;
    call.request = spec.parent === null ? -1 : spec.parent.request;
    call.attempt = 0;
    call.state = "open";
    call.holder = holder;
    if (spec.parent !== null && spec.parent.trace !== null) belongTo(call, spec.parent.trace, spec.parent.traceSerial, spec.parent.hop);
    this.made++;
    return call;
  }

  /** From here on the call, and what is made for it, is written down in `trace`. */
  follow(call: Call, trace: CallTrace): void {
    belongTo(call, trace, trace.serial, -1);
  }

  /** A part takes the call in hand, by one of its machines, and it waited in line until then; `at` may lie ahead. */
  begun(call: Call, at: number, machine = ""): void {
    const hop = hopOf(call);
    if (hop === null) return;
    hop.begunAt = at;
    hop.machine = machine;
  }

  /** The part that has the call in hand waits so long until all of its body has come. */
  awaitsBody(call: Call, ms: number): void {
    const hop = hopOf(call);
    if (hop !== null) hop.bodyMs += ms;
  }

  /** A call that a part made for one of its own machines, and that travels no wire, begins there. */
  taken(call: Call, part: string, at: number): void {
    if (call.trace !== null) arrives(call, part, at);
  }

  /** Whoever made the call stops waiting for its reply. */
  givenUp(call: Call, at: number): void {
    const hop = hopOf(call);
    if (hop !== null) hop.givenUpAt = at;
  }

  /** The call behind a reference on a wire. */
  of(ref: number): Call {
    const call = this.table[rowOf(ref)];
    assert(call !== undefined && call.state === "open", `call ${rowOf(ref)} has ended already`);
    return call;
  }

  /** Sends the call behind a reference down a wire, where whoever is at its end hears of it. */
  send(wire: RowQueue, at: number, ref: number): void {
    const call = this.table[rowOf(ref)];
    if (call.trace !== null) arrives(call, wire.toPart, at);
    this.groups.send(wire, at, ref);
  }

  /** The reply leaves for the holder and is there at `at`; `answer` is the reference of the row it brings, else NOTHING. */
  answer(call: Call, at: number, answer: number, place: number, value = 0, list: readonly number[] | null = null): void {
    this.answered++;
    call.list = list;
    call.value = value;
    this.end(call, "answered", answer, "", place, at);
  }

  /** The same, with what the lists hold that were asked for. */
  answerList(call: Call, at: number, list: readonly number[] | null, place: number): void {
    this.answer(call, at, NOTHING, place, 0, list);
  }

  /** An error reaches the holder at `at`: too many calls, no replica, a time-out. */
  refuse(call: Call, at: number, reason: string, place: number): void {
    this.refused++;
    this.end(call, "refused", NOTHING, reason, place, at);
  }

  /** Replies to a call with what another one, made for it, came to. */
  relay(from: Call, to: Call, at: number): void {
    if (from.state === "answered") this.answer(to, at, from.answer, from.place, from.value, from.list);
    else this.refuse(to, at, from.reason, from.place);
  }

  private end(call: Call, state: CallState, answer: number, reason: string, place: number, at: number): void {
    assert(call.state === "open", `call ${call.number} is answered twice`);
    assert(at >= call.sentAt, `call ${call.number} is answered before it was sent`);
    call.state = state;
    call.answer = answer;
    call.reason = reason;
    call.place = place;
    if (call.trace !== null) ends(call, at);
    call.holder?.returned(call, at);
  }

  /** Its holder has taken the reply and looks at it no more. */
  release(call: Call): void {
    assert(call.state === "answered" || call.state === "refused", `call ${call.number} is still under way`);
    call.state = "free";
    call.holder = null;
    call.parent = null;
    call.trace = null;
    this.free.push(call);
  }

  /** Calls by whoever waits for them: those without a reply, and those whose reply is on its way. Counted one by one. */
  byHolder(): ReadonlyMap<CallHolder, { readonly open: readonly Call[]; readonly returning: number }> {
    const held = new Map<CallHolder, { open: Call[]; returning: number }>();
    for (const call of this.table) {
      if (call.state === "free" || call.holder === null) continue;
      let own = held.get(call.holder);
      if (own === undefined) held.set(call.holder, (own = { open: [], returning: 0 }));
      if (call.state === "open") own.open.push(call);
      else own.returning++;
    }
    return held;
  }

  /** Calls that nobody has replied to yet. */
  get open(): number {
    return this.made - this.answered - this.refused;
  }
}

function belongTo(call: Call, trace: CallTrace, serial: number, hop: number): void {
  call.trace = trace;
  call.traceSerial = serial;
  call.hop = hop;
  call.isSent = false;
}

/** Where the call is written down at present; null where it is not, or its request is over. */
function hopOf({ trace, traceSerial, hop, isSent }: Call): Hop | null {
  return trace === null || trace.serial !== traceSerial || !isSent ? null : trace.hops[hop];
}

/** The call comes to another part; one that passed it on holds nothing for it any more. */
function arrives(call: Call, part: string, at: number): void {
  const { trace } = call;
  if (trace === null || trace.serial !== call.traceSerial) return;
  const before = hopOf(call);
  if (before !== null) {
    before.endedAt = at;
    before.end = "passed on";
  }
  call.hop = trace.add(call.hop, part, call.op, call.attempt, at);
  call.isSent = true;
}

function ends(call: Call, at: number): void {
  const hop = hopOf(call);
  if (hop === null) return;
  hop.endedAt = at;
  hop.end = call.state === "refused" ? "refused" : "answered";
  hop.reason = call.reason;
  hop.place = call.place;
}
