import type { ConsumerGroup } from "../engine/feeds/consumer-group.ts";
import type { LogNode } from "../engine/feeds/log-part.ts";
import type { Part } from "../engine/part/part.ts";
import type { RunContext } from "../engine/part/run-context.ts";

/**
 * What a cause does to results. A missed goal asks for effects, in the order in which they explain it (`simulate/why`): a kind
 * whose part has one of them says so, and is found.
 */
export type Effect =
  /** Said by remarks: instances died for want of memory; work was done again after a restart. */
  | "out-of-memory"
  | "restart"
  /** What was written took rows away that should have stayed. */
  | "dropped"
  /** What was written stood beside the rows whose place it should have taken. */
  | "rewritten"
  /** Rows lay where no run of a job took them; they lie where a query would read them, and it does not know of the place. */
  | "unread"
  | "unseen"
  /** Rows that should have been replaced or taken back stayed; keys met several states; repeats counted; records came too late. */
  | "stale-rows"
  | "split-keys"
  | "repeats"
  | "late"
  /** Rows wait for a commit, or for their file to close, before anybody sees them. */
  | "commit-wait"
  | "file-age"
  /** A list does not know yet what its user did; the part fell behind its log; users are known in pieces. */
  | "old-lists"
  | "behind"
  | "split-users"
  /** A pipeline did not get to its work, or not in time. */
  | "pipeline"
  /** What was acknowledged is gone, or another's stands there. */
  | "lost-items"
  /** What has expired stays where it was stored. */
  | "expired-stays"
  /** Who calls it waits for the answer. */
  | "calls-wait";

/** Something about a part that explains a missed goal when it happened. `P` are the settings it reads, `N` the part it asks. */
export type CauseDecl<P, N extends Part> = {
  readonly code: string;
  readonly effect: Effect;
  /** What happened in this run, each with what to change; nothing where it does not apply. Read off what was counted, never guessed. */
  readonly find: (ran: Ran<P, N>) => readonly FoundCause[];
};

/** A value that mends what a cause tells of, of a setting of the part itself unless another is named. */
export type Mend = { readonly part?: string; readonly setting: string; readonly to: number | string | boolean };

export type FoundCause = {
  /** Where to change something, if not at the part itself. */
  readonly part?: string;
  /** The field to change; null where it is no single one. */
  readonly setting: string | null;
  /** Plain sentences: what happened, how much, and what to do. */
  readonly text: string;
  /** What to set: the text need not say it again. */
  readonly mends?: readonly Mend[];
  /** How much it explains, for order among its like: records, or ms. */
  readonly weight?: number;
  /** How long it can hold up what a user did, in ms. */
  readonly heldMs?: number;
  /** The run has counted it happen: rows, refusals, losses. Without it a counter-run alone can show that it is the cause. */
  readonly counted?: boolean;
  /** Where a value of `setting` that takes the cause away lies, seen from the one that is set; without it a counter-run tries both ways. */
  readonly towards?: "more" | "less";
  /** What takes it away in a counter-run, where that is no value of `setting` alone and none to advise. */
  readonly removedBy?: readonly Mend[];
};

/** A part as it ran, for whoever asks why. */
export type Ran<P, N extends Part> = Named & {
  readonly props: P;
  readonly part: N;
  readonly run: RunContext;
  /** The logs it reads, and its group there. */
  readonly reads: readonly { readonly log: LogNode; readonly group: ConsumerGroup }[];
  /** Who orders its runs; null where it begins by itself. */
  readonly orderedBy: string | null;
  /** A setting of another part; undefined where that has none of the name. */
  readonly settingOf: (part: string, field: string) => unknown;
  /** Records it lost for a reason (`late`). */
  readonly lostRecords: (reason: string) => number;
  /** Rows of a table that the batch answer does not have; 0 where the table is not judged. */
  readonly extraRows: (table: string) => number;
};

/** A part by the title a person gave it, and any other part of the design by its id. */
export type Named = { readonly name: string; readonly nameOf: (part: string) => string };
