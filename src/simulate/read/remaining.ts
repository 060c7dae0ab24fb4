import { KEEPS, KeptByPlace } from "../../engine/part/kept-rows.ts";
import type { KeptRows } from "../../engine/part/kept-rows.ts";
import { isListRanker, isListStore } from "../../engine/tables/list-store.ts";
import { CACHES_LISTS } from "../../engine/tables/serving-cache.ts";
import { TABLE } from "../../engine/files/table-log.ts";
import { LOG } from "../../engine/feeds/log-part.ts";
import type { LogNode } from "../../engine/feeds/log-part.ts";
import type { Part } from "../../engine/part/part.ts";
import { SHOWS } from "../../engine/queried/visible-rows.ts";
import type { VisibleRows } from "../../engine/queried/visible-rows.ts";
import { EVENT, LIST, refOf, ROW_KINDS, userOfRow, VECTOR } from "../../engine/rows/rows.ts";
import type { RemainingRows } from "../../result/erasure.ts";
import type { Machine } from "../compile/build-machine.ts";

/** Users whose rows somebody has erased from a table, by number. */
function erasedUsers({ nodes }: Machine): readonly number[] {
  return [...new Set(TABLE.all(nodes.values()).flatMap(({ erased }) => [...erased]))].sort((a, b) => a - b);
}

/**
 * Where rows about erased users lie at the end of a run, wherever a part of the drawing keeps rows: in logs, in every object of a bucket
 * or a table, in stores; and what is served to them still: their list in a store or a cache, their vector. Null where nobody was erased.
 * The state of stream processors and the keys of a cache that keeps nothing else are not looked into.
 */
export function remainingRows(machine: Machine, atMs: number): readonly RemainingRows[] | null {
  const users = erasedUsers(machine);
  if (users.length === 0) return null;
  const { rows } = machine.run;
  return users.flatMap((user) => {
    const isAbout = (ref: number): boolean => userOfRow(rows, ref) === user;
    return machine.parts.flatMap(({ part }) => {
      const node = machine.nodes.get(part.id);
      const held = node === undefined ? [] : [...keptAt(node, isAbout, atMs), ...servedAt(machine, part.id, node, user, atMs)];
      return held.map((kept) => ({ user, part: part.id, ...kept }));
    });
  });
}

/** How many such rows there are; null where nobody was erased. */
export function remainingCount(machine: Machine, atMs: number): number | null {
  return remainingRows(machine, atMs)?.reduce((sum, { rows }) => sum + rows, 0) ?? null;
}

function keptAt(node: Part, isAbout: (ref: number) => boolean, atMs: number): readonly KeptRows[] {
  const [log, objects, shown] = [LOG.of(node), KEEPS.of(node), SHOWS.of(node)];
  if (log !== null) return keptInLog(log, isAbout);
  if (objects !== null) return objects.keptOf(isAbout, atMs);
  // Who queries files where they lie keeps none: they are counted where they lie.
  return shown === null || shown.ownsRows === false ? [] : keptInStore(shown.visible, isAbout);
}

/** What a part would still answer the user with, or rank for them by, and the events that a store of keys has saved of them. */
function servedAt({ run, recorders }: Machine, part: string, node: Part, user: number, atMs: number): readonly KeptRows[] {
  const kept = new KeptByPlace();
  const { rows } = run;
  const add = (place: string, refs: readonly number[]): void =>
    kept.add(
      place,
      refs.length,
      refs.length,
      refs.reduce((sum, ref) => sum + node.bytesOf(ref), 0),
    );
  const cached = CACHES_LISTS.of(node)?.heldFor(user, atMs) ?? -1;
  if (cached >= 0) add("cached list", [refOf(LIST, cached)]);
  if (isListRanker(node))
    add(
      "vector",
      [...node.heldVectors()].filter((row) => rows.vectors.user.data[row] === user).map((row) => refOf(VECTOR, row)),
    );
  if (!isListStore(node)) return kept.all();
  const list = node.heldFor(user, atMs) ?? -1;
  if (list >= 0) add("list", [refOf(LIST, list)]);
  const saved = recorders.get(part);
  const { events } = rows;
  const byId = new Map<number, number>();
  for (let row = 0; row < events.length; row++)
    if (events.user.at(row) === user && saved?.has(row) === true) byId.set(events.eventId.at(row), row);
  add("rows", [...byId.values()]);
  return kept.all();
}

function keptInLog(log: LogNode, isAbout: (ref: number) => boolean): readonly KeptRows[] {
  const kept = new KeptByPlace();
  for (let p = 0; p < log.partitionCount(); p++) {
    const held = log.partition(p);
    let [found, all] = [0, 0];
    for (let offset = held.start; offset < held.end; offset++) {
      if (held.gaps?.[offset] === 1) continue;
      all++;
      if (isAbout(held.refAt(offset))) found++;
    }
    kept.add("log", found, all, held.bytes);
  }
  return kept.all();
}

/** Rows of files with their share of their batch, others with their share of all that the store holds. */
function keptInStore(visible: VisibleRows, isAbout: (ref: number) => boolean): readonly KeptRows[] {
  const kept = new KeptByPlace();
  for (const { refs, rows, storedBytes } of visible.batches) kept.add("rows", refs.filter(isAbout).length, rows, storedBytes);
  if (visible.batches.length > 0) return kept.all();
  let found = 0;
  const { looseEvents } = visible;
  for (let i = 0; i < (looseEvents?.length ?? 0); i++) if (isAbout(looseEvents?.at(i) ?? 0)) found++;
  ROW_KINDS.forEach((_, code) => {
    if (code === EVENT) return;
    const { rows } = visible.of(code);
    for (let i = 0; i < rows.length; i++) if (isAbout(refOf(code, rows.at(i)))) found++;
  });
  kept.add("rows", found, visible.rows, visible.bytes);
  return kept.all();
}
