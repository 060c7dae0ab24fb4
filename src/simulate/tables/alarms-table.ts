import { WATCHES } from "../../engine/part/monitor.ts";
import type { AlarmChange } from "../../engine/part/monitor.ts";
import type { RunTable } from "../../result/run-table.ts";
import type { Machine } from "../compile/build-machine.ts";
import { doubles, texts, timestamps } from "../read/columns.ts";

/** A row for every change of an alarm, in the order of monitors and of time; null without a monitor. */
export function alarmsTable(machine: Machine): RunTable | null {
  const rows = rowsOf(machine);
  if (rows === null) return null;
  const { epochMs } = machine.run;
  const n = rows.length;
  return {
    name: "alarms",
    rows: n,
    columns: [
      texts("monitor", n, (i) => rows[i].monitor),
      texts("alarm", n, (i) => rows[i].change.alarm),
      texts("part", n, (i) => rows[i].change.part),
      timestamps("decided_at", epochMs, n, (i) => rows[i].change.atMs),
      timestamps("told_at", epochMs, n, (i) => rows[i].change.toldMs),
      texts("told", n, (i) => rows[i].tells),
      texts("from_state", n, (i) => rows[i].change.from),
      texts("to_state", n, (i) => rows[i].change.to),
      doubles("value", n, (i) => rows[i].change.value ?? NaN),
      doubles("threshold", n, (i) => rows[i].change.threshold),
    ],
  };
}

/** How many rows that table has, without making it. */
export function alarmCount(machine: Machine): number | null {
  return rowsOf(machine)?.length ?? null;
}

type Row = { readonly monitor: string; readonly tells: string; readonly change: AlarmChange };

function rowsOf(machine: Machine): Row[] | null {
  const told = machine.parts.flatMap(({ part }) => {
    const watches = WATCHES.of(machine.nodes.get(part.id));
    return watches === null ? [] : [{ monitor: part.id, watches }];
  });
  if (told.length === 0) return null;
  return told.flatMap(({ monitor, watches: { tells, changes } }) => changes.map((change): Row => ({ monitor, tells, change })));
}
