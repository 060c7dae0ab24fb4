import { OPERATES } from "../../engine/processing/operator-host.ts";
import { COUNTS_WINDOWS } from "../../engine/operators/windowed-counts.ts";
import type { WindowedCountsSpec } from "../../engine/operators/windowed-counts.ts";
import type { EventRows } from "../../engine/rows/event-rows.ts";
import type { Machine } from "../compile/build-machine.ts";

export type CountedWindow = {
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
export type WindowResults = Map<number, CountedWindow>;

/** Room for windows before the run's epoch, and for keys from -1 (a user who is missing) on. */
const ENDS_BEFORE = 2 ** 20;
const KEYS = 2 ** 27;

/** A window of one shape and a key, as one number. */
export function nameOf({ stepMs }: WindowedCountsSpec, end: number, key: number): number {
  return (end / stepMs + ENDS_BEFORE) * KEYS + key + 1;
}

/** What an operator that counts by windows tells of itself. */
export type WindowCounter = NonNullable<ReturnType<typeof COUNTS_WINDOWS.of>>;

/** The window operators of the machine, those of the first processor that has any. */
export function windowOperators(machine: Pick<Machine, "nodes">): WindowCounter[] {
  for (const { operators } of OPERATES.all(machine.nodes.values())) {
    const found = COUNTS_WINDOWS.all(operators);
    if (found.length > 0) return found;
  }
  return [];
}

export function windowKeyOf(events: EventRows, { key }: WindowedCountsSpec, row: number): number {
  return key === "user" ? events.user.at(row) : key === "type" ? events.type.at(row) : 0;
}

/** Every window [start, end) that holds the time, by the definition of its kind. */
export function windowsAt(at: number, { kind, sizeMs, stepMs }: WindowedCountsSpec): [number, number][] {
  const found: [number, number][] = [];
  if (kind === "cumulative") {
    const start = Math.floor(at / sizeMs) * sizeMs;
    for (let end = start + stepMs; end <= start + sizeMs; end += stepMs) if (at < end) found.push([start, end]);
    return found;
  }
  for (let start = Math.floor(at / stepMs) * stepMs; start + sizeMs > at; start -= stepMs) found.push([start, start + sizeMs]);
  return found;
}

/** The batch answer for windows: every valid event, once, into every window that holds its time (E22). It takes them in order of rows. */
export class TrueWindows {
  readonly results: WindowResults = new Map();
  private readonly users = new Map<number, Set<number>>();
  private readonly events: EventRows;
  private readonly spec: WindowedCountsSpec;

  constructor(events: EventRows, spec: WindowedCountsSpec) {
    this.events = events;
    this.spec = spec;
  }

  add(row: number): void {
    const { events, spec, results } = this;
    const user = events.user.at(row);
    const key = windowKeyOf(events, spec, row);
    for (const [start, end] of windowsAt(events.eventTime.at(row), spec)) {
      const name = nameOf(spec, end, key);
      let result = results.get(name);
      if (result === undefined) {
        // A window of one user holds one user.
        results.set(name, (result = { start, end, key, events: 0, users: 1, bytes: 0, visibleAt: Number.NaN }));
        if (spec.key !== "user") this.users.set(name, new Set());
      }
      result.events++;
      result.bytes += events.bytes.at(row);
      if (spec.key !== "user") result.users = this.users.get(name)?.add(user).size ?? 0;
    }
  }
}
