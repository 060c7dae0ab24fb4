import type { BatchedHistogram } from "../../base/batched-histogram.ts";
import type { ItemBook } from "../../engine/books/item-book.ts";
import { HOLDS_BLOBS } from "../../engine/tables/blob-store.ts";
import { HOLDS_ITEMS } from "../../engine/tables/row-store.ts";
import type { ItemQuality } from "../../result/result.ts";
import type { Machine } from "../compile/build-machine.ts";

/** How far answers about stored things were right, and what was kept of what was acknowledged; null where nobody stores any. */
export function judgeItems({ run, nodes }: Machine, atMs: number): ItemQuality | null {
  const { items } = run.desk;
  if (items === null || run.desk.endpoints.every(({ asked }) => asked === 0)) return null;
  const holds = holdersOf(nodes);
  const contents = HOLDS_BLOBS.all(nodes.values());
  /** A row whose content is gone is lost with it. */
  const whole = (row: number): boolean => row < 0 || contents.length === 0 || contents.some((store) => store.rowAt(row) >= 0);
  const held = (key: number): number => {
    const row = holds(key);
    return whole(row) ? row : -1;
  };
  const lost = items.countLost(held, atMs);
  const { verdicts } = items;
  return {
    right: verdicts.right,
    rightlyNone: verdicts["rightly none"],
    wrong: verdicts.wrong,
    missing: verdicts.missing,
    stale: verdicts.stale,
    expired: verdicts.expired,
    acknowledged: items.acknowledged.length,
    lost,
    repeatedKeys: items.repeatedKeys,
  };
}

/** The row that stands under a key in any store, -1: none. */
function holdersOf(nodes: Machine["nodes"]): (key: number) => number {
  const stores = HOLDS_ITEMS.all(nodes.values());
  return (key) => stores.map((store) => store.rowAt(key)).find((row) => row >= 0) ?? -1;
}

/** Of the new things that have expired, the share that still stands in a store; null before one has. */
export function expiredShare({ run, nodes }: Machine, atMs: number): number | null {
  const { items } = run.desk;
  if (items === null) return null;
  const holds = holdersOf(nodes);
  const { data, length } = items.acknowledged;
  let [expired, stored] = [0, 0];
  for (let i = 0; i < length; i++) {
    if (items.rows.expiresAt.data[data[i]] > atMs) continue;
    expired++;
    if (holds(items.rows.key.data[data[i]]) === data[i]) stored++;
  }
  return expired === 0 ? null : stored / expired;
}

/** What answers were worth while a run goes on, without what only its end tells. */
export function readsJudged({ run }: Machine): ItemBook["verdicts"] | null {
  const { items } = run.desk;
  return items === null || run.desk.endpoints.every(({ asked }) => asked === 0) ? null : items.verdicts;
}

/** Replies to reads, and to what changes something; one sample where the drawing names no endpoints. */
export function itemResponses({ run }: Machine, of: "read" | "change"): BatchedHistogram[] {
  const { items, endpoints } = run.desk;
  return items === null ? [] : items.endpoints[of].map((endpoint) => endpoints[endpoint].responses);
}

/** Of all requests asked, the share that was answered, and answered rightly. */
export function goodShare(machine: Machine): number | null {
  const { run } = machine;
  const judged = readsJudged(machine);
  if (judged === null) return null;
  const [asked, answered] = [sum(run.desk.endpoints, "asked"), sum(run.desk.endpoints, "answered") + sum(run.desk.endpoints, "notFound")];
  const bad = judged.wrong + judged.missing + judged.stale + judged.expired;
  return (answered - bad) / asked;
}

/** Of what was sent to be stored, changed or deleted, the share that was acknowledged. */
export function acknowledgedShare({ run }: Machine): number | null {
  const { items } = run.desk;
  return items === null || items.wanted.change === 0 ? null : items.changed / items.wanted.change;
}

/** Of the reads that brought something, the share that was behind what had been acknowledged. */
export function staleShare(machine: Machine): number | null {
  const judged = readsJudged(machine);
  const got = judged === null ? 0 : judged.right + judged.stale + judged.wrong + judged.expired;
  return judged === null || got === 0 ? null : judged.stale / got;
}

/** Requests of a kind a second, as many as the whole service has: the run carries a share of them. */
export function wantedPerSecond(machine: Machine, of: "read" | "change", atMs: number): number | null {
  const { run } = machine;
  const { items } = run.desk;
  if (items === null) return null;
  const seconds = (Math.min(atMs, run.durationMs) - run.startMs) / 1000;
  return seconds <= 0 ? null : items.wanted[of] / seconds / items.share;
}

/** Bytes of new things that a day of the whole service stores, or that its clients send to be stored, refused or not. */
export function bytesOfItemsPerDay({ run }: Machine, of: "acknowledgedBytes" | "sentBytes", atMs: number): number | null {
  const { items } = run.desk;
  if (items === null || items[of] === 0) return null;
  return (items[of] / items.share) * (86_400_000 / (Math.min(atMs, run.durationMs) - run.startMs));
}

function sum<K extends string>(books: readonly { readonly [key in K]: number }[], key: K): number {
  return books.reduce((all, book) => all + book[key], 0);
}
