import { windowKeyText } from "../../engine/rows/kinds/window.ts";
import { WINDOW } from "../../engine/rows/rows.ts";
import type { WindowedCountsSpec } from "../../engine/operators/windowed-counts.ts";
import { doubles, integers, texts, timestamps } from "../read/columns.ts";
import type { Machine } from "../compile/build-machine.ts";
import type { RunTable } from "../../result/run-table.ts";
import { judgedStore } from "../read/stores.ts";
import type { GroundTruth } from "../judge/truth.ts";
import { windowOperators } from "../judge/true-windows.ts";
import type { WindowResults } from "../judge/true-windows.ts";
import { finalWindows } from "../judge/window-quality.ts";

export function windowsTable(machine: Machine): RunTable | null {
  const operators = windowOperators(machine);
  const store = judgedStore(machine, WINDOW);
  if (operators.length === 0 || store === null) return null;
  return tableOf("windows", machine, operators[0].spec, finalWindows(machine, operators[0].spec, store).results);
}

export function windowsTruthTable(machine: Machine, truth: GroundTruth | null): RunTable | null {
  const operators = windowOperators(machine);
  const windows = truth?.windows ?? null;
  if (operators.length === 0 || windows === null) return null;
  return tableOf("windows_truth", machine, operators[0].spec, windows.results);
}

function tableOf(name: string, machine: Machine, spec: WindowedCountsSpec, results: WindowResults): RunTable {
  const { epochMs } = machine.run;
  const rows = [...results.values()].sort((a, b) => a.end - b.end || a.key - b.key);
  const n = rows.length;
  return {
    name,
    rows: n,
    columns: [
      timestamps("window_start", epochMs, n, (i) => rows[i].start),
      timestamps("window_end", epochMs, n, (i) => rows[i].end),
      texts("window_key", n, (i) => windowKeyText(machine.run, spec.key, rows[i].key)),
      integers("events", n, (i) => rows[i].events),
      integers("users", n, (i) => rows[i].users),
      doubles("bytes", n, (i) => rows[i].bytes),
      timestamps("visible_at", epochMs, n, (i) => rows[i].visibleAt),
    ],
  };
}
