import { IdSet } from "../../engine/kernel/id-set.ts";
import type { RunContext } from "../../engine/part/run-context.ts";
import { CellSpace } from "../../engine/rows/cell-space.ts";
import { IN_SEGMENT, SEGMENT_ROWS } from "../../engine/rows/columns.ts";
import { STRAGGLERS_MS } from "../../engine/sources/phone-traffic.ts";
import type { EventRows } from "../../engine/rows/event-rows.ts";
import type { Machine } from "../compile/build-machine.ts";
import { LateEvents } from "../read/late.ts";
import { joinOperators, TruePairs } from "./true-pairs.ts";
import { TrueSessions } from "./true-sessions.ts";
import { TrueWindows, windowOperators } from "./true-windows.ts";

/** What the batch answer says of a run, so far. */
export type GroundTruth = {
  /** Sessions, and their numbers by user and start. */
  readonly sessions: TrueSessions;
  readonly ordered: Int32Array;
  /** Hour number to finest cells. */
  readonly hours: ReadonlyMap<number, Float64Array>;
  /** What windows and joins of the machine should have found; null where it has none. */
  readonly windows: TrueWindows | null;
  readonly pairs: TruePairs | null;
  /** Events that were turned away as late. */
  readonly late: EventRows;
};

/** An hour's cells without its sessions; a bit per user tells who was active. */
type Hour = { readonly cells: Float64Array; readonly active: Uint8Array };

/**
 * The batch answer (E22), independent of the streaming operators: every event that left its phone, once per event id; a new session
 * where the gap to the user's event before exceeds `gapMs`. It takes events as they are made and keeps what it says of them, so that
 * nobody has to come back to an event.
 */
export class BatchAnswer {
  /** Rows before this one were taken. */
  private taken = 0;
  private readonly run: RunContext;
  private readonly sessions: TrueSessions;
  private readonly hours = new Map<number, Hour>();
  private readonly ids = new IdSet();
  private readonly space: CellSpace;
  private readonly windows: TrueWindows | null;
  private readonly pairs: TruePairs | null;
  private readonly late: LateEvents;
  /** By event type, which of a session's counts an event counts in, and which figures of its hour. */
  private readonly countsOfSession: readonly (readonly number[])[];
  private readonly countsOfHour: readonly (readonly number[])[];
  private readonly ofUsers: readonly number[];
  private readonly ofSessions: readonly number[];

  constructor(machine: Pick<Machine, "run" | "nodes">, gapMs: number) {
    const { run } = machine;
    this.run = run;
    const { users, types, sessionCounts, hourly } = run.dimensions;
    this.sessions = new TrueSessions(users, gapMs);
    this.space = new CellSpace(run.dimensions);
    this.late = new LateEvents(run);
    const [windows] = windowOperators(machine);
    const [join] = joinOperators(machine);
    this.windows = windows === undefined ? null : new TrueWindows(run.rows.events, windows.spec);
    this.pairs = join === undefined ? null : new TruePairs(run.rows.events, join);
    const measures = hourly.map(({ counts }, m) => ({ counts, m }));
    const those = (of: "users" | "sessions"): number[] => measures.filter(({ counts }) => counts === of).map(({ m }) => m);
    [this.ofUsers, this.ofSessions] = [those("users"), those("sessions")];
    this.countsOfSession = types.map((name) => sessionCounts.flatMap((count, c) => (count.types.includes(name) ? [c] : [])));
    this.countsOfHour = types.map((name) =>
      measures.filter(({ counts }) => counts === "events" || (typeof counts !== "string" && counts.includes(name))).map(({ m }) => m),
    );
  }

  /** Rows before this one are let go of: what the answer still needs of them is kept. */
  letGo(before: number): void {
    this.takeTo(before);
    this.late.keepTo(before);
  }

  /** Takes the events of segments that are complete. */
  takeComplete(): void {
    this.takeTo(this.run.rows.events.length & ~IN_SEGMENT);
  }

  private takeTo(end: number): void {
    while (this.taken < end) this.takeSegment(Math.min(end, (this.taken & ~IN_SEGMENT) + SEGMENT_ROWS));
  }

  /** Rows up to `end`, all of one segment. An event counts that has a user, left its phone in time, and is the first with its id. */
  private takeSegment(end: number): void {
    const { events } = this.run.rows;
    const { hourMs } = this.run;
    const cutoff = this.run.durationMs + STRAGGLERS_MS * 2;
    const first = this.taken & ~IN_SEGMENT;
    const [times, sent] = [events.eventTime.segment(first), events.sentAt.segment(first)];
    const [ids, users, types] = [events.eventId.segment(first), events.user.segment(first), events.type.segment(first)];
    for (let row = this.taken; row < end; row++) {
      const place = row - first;
      const user = users[place]!;
      if (user < 0 || sent[place]! > cutoff || !this.ids.add(ids[place]!)) continue;
      const at = times[place]!;
      const type = types[place]!;
      const cell = this.space.cellOf(events, row);
      this.sessions.add(user, at, row, cell, this.countsOfSession[type]!);
      this.count(Math.floor(at / hourMs), cell, user, this.countsOfHour[type]!);
      this.windows?.add(row);
      this.pairs?.add(row);
    }
    this.taken = end;
  }

  private count(number: number, cell: number, user: number, counters: readonly number[]): void {
    const { cells, active } = this.hour(number);
    const at = cell * this.space.width;
    for (let c = 0; c < counters.length; c++) cells[at + counters[c]!]!++;
    if ((active[user >> 3]! & (1 << (user & 7))) !== 0) return;
    active[user >> 3]! |= 1 << (user & 7);
    for (const m of this.ofUsers) cells[at + m]!++;
  }

  /** Rows that follow each other mostly happened in the same hour. */
  private latest: Hour | null = null;
  private latestNumber = 0;

  private hour(number: number): Hour {
    if (this.latest !== null && this.latestNumber === number) return this.latest;
    let hour = this.hours.get(number);
    if (hour === undefined) {
      const { finest, width } = this.space;
      hour = { cells: new Float64Array(finest * width), active: new Uint8Array((this.run.dimensions.users >> 3) + 1) };
      this.hours.set(number, hour);
    }
    this.latestNumber = number;
    return (this.latest = hour);
  }

  /** The answer over every event so far. It is good until more are taken. */
  answer(): GroundTruth {
    this.takeTo(this.run.rows.events.length);
    const { sessions, run, space } = this;
    const hours = new Map([...this.hours].map(([number, { cells }]) => [number, cells.slice()]));
    const ordered = sessions.ordered();
    for (const slot of ordered) {
      const cells = hours.get(Math.floor(sessions.startedAt(slot) / run.hourMs))!;
      for (const m of this.ofSessions) cells[sessions.cell(slot) * space.width + m]!++;
    }
    return { sessions, ordered, hours, windows: this.windows, pairs: this.pairs, late: this.late.all() };
  }
}
