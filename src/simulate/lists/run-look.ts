import type { Machine } from "../compile/build-machine.ts";
import type { ServedLists } from "./served-lists.ts";

/** What somebody who looks into a run may see of it. */
export type RunLook = {
  readonly machine: Machine;
  /** What stands on the lists that were made. */
  readonly lists: ServedLists;
  readonly simulation: { readonly now: number };
};
