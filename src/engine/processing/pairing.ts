import { Facet } from "../part/facet.ts";

/** An operator that joins events of two types of one user, as whoever judges it must know. */
export type Pairing = {
  /** Codes of the event types that stand left and right in a pair. */
  readonly left: number;
  readonly right: number;
  /** Which of a user's events make a pair. near: of one item, the right one from `beforeMs` before to `afterMs` after the left. newest-before: the right one and the newest left one up to its instant. */
  readonly rule: { readonly is: "near"; readonly beforeMs: number; readonly afterMs: number } | { readonly is: "newest-before" };
  /** It is the one of its chain that turns late records away. */
  readonly refusesLate: boolean;
  /** Rows that came too late to be paired rightly. */
  readonly late: ReadonlySet<number>;
};

/** An operator that joins events. */
export const PAIRS = new Facet<Pairing>("pairs");
