import { BatchedHistogram, groupOf, timeStretches } from "../../base/batched-histogram.ts";
import { assert } from "../../base/assert.ts";
import { ANSWERED, NOT_FOUND, REFUSED, RequestRows, WAITING } from "../rows/ranking-rows.ts";
import { refOf, REQUEST } from "../rows/rows.ts";

/** Where one endpoint's requests were answered, and how long that took. */
export type EndpointBook = {
  readonly id: string;
  readonly responses: BatchedHistogram;
  asked: number;
  answered: number;
  notFound: number;
  /** By reason, as the refusing part says it. */
  readonly refused: Map<string, number>;
};

/** Told of a request's row, when its reply arrives, and the list it brings (-1 = none). */
export type AnswerListener = (row: number, at: number, list: number) => void;

/**
 * The books of all requests of a run. A request is a row that travels the drawn way; the part that can answer it does so
 * here, whoever cannot passes it on. Response time is from the client's send to the reply's arrival.
 */
export class RequestDesk {
  readonly rows = new RequestRows();
  readonly places: string[] = [];
  readonly endpoints: readonly EndpointBook[];
  private readonly warmupMs: number;
  private readonly listeners: AnswerListener[] = [];
  private timeoutMs = Infinity;
  private readonly batchOf: (row: number) => number;

  /** `endpoints` are the ids of the API quadrant, in order; a drawing without any has one named "requests". */
  constructor(endpoints: readonly string[], times: { readonly warmupMs: number; readonly durationMs: number; readonly steady: boolean }) {
    const ids = endpoints.length > 0 ? endpoints : ["requests"];
    this.endpoints = ids.map((id) => ({ id, responses: new BatchedHistogram(), asked: 0, answered: 0, notFound: 0, refused: new Map() }));
    this.warmupMs = times.warmupMs;
    const stretch = timeStretches(times.warmupMs, times.durationMs);
    this.batchOf = times.steady ? (row) => stretch(this.rows.askedAt.data[row]) : (row) => groupOf(this.rows.user.data[row]);
  }

  /** A new request; returns the reference that travels. */
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
    return refOf(REQUEST, row);
  }

  /** The number of a part in `places`. */
  place(part: string): number {
    const known = this.places.indexOf(part);
    if (known >= 0) return known;
    assert(this.places.length < 256, "more than 256 parts answer requests");
    return this.places.push(part) - 1;
  }

  /** Clients give up after so long; the work goes on without them. */
  giveUpAfter(timeoutMs: number): void {
    this.timeoutMs = Math.min(this.timeoutMs, timeoutMs);
  }

  /** Has `listener` told of every answer, as it is known: its instant may lie ahead. */
  whenAnswered(listener: AnswerListener): void {
    this.listeners.push(listener);
  }

  /** The reply reaches the client at `at`; `list` is -1 when there is none for this user. */
  answer(row: number, at: number, list: number, place: number): void {
    for (const listener of this.listeners) listener(row, at, list);
    if (at - this.rows.askedAt.data[row] > this.timeoutMs)
      return this.refuse(row, this.rows.askedAt.data[row] + this.timeoutMs, "timed out", place);
    this.close(row, at, list < 0 ? NOT_FOUND : ANSWERED, place);
    this.rows.list.data[row] = list;
    const book = this.endpoints[this.rows.endpoint.data[row]];
    if (list < 0) book.notFound++;
    else book.answered++;
    const askedAt = this.rows.askedAt.data[row];
    if (askedAt >= this.warmupMs) book.responses.add(this.batchOf(row), at - askedAt);
  }

  /** An error reaches the client: too many requests, no replica, time-out. */
  refuse(row: number, at: number, reason: string, place: number): void {
    this.close(row, at, REFUSED, place);
    const { refused } = this.endpoints[this.rows.endpoint.data[row]];
    refused.set(reason, (refused.get(reason) ?? 0) + 1);
  }

  private close(row: number, at: number, state: number, place: number): void {
    const { rows } = this;
    assert(rows.state.data[row] === WAITING, `request ${row} is answered twice`);
    rows.state.data[row] = state;
    rows.answeredAt.data[row] = at;
    rows.place.data[row] = place;
  }

  /** Requests under way. */
  get open(): number {
    return this.endpoints.reduce((sum, book) => {
      const refused = [...book.refused.values()].reduce((all, count) => all + count, 0);
      return sum + book.asked - book.answered - book.notFound - refused;
    }, 0);
  }
}
