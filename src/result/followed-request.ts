import type { TryRow } from "./try-answer.ts";

/** Which request of a run is to be looked at. */
export type FollowChoice = {
  /** Id of the endpoint; absent: any. */
  readonly endpointId?: string;
  /** slowest: of those that were answered. random: any of those kept, another with each `turn`. key: the newest about a key. */
  readonly pick: "slowest" | "failed" | "random" | "key" | "number";
  /** The how-manieth: the second slowest, the next that failed, another one by chance. From 0. */
  readonly turn?: number;
  readonly key?: string;
  readonly number?: number;
  /** Only requests that were made by then, in simulated ms. */
  readonly atMs?: number;
};

/** A call at one part, on behalf of the request. Times are ms since the client began. */
export type FollowedHop = {
  /** Index of the hop whose part made the call; -1: the client did. */
  readonly parent: number;
  readonly part: string;
  /** Which machine of the part had it, as the part calls it; empty where it says none. */
  readonly machine: string;
  /** Who made the call: a part. */
  readonly from: string;
  readonly op: string;
  /** 0: the first; the others are retries or hedges. */
  readonly attempt: number;
  readonly arrivedMs: number;
  /** In a line of the part before it was taken in hand; null: it has none, or the call never left it. */
  readonly waitedMs: number | null;
  /** Of the time from then on, while its body was still coming in over the client's connection. */
  readonly bodyMs: number;
  /** From then to the reply, what it waited for others included; null while it has none. */
  readonly servedMs: number | null;
  /** Of that, the time in which it waited for calls of its own. */
  readonly awaitedMs: number;
  readonly end: "open" | "answered" | "refused" | "passed on";
  readonly reason: string;
  /** The part a refusal comes from. */
  readonly refusedBy: string;
  /** When whoever made it stopped waiting; null: it did not. */
  readonly givenUpMs: number | null;
};

/** A request of a client with its way: real, of the run or carried through its parts after the end. */
export type FollowedRequest = {
  readonly number: number;
  /** It was sent for whoever tries the endpoint, once the run was over. */
  readonly carried: boolean;
  readonly endpoint: string;
  readonly op: string;
  /** As a link has it, in letters; and the number it stands for. Null: it has none. */
  readonly keyText: string | null;
  readonly key: number | null;
  readonly user: number;
  readonly client: string;
  readonly askedAtMs: number;
  readonly lookupMs: number;
  readonly handshakeMs: number;
  readonly wayMs: number;
  readonly responseMs: number | null;
  /** Of the reply as HTTP has it; null while it is under way. */
  readonly status: number | null;
  readonly end: "under way" | "answered" | "not found" | "refused";
  readonly reason: string;
  /** The part that gave the reply, or the one the failure is of. */
  readonly place: string;
  readonly attempts: number;
  /** What the reply was worth, held against what had been acknowledged; null where it is no read. */
  readonly verdict: string | null;
  /** What the reply brought, or what was stored. */
  readonly row: TryRow | null;
  /** Posts of a home feed, newest first, where one was carried after the end. */
  readonly list?: readonly TryRow[];
  readonly hops: readonly FollowedHop[];
};

/** Requests that can be looked at. */
export type FollowSample = {
  /** One of so many requests is kept. */
  readonly every: number;
  readonly kept: number;
  readonly begun: number;
};

export type FollowAnswer =
  | { readonly found: true; readonly request: FollowedRequest; readonly sample: FollowSample }
  | { readonly found: false; readonly reason: string };
