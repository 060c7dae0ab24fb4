import type { ListMaker } from "./recommendation-rows.ts";
import type { RunContext } from "./run-context.ts";
import { ItemIndexes } from "../recommend/item-indexes.ts";

/** Enters whoever makes vectors and lists from one shelf of models; returns its number among the makers of the run. */
export function addMaker(run: RunContext, maker: Omit<ListMaker, "indexes">): number {
  const number = run.rows.makers.length;
  const streamFor = (model: number) => run.stream(maker.part, `lists ${number}/${model}`);
  return run.rows.makers.push({ ...maker, indexes: new ItemIndexes(maker.shelf, true, streamFor) }) - 1;
}
