import type { CallOp } from "../calls/calls.ts";
import {
  askCache,
  askLeasing,
  changeStore,
  countView,
  dropBlob,
  dropFromCache,
  fillCache,
  fillClaimed,
  fillThen,
  findBlob,
  insertRow,
  makeKey,
  ownWork,
  putInCache,
  readBlob,
  readClaimed,
  readStore,
  readStoreOnce,
  refuseExpired,
  searchIndex,
  takeLock,
  tellIndex,
  writeBlob,
} from "./endpoint-steps.ts";
import type { KeysBy, Program, Step } from "./endpoint-steps.ts";

export type EndpointsSpec = {
  readonly keys: KeysBy;
  /** When the key of a new thing is somebody's: another key, an error, that somebody's as if it were the caller's, or nobody looks. */
  readonly taken: "retry" | "error" | "existing" | "overwrite";
  readonly keyTries: number;
  /** What is stored is put into the cache at once, and not when it is first read. */
  readonly fillsOnWrite: boolean;
  readonly checksExpiry: boolean;
  /** Each read adds one to a counter in its row. */
  readonly countsViews: boolean;
  /** What has expired is deleted when somebody asks for it. */
  readonly deletesExpired: boolean;
  /**
   * Whom a miss lets ask the store: everybody; one call of an instance for each key; one who has a lock on the key, with or without
   * another look into the cache once it is held; or who got a lease of the cache.
   */
  readonly onMiss?: "each" | "once" | "lock" | "lock-checked" | "lease";
  /** So long until whoever has no lock or lease asks the cache again. */
  readonly missWaitMs?: number;
  /** Where a new thing and a change go before they are acknowledged. */
  readonly storesIn?: "store" | "cache";
  /** Whom a read asks: the cache and the store, or a search index that is told of every change after the store has it. */
  readonly readsFrom?: "store" | "index";
};

const USUAL_WAIT_MS = 50;

/** How a read comes by its row, after own work. */
function readSteps({ onMiss = "each", missWaitMs = USUAL_WAIT_MS }: EndpointsSpec): readonly Step[] {
  const asks = 1;
  // Who waited for another's read reads its own content, and fills nothing.
  if (onMiss === "once") return [askCache(6), readStoreOnce(5), readBlob, fillThen(6), readBlob];
  if (onMiss === "lock") return [askCache(6), takeLock(asks, missWaitMs), readClaimed, readBlob, fillClaimed];
  // Who finds it at the second look fills it once more, as that ends the lock.
  if (onMiss === "lock-checked") return [askCache(7), takeLock(asks, missWaitMs), askCache(6), readClaimed, readBlob, fillClaimed];
  if (onMiss === "lease") return [askLeasing(5, asks, missWaitMs), readClaimed, readBlob, fillClaimed];
  return [askCache(5), readStore, readBlob, fillCache];
}

/** What a service does for a call, by what is wanted; null: it does not do that. */
export function programsOf(spec: EndpointsSpec): (op: CallOp) => Program | null {
  const expiry = spec.checksExpiry ? [refuseExpired(spec.deletesExpired)] : [];
  const views = spec.countsViews ? [countView] : [];
  const fill = spec.fillsOnWrite ? [fillCache] : [];
  const makes = 1;
  const programs: { readonly [op in CallOp]?: Program } = {
    read: [ownWork, ...(spec.readsFrom === "index" ? [searchIndex, readBlob] : readSteps(spec)), ...expiry, ...views],
    insert: [ownWork, makeKey(spec.keys), writeBlob, insertRow(spec.taken, makes, spec.keyTries), tellIndex, ...fill],
    write: [ownWork, writeBlob, changeStore("write"), tellIndex, dropFromCache, ...fill],
    delete: [ownWork, findBlob, changeStore("delete"), tellIndex, dropFromCache, dropBlob],
  };
  const inCache: { readonly [op in CallOp]?: Program } = {
    insert: [ownWork, makeKey(spec.keys), writeBlob, putInCache],
    write: [ownWork, writeBlob, putInCache],
  };
  return (op) => (spec.storesIn === "cache" ? inCache[op] : undefined) ?? programs[op] ?? null;
}
