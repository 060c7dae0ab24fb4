import type { CallOp } from "../calls/calls.ts";
import {
  askCache,
  changeStore,
  dropBlob,
  dropFromCache,
  fillCache,
  findBlob,
  insertRow,
  makeKey,
  ownWork,
  readBlob,
  readStore,
  refuseExpired,
  writeBlob,
} from "./endpoint-steps.ts";
import type { Program } from "./endpoint-steps.ts";

export type EndpointsSpec = {
  readonly keys: "random" | "hash" | "given";
  /** When the key of a new thing is somebody's: another key, an error, that somebody's as if it were the caller's, or nobody looks. */
  readonly taken: "retry" | "error" | "existing" | "overwrite";
  readonly keyTries: number;
  /** What is stored is put into the cache at once, and not when it is first read. */
  readonly fillsOnWrite: boolean;
  readonly checksExpiry: boolean;
  /** What has expired is deleted when somebody asks for it. */
  readonly deletesExpired: boolean;
};

/** What a service does for a call, by what is wanted; null: it does not do that. */
export function programsOf(spec: EndpointsSpec): (op: CallOp) => Program | null {
  const expiry = spec.checksExpiry ? [refuseExpired(spec.deletesExpired)] : [];
  const fill = spec.fillsOnWrite ? [fillCache] : [];
  const [found, makes] = [5, 1];
  const programs: { readonly [op in CallOp]?: Program } = {
    read: [ownWork, askCache(found), readStore, readBlob, fillCache, ...expiry],
    insert: [ownWork, makeKey(spec.keys), writeBlob, insertRow(spec.taken, makes, spec.keyTries), ...fill],
    write: [ownWork, writeBlob, changeStore("write"), dropFromCache, ...fill],
    delete: [ownWork, findBlob, changeStore("delete"), dropFromCache, dropBlob],
  };
  return (op) => programs[op] ?? null;
}
