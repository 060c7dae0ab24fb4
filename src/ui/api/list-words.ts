import type { PathStep } from "../../result/taste-picture.ts";
import type { ListCause, ListedItem, ServedList } from "../../result/try-answer.ts";
import { formatMs, plural } from "../parts/format.ts";

/** What stands behind a list, a sentence each. `clock` writes a simulated time, `titleOf` names a part. */
export function listWords(list: ServedList, clock: (ms: number) => string, titleOf: (part: string) => string): string[] {
  const { cause, user } = list;
  const words = [
    ...(cause === null
      ? [`Nothing that could be searched was known of user ${user}: these are what is popular.`]
      : [causeWords(list, cause, clock), changeWords(list, cause), groupWords(list.items, cause)]),
    list.modelSinceMs === null
      ? "It was made before the first training: all that model 0 knows is popularity."
      : `Item vectors are those of model ${list.model}, in use since ${clock(list.modelSinceMs)}.`,
    list.vectorModel === list.model
      ? ""
      : `The user's vector was made in model ${list.vectorModel}: each training has a space of its own, so these cosines are off.`,
    list.unknown.events === 0
      ? `It knows all that user ${user} had chosen.`
      : `${plural(list.unknown.events, "later choice")} of user ${user} ${list.unknown.events === 1 ? "is" : "are"} not in it, the first ${formatMs(list.lookedAtMs - (list.unknown.sinceMs ?? 0))} ago.`,
    list.answeredAtMs === null
      ? ""
      : `It was made when user ${list.user} asked, at ${clock(list.answeredAtMs)}, and is kept nowhere: the next request gets a new one.`,
    list.cacheLeftOut ? `A cache keeps no past: this is what ${titleOf(list.answeredBy)} behind it showed.` : "",
  ];
  return words.filter((text) => text !== "");
}

function causeWords({ user, lookedAtMs }: ServedList, cause: ListCause, clock: (ms: number) => string): string {
  const when = `at ${clock(cause.happenedAtMs)}, ${formatMs(lookedAtMs - cause.happenedAtMs)} ago`;
  const hit = cause.wasListed ? " It had stood on the list: a hit." : "";
  return `The last it knows of user ${user} is a ${cause.type} of ${cause.item} ${when}; ${turnWords(cause.turn)}.${hit}`;
}

function changeWords({ items }: ServedList, { entered, left }: ListCause): string {
  if (entered.length === 0) return "The same ten would have stood there without it.";
  const towards = items
    .filter(({ item }) => entered.includes(item))
    .slice(0, 4)
    .map(({ item, cosineBefore, cosine }) => `${item} (cosine ${cosineBefore.toFixed(2)} → ${cosine.toFixed(2)})`);
  const more = entered.length > towards.length ? ` and ${entered.length - towards.length} more` : "";
  const gone =
    left.length === 0
      ? ""
      : ` Gone for ${entered.length === 1 ? "it" : "them"}: ${listed(left.slice(0, 4))}${left.length > 4 ? ` and ${left.length - 4} more` : ""}.`;
  return `It brought ${more === "" ? listed(towards) : `${towards.join(", ")}${more}`} onto the list.${gone}`;
}

/** The group that has most of the list; what users like is hidden from every part. */
function groupWords(items: readonly ListedItem[], cause: ListCause): string {
  const counts = new Map<number, number>();
  for (const { group } of items) if (group !== null) counts.set(group, (counts.get(group) ?? 0) + 1);
  const [most] = [...counts].sort(([a, m], [b, n]) => n - m || a - b);
  if (most === undefined) return "";
  const [group, count] = most;
  const same = group === cause.group ? ", the group of that item" : `; that item is of group ${cause.group}`;
  return `${count} of the ${items.length} are of group ${group}${same}. No part is told the groups: they are what the users truly like.`;
}

/** The way of a vector, an event each. */
export function pathWords({ type, item, happenedAtMs, turn, group }: PathStep, clock: (ms: number) => string): string {
  return `${clock(happenedAtMs)} ${type} of ${item}${group === null ? "" : ` (group ${group})`}: ${turnWords(turn)}`;
}

function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

function turnWords(turn: number | null): string {
  return turn === null ? "with it the vector began" : `it turned the vector by ${degrees(turn)}`;
}

/** The angle a cosine stands for. */
export function degrees(cosine: number): string {
  return `${Math.round((Math.acos(Math.max(-1, Math.min(1, cosine))) * 180) / Math.PI)}°`;
}
