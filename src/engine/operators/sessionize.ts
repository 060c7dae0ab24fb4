import { CellSpace } from "../rows/cell-space.ts";
import { refOf, SESSION } from "../rows/rows.ts";
import type { Rows } from "../rows/rows.ts";
import { assert } from "../../base/assert.ts";
import type { Dimensions } from "../rows/dimensions.ts";
import { MOST_SESSION_COUNTS } from "../rows/dimensions.ts";
import { LATE as REFUSED, SessionWindows } from "./session-windows.ts";
import type { SessionSnapshot } from "./session-windows.ts";
import type { SessionRules } from "./session-rules.ts";
import { LATE, PASS } from "../processing/collector.ts";
import type { Block, Selection } from "../processing/block.ts";
import type { BlockEffects } from "../processing/block-effects.ts";
import type { Collector, Verdict } from "../processing/collector.ts";
import type { Operator } from "../processing/operator.ts";
import { Facet } from "../part/facet.ts";

/** What hears of sessions that are complete: the hourly table counts them in the hour they began. */
export type SessionListener = {
  /** `cell` is the finest cell of what it carries; `place` is that of the row it came with, in a block that has yet to reach the listener. */
  session(startedAt: number, cell: number, delta: number, place: number | null): void;
};

export type SessionizeSpec = {
  readonly rules: SessionRules;
  /** Set apart session ids of different tasks. */
  readonly task: number;
  readonly listener: SessionListener | null;
  /**
   * session-id: rows carry an id that outlives merging, and sessions that were absorbed are taken back. user-and-start: rows
   * replace those of the same user and start, and nothing is taken back, as windows of Flink are.
   */
  readonly updates: "session-id" | "user-and-start";
};

/** Payload columns: how many events, and the counts of the workload. Two share a number, so that an event touches few cache lines: low + high x 2^26, both below 67 million. */
const EVENTS_AND_FIRST = 0;
const SECOND_AND_THIRD = 1;
const HIGH = 2 ** 26;
/** The event of the session that arrived first, times the number of finest cells, and the cell of that event: what it carries is what the session carries. */
const SAMPLE = 2;
/** Beyond so many cells the two do not fit a number, and the event is looked at again when its session is sent. */
const MOST_CELLS = 2 ** 24;
/** How many times the hourly table has counted this session (more than once after a merge). */
const COUNTED = 3;
/** Rises with every row sent for this session, merged ones included. */
const VERSION = 4;
/** A session id is task x 10^9 + n; a task numbers its sessions 1, 2, 3 … */
export const IDS_PER_TASK = 1e9;

/** Groups each user's events into sessions and sends one row per session, and a newer version when a late event changes it. */
export class Sessionize implements Operator {
  private readonly rows: Rows;
  private readonly spec: SessionizeSpec;
  private readonly windows: SessionWindows;
  private readonly space: CellSpace;
  /** Whether SAMPLE holds cells, and what a row is multiplied by in it. */
  private readonly keepsCells: boolean;
  private readonly perRow: number;
  /** By event type, what an event adds to the first two numbers of the payload. */
  private readonly addsToFirst: Float64Array;
  private readonly addsToSecond: Float64Array;
  private out: Collector | null = null;
  /** Place of the row at hand, while a block is processed. */
  private place: number | null = null;
  /** Events that became part of a session. */
  accepted = 0;

  constructor(rows: Rows, dimensions: Dimensions, spec: SessionizeSpec) {
    this.rows = rows;
    this.spec = spec;
    this.windows = new SessionWindows(spec.rules, ["sum", "sum", "min", "sum", "sum"]);
    this.space = new CellSpace(dimensions);
    this.keepsCells = this.space.finest >= 1 && this.space.finest <= MOST_CELLS;
    this.perRow = this.keepsCells ? this.space.finest : 1;
    const { types, sessionCounts } = dimensions;
    assert(sessionCounts.length <= MOST_SESSION_COUNTS, `a session has ${MOST_SESSION_COUNTS} counts at most, not ${sessionCounts.length}`);
    const counts = (c: number, type: string): number => (sessionCounts[c]?.types.includes(type) === true ? 1 : 0);
    this.addsToFirst = Float64Array.from(types, (type) => 1 + HIGH * counts(0, type));
    this.addsToSecond = Float64Array.from(types, (type) => counts(1, type) + HIGH * counts(2, type));
  }

  told(facet: Facet<unknown>): this | undefined {
    return facet === MAKES_SESSIONS ? this : undefined;
  }

  process(row: number, watermarkMs: number, out: Collector): Verdict {
    const { events } = this.rows;
    return this.add(row, events.user.at(row), events.eventTime.at(row), watermarkMs, out);
  }

  processBlock({ rows, users, eventTimes }: Block, selection: Selection, watermarkMs: number, out: BlockEffects): void {
    const { places, count } = selection;
    this.windows.warm(users, places, count);
    let kept = 0;
    for (let s = 0; s < count; s++) {
      const place = (this.place = out.place = places[s]);
      const verdict = this.add(rows[place], users[place], eventTimes[place], watermarkMs, out);
      if (verdict === PASS) places[kept++] = place;
      else selection.end(place, verdict);
    }
    selection.count = kept;
    this.place = null;
  }

  private add(row: number, user: number, eventTime: number, watermarkMs: number, out: Collector): Verdict {
    const { windows } = this;
    const slot = windows.add(user < 0 ? 0 : user, eventTime, watermarkMs);
    if (slot === REFUSED) return LATE;
    if (slot < 0) return PASS;
    this.accepted++;
    const { rows: state } = windows;
    const at = windows.payloadAt(slot);
    const type = this.rows.events.type.at(row);
    const { perRow } = this;
    if (row * perRow < state[at + SAMPLE])
      state[at + SAMPLE] = row * perRow + (this.keepsCells ? this.space.cellOf(this.rows.events, row) : 0);
    state[at + EVENTS_AND_FIRST] += this.addsToFirst[type];
    state[at + SECOND_AND_THIRD] += this.addsToSecond[type];
    if (windows.absorbedCount > 0) this.retractAbsorbed(out, state[at + SAMPLE]);
    this.out = out;
    windows.fireIfDue(slot, watermarkMs, this.fire);
    return PASS;
  }

  onWatermark(watermarkMs: number, out: Collector): void {
    this.out = out;
    this.windows.fireUpTo(watermarkMs, this.fire);
  }

  /** A session's result, new or changed. */
  private readonly fire = (slot: number): void => {
    const { windows } = this;
    const { rows: state } = windows;
    const at = windows.payloadAt(slot);
    const sample = state[at + SAMPLE];
    if (this.spec.listener !== null && state[at + COUNTED] !== 1) {
      this.spec.listener.session(windows.startMs(slot), this.cellOf(sample), 1 - state[at + COUNTED], this.place);
      state[at + COUNTED] = 1;
    }
    state[at + VERSION]++;
    if (this.out === null || this.out.silent === true) return;
    const user = windows.key(slot);
    this.write(windows.id(slot), state[at + VERSION], user, false, {
      startedAt: windows.startMs(slot),
      lastEventAt: windows.lastEventMs(slot),
      windowEnd: windows.endMs(slot),
      eventsAndFirst: state[at + EVENTS_AND_FIRST],
      secondAndThird: state[at + SECOND_AND_THIRD],
      sample,
    });
  };

  private codeOf(sample: number, dimension: number): number {
    return this.keepsCells ? this.space.codeOf(this.cellOf(sample), dimension) : this.rows.events.dimensions[dimension].at(sample);
  }

  private cellOf(sample: number): number {
    return this.keepsCells ? sample % this.perRow : this.space.cellOf(this.rows.events, sample);
  }

  private write(
    id: number,
    version: number,
    user: number,
    retracted: boolean,
    session: {
      startedAt: number;
      lastEventAt: number;
      windowEnd: number;
      eventsAndFirst: number;
      secondAndThird: number;
      sample: number;
    },
  ): void {
    const { sessions } = this.rows;
    const row = sessions.length;
    sessions.sessionId.push(this.spec.task * IDS_PER_TASK + id);
    sessions.version.push(version);
    sessions.user.push(user);
    sessions.startedAt.push(session.startedAt);
    sessions.lastEventAt.push(session.lastEventAt);
    sessions.windowEnd.push(session.windowEnd);
    const first = Math.floor(session.eventsAndFirst / HIGH);
    const third = Math.floor(session.secondAndThird / HIGH);
    const counts = [first, session.secondAndThird - third * HIGH, third];
    sessions.events.push(session.eventsAndFirst - first * HIGH);
    for (let c = 0; c < sessions.counts.length; c++) sessions.counts[c].push(counts[c]);
    for (let d = 0; d < sessions.dimensions.length; d++) sessions.dimensions[d].push(this.codeOf(session.sample, d));
    sessions.retracted.push(retracted ? 1 : 0);
    sessions.keyedByStart.push(this.spec.updates === "user-and-start" ? 1 : 0);
    this.out?.emit("sessions", user, refOf(SESSION, row));
  }

  /** Sessions that were sent and then merged into another one, which carries this, must be forgotten by readers. */
  private retractAbsorbed(out: Collector, sample: number): void {
    this.out = out;
    if (out.silent === true || this.spec.updates === "user-and-start") return;
    const { windows } = this;
    for (let i = 0; i < windows.absorbedCount; i++) {
      if (windows.absorbedResults[i] === 0) continue;
      this.write(windows.absorbedIds[i], RETRACTION, 0, true, {
        startedAt: 0,
        lastEventAt: 0,
        windowEnd: 0,
        eventsAndFirst: 0,
        secondAndThird: 0,
        sample,
      });
    }
  }

  /** Where cells are not kept, what a session carries is read of one of its events when its row is sent. */
  eventsNeededFrom(): number {
    const { windows } = this;
    let least = Infinity;
    if (this.keepsCells) return least;
    windows.forEachLive((slot) => {
      const row = windows.rows[windows.payloadAt(slot) + SAMPLE];
      if (row < least) least = row;
    });
    return least;
  }

  stateBytes(): number {
    return this.windows.liveSessions * BYTES_PER_SESSION;
  }

  snapshot(): State {
    return { windows: this.windows.snapshot(), accepted: this.accepted };
  }

  restore(snapshot: unknown): void {
    const { windows, accepted } = snapshot as State;
    this.windows.restore(windows);
    this.accepted = accepted;
  }
}

type State = { readonly windows: SessionSnapshot; readonly accepted: number };

/** A retraction outranks every version of the session it takes back. */
const RETRACTION = 0x7fffffff;
/** Key, bounds, counters and timer of one session as a state backend would keep them. */
const BYTES_PER_SESSION = 120;

/** An operator that takes events into sessions. */
export const MAKES_SESSIONS = new Facet<Pick<Sessionize, "accepted">>("makes sessions");
