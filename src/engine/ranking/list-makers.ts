import type { ListMaker } from "../rows/ranking-rows.ts";
import type { RunContext } from "../part/run-context.ts";
import { ItemIndexes } from "./maths/item-indexes.ts";

/** Enters whoever makes vectors and lists from one shelf of models; returns its number among the makers of the run. */
export function addMaker(run: RunContext, maker: Omit<ListMaker, "indexes">): number {
  const number = run.rows.makers.length;
  const streamFor = (model: number) => run.randomStream(maker.part, `lists ${number}/${model}`);
  return run.rows.makers.push({ ...maker, indexes: new ItemIndexes(maker.shelf, true, streamFor) }) - 1;
}
