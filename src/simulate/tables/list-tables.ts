import { isListStore } from "../../engine/tables/list-store.ts";
import { ANSWERED, NOT_FOUND, REFUSED, WAITING } from "../../engine/rows/ranking-rows.ts";
import { LIST } from "../../engine/rows/rows.ts";
import type { RunContext } from "../../engine/part/run-context.ts";
import { userVector } from "../../engine/ranking/maths/item-model.ts";
import { booleans, coded, doubles, integers, listed, timestamps } from "../read/columns.ts";
import type { Machine } from "../compile/build-machine.ts";
import { heldRows } from "./held-rows.ts";
import type { RunColumn, RunTable } from "../../result/run-table.ts";
import { itemColumn, userColumn } from "../read/trace-columns.ts";
import type { ListSample, WorkedLists } from "../lists/worked-lists.ts";

/** Where lists of recommendations are looked for, and how they are worked out. */
export type ListSource = { readonly machine: Machine; readonly worked: WorkedLists };

/** Scores and vectors are shown to so many parts of one. */
const PARTS_OF_ONE = 1e6;
/** A table holds no more vectors than this. */
export const VECTORS_AT_MOST = 20_000;
const whole = (count: number): string => count.toLocaleString("en-US");
const rounded = (value: number): number => Math.round(value * PARTS_OF_ONE) / PARTS_OF_ONE;

/** Who asked for a list, when, and what came back; null where nobody asks. */
export function listRequestsTable(source: ListSource): RunTable | null {
  const { run } = source.machine;
  const { rows, endpoints, places } = run.desk;
  const n = rows.length;
  if (n === 0) return null;
  const { has } = servedSample(source);
  const { epochMs } = run;
  const states: string[] = [];
  states[WAITING] = "under way";
  states[ANSWERED] = "answered";
  states[NOT_FOUND] = "not found";
  states[REFUSED] = "refused";
  const user = (i: number): number => rows.user.data[i];
  return {
    name: "requests",
    rows: n,
    note: "worked_out: the lists of this user stand in the table lists.",
    columns: [
      integers("request_id", n, (i) => i),
      coded(
        "endpoint",
        n,
        endpoints.map(({ id }) => id),
        (i) => rows.endpoint.data[i],
      ),
      userColumn(run, "user_id", n, user),
      timestamps("asked_at", epochMs, n, (i) => rows.askedAt.data[i]),
      timestamps("answered_at", epochMs, n, (i) => rows.answeredAt.data[i]),
      doubles("response_ms", n, (i) => rows.answeredAt.data[i] - rows.askedAt.data[i]),
      coded("status", n, states, (i) => rows.state.data[i]),
      coded("answered_by", n, places, (i) => (rows.state.data[i] === WAITING ? -1 : rows.place.data[i])),
      { ...integers("list_id", n, (i) => rows.list.data[i]), missing: -1 },
      booleans("worked_out", n, (i) => has(user(i))),
    ],
  };
}

/** Every list that an answer brought or a store still shows, of the users that could be taken. */
export function listsTable(source: ListSource): RunTable | null {
  const sample = servedSample(source);
  if (sample.lists.length === 0) return null;
  const made = listColumns(source, sample.lists);
  return {
    name: "lists",
    rows: sample.lists.length,
    note: sampleNote("Every list that was served or still stands in a store", sample),
    columns: [integers("list_id", sample.lists.length, (i) => sample.lists[i]), ...Object.values(made)],
  };
}

/** The newest list of each user has this name, unless a table of it is drawn under the same. */
export const HELD_LISTS = "recommendations_by_user";

/** The newest list of each user, as the stores of the drawing show it at the end. */
export function heldListsTable(source: ListSource): RunTable | null {
  const held = heldLists(source.machine);
  const sample = source.worked.sample(held.byUser);
  if (sample.lists.length === 0) return null;
  return wideTable(HELD_LISTS, source, sample, held.storeOf, "The newest list of each user");
}

function wideTable(name: string, source: ListSource, sample: ListSample, storeOf: ReadonlyMap<number, string>, what: string): RunTable {
  const { lists } = sample;
  const stores = [...new Set(storeOf.values())];
  return {
    name,
    rows: lists.length,
    note: sampleNote(what, sample),
    columns: [
      ...Object.values(listColumns(source, lists)),
      coded("store", lists.length, stores, (i) => stores.indexOf(storeOf.get(lists[i]) ?? "")),
    ],
  };
}

/** The newest vector of each user that a worker made. */
export function userVectorsTable({ machine }: ListSource): RunTable | null {
  const newest = newestVectors(machine.run);
  if (newest.length === 0) return null;
  const { rows, columns } = vectorColumns(machine, newest.slice(0, VECTORS_AT_MOST));
  const whose = rows === newest.length ? `each of ${whole(rows)} users` : `${whole(rows)} of ${whole(newest.length)} users`;
  return { name: "user_vectors", rows, note: `The newest vector of ${whose}, rounded to six decimals.`, columns };
}

/** Vectors a part keeps, the last of them: each is worked out anew. */
export function keptVectors(machine: Machine, kept: Int32Array): Pick<RunTable, "rows" | "columns" | "note"> {
  const made = vectorColumns(machine, Array.from(kept.subarray(Math.max(0, kept.length - VECTORS_AT_MOST))));
  const part = made.rows === kept.length ? "" : `The last ${whole(made.rows)} of ${whole(kept.length)} vectors. `;
  return { ...made, note: `${part}Rounded to six decimals.` };
}

function vectorColumns({ run }: Machine, rows: readonly number[]): { readonly rows: number; readonly columns: readonly RunColumn[] } {
  const { vectors, makers, events } = run.rows;
  const n = rows.length;
  const values = rows.map((row) => {
    const { shelf, steps, decay } = makers[vectors.maker.data[row]];
    return userVector(shelf.model(vectors.model.data[row]), steps.recentItems(vectors.step.data[row]), decay);
  });
  const flat = values.flatMap((vector) => Array.from(vector, rounded));
  const knows = (row: number): number => makers[vectors.maker.data[row]].steps.eventOf(vectors.step.data[row]);
  return {
    rows: n,
    columns: [
      userColumn(run, "user_id", n, (i) => vectors.user.data[rows[i]]),
      listed(
        "vector",
        values.map((vector) => vector.length),
        doubles("vector", flat.length, (i) => flat[i]),
      ),
      timestamps("made_at", run.epochMs, n, (i) => vectors.madeAt.data[rows[i]]),
      timestamps("as_of", run.epochMs, n, (i) => events.eventTime.at(knows(rows[i]))),
      integers("model", n, (i) => vectors.model.data[rows[i]]),
    ],
  };
}

function newestVectors({ rows: { vectors } }: RunContext): readonly number[] {
  const newest = new Map<number, number>();
  for (let row = 0; row < vectors.length; row++) newest.set(vectors.user.data[row], row);
  return [...newest.values()];
}

/** Rows of these tables, as far as they are known without working out a list. */
export function recommendationCounts(source: ListSource): { [table: string]: number } {
  const { run } = source.machine;
  const counts: Record<string, number> = { requests: run.desk.rows.length };
  if (run.rows.lists.length > 0) {
    counts.lists = servedSample(source).lists.length;
    counts.user_vectors = Math.min(VECTORS_AT_MOST, newestVectors(run).length);
    counts[HELD_LISTS] = source.worked.sample(heldLists(source.machine).byUser).lists.length;
  }
  return Object.fromEntries(Object.entries(counts).filter(([, rows]) => rows > 0));
}

/** Lists a part shows (a store its newest of each user) or keeps, a row for each of them or for each item; null: it has none. */
export function listsOfPart(source: ListSource, name: string, part: string, isLong: boolean): RunTable | null {
  const node = source.machine.nodes.get(part);
  const isStore = node !== undefined && isListStore(node);
  const kept = isStore ? null : heldRows(source.machine, part, LIST);
  if (!isStore && kept === null) return null;
  const held = kept === null ? heldLists(source.machine, part) : keptLists(source.machine, part, kept);
  const sample = source.worked.sample(held.byUser);
  const what = isStore ? "The newest list of each user" : "Every list that lies there";
  return isLong ? longTable(name, source, sample, what) : wideTable(name, source, sample, held.storeOf, what);
}

/** How many lists that is, without working them out. */
export function listCount(source: ListSource, part: string): number {
  const node = source.machine.nodes.get(part);
  const kept = node !== undefined && isListStore(node) ? null : heldRows(source.machine, part, LIST);
  const { byUser } = kept === null ? heldLists(source.machine, part) : keptLists(source.machine, part, kept);
  return source.worked.sample(byUser).lists.length;
}

type HeldLists = { readonly byUser: Map<number, number[]>; readonly storeOf: Map<number, string> };

/** A list that lies there twice is worked out and shown twice. */
function keptLists({ run }: Machine, part: string, kept: Int32Array): HeldLists {
  const byUser = new Map<number, number[]>();
  for (const list of kept) {
    const user = run.rows.lists.user.data[list];
    const own = byUser.get(user);
    if (own === undefined) byUser.set(user, [list]);
    else own.push(list);
  }
  return { byUser, storeOf: new Map(Array.from(kept, (list) => [list, part])) };
}

function longTable(name: string, source: ListSource, sample: ListSample, what: string): RunTable {
  const { run } = source.machine;
  const rows = sample.lists.flatMap((list) =>
    Array.from(source.worked.itemsOf(list).items, (item, rank) => ({
      list,
      item,
      rank: rank + 1,
      score: source.worked.itemsOf(list).scores[rank],
    })),
  );
  const n = rows.length;
  const {
    items: _items,
    scores: _scores,
    ...about
  } = listColumns(
    source,
    rows.map(({ list }) => list),
    false,
  );
  return {
    name,
    rows: n,
    note: sampleNote(what, sample),
    columns: [
      integers("rank", n, (i) => rows[i].rank),
      itemColumn(run, "item_id", n, (i) => rows[i].item),
      doubles("score", n, (i) => rounded(rows[i].score)),
      ...Object.values(about),
    ],
  };
}

/** Lists that stores show, newest per user, and the store of each; of one store, or of all. */
function heldLists(machine: Machine, part?: string): HeldLists {
  const byUser = new Map<number, number[]>();
  const storeOf = new Map<number, string>();
  for (const [id, node] of machine.nodes) {
    if (!isListStore(node) || (part !== undefined && part !== id)) continue;
    for (let user = 0; user < machine.run.dimensions.users; user++) {
      const list = node.lists.shownAt(user, Infinity);
      if (list < 0) continue;
      const own = byUser.get(user);
      if (own === undefined) byUser.set(user, [list]);
      else own.push(list);
      storeOf.set(list, id);
    }
  }
  return { byUser, storeOf };
}

/** Lists that answers brought or stores show at the end, oldest first. Users who asked and got none count as users too. */
function servedSample({ machine, worked }: ListSource): ListSample {
  const { rows } = machine.run.desk;
  const byUser = new Map<number, Set<number>>();
  const ofUser = (user: number): Set<number> => {
    let own = byUser.get(user);
    if (own === undefined) byUser.set(user, (own = new Set()));
    return own;
  };
  for (let request = 0; request < rows.length; request++) {
    const own = ofUser(rows.user.data[request]);
    if (rows.list.data[request] >= 0) own.add(rows.list.data[request]);
  }
  for (const [user, held] of heldLists(machine).byUser) for (const list of held) ofUser(user).add(list);
  return worked.sample(new Map([...byUser].map(([user, own]) => [user, [...own].sort((a, b) => a - b)])));
}

function sampleNote(what: string, { users, ofUsers }: ListSample): string {
  if (users === ofUsers) return `${what}: all ${whole(ofUsers)} users.`;
  return `${what}: ${whole(users)} of ${whole(ofUsers)} users, drawn by a hash of the user. Working out the others would take too long.`;
}

type ListColumns = {
  readonly user_id: RunColumn;
  readonly items: RunColumn;
  readonly scores: RunColumn;
  readonly made_at: RunColumn;
  readonly as_of: RunColumn;
  readonly model: RunColumn;
  readonly made_by: RunColumn;
};

/** The columns of lists by their rows; `withItems` false leaves what stands on them empty. */
function listColumns({ machine, worked }: ListSource, rows: readonly number[], withItems = true): ListColumns {
  const { run } = machine;
  const { lists, makers, events } = run.rows;
  const n = rows.length;
  const ranked = withItems ? rows.map((list) => worked.itemsOf(list)) : [];
  const lengths = ranked.map(({ items }) => items.length);
  const items = ranked.flatMap((one) => [...one.items]);
  const scores = ranked.flatMap((one) => Array.from(one.scores, rounded));
  const parts = [...new Set(makers.map(({ part }) => part))];
  const makerOf = (i: number) => makers[lists.maker.data[rows[i]]];
  const knows = (i: number): number => makerOf(i).steps.eventOf(lists.step.data[rows[i]]);
  return {
    user_id: userColumn(run, "user_id", n, (i) => lists.user.data[rows[i]]),
    items: listed(
      "items",
      lengths,
      itemColumn(run, "items", items.length, (i) => items[i]),
    ),
    scores: listed(
      "scores",
      lengths,
      doubles("scores", scores.length, (i) => scores[i]),
    ),
    made_at: timestamps("made_at", run.epochMs, n, (i) => lists.madeAt.data[rows[i]]),
    as_of: timestamps("as_of", run.epochMs, n, (i) => (knows(i) < 0 ? NaN : events.eventTime.at(knows(i)))),
    model: integers("model", n, (i) => lists.model.data[rows[i]]),
    made_by: coded("made_by", n, parts, (i) => parts.indexOf(makerOf(i).part)),
  };
}
