import type { ListMaker } from "../../engine/rows/ranking-rows.ts";
import type { RunContext } from "../../engine/part/run-context.ts";
import { userVector } from "../../engine/ranking/maths/item-model.ts";
import type { ItemModel } from "../../engine/ranking/maths/item-model.ts";
import { ItemSearch } from "../../engine/ranking/maths/item-search.ts";
import { topAmong } from "../../engine/ranking/maths/rank-candidates.ts";
import type { RankedItems } from "../../engine/ranking/maths/top-items.ts";

/** What stood on the lists of a run, worked out when somebody looks, from the step and the model each was made of. */
export class ServedLists {
  private readonly run: RunContext;
  private readonly search = new ItemSearch();

  constructor(run: RunContext) {
    this.run = run;
  }

  makerOf(list: number): ListMaker {
    const { rows } = this.run;
    return rows.makers[rows.lists.maker.data[list]];
  }

  stepOf(list: number): number {
    return this.run.rows.lists.step.data[list];
  }

  /** The items that were looked at, as they were. */
  modelOf(list: number): ItemModel {
    return this.makerOf(list).indexes.model(this.run.rows.lists.model.data[list]);
  }

  /** The user's vector the list was made of, or as it stood at an earlier step, in the model it was made in. */
  vectorOf(list: number, step = this.stepOf(list)): Float32Array {
    const { shelf, steps, decay } = this.makerOf(list);
    return userVector(shelf.model(this.run.rows.lists.vectorModel.data[list]), steps.recentItems(step), decay);
  }

  /** What stands on the list; with an earlier step, what its maker would have put there then. */
  itemsOf(list: number, step = this.stepOf(list)): RankedItems {
    const { length, probes, steps, indexes } = this.makerOf(list);
    const candidates = this.run.rows.lists.from.data[list];
    const vector = this.vectorOf(list, step);
    const seen = steps.itemsSeen(step);
    if (candidates >= 0) return topAmong(this.modelOf(list), vector, length, this.candidatesAt(list, candidates, step), seen);
    if (probes === null) return this.search.topItems(this.modelOf(list), vector, length, seen);
    return indexes.file(this.run.rows.lists.model.data[list]).topItems(vector, length, probes, seen);
  }

  /** What was put into a new order; of an earlier step, if whoever found it knew the user by the same steps. */
  private candidatesAt(list: number, candidates: number, step: number): Int32Array {
    const same = this.makerOf(candidates).steps === this.makerOf(list).steps && step < this.stepOf(list);
    return this.itemsOf(candidates, same ? Math.min(step, this.stepOf(candidates)) : undefined).items;
  }

  /** Whether something may be missing on the list: not all items were looked at. */
  isApproximate(list: number): boolean {
    return this.run.rows.lists.from.data[list] >= 0 || this.makerOf(list).probes !== null;
  }

  /** What looking at all items would have put on it. */
  exactItemsOf(list: number, step = this.stepOf(list)): RankedItems {
    const { length, steps } = this.makerOf(list);
    return this.search.topItems(this.modelOf(list), this.vectorOf(list, step), length, steps.itemsSeen(step));
  }
}
