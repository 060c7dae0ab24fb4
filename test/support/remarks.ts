import type { Machine } from "../../src/simulate/compile/build-machine.ts";
import { remarkText } from "../../src/simulate/why/remark-words.ts";

/** Words that stand where a fact is missing or was taken for another kind of fact. */
export const UNSAID = /undefined|null|NaN|Infinity|\[object|function|=>/;

/** What a part has remarked, in the words a person reads; only remarks of that code when one is given. */
export function remarksOf(machine: Machine, part: string, code?: string): readonly string[] {
  const remarks = machine.nodes.get(part)?.remarks ?? [];
  return remarks.filter((each) => code === undefined || each.code === code).map((each) => remarkText(machine, part, each));
}
