import type { FactsByCode } from "../engine/part/remark.ts";
import type { Effect, Mend, Named } from "./cause.ts";

/** The words of everything a class of parts can remark, by code. */
export type RemarkTable<R extends FactsByCode> = { readonly [C in keyof R]: RemarkDecl<R[C]> };

/** One thing a part may remark, for whoever asks why something was lost, refused or late. */
export type RemarkDecl<F> = {
  /** Plain sentences: what happened, how much, and what to do about it where that follows. */
  readonly words: (facts: F, part: Named) => string;
  /** Reasons the part gives for losing or refusing (`lost in crash`) that this explains before any other remark; none: it explains no loss. */
  readonly explains?: readonly string[];
  /** It is a cause of missed goals by itself. */
  readonly effect?: Effect;
  /** As a cause: what to set. */
  readonly mends?: readonly Mend[];
};
