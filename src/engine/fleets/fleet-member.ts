import type { Spell } from "../part/spells.ts";

/** One of the alike processes a part is made of. */
export type FleetMember = {
  readonly spell: Spell;
  /** Calls it works on or that wait for it. */
  readonly inHand: number;
  /** New calls go to it from then on; Infinity: none does any more. */
  takesFrom: number;
  /** It goes as soon as it has nothing in hand. */
  isLeaving: boolean;
  /** Nothing stands at its place any more. */
  isGone: boolean;
  /** Of the calls it begins, its version answers this share with an error. */
  errorShare: number;
  begun: number;
  failed: number;
};
