import { WINDOW } from "../../engine/rows/rows.ts";
import { OPERATES } from "../../engine/processing/operator-host.ts";
import { WindowedCounts } from "../../engine/operators/windowed-counts.ts";
import type { WindowedCountsSpec } from "../../engine/operators/windowed-counts.ts";
import type { Machine } from "../compile/build-machine.ts";
import { lateRows } from "../read/late.ts";
import type { TableQuality } from "../../result/result.ts";
import { judgedStore } from "../read/stores.ts";
import type { Store } from "../read/stores.ts";
import type { GroundTruth } from "./truth.ts";

type Counted = {
  readonly start: number;
  readonly end: number;
  readonly key: number;
  events: number;
  users: number;
  bytes: number;
  /** When the newest of its rows could be seen; not a number in the batch answer. */
  visibleAt: number;
};
/** By window and key, as one number: windows of one shape that end together began together. */
export type Results = Map<number, Counted>;

/** Room for windows before the run's epoch, and for keys from -1 (a user who is missing) on. */
const ENDS_BEFORE = 2 ** 20;
const KEYS = 2 ** 27;

function nameOf({ stepMs }: WindowedCountsSpec, end: number, key: number): number {
  return (end / stepMs + ENDS_BEFORE) * KEYS + key + 1;
}

/** The window operators of the machine, those of the first processor that has any. */
export function operatorsOf(machine: Machine): WindowedCounts[] {
  for (const { operators } of OPERATES.all(machine.nodes.values())) {
    const found = operators.filter((operator) => operator instanceof WindowedCounts);
    if (found.length > 0) return found;
  }
  return [];
}

/** The batch answer: every valid event, once, into every window that holds its time (E22). */
export function trueWindows(machine: Machine, spec: WindowedCountsSpec, { valid }: GroundTruth): Results {
  const { events } = machine.run.rows;
  const results: Results = new Map();
  const seen = new Map<number, Set<number>>();
  for (let row = 0; row < events.length; row++) {
    if (valid[row] === 0) continue;
    const user = events.user.at(row);
    const key = keyOf(machine, spec, row);
    for (const [start, end] of windowsAt(events.eventTime.at(row), spec)) {
      const name = nameOf(spec, end, key);
      let result = results.get(name);
      if (result === undefined) {
        // A window of one user holds one user.
        results.set(name, (result = { start, end, key, events: 0, users: 1, bytes: 0, visibleAt: Number.NaN }));
        if (spec.key !== "user") seen.set(name, new Set());
      }
      result.events++;
      result.bytes += events.bytes.at(row);
      if (spec.key !== "user") result.users = seen.get(name)?.add(user).size ?? 0;
    }
  }
  return results;
}

function keyOf(machine: Machine, { key }: WindowedCountsSpec, row: number): number {
  const { events } = machine.run.rows;
  return key === "user" ? events.user.at(row) : key === "type" ? events.type.at(row) : 0;
}

/** Windows that lack an event because it came too late, there or at an operator before. */
function lackingWindows(machine: Machine, operators: readonly WindowedCounts[]): Set<number> {
  const { spec } = operators[0];
  const names = new Set<number>();
  for (const { lacking } of operators) for (const { end, key } of lacking.values()) names.add(nameOf(spec, end, key));
  for (const row of lateRows(machine))
    for (const [, end] of windowsAt(machine.run.rows.events.eventTime.at(row), spec))
      names.add(nameOf(spec, end, keyOf(machine, spec, row)));
  return names;
}

/** Every window [start, end) that holds the time, by the definition of its kind. */
function windowsAt(at: number, { kind, sizeMs, stepMs }: WindowedCountsSpec): [number, number][] {
  const found: [number, number][] = [];
  if (kind === "cumulative") {
    const start = Math.floor(at / sizeMs) * sizeMs;
    for (let end = start + stepMs; end <= start + sizeMs; end += stepMs) if (at < end) found.push([start, end]);
    return found;
  }
  for (let start = Math.floor(at / stepMs) * stepMs; start + sizeMs > at; start -= stepMs) found.push([start, start + sizeMs]);
  return found;
}

/** What a reader of the store sees: the newest version of each window, key and task, tasks added up. */
export function finalWindows(
  machine: Machine,
  spec: WindowedCountsSpec,
  store: Store,
): { readonly results: Results; readonly duplicates: number } {
  const { windows } = machine.run.rows;
  const newestOfTask = new Map<number, Map<number, number>>();
  const shownAt = new Map<number, number>();
  let duplicates = 0;
  const shown = store.visible.of(WINDOW);
  for (let i = 0; i < shown.rows.length; i++) {
    const row = shown.rows.data[i];
    const task = windows.task.data[row];
    let newest = newestOfTask.get(task);
    if (newest === undefined) newestOfTask.set(task, (newest = new Map()));
    const name = nameOf(spec, windows.end.data[row], windows.key.data[row]);
    const known = newest.get(name);
    if (known !== undefined && windows.version.data[row] === windows.version.data[known]) duplicates++;
    if (known !== undefined && windows.version.data[row] <= windows.version.data[known]) continue;
    newest.set(name, row);
    shownAt.set(row, shown.at.data[i]);
  }
  const results: Results = new Map();
  for (const row of [...newestOfTask.values()].flatMap((newest) => [...newest.values()])) {
    const [start, end, key] = [windows.start.data[row], windows.end.data[row], windows.key.data[row]];
    const name = nameOf(spec, end, key);
    let result = results.get(name);
    if (result === undefined) results.set(name, (result = { start, end, key, events: 0, users: 0, bytes: 0, visibleAt: -Infinity }));
    result.events += windows.events.data[row];
    result.users += windows.users.data[row];
    result.bytes += windows.bytes.data[row];
    result.visibleAt = Math.max(result.visibleAt, shownAt.get(row) ?? Number.NaN);
  }
  return { results, duplicates };
}

/** null: no processor counts by windows, or nothing of it reached a store. */
export function judgeWindows(machine: Machine, truth: GroundTruth): TableQuality | null {
  const operators = operatorsOf(machine);
  const store = judgedStore(machine, WINDOW);
  if (operators.length === 0 || store === null) return null;
  const expected = trueWindows(machine, operators[0].spec, truth);
  const { results, duplicates } = finalWindows(machine, operators[0].spec, store);
  const lacking = lackingWindows(machine, operators);
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
