import { duration, exact, percent } from "../../catalogue/words.ts";
import type { Facet } from "../../engine/part/facet.ts";
import { LISTS_IN_TURNS } from "../../engine/ranking/list-job.ts";
import { ANSWERED, REFUSED } from "../../engine/rows/ranking-rows.ts";
import { CACHES_LISTS } from "../../engine/tables/serving-cache.ts";
import { SEARCHED } from "../../engine/ranking/vector-index.ts";
import { WORKERS } from "../../engine/workers/worker-group.ts";
import type { NormalPart } from "../compile/normalize.ts";
import type { Machine } from "../compile/build-machine.ts";
import { groupsOf } from "../read/groups.ts";
import { remarkOf } from "./remark-words.ts";
import type { Cause } from "./cause.ts";

/** A place between what a user does and the list that knows it, and how long it can hold that up, in ms. */
type Delay = Cause & { readonly heldMs: number };

/** Lists that are never older than this are fresh, whatever happens on their way, ms. */
const FRESH_MS = 10_000;
/** A place that holds news up for less than this share of what was measured does not explain it. */
const EXPLAINS = 0.25;
/** More users than this without a list of their own are a reason by themselves. */
const MANY_WITHOUT = 0.2;
/** So many lists that suffer from versions are worth a word. */
const MANY_BY_VERSION = 0.05;

/**
 * Why the lists that users saw did not know what they had just done: the places on the way that hold it up, longest first.
 * `staleMs` is the measured p95; null where it could not be measured.
 */
export function staleLists(machine: Machine, staleMs: number | null): Cause[] {
  if (staleMs === null || staleMs < FRESH_MS) return [];
  const delays = [...goneVersions(machine), ...jobs(machine), ...seldomLists(machine), ...oldEntries(machine), ...behind(machine)];
  return delays.filter(({ heldMs }) => heldMs >= EXPLAINS * staleMs).sort((a, b) => b.heldMs - a.heldMs);
}

/** Why lists did not hit although they may be fresh. */
export function unfitLists(machine: Machine): Cause[] {
  return [...splitUsers(machine), ...mixedVersions(machine), ...withoutLists(machine)];
}

function jobs(machine: Machine): Delay[] {
  return telling(machine, LISTS_IN_TURNS).map(({ entry: { part, props }, node }) => ({
    part: part.id,
    setting: "everyMs",
    code: "lists-seldom",
    heldMs: Number(props.everyMs),
    text: `${part.title} ran ${times(node.turns)} in this run, ${onceEvery(Number(props.everyMs))}; what a user does in between is on no list.${unanswered(machine)} Run it oftener, or move users with every event.`,
  }));
}

function seldomLists(machine: Machine): Delay[] {
  return machine.parts.flatMap(({ part, props }): Delay[] => {
    const every = Number(props.refreshEvery);
    if (props.logic !== "generate-lists" || !(every > 1)) return [];
    const { user, length } = machine.run.rows.lists;
    const users = new Set(Array.from({ length }, (_, row) => user.data[row])).size;
    return [
      {
        part: part.id,
        setting: "refreshEvery",
        code: "lists-seldom",
        heldMs: length === 0 ? machine.run.durationMs : ((machine.run.durationMs * users) / length) * (1 - 1 / every),
        text: `${part.title} makes a new list only with every ${exact(every)}th vector of a user: ${exact(length)} lists for ${exact(users)} users in this run. Make one oftener; 1 follows every event.`,
      },
    ];
  });
}

/** Users whose newest vector is of a version that an index no longer keeps: to a search they are unknown, with all of their past. */
function goneVersions(machine: Machine): Delay[] {
  return telling(machine, SEARCHED)
    .filter(({ node }) => node.unmatched > MANY_BY_VERSION * node.searches)
    .map(({ entry: { part }, node }) => ({
      part: part.id,
      setting: "kept",
      code: "version-gone",
      heldMs: machine.run.durationMs,
      text: `${exact(node.unmatched)} of ${exact(node.searches)} searches in ${part.title} were for users known only in a version that it no longer keeps, of the ${exact(node.models.builds)} that were built: to them it shows what is popular. Keep more versions, or train less often.`,
    }));
}

/** Lists whose user vector was made in another version than the items it was held against. */
function mixedVersions(machine: Machine): Cause[] {
  const { desk, rows } = machine.run;
  const { vectorModel, model, maker } = rows.lists;
  let answered = 0;
  const mixed: number[] = [];
  for (let row = 0; row < desk.rows.length; row++) {
    const list = desk.rows.list.data[row];
    if (desk.rows.state.data[row] !== ANSWERED || list < 0) continue;
    answered++;
    if (vectorModel.data[list] !== model.data[list]) mixed.push(list);
  }
  if (mixed.length <= MANY_BY_VERSION * answered) return [];
  const { part } = rows.makers[maker.data[mixed[0]]];
  return [
    {
      part,
      setting: "versions",
      code: "version-skew",
      text: `${exact(mixed.length)} of ${exact(answered)} lists of ${titleOf(machine, part)} were made with a vector of one training and items of another, which lie in different spaces. Serve the matching version.`,
    },
  ];
}

/** A cache that answers with a list although a newer one had been made. */
function oldEntries(machine: Machine): Delay[] {
  return telling(machine, CACHES_LISTS).flatMap(({ entry: { part, props }, node }): Delay[] => {
    const ages = outdatedAnswers(machine, part.id);
    if (ages.length === 0) return [];
    const kept = props.ttlMs === null ? "keeps an entry until it is pushed out" : `keeps an entry for ${duration(Number(props.ttlMs))}`;
    return [
      {
        part: part.id,
        setting: "ttlMs",
        code: "cache-outdated",
        heldMs: ages[Math.floor(0.95 * (ages.length - 1))],
        text: `${part.title} ${kept}: ${exact(ages.length)} of the ${exact(node.hits)} lists it served were no longer the newest made for that user. Let entries expire sooner, or write new lists into the cache.`,
      },
    ];
  });
}

/** For each list that a cache served although a newer one was there: for how long, ms, ascending. */
function outdatedAnswers(machine: Machine, part: string): number[] {
  const { desk, rows } = machine.run;
  const place = desk.places.indexOf(part);
  const madeBy = new Map<number, number[]>();
  for (let list = 0; list < rows.lists.length; list++) {
    const user = rows.lists.user.data[list];
    const own = madeBy.get(user);
    if (own === undefined) madeBy.set(user, [rows.lists.madeAt.data[list]]);
    else own.push(rows.lists.madeAt.data[list]);
  }
  const ages: number[] = [];
  for (let row = 0; row < desk.rows.length; row++) {
    if (desk.rows.state.data[row] !== ANSWERED || desk.rows.place.data[row] !== place) continue;
    const servedMadeAt = rows.lists.madeAt.data[desk.rows.list.data[row]];
    const newer = madeBy.get(desk.rows.user.data[row])?.find((madeAt) => madeAt > servedMadeAt);
    if (newer !== undefined && newer < desk.rows.askedAt.data[row]) ages.push(desk.rows.askedAt.data[row] - newer);
  }
  return ages.sort((a, b) => a - b);
}

/** Workers on the way that let their log grow, the one whose records waited longest first. */
export function fellBehind(machine: Machine): Cause[] {
  return behind(machine)
    .filter(({ heldMs }) => heldMs >= FRESH_MS)
    .sort((a, b) => b.heldMs - a.heldMs);
}

function behind(machine: Machine): Delay[] {
  return groupsOf(machine).flatMap(({ group, log }): Delay[] => {
    const worker = machine.parts.find(({ part }) => part.id === group.id);
    if (worker === undefined || WORKERS.of(machine.nodes.get(group.id)) === null) return [];
    const left = Math.round(group.measure(machine.run.durationMs).records);
    return [
      {
        part: group.id,
        setting: "instances",
        code: "behind",
        heldMs: group.lagMaxMs,
        text: `${worker.part.title} fell behind: up to ${exact(Math.round(group.lagMaxRecords))} records waited in ${titleOf(machine, log.id)}, the oldest for ${duration(roundedMs(group.lagMaxMs))}${left > 0 ? `, and ${exact(left)} still at the end` : ""}. Give it more instances, no more than the log has partitions.`,
      },
    ];
  });
}

/** Instances that keep users in memory each know a part of a user whose events are spread over them. */
export function splitUsers(machine: Machine): Cause[] {
  return groupsOf(machine).flatMap(({ group, log }): Cause[] => {
    const reader = machine.parts.find(({ part }) => part.id === group.id);
    const key = machine.parts.find(({ part }) => part.id === log.id)?.props.key;
    if (reader?.props.logic !== "update-embeddings" || reader.props.state !== "memory" || key === "user_id") return [];
    if (!(Number(reader.props.instances) > 1)) return [];
    return [
      {
        part: log.id,
        setting: "key",
        code: "split-users",
        text: `${titleOf(machine, log.id)} places records by ${key === "none" ? "nothing" : String(key)}, and each of the ${exact(Number(reader.props.instances))} instances of ${reader.part.title} keeps users in its own memory: each moved them by its part of their events only. Key the log by user_id, or keep user vectors in a shared store.`,
      },
    ];
  });
}

function withoutLists(machine: Machine): Cause[] {
  const { asked, notFound } = requests(machine);
  const [maker] = machine.run.rows.makers;
  if (maker === undefined || notFound <= MANY_WITHOUT * asked) return [];
  return [
    {
      part: maker.part,
      setting: null,
      code: "no-list",
      text: `${exact(notFound)} of ${exact(asked)} requests found no list of their user: nothing had been made for them yet, which counts as a miss.`,
    },
  ];
}

/** Requests that ended in an error, by the part and the reason that refused most of them. */
export function refusals(machine: Machine): Cause[] {
  const { asked, refused } = requests(machine);
  const total = [...refused.values()].reduce((sum, count) => sum + count, 0);
  const { rows, places } = machine.run.desk;
  const by = new Map<string, number>();
  for (let row = 0; row < rows.length; row++)
    if (rows.state.data[row] === REFUSED) by.set(places[rows.place.data[row]], (by.get(places[rows.place.data[row]]) ?? 0) + 1);
  const [worst] = [...by].sort((a, b) => b[1] - a[1]);
  const [reason] = [...refused].sort((a, b) => b[1] - a[1]);
  if (worst === undefined || reason === undefined) return [];
  const [part] = worst;
  const remark = remarkOf(machine, part, reason[0]);
  return [
    {
      part,
      setting: readsAll(machine, part) ? "readLevel" : (remark?.setting ?? null),
      code: `refused.${reason[0].replaceAll(" ", "-")}`,
      weight: total,
      text: `${exact(total)} of ${exact(asked)} requests (${percent(total / asked)}) failed, most at ${titleOf(machine, part)}: ${reason[0]}. ${remark?.text ?? ""}`.trim(),
    },
  ];
}

function readsAll(machine: Machine, part: string): boolean {
  return machine.parts.find((entry) => entry.part.id === part)?.props.readLevel === "all";
}

/** Who is called by an app for every record, and how long it lets the app wait. */
export function callersWait(machine: Machine): Cause[] {
  return telling(machine, WORKERS).flatMap(({ entry: { part }, node }): Cause[] => {
    const [p50, p99] = [node.callWaits.quantile(0.5), node.callWaits.quantile(0.99)];
    if (p50 === null || p99 === null) return [];
    return [
      {
        part: part.id,
        setting: "instances",
        code: "calls-wait",
        weight: p99,
        text: `Whoever sends to ${part.title} waits for its answer, as no log stands in between: ${duration(roundedMs(p50))} for half of the calls, ${duration(roundedMs(p99))} or more for one in a hundred. Give it more instances for the peak, or put a log in front, which takes records at once.`,
      },
    ];
  });
}

// ---- What the run has counted ------------------------------------------------------------------------------------
function requests(machine: Machine): { readonly asked: number; readonly notFound: number; readonly refused: ReadonlyMap<string, number> } {
  const refused = new Map<string, number>();
  let [asked, notFound] = [0, 0];
  for (const book of machine.run.desk.endpoints) {
    asked += book.asked;
    notFound += book.notFound;
    for (const [reason, count] of book.refused) refused.set(reason, (refused.get(reason) ?? 0) + count);
  }
  return { asked, notFound, refused };
}

function unanswered(machine: Machine): string {
  const { asked, notFound } = requests(machine);
  return notFound <= MANY_WITHOUT * asked
    ? ""
    : ` ${exact(notFound)} of ${exact(asked)} requests found no list at all, which counts as a miss.`;
}

/** Parts that tell the facet, as drawn and as they are. */
function telling<T>(machine: Machine, facet: Facet<T>): { readonly entry: NormalPart; readonly node: T }[] {
  return machine.parts.flatMap((entry) => {
    const node = facet.of(machine.nodes.get(entry.part.id));
    return node === null ? [] : [{ entry, node }];
  });
}

function titleOf(machine: Machine, part: string): string {
  return machine.parts.find((entry) => entry.part.id === part)?.part.title ?? part;
}

function times(count: number): string {
  return count === 1 ? "once" : count === 2 ? "twice" : `${exact(count)} times`;
}

function onceEvery(ms: number): string {
  return ms === 86_400_000 ? "once a day" : ms === 3_600_000 ? "once an hour" : `once every ${duration(ms)}`;
}

/** Three figures are enough for a sentence. */
function roundedMs(ms: number): number {
  return Number(ms.toPrecision(3));
}
