import { exact, percent } from "../../catalogue/words.ts";
import { ANSWERED, REFUSED } from "../../engine/rows/ranking-rows.ts";
import type { Machine } from "../compile/build-machine.ts";
import type { Cause, Evidence } from "./cause.ts";
import { causesWith } from "./declared-causes.ts";
import { remarkOf } from "./remark-words.ts";
import { fieldNamed, nameIn, settingOf, titleOf } from "./settings-of.ts";

/** Lists that are never older than this are fresh, whatever happens on their way, ms. */
const FRESH_MS = 10_000;
/** A place that holds news up for less than this share of what was measured does not explain it. */
const EXPLAINS = 0.25;
/** More users than this without a list of their own are a reason by themselves. */
const MANY_WITHOUT = 0.2;
/** So many lists that suffer from versions are worth a word. */
const MANY_BY_VERSION = 0.05;

/** Why the lists that users saw did not know what they had just done: the places on the way that hold it up, longest first. */
export function staleLists(evidence: Evidence): Cause[] {
  const { staleMs } = evidence;
  if (staleMs === null || staleMs < FRESH_MS) return [];
  return heldUpFor(EXPLAINS * staleMs, [...causesWith("old-lists", evidence), ...causesWith("behind", evidence)]);
}

/** Why lists did not hit although they may be fresh. */
export function unfitLists(evidence: Evidence): Cause[] {
  return [...causesWith("split-users", evidence), ...mixedVersions(evidence.machine), ...withoutLists(evidence.machine)];
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
      setting: fieldNamed(machine, part, "versions"),
      code: "version-skew",
      counted: true,
      text: `${exact(mixed.length)} of ${exact(answered)} lists of ${nameIn(machine, part)} were made with a vector of one training and items of another, which lie in different spaces. Serve the matching version.`,
    },
  ];
}

/** Workers on the way that let their log grow, the one whose records waited longest first. */
export function fellBehind(evidence: Evidence): Cause[] {
  return heldUpFor(FRESH_MS, causesWith("behind", evidence));
}

/** Those that hold a user's doings up for at least so long, the longest first. */
function heldUpFor(leastMs: number, causes: readonly Cause[]): Cause[] {
  return causes.filter(({ heldMs = 0 }) => heldMs >= leastMs).sort((a, b) => (b.heldMs ?? 0) - (a.heldMs ?? 0));
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
      counted: true,
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
  for (const { refusedAt } of machine.run.desk.endpoints)
    for (const [place, reasons] of refusedAt)
      by.set(
        places[place],
        [...reasons.values()].reduce((sum, count) => sum + count, by.get(places[place]) ?? 0),
      );
  const [worst] = [...by].sort((a, b) => b[1] - a[1]);
  if (worst === undefined) return [];
  const [part] = worst;
  const [reason] = [...(reasonsAt(machine, part) ?? refused)].sort((a, b) => b[1] - a[1]);
  if (reason === undefined) return [];
  const remark = remarkOf(machine, part, reason[0]);
  return [
    {
      part,
      setting: settingOf(machine, part, "readLevel") === "all" ? "readLevel" : fieldNamed(machine, part, remark?.setting),
      code: `refused.${reason[0].replaceAll(" ", "-")}`,
      weight: total,
      counted: true,
      towards: "more",
      text: `${exact(total)} of ${exact(asked)} requests (${percent(total / asked)}) failed, most at ${titleOf(machine, part)}: ${reason[0]}. ${remark?.text ?? ""}`.trim(),
    },
  ];
}

/** Why a part refused requests of things; null where it refused none of those. */
function reasonsAt(machine: Machine, part: string): ReadonlyMap<string, number> | null {
  const { endpoints, places } = machine.run.desk;
  const own = new Map<string, number>();
  for (const { refusedAt } of endpoints)
    for (const [reason, count] of refusedAt.get(places.indexOf(part)) ?? []) own.set(reason, (own.get(reason) ?? 0) + count);
  return own.size === 0 ? null : own;
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
