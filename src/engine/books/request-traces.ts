import { CallTrace, HOP_ENDS } from "../calls/call-trace.ts";
import type { HopEnd } from "../calls/call-trace.ts";
import { Float64List, Int32List } from "../kernel/number-lists.ts";
import type { Verdict } from "./item-book.ts";

/** How a request ended: with what it asked for, with word that there is none, not at all; or it has not ended. */
export const REQUEST_ENDS = ["under way", "answered", "not found", "refused"] as const;
export type RequestEnd = (typeof REQUEST_ENDS)[number];

/** A call at one part, on behalf of a request. Times are ms since the client began; NaN where the moment has not come. */
export type TracedHop = {
  readonly parent: number;
  readonly part: string;
  readonly machine: string;
  readonly op: string;
  readonly attempt: number;
  readonly sentMs: number;
  readonly begunMs: number;
  /** How long of its time in hand its body was still coming in. */
  readonly bodyMs: number;
  readonly endedMs: number;
  readonly end: HopEnd;
  readonly reason: string;
  /** Number of the part that refused, -1 where none did. */
  readonly place: number;
  readonly givenUpMs: number;
};

/** One request with every call made for it. */
export type TracedRequest = {
  /** From 0, in the order of asking, over all clients of the run. */
  readonly number: number;
  /** Number of the part whose client it is. */
  readonly client: number;
  readonly endpoint: number;
  readonly op: string;
  /** The key it was about, or the one it was given; -1: it has none. */
  readonly key: number;
  readonly user: number;
  readonly askedAt: number;
  readonly lookupMs: number;
  readonly handshakeMs: number;
  /** One way between client and edge. */
  readonly wayMs: number;
  /** NaN while it is under way. */
  readonly responseMs: number;
  readonly end: RequestEnd;
  readonly reason: string;
  /** Number of the part that gave the reply or failed. */
  readonly place: number;
  /** Row of what the reply brought, or of what was stored; -1: none. */
  readonly row: number;
  readonly attempts: number;
  readonly verdict: Verdict | null;
  readonly hops: readonly TracedHop[];
};

/** What whoever asked knows when its request is over. */
export type RequestOutcome = Pick<TracedRequest, "key" | "responseMs" | "end" | "reason" | "place" | "row" | "attempts" | "verdict">;

/** What is known when it begins. */
export type RequestBegin = {
  readonly client: number;
  readonly endpoint: number;
  readonly op: string;
  /** -1: it has none yet. */
  readonly key: number;
  readonly user: number;
  readonly askedAt: number;
  readonly lookupMs: number;
  readonly handshakeMs: number;
  readonly wayMs: number;
};

/** Of so many requests and calls at most all is kept; beyond that of every second, fourth, eighth. */
export type TraceLimits = { readonly requests: number; readonly hops: number; readonly slowest: number; readonly failed: number };
export const TRACE_LIMITS: TraceLimits = { requests: 2 ** 17, hops: 2 ** 19, slowest: 20, failed: 64 };

/** Times of a hop are kept to the microsecond. */
const MICROS = 1000;
const NO_TIME = -1;
const micros = (ms: number): number => (Number.isNaN(ms) ? NO_TIME : Math.min(2 ** 31 - 1, Math.round(ms * MICROS)));
const millis = (kept: number): number => (kept === NO_TIME ? NaN : kept / MICROS);

/** Texts that come again and again, by number. */
class Texts {
  readonly list: string[] = [];
  private readonly numbers = new Map<string, number>();

  numberOf(text: string): number {
    let number = this.numbers.get(text);
    if (number === undefined) this.numbers.set(text, (number = this.list.push(text) - 1));
    return number;
  }
}

/** Doubles and whole numbers of a kept request, in this order. */
const DOUBLES = ["key", "askedAt", "lookupMs", "handshakeMs", "wayMs", "responseMs"] as const;
const WHOLE = ["number", "endpoint", "user", "place", "row", "attempts", "client"] as const;
/** Behind those: op, end, reason, verdict, its first hop and how many there are. */
const [OP, END, REASON, VERDICT, FIRST, HOPS, ROW_WIDTH] = [7, 8, 9, 10, 11, 12, 13];
const HOP_WIDTH = 13;

/**
 * Requests of the run with their calls, written down while they are under way and kept when they are over: all of them while there is
 * room, then those whose number is a multiple of `stride`, which doubles as often as it must. Beside them, of each endpoint, the
 * slowest that were answered and some of those that failed. What is kept does not grow with the length of a run.
 */
export class RequestTraces {
  /** Of the requests every so many are kept. */
  stride = 1;
  /** Requests that were begun. */
  begun = 0;
  private readonly limits: TraceLimits;
  private readonly texts = new Texts();
  private doubles = new Float64List();
  private whole = new Int32List();
  private hops = new Int32List();
  /** All that were ever made. */
  private readonly traces: CallTrace[] = [];
  private readonly free: CallTrace[] = [];
  private readonly slowest = new Map<number, TracedRequest[]>();
  private readonly failed = new Map<number, { stride: number; seen: number; kept: TracedRequest[] }>();

  constructor(limits: TraceLimits = TRACE_LIMITS) {
    this.limits = limits;
  }

  /** A request begins; calls are to follow its trace. */
  begin(request: RequestBegin): CallTrace {
    let trace = this.free.pop();
    if (trace === undefined) this.traces.push((trace = new CallTrace()));
    trace.number = this.begun++;
    trace.client = request.client;
    trace.endpoint = request.endpoint;
    trace.op = request.op;
    trace.key = request.key;
    trace.user = request.user;
    trace.askedAt = request.askedAt;
    trace.lookupMs = request.lookupMs;
    trace.handshakeMs = request.handshakeMs;
    trace.wayMs = request.wayMs;
    trace.count = 0;
    trace.isOpen = true;
    return trace;
  }

  /** It is over: kept, or forgotten. */
  end(trace: CallTrace, outcome: RequestOutcome): void {
    if (trace.number % this.stride === 0) this.keep(trace, outcome);
    if (outcome.end === "refused") this.keepFailed(trace, outcome);
    else this.keepSlow(trace, outcome);
    this.close(trace);
  }

  /** The same for a request that nobody is to find again: what became of it. */
  take(trace: CallTrace, outcome: RequestOutcome): TracedRequest {
    const traced = tracedOf(trace, outcome);
    this.close(trace);
    return traced;
  }

  private close(trace: CallTrace): void {
    trace.serial++;
    trace.isOpen = false;
    this.free.push(trace);
  }

  private keep(trace: CallTrace, outcome: RequestOutcome): void {
    const { doubles, whole, hops, texts } = this;
    for (const name of DOUBLES) doubles.push(name === "key" || name === "responseMs" ? outcome[name] : trace[name]);
    for (const name of WHOLE) whole.push(name === "place" || name === "row" || name === "attempts" ? outcome[name] : trace[name]);
    whole.push(texts.numberOf(trace.op));
    whole.push(REQUEST_ENDS.indexOf(outcome.end));
    whole.push(texts.numberOf(outcome.reason));
    whole.push(outcome.verdict === null ? -1 : texts.numberOf(outcome.verdict));
    whole.push(hops.length);
    whole.push(trace.count);
    for (let i = 0; i < trace.count; i++) {
      const hop = trace.hops[i];
      const { askedAt } = trace;
      hops.push(hop.parent);
      hops.push(texts.numberOf(hop.part));
      hops.push(texts.numberOf(hop.op));
      hops.push(hop.attempt);
      hops.push(micros(hop.sentAt - askedAt));
      hops.push(micros(hop.begunAt - askedAt));
      hops.push(micros(hop.endedAt - askedAt));
      hops.push(HOP_ENDS.indexOf(hop.end));
      hops.push(texts.numberOf(hop.reason));
      hops.push(hop.place);
      hops.push(micros(hop.givenUpAt - askedAt));
      hops.push(texts.numberOf(hop.machine));
      hops.push(micros(hop.bodyMs));
    }
    if (this.kept >= this.limits.requests || hops.length >= this.limits.hops * HOP_WIDTH) this.thin();
  }

  /** Lets go of every second one. */
  private thin(): void {
    const { doubles, whole, hops } = this;
    this.stride *= 2;
    [this.doubles, this.whole, this.hops] = [new Float64List(), new Int32List(), new Int32List()];
    for (let at = 0; at < whole.length; at += ROW_WIDTH) {
      if (whole.data[at] % this.stride !== 0) continue;
      const row = at / ROW_WIDTH;
      for (let i = 0; i < DOUBLES.length; i++) this.doubles.push(doubles.data[row * DOUBLES.length + i]);
      const first = whole.data[at + FIRST];
      for (let i = 0; i < ROW_WIDTH; i++) this.whole.push(i === FIRST ? this.hops.length : whole.data[at + i]);
      this.hops.pushMany(hops.data, first, first + whole.data[at + HOPS] * HOP_WIDTH);
    }
  }

  private keepSlow(trace: CallTrace, outcome: RequestOutcome): void {
    let list = this.slowest.get(trace.endpoint);
    if (list === undefined) this.slowest.set(trace.endpoint, (list = []));
    const most = this.limits.slowest;
    if (list.length === most && outcome.responseMs <= list[most - 1].responseMs) return;
    const place = list.findIndex(({ responseMs }) => responseMs < outcome.responseMs);
    list.splice(place < 0 ? list.length : place, 0, tracedOf(trace, outcome));
    if (list.length > most) list.pop();
  }

  private keepFailed(trace: CallTrace, outcome: RequestOutcome): void {
    let own = this.failed.get(trace.endpoint);
    if (own === undefined) this.failed.set(trace.endpoint, (own = { stride: 1, seen: 0, kept: [] }));
    if (own.seen++ % own.stride !== 0) return;
    own.kept.push(tracedOf(trace, outcome));
    if (own.kept.length < this.limits.failed) return;
    own.stride *= 2;
    own.kept = own.kept.filter((_, place) => place % 2 === 0);
  }

  /** Requests in the sample that are over. */
  get kept(): number {
    return this.whole.length / ROW_WIDTH;
  }

  /** One of the sample, by its place in the order in which they were over. */
  at(place: number): TracedRequest {
    const { texts, hops } = this;
    const [whole, doubles] = [this.whole.data, this.doubles.data];
    const [w, d] = [place * ROW_WIDTH, place * DOUBLES.length];
    const [key, askedAt, lookupMs, handshakeMs, wayMs, responseMs] = doubles.subarray(d, d + DOUBLES.length);
    const [number, endpoint, user, part, row, attempts, client] = whole.subarray(w, w + WHOLE.length);
    const verdict = whole[w + VERDICT];
    return {
      ...{ number, client, endpoint, user, place: part, row, attempts, key, askedAt, lookupMs, handshakeMs, wayMs, responseMs },
      op: texts.list[whole[w + OP]],
      end: REQUEST_ENDS[whole[w + END]],
      reason: texts.list[whole[w + REASON]],
      verdict: verdict < 0 ? null : (texts.list[verdict] as Verdict),
      hops: Array.from({ length: whole[w + HOPS] }, (_, i) => hopAt(hops.data, whole[w + FIRST] + i * HOP_WIDTH, texts.list)),
    };
  }

  /** Key and moment of one of the sample, without the rest of it. */
  keyAt(place: number): { readonly key: number; readonly op: string; readonly endpoint: number; readonly askedAt: number } {
    const d = place * DOUBLES.length;
    const op = this.texts.list[this.whole.data[place * ROW_WIDTH + OP]];
    return { op, key: this.doubles.data[d], endpoint: this.whole.data[place * ROW_WIDTH + 1], askedAt: this.doubles.data[d + 1] };
  }

  /** Of an endpoint those that took longest, the slowest first. */
  slowestOf(endpoint: number): readonly TracedRequest[] {
    return this.slowest.get(endpoint) ?? [];
  }

  /** Of an endpoint some that failed, as they came. */
  failedOf(endpoint: number): readonly TracedRequest[] {
    return this.failed.get(endpoint)?.kept ?? [];
  }

  /** Requests of the sample that are under way. */
  underWay(): TracedRequest[] {
    const begun = this.traces.filter(({ isOpen, number }) => isOpen && number % this.stride === 0);
    return begun.map((trace) =>
      tracedOf(trace, {
        ...{ key: trace.key, responseMs: NaN, end: "under way", reason: "", place: -1, row: -1, verdict: null },
        attempts: trace.hops.slice(0, trace.count).filter(({ parent }) => parent < 0).length,
      }),
    );
  }
}

function hopAt(kept: Int32Array, at: number, texts: readonly string[]): TracedHop {
  const [parent, part, op, attempt, sent, begun, ended, end, reason, place, givenUp, machine, body] = kept.subarray(at, at + HOP_WIDTH);
  return {
    ...{ parent, attempt, place },
    part: texts[part],
    machine: texts[machine],
    op: texts[op],
    sentMs: millis(sent),
    begunMs: millis(begun),
    bodyMs: millis(body),
    endedMs: millis(ended),
    end: HOP_ENDS[end],
    reason: texts[reason],
    givenUpMs: millis(givenUp),
  };
}

function tracedOf(trace: CallTrace, outcome: RequestOutcome): TracedRequest {
  const { number, client, endpoint, op, user, askedAt, lookupMs, handshakeMs, wayMs } = trace;
  const since = (at: number): number => Math.round((at - askedAt) * MICROS) / MICROS;
  const hops = trace.hops.slice(0, trace.count).map(
    (hop): TracedHop => ({
      ...{
        parent: hop.parent,
        part: hop.part,
        machine: hop.machine,
        op: hop.op,
        attempt: hop.attempt,
        end: hop.end,
        reason: hop.reason,
        place: hop.place,
        bodyMs: hop.bodyMs,
      },
      sentMs: since(hop.sentAt),
      begunMs: since(hop.begunAt),
      endedMs: since(hop.endedAt),
      givenUpMs: since(hop.givenUpAt),
    }),
  );
  return { number, client, endpoint, op, user, askedAt, lookupMs, handshakeMs, wayMs, ...outcome, hops };
}
