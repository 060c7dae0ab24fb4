import { KEY_TAKEN, LEASE_ELSEWHERE, NOTHING } from "../calls/calls.ts";
import type { Call, CallOp, ListsWanted } from "../calls/calls.ts";
import type { Ask } from "../calls/asking.ts";
import { ITEM, kindOf, refOf, rowOf } from "../rows/rows.ts";

/** What a service works on for one call: which step of its program it is at, and what it has found or made so far. */
export type EndpointTask = {
  readonly call: Call;
  readonly program: Program;
  readonly instance: number;
  readonly cameAt: number;
  startedAt: number;
  /** Index into the program. */
  step: number;
  /** The key asked for, or the one that was made. */
  key: number;
  /** Reference of the row that was found, or of the one that is to be stored. */
  row: number;
  /** Row whose content lies in an object store and is to go from there, NOTHING: none. */
  blob: number;
  /** Keys that were taken so far. */
  tries: number;
  /** Place in the service, while it works or rests; and the step it goes on with then. */
  place: number;
  goesOn: Next;
  /** What it waits for, and of whom. */
  ask: Ask | null;
  asked: Peer;
  /** Several at once of whom it asked, and what they brought so far; null: it asks for no lists. */
  lists: ListsWork | null;
  over: boolean;
};

/** What a task asked for in several parts, and what came of it. */
export type ListsWork = {
  waiting: readonly Ask[];
  /** Whom the reader follows, or who follows the author; a list as it is read or built, newest first. */
  users: readonly number[];
  posts: readonly number[];
  /** The first part that failed. */
  failed: Ask | null;
};

/** Of whom a service asks. */
export type Peer = "cache" | "store" | "keys" | "blobs" | "index" | "timelines" | "fanOut";
export const PEERS: readonly Peer[] = ["cache", "store", "keys", "blobs", "index", "timelines", "fanOut"];

/** What a step may do. */
export type EndpointHost = {
  /** Own work of a thread; the program goes on when it is done. */
  work(task: EndpointTask, at: number): void;
  /** Nothing for so long; then the program goes on with step `then`. */
  pause(task: EndpointTask, at: number, ms: number, then: Next): void;
  /** Whether somebody of the same instance is asking the store for the same key: then the task waits for what that brings. */
  joinsFlight(task: EndpointTask): boolean;
  /** What a flight brought: everybody who waits for it goes on as `goOn` says. */
  landFlight(task: EndpointTask, at: number, goOn: (waiting: EndpointTask) => Next): void;
  /** The row under a key is in the cache alone: it is to be brought to the store later. */
  bringsLater(key: number, at: number): void;
  /** It was deleted: nothing of it is to be brought. */
  forgets(key: number): void;
  asks(peer: Peer): boolean;
  /** The step's `replied` hears how it went. */
  ask(task: EndpointTask, peer: Peer, wanted: Wanted, at: number): void;
  /** Several at once; `replied` hears of each. */
  askAll(task: EndpointTask, peer: Peer, wanted: readonly Wanted[], at: number): void;
  /** The newest posts first. */
  newestFirst(posts: readonly number[]): number[];
  ownerOf(row: number): number;
  /** Of them it is known that very many follow them. */
  followerCount(user: number): number;
  /** The reply brings these posts. */
  answerList(task: EndpointTask, at: number, posts: readonly number[]): void;
  /** The same, and nobody waits for the reply. */
  notify(task: EndpointTask, peer: Peer, wanted: Wanted, at: number): void;
  /** The next key of a block the instance holds, or NO_KEY_YET: then the program goes on when there is one. */
  takeGivenKey(task: EndpointTask, at: number): number;
  anyKey(): number;
  hashedKey(content: number, salt: number): number;
  /** A row of its own for what `row` holds, under a key. */
  rowUnder(key: number, row: number): number;
  contentOf(row: number): number;
  keyOf(row: number): number;
  setKey(row: number, key: number): void;
  expiresAt(row: number): number;
  answer(task: EndpointTask, at: number, answer: number): void;
  refuse(task: EndpointTask, at: number, reason: string, place?: number): void;
};

export type Wanted = { readonly op: CallOp; readonly key: number; readonly row: number; readonly lists?: ListsWanted | null };

/** The step goes on to the next one; it waits for something; the call has its reply; or the index of the step to go on with. */
export type Next = number;
export const NEXT = -1;
export const WAITS = -2;
export const OVER = -3;
/** No key is at hand. */
export const NO_KEY_YET = -1;

/**
 * A step of a program: what is begun when the program comes to it, and what its reply comes to. A new step is an object of this
 * kind and its place in a program (endpoint-programs.ts); it keeps nothing of its own between calls.
 */
export type Step = {
  begin(task: EndpointTask, at: number, host: EndpointHost): Next;
  replied?(task: EndpointTask, ask: Ask, at: number, host: EndpointHost): Next;
};

/** What a service does for a call of an endpoint, step by step; a program that runs out answers with the row it has. */
export type Program = readonly Step[];

export const ownWork: Step = {
  begin: (task, at, host) => {
    host.work(task, at);
    return WAITS;
  },
  replied: () => NEXT,
};

/** A hit goes on with step `onHit`; a miss, an error and a time-out go on to whoever is next. */
export const askCache = (onHit: number): Step => ({
  begin: (task, at, host) => {
    if (!host.asks("cache")) return NEXT;
    host.ask(task, "cache", { op: "read", key: task.key, row: NOTHING }, at);
    return WAITS;
  },
  replied: (task, ask) => {
    if (!ask.answered || ask.answer === NOTHING) return NEXT;
    task.row = ask.answer;
    return onHit;
  },
});

/** Without a row the answer is that there is none. */
export const readStore: Step = {
  begin: (task, at, host) => {
    host.ask(task, "store", { op: "read", key: task.key, row: NOTHING }, at);
    return WAITS;
  },
  replied: landed,
};

/** As `readStore`, but calls of an instance for one key wait for the first of them; those that waited go on with step `found`. */
export const readStoreOnce = (found: number): Step => ({
  begin: (task, at, host) => (host.joinsFlight(task) ? WAITS : readStore.begin(task, at, host)),
  replied: (task, ask, at, host) => {
    const next = landed(task, ask, at, host);
    host.landFlight(task, at, (waiting) => (landed(waiting, ask, at, host) === OVER ? OVER : found));
    return next;
  },
});

/**
 * A miss takes a lock on the key in the cache, or waits and goes on with step `again` while somebody has it. A cache that cannot be
 * asked for a lock does not stop anybody.
 */
export const takeLock = (again: number, waitMs: number): Step => ({
  begin: (task, at, host) => {
    if (!host.asks("cache")) return NEXT;
    host.ask(task, "cache", { op: "insert", key: task.key, row: NOTHING }, at);
    return WAITS;
  },
  replied: (task, ask, at, host) => {
    if (ask.answered || ask.reason !== KEY_TAKEN) return NEXT;
    host.pause(task, at, waitMs, again);
    return WAITS;
  },
});

/** Asks a cache that gives leases: who gets one goes on to the store, who does not waits and asks again, by step `again`. */
export const askLeasing = (onHit: number, again: number, waitMs: number): Step => ({
  begin: (task, at, host) => askCache(onHit).begin(task, at, host),
  replied: (task, ask, at, host) => {
    if (!ask.answered || ask.answer !== NOTHING || ask.value !== LEASE_ELSEWHERE)
      return askCache(onHit).replied?.(task, ask, at, host) ?? NEXT;
    host.pause(task, at, waitMs, again);
    return WAITS;
  },
});

/** As `readStore` for whoever has a lock or a lease: without a row it is given back, as nothing will be filled. */
export const readClaimed: Step = {
  begin: (task, at, host) => readStore.begin(task, at, host),
  replied: (task, ask, at, host) => {
    if (!ask.answered || ask.answer === NOTHING) dropFromCache.begin(task, at, host);
    return landed(task, ask, at, host);
  },
};

/** As `fillCache`, and on with step `then`. */
export const fillThen = (then: number): Step => ({
  begin: (task, at, host) => {
    fillCache.begin(task, at, host);
    return then;
  },
});

/** Fills what was claimed, and ends the claim. */
export const fillClaimed: Step = {
  begin: (task, at, host) => {
    if (host.asks("cache")) host.notify(task, "cache", { op: "insert", key: task.key, row: task.row }, at);
    return NEXT;
  },
};

/** Write-back: the cache has it, the client is told so, and the store gets it later. Nobody looks whether somebody has the key. */
export const putInCache: Step = {
  begin: (task, at, host) => {
    task.row = ownRow(task, host);
    host.ask(task, "cache", { op: "write", key: task.key, row: task.row }, at);
    return WAITS;
  },
  replied: (task, ask, at, host) => {
    if (!ask.answered) return failed(task, ask, at, host);
    host.bringsLater(task.key, at);
    return NEXT;
  },
};

/** Adds one to a counter in the row, and waits for that; the answer does not depend on it. */
export const countView: Step = {
  begin: (task, at, host) => {
    host.ask(task, "store", { op: "touch", key: task.key, row: NOTHING }, at);
    return WAITS;
  },
  replied: () => NEXT,
};

/** Puts what it has into the cache; nobody waits for that. */
export const fillCache: Step = {
  begin: (task, at, host) => {
    if (host.asks("cache")) host.notify(task, "cache", { op: "write", key: task.key, row: task.row }, at);
    return NEXT;
  },
};

export const dropFromCache: Step = {
  begin: (task, at, host) => {
    if (host.asks("cache")) host.notify(task, "cache", { op: "delete", key: task.key, row: NOTHING }, at);
    return NEXT;
  },
};

/** Whoever asks for what has expired gets nothing, wherever it still lies; it may be taken out by the way, and nobody waits for that. */
export const refuseExpired = (deletes: boolean): Step => ({
  begin: (task, at, host) => {
    if (kindOf(task.row) !== ITEM || host.expiresAt(rowOf(task.row)) > at) return NEXT;
    if (deletes) {
      host.notify(task, "store", { op: "delete", key: task.key, row: NOTHING }, at);
      if (host.asks("cache")) host.notify(task, "cache", { op: "delete", key: task.key, row: NOTHING }, at);
      task.blob = task.row;
      dropBlob.begin(task, at, host);
    }
    host.answer(task, at, NOTHING);
    return OVER;
  },
});

/** What a row of metadata stands for is got from the object store, under a name that only this row has. */
export const readBlob: Step = {
  begin: (task, at, host) => {
    if (!host.asks("blobs")) return NEXT;
    host.ask(task, "blobs", { op: "read", key: rowOf(task.row), row: NOTHING }, at);
    return WAITS;
  },
  replied: landed,
};

/** Contents go to the object store before anybody is told of their row; a second key needs no second upload. */
export const writeBlob: Step = {
  begin: (task, at, host) => {
    if (!host.asks("blobs") || hasOwnRow(task)) return NEXT;
    task.row = ownRow(task, host);
    host.ask(task, "blobs", { op: "write", key: rowOf(task.row), row: task.row }, at);
    return WAITS;
  },
  replied: (task, ask, at, host) => (ask.answered ? NEXT : failed(task, ask, at, host)),
};

/** The row that is to be deleted, for what lies elsewhere of it. */
export const findBlob: Step = {
  begin: (task, at, host) => {
    if (!host.asks("blobs")) return NEXT;
    host.ask(task, "store", { op: "read", key: task.key, row: NOTHING }, at);
    return WAITS;
  },
  replied: (task, ask) => {
    if (ask.answered) task.blob = ask.answer;
    return NEXT;
  },
};

export const dropBlob: Step = {
  begin: (task, at, host) => {
    if (host.asks("blobs") && task.blob !== NOTHING) host.notify(task, "blobs", { op: "delete", key: rowOf(task.blob), row: NOTHING }, at);
    return NEXT;
  },
};

/** Searches the index for it, in place of the store. */
export const searchIndex: Step = {
  begin: (task, at, host) => {
    host.ask(task, "index", { op: "read", key: task.key, row: NOTHING }, at);
    return task.over ? OVER : WAITS;
  },
  replied: landed,
};

/** Tells the index what the store has; nobody waits for that, and nobody hears of it when it fails. */
export const tellIndex: Step = {
  begin: (task, at, host) => {
    const isGone = task.call.op === "delete";
    if (host.asks("index"))
      host.notify(task, "index", { op: isGone ? "delete" : "write", key: task.key, row: isGone ? NOTHING : task.row }, at);
    return NEXT;
  },
};

/** How a new thing gets its key: by chance, from its own content, from a block of given keys, or made by somebody who is asked for each. */
export type KeysBy = "random" | "hash" | "given" | "asked";

/** Makes the key of a new thing. */
export const makeKey = (by: KeysBy): Step => ({
  begin: (task, at, host) => {
    if (by === "random") task.key = host.anyKey();
    else if (by === "asked") {
      host.ask(task, "keys", { op: "keys", key: 1, row: NOTHING }, at);
      return WAITS;
    } else if (by === "hash") task.key = host.hashedKey(host.contentOf(rowOf(task.call.row)), task.tries);
    else {
      const key = host.takeGivenKey(task, at);
      if (key === NO_KEY_YET) return WAITS;
      task.key = key;
    }
    return NEXT;
  },
  replied: (task, ask, at, host) => {
    if (!ask.answered) return failed(task, ask, at, host);
    task.key = ask.value;
    return NEXT;
  },
});

/**
 * Stores the row under the key that was made. A key that somebody has: another is made, by step `makeAgain`, `tries` times at most;
 * or the one that has it is answered, as if it were the caller's (existing); or nothing asks whether somebody has it (overwrite).
 */
export const insertRow = (taken: "retry" | "error" | "existing" | "overwrite", makeAgain: number, tries: number): Step => ({
  begin: (task, at, host) => {
    task.row = ownRow(task, host);
    host.ask(task, "store", { op: taken === "overwrite" ? "write" : "insert", key: task.key, row: task.row }, at);
    return WAITS;
  },
  replied: (task, ask, at, host) => {
    if (ask.answered) return NEXT;
    if (ask.reason !== KEY_TAKEN) return failed(task, ask, at, host);
    if (taken === "existing") return NEXT;
    if (taken === "retry" && ++task.tries < tries) return makeAgain;
    return failed(task, ask, at, host);
  },
});

/** Writes over, or deletes, what its owner stored under the key. */
export const changeStore = (op: "write" | "delete"): Step => ({
  begin: (task, at, host) => {
    const row = op === "delete" ? NOTHING : ownRow(task, host);
    if (op === "delete") host.forgets(task.key);
    host.ask(task, "store", { op, key: task.key, row }, at);
    task.row = row;
    return WAITS;
  },
  replied: (task, ask, at, host) => (ask.answered ? NEXT : failed(task, ask, at, host)),
});

function hasOwnRow({ row, call }: EndpointTask): boolean {
  return kindOf(row) === ITEM && row !== call.row;
}

/** The service's own version of what came, under the key as it is now. */
function ownRow(task: EndpointTask, host: EndpointHost): number {
  if (!hasOwnRow(task)) return refOf(ITEM, host.rowUnder(task.key, rowOf(task.call.row)));
  host.setKey(rowOf(task.row), task.key);
  return task.row;
}

function landed(task: EndpointTask, ask: Ask, at: number, host: EndpointHost): Next {
  if (!ask.answered) return failed(task, ask, at, host);
  task.row = ask.answer;
  if (ask.answer !== NOTHING) return NEXT;
  host.answer(task, at, NOTHING);
  return OVER;
}

export function failed(task: EndpointTask, ask: Ask, at: number, host: EndpointHost): Next {
  host.refuse(task, at, ask.reason, ask.place);
  return OVER;
}
