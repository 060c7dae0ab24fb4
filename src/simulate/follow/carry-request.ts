import { keyOfText } from "../../engine/rows/item-keys.ts";
import { ITEM, kindOf, rowOf } from "../../engine/rows/rows.ts";
import { HOLDS_ITEMS } from "../../engine/tables/row-store.ts";
import { SENDS_REQUESTS } from "../../engine/sources/sends-requests.ts";
import type { OneRequest, SentRequest, Want } from "../../engine/sources/sends-requests.ts";
import type { FeedVerdict } from "../../engine/books/feed-book.ts";
import { endpointParameters } from "../../design/selectors.ts";
import type { Design, Endpoint } from "../../design/types.ts";
import type { FollowAnswer, FollowedRequest } from "../../result/followed-request.ts";
import type { TryRequest } from "../../result/try-answer.ts";
import type { Machine } from "../compile/build-machine.ts";
import { followRequest } from "./choose-request.ts";
import { followed, rowShown } from "./followed.ts";

/** What of a run is asked: `over` once nothing more can happen in it and its books are closed. */
export type CarryLook = { readonly machine: Machine; readonly over: boolean; readonly simulation: { readonly now: number } };

const WANT_OF: { readonly [method: string]: Want } = { GET: "read", POST: "insert", PUT: "write", PATCH: "write", DELETE: "delete" };

/**
 * Answers a call of an endpoint by one that is real. Once the run is over the call is carried through its parts as they stand then:
 * it waits where they are busy, fails where they are down, and what it stores is there from then on. While the run goes on, and for
 * an earlier moment, nothing may be sent without changing it: the newest call of the run about that key is shown instead.
 */
export function tryRequest(run: CarryLook, design: Design, request: TryRequest): FollowAnswer {
  const endpoint = design.api.endpoints.find(({ id }) => id === request.endpointId);
  if (endpoint === undefined) return { found: false, reason: "This endpoint is not in the design that ran. Run again." };
  const want = WANT_OF[endpoint.method] ?? "read";
  const key = keyTyped(endpoint, request);
  if (!run.over || request.atMs !== undefined) return ofTheRun(run, endpoint, key, request.atMs);
  const { machine } = run;
  const clients = SENDS_REQUESTS.all(machine.nodes.values())[0];
  const number = machine.run.desk.endpoints.findIndex(({ id }) => id === endpoint.id);
  if (clients === undefined || number < 0) return ofTheRun(run, endpoint, key, undefined);
  const about = subjectOf(machine, want, key);
  if (typeof about === "string") return { found: false, reason: about };
  const caller = userTyped(request.caller ?? "");
  if (caller === "none") return { found: false, reason: `A user is a number; ${request.caller} is none.` };
  const wanted: OneRequest = { want, endpoint: number, about, text: request.body?.trim() || null, caller };
  const sent = clients.sendOne(wanted, run.simulation.now);
  if (typeof sent === "string") return { found: false, reason: sent };
  const { traces } = machine.run.desk;
  const sample = { every: traces?.stride ?? 1, kept: traces?.kept ?? 0, begun: traces?.begun ?? 0 };
  return { found: true, request: shown(machine, sent), sample };
}

function shown(machine: Machine, { request, list, feed }: SentRequest): FollowedRequest {
  const way = followed(machine, request, true);
  if (list === null || feed === null) return way;
  const rows = list.filter((ref) => kindOf(ref) === ITEM).map((ref) => rowShown(machine, rowOf(ref)));
  return { ...way, list: rows, verdict: feedWorth(feed) };
}

/** What a feed was worth, in words. */
function feedWorth({ missing, underWay, strangers, repeated, disordered }: FeedVerdict): string {
  const posts = (count: number, what: string): string[] => (count === 0 ? [] : [`${count} ${count === 1 ? "post" : "posts"} ${what}`]);
  const bad = [
    ...posts(missing, "missing"),
    ...posts(underWay, "not there yet"),
    ...posts(strangers, "of strangers"),
    ...posts(repeated, "twice"),
    ...(disordered ? ["out of order"] : []),
  ];
  return bad.length === 0 ? "right" : bad.join(", ");
}

function userTyped(text: string): number | null | "none" {
  const typed = text.trim();
  return typed === "" ? null : /^\d{1,9}$/.test(typed) ? Number(typed) : "none";
}

/** The key, or where people follow each other the user, that a request is about; a text says what is wrong with it. */
function subjectOf(machine: Machine, want: Want, typed: string): number | null | string {
  if (want === "insert") return null;
  if (machine.run.desk.feeds !== null && want !== "read") {
    const user = userTyped(typed);
    return user === "none" ? `A user is a number; ${typed} is none.` : user;
  }
  if (typed === "") return machine.run.desk.feeds === null ? anyKey(machine) : null;
  const key = typedKey(machine, typed);
  return key < 0 ? `A key is letters and digits; ${typed} is none.` : key;
}

function keyTyped(endpoint: Endpoint, { parameters }: TryRequest): string {
  const names = endpointParameters(endpoint.path).map(({ name }) => name);
  return (names.map((name) => parameters[name]).find((value) => value !== undefined && value !== "") ?? "").trim();
}

function ofTheRun({ machine }: CarryLook, endpoint: Endpoint, key: string, atMs: number | undefined): FollowAnswer {
  const pick = key === "" ? ({ pick: "random" } as const) : ({ pick: "key", key } as const);
  return followRequest(machine, { endpointId: endpoint.id, ...pick, ...(atMs === undefined ? {} : { atMs }) });
}

/** What is written is letters of a link, or the number of a key that something stands under. */
function typedKey(machine: Machine, text: string): number {
  const letters = keyOfText(text);
  const held = HOLDS_ITEMS.all(machine.nodes.values());
  if (letters >= 0 && held.some((store) => store.rowAt(letters) >= 0)) return letters;
  const number = /^\d+$/.test(text) ? Number(text) : -1;
  return number >= 0 && held.some((store) => store.rowAt(number) >= 0) ? number : letters;
}

/** Of what was stored last, else of what is read most. */
function anyKey({ run }: Machine): number {
  const { items } = run.desk;
  if (items === null || run.rows.items.length === 0) return 0;
  const { acknowledged } = items;
  return run.rows.items.key.data[acknowledged.length > 0 ? acknowledged.data[acknowledged.length - 1] : 0];
}
