import { JoinRows, pairKind } from "../../engine/rows/kinds/pair.ts";
import { JOIN } from "../../engine/rows/rows.ts";
import type { Machine } from "../compile/build-machine.ts";
import type { RunTable } from "../../result/run-table.ts";
import { judgedStore } from "../read/stores.ts";
import { rowColumns } from "../read/row-columns.ts";
import type { GroundTruth } from "../judge/truth.ts";
import { storedPairs } from "../judge/pair-quality.ts";
import type { Pairs } from "../judge/true-pairs.ts";

export function joinsTable(machine: Machine): RunTable | null {
  const store = judgedStore(machine, JOIN);
  return store === null ? null : tableOf("joins", machine, storedPairs(machine, store).pairs);
}

export function joinsTruthTable(machine: Machine, truth: GroundTruth | null): RunTable | null {
  const pairs = truth?.pairs ?? null;
  return pairs === null ? null : tableOf("joins_truth", machine, pairs.pairs());
}

/** The columns of pairs as of rows of them, in a table of pairs of its own. */
function tableOf(name: string, { run }: Machine, pairs: Pairs): RunTable {
  const joins = new JoinRows();
  for (const [left, right] of pairs.values()) {
    joins.left.push(left);
    joins.right.push(right);
  }
  const rows = Int32Array.from({ length: pairs.size }, (_, row) => row);
  return { name, rows: pairs.size, columns: rowColumns({ ...run, rows: { ...run.rows, joins } }, pairKind, rows) };
}
