import { isListRanker, isListStore } from "../../engine/tables/list-store.ts";
import { ANSWERED } from "../../engine/rows/ranking-rows.ts";
import { CACHES_LISTS } from "../../engine/tables/serving-cache.ts";
import { TASTES } from "../../engine/sources/taste-users.ts";
import { userText } from "../../engine/rows/trace-names.ts";
import { inverseNorm, scoreOf } from "../../engine/ranking/maths/top-items.ts";
import { listBody } from "./list-body.ts";
import type { ReadTable } from "./list-body.ts";
import type { ListCause, ListedItem, ServedList, TryAnswer, TryRequest } from "../../result/try-answer.ts";
import type { RunLook } from "./run-look.ts";
import { itemText, userCoded } from "../read/trace-columns.ts";

const EXAMPLES = 5;
/** Lists looked at, newest first, to find users that have one. */
const EXAMPLES_AMONG = 4000;
/** Users about whom the list knows so little make poor examples. */
const TELLING_STEPS = 4;

/** Whether requests of this drawing are answered with lists that something in it makes. */
export function recommends(run: RunLook): boolean {
  return run.machine.run.rows.makers.length > 0 && [...run.machine.nodes.values()].some((node) => isListStore(node) || isListRanker(node));
}

/** The list a user would be shown now, or was shown by the store at an earlier moment, and why these items stand on it. */
export function answerWithList(run: RunLook, request: TryRequest, read: ReadTable | null): TryAnswer {
  const context = run.machine.run;
  const atMs = momentOf(run, request);
  const latencyMs = context.desk.endpoints.find(({ id }) => id === request.endpointId)?.responses.quantile(0.5) ?? null;
  const userIds = usersWithLists(run, atMs);
  const text = userOf(request) || (userIds[0] ?? "");
  const nothing = (reason: string): TryAnswer => ({ status: 404, latencyMs, asOfMs: null, rows: [], reason, userIds });
  if (text === "")
    return nothing(
      `No list has been ${ranksWhenAsked(run) ? "asked for" : "saved"} by ${request.atMs === undefined ? "now" : "then"}: lists follow the first events.`,
    );
  const user = userCoded(context, text);
  if (user < 0) return nothing(`There is no user ${text} in this run.`);
  const shown = shownTo(run, user, atMs, request.atMs !== undefined);
  if (shown === "refused")
    return {
      status: 503,
      reason: "Too few copies of this user's rows are up for the read level. Wait until they are back, or lower the level.",
    };
  if (shown === null) return nothing(reasonWithout(run, user, text, atMs));
  const recommendation = servedList(run, user, shown, atMs);
  const rows = listBody(recommendation, read, context.epochMs);
  return { status: 200, latencyMs, asOfMs: recommendation.cause?.happenedAtMs ?? null, rows, recommendation, userIds };
}

/** The user a call names: `user_id`, or whatever its first parameter is. */
function userOf({ parameters }: TryRequest): string {
  return (parameters["user_id"] ?? Object.values(parameters)[0] ?? "").trim();
}

export function momentOf(run: RunLook, { atMs }: TryRequest): number {
  return Math.min(atMs ?? Infinity, run.simulation.now);
}

type Shown = { readonly list: number; readonly by: string; readonly answeredAtMs: number | null; readonly cacheLeftOut: boolean };

function ranksWhenAsked(run: RunLook): boolean {
  return [...run.machine.nodes.values()].some(isListRanker);
}

/** What stands on the way of a request for this user: in a cache, else in the store. Caches keep no past. */
function shownTo(run: RunLook, user: number, atMs: number, isPast: boolean): Shown | "refused" | null {
  const nodes = [...run.machine.nodes];
  const caches = nodes.flatMap(([by, node]) => {
    const cache = CACHES_LISTS.of(node);
    return cache === null ? [] : [{ by, cache }];
  });
  if (!isPast) {
    for (const { by, cache } of caches) {
      const list = cache.heldFor(user, atMs);
      if (list >= 0) return { list, by, answeredAtMs: null, cacheLeftOut: false };
    }
  }
  let refused = false;
  for (const [by, store] of nodes) {
    if (!isListStore(store)) continue;
    const list = store.heldFor(user, atMs);
    if (list !== null && list >= 0) return { list, by, answeredAtMs: null, cacheLeftOut: isPast && caches.length > 0 };
    refused ||= list === null;
  }
  return refused ? "refused" : lastAnswer(run, atMs, user);
}

/** The list a user was last answered with: a part that ranks when asked keeps none, and asking it anew would be a request more. */
function lastAnswer(run: RunLook, atMs: number, user: number): Shown | null {
  const { rows, places } = run.machine.run.desk;
  let last = -1;
  for (const request of ranksWhenAsked(run) ? answeredWithList(run, atMs) : [])
    if (rows.user.data[request] === user && (last < 0 || rows.answeredAt.data[request] > rows.answeredAt.data[last])) last = request;
  if (last < 0) return null;
  return {
    list: rows.list.data[last],
    by: places[rows.place.data[last]],
    answeredAtMs: rows.answeredAt.data[last],
    cacheLeftOut: false,
  };
}

/** Requests that had their answer by a moment, a list of the user's own, those asked last first. */
function* answeredWithList(run: RunLook, atMs: number): Generator<number> {
  const { rows } = run.machine.run.desk;
  for (let request = rows.length - 1; request >= 0; request--)
    if (rows.state.data[request] === ANSWERED && rows.answeredAt.data[request] <= atMs) yield request;
}

/** Row of the list a call for this user is answered with; -1 when there is none. For the picture. */
export function listFor(run: RunLook, request: TryRequest): { readonly user: number; readonly list: number } | null {
  const atMs = momentOf(run, request);
  const text = userOf(request) || (usersWithLists(run, atMs)[0] ?? "");
  const user = userCoded(run.machine.run, text);
  const shown = user < 0 ? null : shownTo(run, user, atMs, request.atMs !== undefined);
  return shown === null || shown === "refused" ? null : { user, list: shown.list };
}

function reasonWithout(run: RunLook, user: number, text: string, atMs: number): string {
  const chosen = choicesOf(run, user, atMs).length;
  if (chosen === 0) return `User ${text} has not chosen anything yet, so there is nothing to make a list from.`;
  const items = chosen === 1 ? "one item" : `${chosen} items`;
  if (ranksWhenAsked(run))
    return `User ${text} has chosen ${items}, but has not asked for a list yet: one is made for each request, and kept nowhere.`;
  return `User ${text} has chosen ${items}, but no list of theirs is in the store yet.`;
}

/** Users whose list knows something of them, those with the newest lists first. */
function usersWithLists(run: RunLook, atMs: number): string[] {
  const users = new Set<number>();
  const few = new Set<number>();
  let looked = 0;
  for (const { user, list } of ranksWhenAsked(run) ? answeredLists(run, atMs) : savedLists(run, atMs)) {
    if (looked++ >= EXAMPLES_AMONG || users.size >= EXAMPLES) break;
    if (list < 0 || users.has(user) || few.has(user)) continue;
    const telling = run.lists.makerOf(list).steps.recentSteps(run.lists.stepOf(list), TELLING_STEPS).length === TELLING_STEPS;
    (telling ? users : few).add(user);
  }
  return [...users, ...few].slice(0, EXAMPLES).map((user) => userText(run.machine.run.trace?.users ?? null, user));
}

type UsersList = { readonly user: number; readonly list: number };

/** For each list made by a moment, newest first, what a store showed its user then; -1 = nothing. */
function* savedLists(run: RunLook, atMs: number): Generator<UsersList> {
  const { lists } = run.machine.run.rows;
  const stores = [...run.machine.nodes.values()].filter(isListStore);
  for (let made = lists.length - 1; made >= 0; made--) {
    if (lists.madeAt.data[made] > atMs) continue;
    const user = lists.user.data[made];
    yield { user, list: stores.map((store) => store.lists.shownAt(user, atMs)).find((row) => row >= 0) ?? -1 };
  }
}

function* answeredLists(run: RunLook, atMs: number): Generator<UsersList> {
  const { rows } = run.machine.run.desk;
  for (const request of answeredWithList(run, atMs)) yield { user: rows.user.data[request], list: rows.list.data[request] };
}

/** Rows of what the user chose up to a moment, each event id once, as it happened. */
function choicesOf(run: RunLook, user: number, atMs: number): number[] {
  const { events } = run.machine.run.rows;
  const ids = new Set<number>();
  const rows: number[] = [];
  for (let row = 0; row < events.length; row++) {
    if (events.user.at(row) !== user || events.item.at(row) < 0 || events.happenedAt.at(row) > atMs) continue;
    if (ids.has(events.eventId.at(row))) continue;
    ids.add(events.eventId.at(row));
    rows.push(row);
  }
  return rows;
}

function servedList(run: RunLook, user: number, shown: Shown, atMs: number): ServedList {
  const { list, by, answeredAtMs, cacheLeftOut } = shown;
  const context = run.machine.run;
  const { rows } = context;
  const maker = run.lists.makerOf(list);
  const step = run.lists.stepOf(list);
  const model = rows.lists.model.data[list];
  const sinceMs = maker.indexes.shelf.publishedAtMs(model);
  const known = maker.steps.eventOf(step);
  const knownAt = known < 0 ? -Infinity : rows.events.happenedAt.at(known);
  const unknown = choicesOf(run, user, atMs)
    .map((row) => rows.events.happenedAt.at(row))
    .filter((at) => at > knownAt);
  return {
    user: userText(context.trace?.users ?? null, user),
    lookedAtMs: atMs,
    answeredBy: by,
    madeBy: maker.part,
    madeAtMs: rows.lists.madeAt.data[list],
    model,
    vectorModel: rows.lists.vectorModel.data[list],
    modelSinceMs: sinceMs === -Infinity ? null : sinceMs,
    items: listedItems(run, list),
    cause: causeOf(run, list),
    unknown: { events: unknown.length, sinceMs: unknown.length === 0 ? null : Math.min(...unknown) },
    answeredAtMs,
    cacheLeftOut,
  };
}

function listedItems(run: RunLook, list: number): ListedItem[] {
  const { lists } = run;
  const model = lists.modelOf(list);
  const step = lists.stepOf(list);
  const now = lists.vectorOf(list);
  const before = lists.vectorOf(list, lists.makerOf(list).steps.stepBefore(step));
  const { items, scores } = lists.itemsOf(list);
  const cosine = (vector: Float32Array, item: number): number => scoreOf(model, vector, inverseNorm(vector), item) - model.popularity[item];
  return Array.from(items, (item, i) => ({
    item: itemText(run.machine.run, item),
    score: scores[i],
    cosineBefore: cosine(before, item),
    cosine: cosine(now, item),
    group: groupOfItem(run, item),
  }));
}

/** The last event in a list, and what would stand there without it. */
function causeOf(run: RunLook, list: number): ListCause | null {
  const { lists } = run;
  const step = lists.stepOf(list);
  if (step < 0) return null;
  const { steps } = lists.makerOf(list);
  const { events } = run.machine.run.rows;
  const row = steps.eventOf(step);
  const item = steps.itemOf(step);
  const now = [...lists.itemsOf(list).items];
  const without = [...lists.itemsOf(list, steps.stepBefore(step)).items];
  const name = (one: number): string => itemText(run.machine.run, one);
  return {
    type: run.machine.run.dimensions.types[events.type.at(row)] ?? "event",
    item: name(item),
    group: groupOfItem(run, item),
    happenedAtMs: events.happenedAt.at(row),
    turn: cosineBetween(lists.vectorOf(list, steps.stepBefore(step)), lists.vectorOf(list)),
    wasListed: without.includes(item),
    entered: now.filter((one) => !without.includes(one)).map(name),
    left: without.filter((one) => one !== item && !now.includes(one)).map(name),
  };
}

/** null where one of them is nothing: it has no direction. */
export function cosineBetween(a: Float32Array, b: Float32Array): number | null {
  let dot = 0;
  for (let d = 0; d < a.length; d++) dot += a[d] * b[d];
  const scale = inverseNorm(a) * inverseNorm(b);
  return scale === 0 ? null : dot * scale;
}

/** Groups items truly belong to, item i to group i mod groups; null where nobody knows. */
export function groupCount(run: RunLook): number | null {
  const [users] = TASTES.all(run.machine.nodes.values());
  return users === undefined ? null : users.tastes.spec.groups;
}

export function groupOfItem(run: RunLook, item: number): number | null {
  const groups = groupCount(run);
  return groups === null ? null : item % groups;
}
