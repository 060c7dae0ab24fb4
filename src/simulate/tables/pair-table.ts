import { doubles, timestamps } from "../read/columns.ts";
import type { Machine } from "../compile/build-machine.ts";
import type { RunColumn, RunTable } from "../../result/run-table.ts";
import { judgedStore } from "../read/stores.ts";
import { eventIdColumn, itemColumn, userColumn } from "../read/trace-columns.ts";
import type { GroundTruth } from "../judge/truth.ts";
import { operatorsOf, storedPairs, truePairs } from "../judge/pair-quality.ts";
import type { Pairs } from "../judge/pair-quality.ts";

export function joinsTable(machine: Machine): RunTable | null {
  const store = judgedStore(machine, "joins");
  return store === null ? null : tableOf("joins", machine, storedPairs(machine, store).pairs);
}

export function joinsTruthTable(machine: Machine, truth: GroundTruth | null): RunTable | null {
  const operators = operatorsOf(machine);
  if (operators.length === 0 || truth === null) return null;
  return tableOf("joins_truth", machine, truePairs(machine, operators[0], truth));
}

function tableOf(name: string, machine: Machine, pairs: Pairs): RunTable {
  return { name, rows: pairs.size, columns: joinColumns(machine, [...pairs.values()]) };
}

/** Of pairs of rows of the event table. */
export function joinColumns({ run }: Machine, pairs: readonly (readonly [number, number])[]): RunColumn[] {
  const { events } = run.rows;
  const { epochMs } = run;
  const n = pairs.length;
  const time = (row: number): number => events.eventTime.at(row);
  return [
    eventIdColumn(run, "left_event_id", n, (i) => events.eventId.at(pairs[i][0])),
    eventIdColumn(run, "right_event_id", n, (i) => events.eventId.at(pairs[i][1])),
    userColumn(run, "user_id", n, (i) => events.user.at(pairs[i][0])),
    itemColumn(run, "item_id", n, (i) => events.item.at(pairs[i][0])),
    timestamps("left_time", epochMs, n, (i) => time(pairs[i][0])),
    timestamps("right_time", epochMs, n, (i) => time(pairs[i][1])),
    doubles("delay_s", n, (i) => (time(pairs[i][1]) - time(pairs[i][0])) / 1000),
  ];
}
