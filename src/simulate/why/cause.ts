import type { CostSummary, Ledger, SettingChange, TableQuality } from "../../result/result.ts";
import type { System } from "../../design/types.ts";
import type { Machine } from "../compile/build-machine.ts";

/** A place a missed goal goes back to, and what to change there. */
export type Cause = {
  readonly part: string;
  readonly setting: string | null;
  readonly code: string;
  readonly text: string;
  /** What to set; the text says it. Empty where it is no value that could be named. */
  readonly mends?: readonly SettingChange[];
  /** How much it explains, for order among its like: records, percent of time, or ms. */
  readonly weight?: number;
  /** How long it can hold up what a user did, in ms. */
  readonly heldMs?: number;
  /** The run has counted it happen. */
  readonly counted?: boolean;
  /** Where a value that takes it away lies, seen from the one that is set. */
  readonly towards?: "more" | "less";
  /** What takes it away, where that is no value of `setting` alone and none to advise. */
  readonly removedBy?: readonly SettingChange[];
};

/** What a run has counted, for whoever asks why. */
export type Evidence = {
  readonly machine: Machine;
  /** The drawing that ran. */
  readonly system: System;
  readonly ledger: Ledger;
  readonly quality: { readonly [table: string]: TableQuality };
  readonly cost: CostSummary;
  /** How old the lists were that users saw, p95; null where nothing recommends. */
  readonly staleMs: number | null;
};
