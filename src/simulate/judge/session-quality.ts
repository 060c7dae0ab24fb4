import { CellSpace } from "../../engine/rows/cell-space.ts";
import { Int32List } from "../../engine/kernel/number-lists.ts";
import { IDS_PER_TASK } from "../../engine/operators/sessionize.ts";
import { ALL } from "../../engine/rows/row-kind.ts";
import { AGGREGATE, SESSION } from "../../engine/rows/rows.ts";
import type { Machine } from "../compile/build-machine.ts";
import type { TableQuality } from "../../result/result.ts";
import { judgeJoins } from "./pair-quality.ts";
import { judgedStore } from "../read/stores.ts";
import type { Store } from "../read/stores.ts";
import type { GroundTruth } from "./truth.ts";
import { judgeWindows } from "./window-quality.ts";

/**
 * The rows a reader of the sessions table sees: the newest version of each session id, without those taken back; where rows
 * are keyed by user and start, the last written of each.
 */
export type FinalSessions = { readonly rows: Int32Array; readonly duplicates: number };

/** Compares what the judged store shows with the batch answer. Tables nothing ever made count as missing altogether. */
export function judgeTables(machine: Machine, truth: GroundTruth): { readonly [table: string]: TableQuality } {
  const quality: Record<string, TableQuality> = {};
  const makesSessions = machine.parts.some(({ kind, props }) => {
    const made = kind.makes?.(props) ?? {};
    return kind.ports.some((port) => (made[port.id] ?? port.streams)?.includes("session"));
  });
  if (makesSessions || judgedStore(machine, SESSION) !== null) quality.sessions = judgeSessions(machine, truth);
  const aggregates = judgedStore(machine, AGGREGATE);
  if (aggregates !== null) quality.hourly_engagement = judgeHours(machine, truth, aggregates);
  const windows = judgeWindows(machine, truth);
  if (windows !== null) quality.windows = windows;
  const joins = judgeJoins(machine, truth);
  if (joins !== null) quality.joins = joins;
  for (const { part } of machine.parts) {
    const recorder = machine.recorders.get(part.id);
    if (recorder === undefined || recorder.repeats === 0) continue;
    quality[`events@${part.id}`] = {
      expectedRows: recorder.present,
      rows: recorder.present + recorder.repeats,
      exact: recorder.present,
      missing: 0,
      extra: 0,
      duplicates: recorder.repeats,
      late: 0,
    };
  }
  return quality;
}

export function finalSessions(machine: Machine, store: Store | null): FinalSessions {
  if (store === null) return { rows: new Int32Array(0), duplicates: 0 };
  const { sessions } = machine.run.rows;
  const { sessionId, version } = sessions;
  /** The newest row of each session, in the order sessions were first seen. */
  const newest = new Int32List();
  const placeOfId = new SessionPlaces();
  const placeOfStart = new Map<string, number>();
  let duplicates = 0;
  const shown = store.visible.of(SESSION).rows;
  for (let i = 0; i < shown.length; i++) {
    const row = shown.at(i);
    const id = sessionId.at(row);
    if (sessions.keyedByStart.at(row) === 1) {
      const name = `${sessions.user.at(row)}/${sessions.startedAt.at(row)}`;
      const place = placeOfStart.get(name);
      if (place === undefined) {
        placeOfStart.set(name, newest.length);
        newest.push(row);
        continue;
      }
      const before = newest.data[place];
      if (sessionId.at(before) === id && version.at(before) === version.at(row)) duplicates++;
      newest.data[place] = row;
      continue;
    }
    const place = placeOfId.of(id, newest.length);
    if (place === newest.length) newest.push(row);
    else if (version.at(row) > version.at(newest.data[place])) newest.data[place] = row;
    else if (version.at(row) === version.at(newest.data[place]) && sessions.retracted.at(row) === 0) duplicates++;
  }
  return { rows: newest.data.subarray(0, newest.length).filter((row) => sessions.retracted.at(row) === 0), duplicates };
}

/** A place per session id. Tasks number their sessions in sequence, so that arrays hold them: several times faster than a map. */
class SessionPlaces {
  private readonly byTask = new Map<number, Int32Array>();

  /** The place of an id; `next` for one that is new, which has it from now on. */
  of(id: number, next: number): number {
    const task = Math.floor(id / IDS_PER_TASK);
    const n = id - task * IDS_PER_TASK;
    let places = this.byTask.get(task);
    if (places === undefined || n >= places.length) {
      const wider = new Int32Array(Math.max(1024, 2 * n)).fill(-1);
      if (places !== undefined) wider.set(places);
      this.byTask.set(task, (places = wider));
    }
    return places[n] < 0 ? (places[n] = next) : places[n];
  }
}

function judgeSessions(machine: Machine, truth: GroundTruth): TableQuality {
  const { sessions } = machine.run.rows;
  const expected = truth.ordered.length;
  const final = finalSessions(machine, judgedStore(machine, SESSION));
  const firstOf = firstSessions(truth, machine.run.dimensions.users);
  const state = new Uint8Array(expected);
  let extra = 0;
  // Sessions of other ids that stand for the same true one: a job that ran twice has made it twice.
  let twice = 0;
  for (const row of final.rows) {
    const s = findSession(truth, firstOf, sessions.user.at(row), sessions.startedAt.at(row));
    if (s < 0) extra++;
    else if (state[s] === 2) twice++;
    else if (equal(machine, row, truth, s)) state[s] = 2;
    else if (state[s] === 0) state[s] = 1;
  }
  const explained = touchedByLate(truth, firstOf);
  let exact = 0;
  let missing = 0;
  let late = 0;
  for (let s = 0; s < expected; s++) {
    if (state[s] === 2) exact++;
    else if (explained[s] === 1) late++;
    if (state[s] === 0) missing++;
  }
  return {
    expectedRows: expected,
    rows: final.rows.length + final.duplicates,
    exact,
    missing,
    extra,
    duplicates: final.duplicates + twice,
    late,
  };
}

/** Index of each user's first true session; sessions are ordered by user and start. */
function firstSessions({ sessions, ordered }: GroundTruth, users: number): Int32Array {
  const first = new Int32Array(users + 1);
  for (const slot of ordered) first[sessions.user(slot) + 1]++;
  for (let user = 0; user < users; user++) first[user + 1] += first[user];
  return first;
}

function findSession({ sessions, ordered }: GroundTruth, firstOf: Int32Array, user: number, startedAt: number): number {
  for (let s = firstOf[user]; s < firstOf[user + 1]; s++) if (sessions.startedAt(ordered[s]) === startedAt) return s;
  return -1;
}

function equal(machine: Machine, row: number, truth: GroundTruth, s: number): boolean {
  const { sessions } = machine.run.rows;
  const slot = truth.ordered[s];
  return (
    sessions.lastEventAt.at(row) === truth.sessions.lastEventAt(slot) &&
    sessions.events.at(row) === truth.sessions.events(slot) &&
    sessions.counts.every((count, c) => count.at(row) === truth.sessions.counted(slot, c))
  );
}

/** True sessions that hold an event some processor turned away as late. */
function touchedByLate({ sessions, ordered, late }: GroundTruth, firstOf: Int32Array): Uint8Array {
  const touched = new Uint8Array(ordered.length);
  for (let row = 0; row < late.length; row++) {
    const user = late.user.at(row);
    const at = late.eventTime.at(row);
    for (let s = firstOf[user]; s < firstOf[user + 1]; s++) {
      if (at >= sessions.startedAt(ordered[s]) && at <= sessions.lastEventAt(ordered[s])) touched[s] = 1;
    }
  }
  return touched;
}

/** Hours before the run's epoch count too; tasks and attempts of jobs are fewer than this. */
const HOUR_OFFSET = 1024;
const TASKS = 2 ** 20;

/** Cells of the hourly table as readers see them: the newest emission of each task, tasks added up. Keyed `hour/code/code…`. */
export function finalCells(machine: Machine, store: Store): Map<string, Float64Array> {
  const { aggregates } = machine.run.rows;
  const { hour, task, emission, dimensions, measures } = aggregates;
  const space = new CellSpace(machine.run.dimensions);
  // Whole numbers as keys: this runs over every emission of the run.
  const newest = new Map<number, number>();
  const shown = store.visible.of(AGGREGATE).rows;
  for (let i = 0; i < shown.length; i++) {
    const row = shown.at(i);
    const key = ((hour.at(row) + HOUR_OFFSET) * TASKS + task.at(row)) * space.all + space.numberOf(dimensions, row);
    const known = newest.get(key);
    if (known === undefined || emission.at(row) >= emission.at(known)) newest.set(key, row);
  }
  const cells = new Map<string, Float64Array>();
  for (const row of newest.values()) {
    const cell = cellName(
      hour.at(row),
      dimensions.map((codes) => codes.at(row)),
    );
    let sums = cells.get(cell);
    if (sums === undefined) cells.set(cell, (sums = new Float64Array(measures.length)));
    for (let m = 0; m < measures.length; m++) sums[m] += measures[m].at(row);
  }
  return cells;
}

const cellName = (hour: number, codes: Iterable<number>): string => [hour, ...codes].join("/");

/** The true cells, ALL_ rows included when the store has any. */
export function trueCells(machine: Machine, truth: GroundTruth, cube: boolean): Map<string, Float64Array> {
  const space = new CellSpace(machine.run.dimensions);
  const cells = new Map<string, Float64Array>();
  for (const [hour, finest] of truth.hours)
    space.rollUp(finest, cube, (codes, measures) => cells.set(cellName(hour, codes), measures.slice()));
  return cells;
}

function judgeHours(machine: Machine, truth: GroundTruth, store: Store): TableQuality {
  const actual = finalCells(machine, store);
  const cube = [...actual.keys()].some((key) => key.split("/").includes(String(ALL)));
  const expected = trueCells(machine, truth, cube);
  const lateCells = cellsOfLate(machine, truth);
  let exact = 0;
  let missing = 0;
  let late = 0;
  for (const [key, measures] of expected) {
    const found = actual.get(key);
    if (found?.every((value, m) => value === measures[m]) === true) exact++;
    else if (lateCells.has(key)) late++;
    if (found === undefined) missing++;
  }
  const extra = [...actual.keys()].filter((key) => !expected.has(key)).length;
  return { expectedRows: expected.size, rows: actual.size, exact, missing, extra, duplicates: 0, late };
}

/** Cells, ALL_ rows included, that an event turned away as late belongs to. */
function cellsOfLate({ run: { hourMs } }: Machine, { late }: GroundTruth): Set<string> {
  const cells = new Set<string>();
  for (let row = 0; row < late.length; row++) {
    const hour = Math.floor(late.eventTime.at(row) / hourMs);
    let codes: readonly (readonly number[])[] = [[]];
    for (const column of late.dimensions)
      codes = codes.flatMap((some) => [
        [...some, column.at(row)],
        [...some, ALL],
      ]);
    for (const some of codes) cells.add(cellName(hour, some));
  }
  return cells;
}
