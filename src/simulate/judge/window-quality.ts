import { WINDOW } from "../../engine/rows/rows.ts";
import type { WindowedCountsSpec } from "../../engine/operators/windowed-counts.ts";
import type { Machine } from "../compile/build-machine.ts";
import type { TableQuality } from "../../result/result.ts";
import { judgedStore } from "../read/stores.ts";
import type { Store } from "../read/stores.ts";
import { nameOf, windowKeyOf, windowOperators, windowsAt } from "./true-windows.ts";
import type { WindowCounter, WindowResults } from "./true-windows.ts";
import type { GroundTruth } from "./truth.ts";

/** Windows that lack an event because it came too late, there or at an operator before. */
function lackingWindows({ late }: GroundTruth, operators: readonly WindowCounter[]): Set<number> {
  const { spec } = operators[0];
  const names = new Set<number>();
  for (const { lacking } of operators) for (const { end, key } of lacking.values()) names.add(nameOf(spec, end, key));
  for (let row = 0; row < late.length; row++)
    for (const [, end] of windowsAt(late.eventTime.at(row), spec)) names.add(nameOf(spec, end, windowKeyOf(late, spec, row)));
  return names;
}

/** What a reader of the store sees: the newest version of each window, key and task, tasks added up. */
export function finalWindows(
  machine: Machine,
  spec: WindowedCountsSpec,
  store: Store,
): { readonly results: WindowResults; readonly duplicates: number } {
  const { windows } = machine.run.rows;
  const newestOfTask = new Map<number, Map<number, number>>();
  const shownAt = new Map<number, number>();
  let duplicates = 0;
  const shown = store.visible.of(WINDOW);
  for (let i = 0; i < shown.rows.length; i++) {
    const row = shown.rows.at(i);
    const task = windows.task.at(row);
    let newest = newestOfTask.get(task);
    if (newest === undefined) newestOfTask.set(task, (newest = new Map()));
    const name = nameOf(spec, windows.end.at(row), windows.key.at(row));
    const known = newest.get(name);
    if (known !== undefined && windows.version.at(row) === windows.version.at(known)) duplicates++;
    if (known !== undefined && windows.version.at(row) <= windows.version.at(known)) continue;
    newest.set(name, row);
    shownAt.set(row, shown.at?.at(i) ?? Number.NaN);
  }
  const results: WindowResults = new Map();
  for (const row of [...newestOfTask.values()].flatMap((newest) => [...newest.values()])) {
    const [start, end, key] = [windows.start.at(row), windows.end.at(row), windows.key.at(row)];
    const name = nameOf(spec, end, key);
    let result = results.get(name);
    if (result === undefined) results.set(name, (result = { start, end, key, events: 0, users: 0, bytes: 0, visibleAt: -Infinity }));
    result.events += windows.events.at(row);
    result.users += windows.users.at(row);
    result.bytes += windows.bytes.at(row);
    result.visibleAt = Math.max(result.visibleAt, shownAt.get(row) ?? Number.NaN);
  }
  return { results, duplicates };
}

/** null: no processor counts by windows, or nothing of it reached a store. */
export function judgeWindows(machine: Machine, truth: GroundTruth): TableQuality | null {
  const operators = windowOperators(machine);
  const store = judgedStore(machine, WINDOW);
  if (operators.length === 0 || store === null) return null;
  const expected: WindowResults = truth.windows?.results ?? new Map();
  const { results, duplicates } = finalWindows(machine, operators[0].spec, store);
  const lacking = lackingWindows(truth, operators);
  let exact = 0;
  let missing = 0;
  let late = 0;
  for (const [name, { events, users, bytes }] of expected) {
    const found = results.get(name);
    if (found === undefined) missing++;
    if (found?.events === events && found.users === users && found.bytes === bytes) exact++;
    else if (lacking.has(name)) late++;
  }
  const extra = [...results.keys()].filter((name) => !expected.has(name)).length;
  return { expectedRows: expected.size, rows: results.size + duplicates, exact, missing, extra, duplicates, late };
}
