import type { RunContext } from "../../engine/part/run-context.ts";
import type { ListJob } from "../../engine/ranking/list-job.ts";
import type { VectorIndex } from "../../engine/ranking/vector-index.ts";
import { ANSWERED } from "../../engine/rows/ranking-rows.ts";
import type { ServingCache } from "../../engine/tables/serving-cache.ts";
import type { CauseDecl } from "../cause.ts";
import { duration, exact } from "../words.ts";

/** More users than this without a list of their own are worth a word. */
const MANY_WITHOUT = 0.2;
/** So many searches that suffer from versions are worth a word. */
const MANY_BY_VERSION = 0.05;

export const LISTS_SELDOM: CauseDecl<{ readonly everyMs: number }, ListJob> = {
  code: "lists-seldom",
  effect: "old-lists",
  find: ({ props: { everyMs }, part, name, run }) => [
    {
      setting: "everyMs",
      towards: "less",
      heldMs: everyMs,
      text: `${name} ran ${times(part.turns)} in this run, ${onceEvery(everyMs)}; what a user does in between is on no list.${unanswered(run)} Run it oftener, or move users with every event.`,
    },
  ],
};

/** Users whose newest vector is of a version that an index no longer keeps: to a search they are unknown, with all of their past. */
export const VERSION_GONE: CauseDecl<unknown, VectorIndex> = {
  code: "version-gone",
  effect: "old-lists",
  find: ({ part: { unmatched, searches, models }, name, run }) =>
    unmatched <= MANY_BY_VERSION * searches
      ? []
      : [
          {
            setting: "kept",
            counted: true,
            towards: "more",
            heldMs: run.durationMs,
            text: `${exact(unmatched)} of ${exact(searches)} searches in ${name} were for users known only in a version that it no longer keeps, of the ${exact(models.builds)} that were built: to them it shows what is popular. Keep more versions, or train less often.`,
          },
        ],
};

/** A cache that answers with a list although a newer one had been made. */
export const CACHE_OUTDATED: CauseDecl<{ readonly ttlMs: number | null }, ServingCache> = {
  code: "cache-outdated",
  effect: "old-lists",
  find: ({ props: { ttlMs }, part, name, run }) => {
    const ages = outdatedAnswers(run, part.id);
    if (ages.length === 0) return [];
    const kept = ttlMs === null ? "keeps an entry until it is pushed out" : `keeps an entry for ${duration(ttlMs)}`;
    return [
      {
        setting: "ttlMs",
        counted: true,
        towards: "less",
        heldMs: ages[Math.floor(0.95 * (ages.length - 1))],
        text: `${name} ${kept}: ${exact(ages.length)} of the ${exact(part.hits)} lists it served were no longer the newest made for that user. Let entries expire sooner, or write new lists into the cache.`,
      },
    ];
  },
};

/** For each list that a cache served although a newer one was there: for how long, ms, ascending. */
function outdatedAnswers({ desk, rows }: RunContext, part: string): number[] {
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

function unanswered({ desk }: RunContext): string {
  let [asked, notFound] = [0, 0];
  for (const book of desk.endpoints) {
    asked += book.asked;
    notFound += book.notFound;
  }
  return notFound <= MANY_WITHOUT * asked
    ? ""
    : ` ${exact(notFound)} of ${exact(asked)} requests found no list at all, which counts as a miss.`;
}

function times(count: number): string {
  return count === 1 ? "once" : count === 2 ? "twice" : `${exact(count)} times`;
}

function onceEvery(ms: number): string {
  return ms === 86_400_000 ? "once a day" : ms === 3_600_000 ? "once an hour" : `once every ${duration(ms)}`;
}
