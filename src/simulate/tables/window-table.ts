import { userText } from "../../engine/rows/trace-names.ts";
import type { WindowedCountsSpec } from "../../engine/operators/windowed-counts.ts";
import { doubles, integers, texts, timestamps } from "../read/columns.ts";
import type { Machine } from "../compile/build-machine.ts";
import type { RunColumn, RunTable } from "../../result/run-table.ts";
import { judgedStore } from "../read/stores.ts";
import type { GroundTruth } from "../judge/truth.ts";
import { finalWindows, operatorsOf, trueWindows } from "../judge/window-quality.ts";
import type { Results } from "../judge/window-quality.ts";

export function windowsTable(machine: Machine): RunTable | null {
  const operators = operatorsOf(machine);
  const store = judgedStore(machine, "windows");
  if (operators.length === 0 || store === null) return null;
  return tableOf("windows", machine, operators[0].spec, finalWindows(machine, operators[0].spec, store).results);
}

export function windowsTruthTable(machine: Machine, truth: GroundTruth | null): RunTable | null {
  const operators = operatorsOf(machine);
  if (operators.length === 0 || truth === null) return null;
  return tableOf("windows_truth", machine, operators[0].spec, trueWindows(machine, operators[0].spec, truth));
}

function tableOf(name: string, machine: Machine, spec: WindowedCountsSpec, results: Results): RunTable {
  const { epochMs } = machine.run;
  const rows = [...results.values()].sort((a, b) => a.end - b.end || a.key - b.key);
  const n = rows.length;
  const keyText = keyTextOf(machine, spec);
  return {
    name,
    rows: n,
    columns: [
      timestamps("window_start", epochMs, n, (i) => rows[i].start),
      timestamps("window_end", epochMs, n, (i) => rows[i].end),
      texts("window_key", n, (i) => keyText(rows[i].key)),
      integers("events", n, (i) => rows[i].events),
      integers("users", n, (i) => rows[i].users),
      doubles("bytes", n, (i) => rows[i].bytes),
      timestamps("visible_at", epochMs, n, (i) => rows[i].visibleAt),
    ],
  };
}

/** Users stand there as the run names them, types by their name; without a key it is one window for all. */
function keyTextOf({ run }: Machine, { key }: Pick<WindowedCountsSpec, "key">): (code: number) => string {
  return (code) => (key === "user" ? userText(run.trace?.users ?? null, code) : key === "type" ? run.dimensions.types[code] : "all");
}

/** Of rows of the window table as they were emitted: a later version of a window stands beside the earlier one. */
export function windowColumns(machine: Machine, rows: Int32Array): RunColumn[] {
  const { epochMs, rows: made } = machine.run;
  const { windows } = made;
  const n = rows.length;
  const keyText = keyTextOf(machine, operatorsOf(machine)[0]?.spec ?? { key: "all" });
  return [
    timestamps("window_start", epochMs, n, (i) => windows.start.data[rows[i]]),
    timestamps("window_end", epochMs, n, (i) => windows.end.data[rows[i]]),
    texts("window_key", n, (i) => keyText(windows.key.data[rows[i]])),
    doubles("events", n, (i) => windows.events.data[rows[i]]),
    doubles("users", n, (i) => windows.users.data[rows[i]]),
    doubles("bytes", n, (i) => windows.bytes.data[rows[i]]),
    integers("version", n, (i) => windows.version.data[rows[i]]),
  ];
}
