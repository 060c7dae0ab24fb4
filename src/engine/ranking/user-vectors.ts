import type { RunContext } from "../part/run-context.ts";
import type { ServedModels } from "./served-models.ts";
import { VisibleLists } from "../tables/visible-lists.ts";

export const VERSION_RULES = ["matching", "newest"] as const;
/** matching: a vector is held against items of the model it was made in. newest: against the newest items, whatever it was made in. */
export type VersionRule = (typeof VERSION_RULES)[number];

/** The vectors of users as a part that searches or ranks can see them: every one it was given, newest first. */
export class UserVectors {
  private readonly run: RunContext;
  private readonly rows: VisibleLists;
  private readonly newest: Int32Array;

  constructor(run: RunContext) {
    this.run = run;
    this.rows = new VisibleLists(Math.max(1, run.dimensions.users));
    this.newest = new Int32Array(Math.max(1, run.dimensions.users)).fill(-1);
  }

  show(row: number, at: number): void {
    const user = this.run.rows.vectors.user.data[row];
    this.rows.show(user, row, at);
    this.newest[user] = row;
  }

  /** Row of the user's newest vector that the rule lets be used, -1 = none. */
  pick(user: number, at: number, rule: VersionRule, models: ServedModels): number {
    return this.rows.shownAt(user, at, rule === "newest" ? undefined : (_shownAt, row) => this.matches(row, models));
  }

  /** Whether the items of the model a vector was made in can be asked. */
  private matches(row: number, models: ServedModels): boolean {
    const { vectors, makers } = this.run.rows;
    return makers[vectors.maker.data[row]].shelf === models.shelf && models.serves(vectors.model.data[row]);
  }

  /** Rows of the newest vector of each user, written ones that a refresh has not shown yet too. */
  held(): Int32Array {
    return this.newest.filter((row) => row >= 0);
  }

  /** Users whose newest vector was made in another model than this. */
  strangersTo(model: number, models: ServedModels): number {
    const { vectors, makers } = this.run.rows;
    let strangers = 0;
    for (const row of this.newest) {
      if (row >= 0 && (vectors.model.data[row] !== model || makers[vectors.maker.data[row]].shelf !== models.shelf)) strangers++;
    }
    return strangers;
  }
}
