import type { FeedVerdict } from "../books/feed-book.ts";
import type { TracedRequest } from "../books/request-traces.ts";
import { Facet } from "../part/facet.ts";

/** What clients want: to get, to store anew, to change, to delete. */
export const WANTS = ["read", "insert", "write", "delete"] as const;
export type Want = (typeof WANTS)[number];

/** A request more, for somebody who looks on. */
export type OneRequest = {
  readonly want: Want;
  /** Number of the endpoint. */
  readonly endpoint: number;
  /** Key of the thing it is about, or the user it is about where people follow each other; null: any. */
  readonly about: number | null;
  /** What is to be stored, as it was written; null: anything. */
  readonly text: string | null;
  /** Who asks, where people follow each other; null: anybody. */
  readonly caller: number | null;
};

/** What came of it. */
export type SentRequest = {
  readonly request: TracedRequest;
  /** References of the posts of a feed; null where it is none. */
  readonly list: readonly number[] | null;
  readonly feed: FeedVerdict | null;
};

/** Clients that can send a request more, once the run is over; a text says why one cannot be sent, or has no reply. */
export const SENDS_REQUESTS = new Facet<{ sendOne(wanted: OneRequest, endMs: number): SentRequest | string }>("sends requests");
