import type { ListMaker } from "../engine/flow/recommendation-rows.ts";
import type { RunContext } from "../engine/flow/run-context.ts";
import { InvertedFile } from "../engine/recommend/inverted-file.ts";
import { userVector } from "../engine/recommend/item-model.ts";
import type { ItemModel } from "../engine/recommend/item-model.ts";
import { ItemSearch } from "../engine/recommend/item-search.ts";
import type { RankedItems } from "../engine/recommend/top-items.ts";

/** What stood on the lists of a run, worked out when somebody looks, from the step and the model each was made of. */
export class ServedLists {
  private readonly run: RunContext;
  private readonly files = new Map<string, InvertedFile>();
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

  modelOf(list: number): ItemModel {
    return this.makerOf(list).shelf.model(this.run.rows.lists.model.data[list]);
  }

  /** The user's vector the list was made of, or as it stood at an earlier step, in the same model. */
  vectorOf(list: number, step = this.stepOf(list)): Float32Array {
    const maker = this.makerOf(list);
    return userVector(this.modelOf(list), maker.steps.recentItems(step), maker.decay);
  }

  /** What stands on the list; with an earlier step, what its maker would have put there then. */
  itemsOf(list: number, step = this.stepOf(list)): RankedItems {
    const { length, probes, steps } = this.makerOf(list);
    if (probes === null) return this.exactItemsOf(list, step);
    return this.fileOf(list).topItems(this.vectorOf(list, step), length, probes, steps.itemsSeen(step));
  }

  /** What a search of all items would have put on it. */
  exactItemsOf(list: number, step = this.stepOf(list)): RankedItems {
    const { length, steps } = this.makerOf(list);
    return this.search.topItems(this.modelOf(list), this.vectorOf(list, step), length, steps.itemsSeen(step));
  }

  private fileOf(list: number): InvertedFile {
    const { lists } = this.run.rows;
    const key = `${lists.maker.data[list]}/${lists.model.data[list]}`;
    let file = this.files.get(key);
    if (file !== undefined) return file;
    const model = this.modelOf(list);
    const count = Math.max(1, Math.round(Math.sqrt(model.items)));
    file = new InvertedFile(model, count, this.run.stream(this.makerOf(list).part, `lists ${key}`), this.search);
    this.files.set(key, file);
    return file;
  }
}
