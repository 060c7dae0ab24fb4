import { JOIN } from "../../engine/rows/rows.ts";
import type { Machine } from "../compile/build-machine.ts";
import type { TableQuality } from "../../result/result.ts";
import { judgedStore } from "../read/stores.ts";
import type { Store } from "../read/stores.ts";
import { joinOperators, pairName } from "./true-pairs.ts";
import type { Pairs } from "./true-pairs.ts";
import type { GroundTruth } from "./truth.ts";

export function storedPairs(machine: Machine, store: Store): { readonly pairs: Pairs; readonly duplicates: number } {
  const { joins } = machine.run.rows;
  const pairs: Pairs = new Map();
  let duplicates = 0;
  const shown = store.visible.of(JOIN).rows;
  for (let i = 0; i < shown.length; i++) {
    const row = shown.at(i);
    const pair = [joins.left.at(row), joins.right.at(row)] as const;
    const name = pairName(machine.run.rows.events, ...pair);
    if (pairs.has(name)) duplicates++;
    pairs.set(name, pair);
  }
  return { pairs, duplicates };
}

/** null: no processor joins, or nothing of it reached a store. */
export function judgeJoins(machine: Machine, truth: GroundTruth): TableQuality | null {
  const operators = joinOperators(machine);
  const store = judgedStore(machine, JOIN);
  if (operators.length === 0 || store === null) return null;
  const expected: Pairs = truth.pairs?.pairs() ?? new Map();
  const { pairs, duplicates } = storedPairs(machine, store);
  const { eventId } = machine.run.rows.events;
  const late = new Set(operators.flatMap((operator) => [...operator.late]).map((row) => eventId.at(row)));
  for (let row = 0; row < truth.late.length; row++) late.add(truth.late.eventId.at(row));
  let exact = 0;
  let explained = 0;
  for (const [name, [left, right]] of expected) {
    if (pairs.has(name)) exact++;
    else if (late.has(eventId.at(left)) || late.has(eventId.at(right))) explained++;
  }
  const extra = [...pairs.keys()].filter((name) => !expected.has(name)).length;
  const rows = pairs.size + duplicates;
  return { expectedRows: expected.size, rows, exact, missing: expected.size - exact, extra, duplicates, late: explained };
}
