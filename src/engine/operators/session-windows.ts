import { assert } from "../../base/assert.ts";
import type { Fold, SessionRules } from "./session-rules.ts";
import { TimerCalendar } from "../kernel/timer-calendar.ts";
import type { TimerCalendarState } from "../kernel/timer-calendar.ts";

/** `add` refused the event: its session is over. */
export const LATE = -1;
/** `add` ignored the event: its own window is empty (rules.ignoreEmptyWindows). */
export const NO_WINDOW = -2;

/** What a result is: before the end of the session, at it, or after it. */
export const PANE = { early: 0, onTime: 1, late: 2 } as const;

// One row of 128 bytes per slot, payload included. Large arrays start 16 bytes into a cache line, so the first six numbers of a
// row share one and the next eight another: an event, and a result, touch these two and nothing else.
const STRIDE = 16;
const START = 0;
const END = 1; // always last event + its gap; `endMs` reports it by the rules
const NEXT = 2; // next slot of the same key, or of the free list
const LAST = 3;
const ARMED = 4; // time of the one timer that stands
const FRESH = 5; // events since the last result
const ID = 6; // 0 = free
const KEY = 7;
const PAYLOAD = 8; // and the next four
const MOST_PAYLOAD = 5;
const RESULTS = 13; // results sent
const NEXT_FIRE = 14; // of triggers that fire every so often

const FIRST_SLOTS = 256;
/** A bucket of the timers' calendar should hold some hundreds of them: those of a heap that stays in the cache. */
const BUCKETS_PER_GAP = 128;

export type SessionSnapshot = {
  readonly rows: Float64Array;
  readonly heads: Int32Array;
  readonly timers: TimerCalendarState;
  readonly counters: readonly [usedSlots: number, freeSlot: number, lastId: number, live: number];
};

/**
 * Session windows over keyed events (and aligned windows, which are sessions that never merge). State lives in typed
 * arrays; adding an event allocates nothing.
 *
 * Per event: `add`, then update `rows[payloadAt(slot) + column]`, then `fireIfDue`. When the watermark moves: `fireUpTo`, before
 * the next `add` that carries it. The id of a session survives merging: the earliest made of the merged sessions
 * keeps its id and slot, the ids that went are in `absorbedIds[0 .. absorbedCount-1]` until the next `add`.
 */
export class SessionWindows {
  readonly rules: SessionRules;
  /** All numbers of all slots; the owner's, one per fold, begin at `payloadAt(slot)`. Replaced when the state grows: read it afresh. */
  rows = new Float64Array(STRIDE * FIRST_SLOTS);
  /** Number of sessions in state. */
  liveSessions = 0;
  /** Sessions the last `add` merged into the slot it returned. */
  absorbedCount = 0;
  /** Their ids. */
  absorbedIds: Float64Array = new Float64Array(16);
  /** How many results each of them had sent: a sink retracts those above 0. */
  absorbedResults: Int32Array = new Int32Array(16);
  /** One of PANE, while `emit` runs. */
  pane: number = PANE.onTime;

  private readonly folds: readonly Fold[];
  private readonly fresh: readonly number[];
  private heads = new Int32Array(1024).fill(-1);
  private readonly timers: TimerCalendar;
  private readonly slots = new Int32Array(256);
  /** Keeps reads that only look ahead from being optimised away. */
  warmed = 0;
  private usedSlots = 0;
  private freeSlot = -1;
  private lastId = 0;

  private readonly gapMs: number;
  private readonly touching: boolean;
  private readonly lateOnOwn: boolean;
  private readonly strict: boolean;
  /** From END to the time a result is due, and to the time the state goes. */
  private readonly dueShift: number;
  private readonly expiryShift: number;
  private readonly everyMs: number;

  constructor(rules: SessionRules, folds: readonly Fold[]) {
    assert(rules.gapMs > 0, `the gap is ${rules.gapMs} ms, it must be above 0`);
    assert(rules.allowedLatenessMs >= 0, `the allowed lateness is ${rules.allowedLatenessMs} ms`);
    this.rules = rules;
    assert(folds.length <= MOST_PAYLOAD, `a session keeps ${MOST_PAYLOAD} numbers at most, not ${folds.length}`);
    this.folds = folds;
    this.fresh = folds.map((fold) => (fold === "sum" ? 0 : fold === "min" ? Infinity : -Infinity));
    this.gapMs = rules.gapMs;
    this.timers = new TimerCalendar(rules.gapMs / BUCKETS_PER_GAP, (slot) => {
      this.warmed += this.rows[slot * STRIDE]! + this.rows[slot * STRIDE + PAYLOAD]!;
    });
    this.touching = rules.mergeWhenTouching;
    this.lateOnOwn = rules.lateTestOn === "own";
    this.strict = rules.lateBoundary === "<";
    this.expiryShift = rules.allowedLatenessMs - rules.endOffsetMs;
    this.dueShift = rules.resultAfterLateness ? this.expiryShift : -rules.endOffsetMs;
    this.everyMs = rules.trigger.everyMs ?? 0;
  }

  /** Puts an event of a key (a whole number from 0) into its session. Returns the slot, LATE or NO_WINDOW. */
  add(key: number, timeMs: number, watermarkMs: number): number {
    return this.addWindow(key, timeMs, timeMs + this.gapMs, watermarkMs);
  }

  /** Reads what `add` will read for the keys at the first `count` of these places: misses of independent reads overlap, those of `add` would queue up. */
  warm(keys: Int32Array, places: Int32Array, count: number): void {
    const { heads, rows: state, slots } = this;
    let sum = 0;
    for (let begin = 0; begin < count; begin += slots.length) {
      const end = Math.min(slots.length, count - begin);
      for (let i = 0; i < end; i++) {
        const key = keys[places[begin + i]!]!;
        slots[i] = key >= 0 && key < heads.length ? heads[key]! : -1;
      }
      for (let i = 0; i < end; i++) {
        const slot = slots[i]!;
        if (slot === -1) continue;
        sum += state[slot * STRIDE]! + state[slot * STRIDE + PAYLOAD]!;
      }
    }
    this.warmed = sum;
  }

  /** As `add`, with a gap of the event's own. */
  addWithGap(key: number, timeMs: number, gapMs: number, watermarkMs: number): number {
    if (gapMs <= 0 && this.rules.ignoreEmptyWindows) return NO_WINDOW;
    return this.addWindow(key, timeMs, timeMs + gapMs, watermarkMs);
  }

  /** As `add`, for an event at `startMs` whose window ends at `endMs`. */
  addWindow(key: number, startMs: number, endMs: number, watermarkMs: number): number {
    this.absorbedCount = 0;
    if (key >>> 0 !== key || key >= this.heads.length) this.growKeys(key);
    const rows = this.rows;
    let from = startMs;
    let to = endMs;
    let hits = 0;
    let slot = -1;
    for (let other = this.heads[key]!; other !== -1; other = rows[other * STRIDE + NEXT]!) {
      const row = other * STRIDE;
      const otherStart = rows[row + START]!;
      const otherEnd = rows[row + END]!;
      if (this.touching ? otherStart > endMs || otherEnd < startMs : otherStart >= endMs || otherEnd <= startMs) continue;
      if (otherStart < from) from = otherStart;
      if (otherEnd > to) to = otherEnd;
      hits++;
      if (slot === -1 || rows[row + ID]! < rows[slot * STRIDE + ID]!) slot = other;
    }
    if (this.reached((this.lateOnOwn ? endMs : to) + this.expiryShift, watermarkMs)) return LATE;
    if (hits === 0) slot = this.open(key, from, to, startMs);
    else if (hits > 1) this.absorb(key, slot, startMs, endMs);
    return this.settle(slot, from, to, startMs, watermarkMs);
  }

  /** Puts an event into the aligned window [startMs, endMs) of a key; windows overlap but never merge. */
  addAligned(key: number, startMs: number, endMs: number, timeMs: number, watermarkMs: number): number {
    this.absorbedCount = 0;
    if (key >>> 0 !== key || key >= this.heads.length) this.growKeys(key);
    if (this.reached(endMs + this.expiryShift, watermarkMs)) return LATE;
    const rows = this.rows;
    let slot = this.heads[key]!;
    while (slot !== -1 && (rows[slot * STRIDE + START]! !== startMs || rows[slot * STRIDE + END]! !== endMs)) {
      slot = rows[slot * STRIDE + NEXT]!;
    }
    if (slot === -1) slot = this.open(key, startMs, endMs, timeMs);
    return this.settle(slot, startMs, endMs, timeMs, watermarkMs);
  }

  /** After the payload of an added event is up to date: sends the result that is due at once, if any. */
  fireIfDue(slot: number, watermarkMs: number, emit: (slot: number) => void): void {
    const row = slot * STRIDE;
    const passed = this.reached(this.rows[row + END]! + this.dueShift, watermarkMs);
    const { trigger } = this.rules;
    if (this.rows[row + FRESH]! < (passed ? trigger.lateCount : trigger.earlyCount)) return;
    this.fire(slot, passed ? PANE.late : PANE.early, emit);
  }

  /**
   * Sends every result the watermark makes due, in order of (time due, key, id), and drops the state that is over;
   * `close` sees each dropped slot last.
   */
  fireUpTo(watermarkMs: number, emit: (slot: number) => void, close?: (slot: number) => void): void {
    const timers = this.timers;
    while (timers.reach(watermarkMs) && this.reached(timers.topTimeMs(), watermarkMs)) {
      const timeMs = timers.topTimeMs();
      const slot = timers.topSlot();
      const id = timers.topId();
      timers.pop();
      const row = slot * STRIDE;
      if (this.rows[row + ID]! !== id || this.rows[row + ARMED]! !== timeMs) continue;
      this.onTimer(slot, timeMs, emit, close);
    }
  }

  startMs(slot: number): number {
    return this.rows[slot * STRIDE + START]!;
  }

  /** The end as the rules report it: exclusive, or the last event. */
  endMs(slot: number): number {
    return this.rows[slot * STRIDE + (this.rules.endInclusive ? LAST : END)]!;
  }

  /** The time of the last event. */
  lastEventMs(slot: number): number {
    return this.rows[slot * STRIDE + LAST]!;
  }

  key(slot: number): number {
    return this.rows[slot * STRIDE + KEY]!;
  }

  /** 1, 2, 3 … in the order sessions were made. */
  id(slot: number): number {
    return this.rows[slot * STRIDE + ID]!;
  }

  /** Results sent before the one being sent now. */
  resultsSent(slot: number): number {
    return this.rows[slot * STRIDE + RESULTS]!;
  }

  /** Where in `rows` the owner's numbers of a slot begin. */
  payloadAt(slot: number): number {
    return slot * STRIDE + PAYLOAD;
  }

  /** Whether no further result can follow: the allowed lateness is over too. */
  isExpired(slot: number, watermarkMs: number): boolean {
    return this.reached(this.rows[slot * STRIDE + END]! + this.expiryShift, watermarkMs);
  }

  forEachLive(visit: (slot: number) => void): void {
    for (let slot = 0; slot < this.usedSlots; slot++) if (this.rows[slot * STRIDE + ID]! !== 0) visit(slot);
  }

  /**
   * Where the watermark of the results must wait (Beam): the earliest end of a session that has events without a
   * result and was not over when they came; null = nowhere. Looks at every session.
   */
  outputHoldMs(watermarkMs: number): number | null {
    let hold = Infinity;
    this.forEachLive((slot) => {
      const due = this.rows[slot * STRIDE + END]! + this.dueShift;
      if (this.rows[slot * STRIDE + FRESH]! > 0 && due >= watermarkMs && due < hold) hold = due;
    });
    return hold === Infinity ? null : hold;
  }

  snapshot(): SessionSnapshot {
    const used = this.usedSlots;
    return {
      rows: this.rows.slice(0, used * STRIDE),
      heads: this.heads.slice(),
      timers: this.timers.snapshot(),
      counters: [used, this.freeSlot, this.lastId, this.liveSessions],
    };
  }

  /** Back to a snapshot of a SessionWindows with the same rules and folds. */
  restore(from: SessionSnapshot): void {
    const [used, freeSlot, lastId, live] = from.counters;
    while (this.rows.length < used * STRIDE) this.growSlots();
    this.rows.set(from.rows);
    this.heads = from.heads.slice();
    this.timers.restore(from.timers);
    this.usedSlots = used;
    this.freeSlot = freeSlot;
    this.lastId = lastId;
    this.liveSessions = live;
    this.absorbedCount = 0;
  }

  /** Forgets everything, ids included (a restart without a checkpoint). */
  clear(): void {
    this.heads.fill(-1);
    this.timers.clear();
    this.usedSlots = 0;
    this.freeSlot = -1;
    this.lastId = 0;
    this.liveSessions = 0;
    this.absorbedCount = 0;
  }

  private reached(timeMs: number, watermarkMs: number): boolean {
    return this.strict ? timeMs < watermarkMs : timeMs <= watermarkMs;
  }

  private open(key: number, startMs: number, endMs: number, timeMs: number): number {
    let slot = this.freeSlot;
    if (slot === -1) {
      slot = this.usedSlots++;
      if (slot * STRIDE >= this.rows.length) this.growSlots();
    } else this.freeSlot = this.rows[slot * STRIDE + NEXT]!;
    const rows = this.rows;
    const row = slot * STRIDE;
    rows[row + START] = startMs;
    rows[row + END] = endMs;
    rows[row + LAST] = timeMs;
    rows[row + ID] = ++this.lastId;
    rows[row + ARMED] = Infinity;
    rows[row + KEY] = key;
    rows[row + NEXT] = this.heads[key]!;
    rows[row + FRESH] = 0;
    this.heads[key] = slot;
    rows[row + RESULTS] = 0;
    rows[row + NEXT_FIRE] = Infinity;
    this.liveSessions++;
    this.clearPayload(slot);
    return slot;
  }

  /** The session's bounds after an event, and a timer that is early enough for what is due next. */
  private settle(slot: number, from: number, to: number, timeMs: number, watermarkMs: number): number {
    const rows = this.rows;
    const row = slot * STRIDE;
    rows[row + START] = from;
    rows[row + END] = to;
    if (timeMs > rows[row + LAST]!) rows[row + LAST] = timeMs;
    rows[row + FRESH] = rows[row + FRESH]! + 1;
    const due = to + this.dueShift;
    if (this.reached(due, watermarkMs)) this.arm(slot, to + this.expiryShift);
    else {
      if (this.everyMs > 0) this.planProvisional(slot, timeMs, due);
      this.arm(slot, due);
    }
    return slot;
  }

  private planProvisional(slot: number, timeMs: number, due: number): void {
    if (this.rows[slot * STRIDE + NEXT_FIRE]! === Infinity) {
      this.rows[slot * STRIDE + NEXT_FIRE] = Math.min(Math.floor(timeMs / this.everyMs) * this.everyMs + this.everyMs, due);
    }
    this.arm(slot, this.rows[slot * STRIDE + NEXT_FIRE]!);
  }

  /** A timer that stands earlier does as well: it is set anew when it goes off. */
  private arm(slot: number, timeMs: number): void {
    const row = slot * STRIDE;
    if (this.rows[row + ARMED]! <= timeMs) return;
    this.rows[row + ARMED] = timeMs;
    this.timers.push(timeMs, this.rows[row + KEY]!, this.rows[row + ID]!, slot);
  }

  private onTimer(slot: number, timeMs: number, emit: (slot: number) => void, close?: (slot: number) => void): void {
    const row = slot * STRIDE;
    const due = this.rows[row + END]! + this.dueShift;
    const expiry = this.rows[row + END]! + this.expiryShift;
    this.rows[row + ARMED] = Infinity;
    const { trigger } = this.rules;
    if (timeMs < due) {
      if (this.everyMs > 0 && this.rows[slot * STRIDE + NEXT_FIRE]! <= timeMs) {
        this.rows[slot * STRIDE + NEXT_FIRE] = Math.min(timeMs + this.everyMs, due);
        this.fire(slot, PANE.early, emit);
      }
      if (this.everyMs > 0) this.arm(slot, this.rows[slot * STRIDE + NEXT_FIRE]!);
      this.arm(slot, due);
      return;
    }
    if (timeMs === due) {
      if (this.everyMs > 0) this.rows[slot * STRIDE + NEXT_FIRE] = Infinity;
      if (trigger.onWatermark) this.fire(slot, PANE.onTime, emit);
      if (expiry > due) {
        this.arm(slot, expiry);
        return;
      }
    } else if (timeMs < expiry) {
      this.arm(slot, expiry);
      return;
    } else if (trigger.atExpiry && this.rows[row + FRESH]! > 0) this.fire(slot, PANE.late, emit);
    close?.(slot);
    this.remove(slot);
  }

  private fire(slot: number, pane: number, emit: (slot: number) => void): void {
    const row = slot * STRIDE;
    const discarding = this.rules.accumulation === "discarding";
    if (discarding && this.rows[row + FRESH]! === 0) return;
    this.pane = pane;
    emit(slot);
    this.rows[row + RESULTS] = this.rows[row + RESULTS]! + 1;
    this.rows[row + FRESH] = 0;
    if (discarding) this.clearPayload(slot);
  }

  /** Joins every session of the key that the window meets into `slot`. */
  private absorb(key: number, slot: number, startMs: number, endMs: number): void {
    const rows = this.rows;
    const row = slot * STRIDE;
    let previous = -1;
    let other = this.heads[key]!;
    while (other !== -1) {
      const otherRow = other * STRIDE;
      const next = rows[otherRow + NEXT]!;
      const otherStart = rows[otherRow + START]!;
      const otherEnd = rows[otherRow + END]!;
      const meets = this.touching ? otherStart <= endMs && otherEnd >= startMs : otherStart < endMs && otherEnd > startMs;
      if (other === slot || !meets) previous = other;
      else {
        if (rows[otherRow + LAST]! > rows[row + LAST]!) rows[row + LAST] = rows[otherRow + LAST]!;
        rows[row + FRESH] = rows[row + FRESH]! + rows[otherRow + FRESH]!;
        if (this.everyMs > 0 && this.rows[other * STRIDE + NEXT_FIRE]! < this.rows[slot * STRIDE + NEXT_FIRE]!)
          this.rows[slot * STRIDE + NEXT_FIRE] = this.rows[other * STRIDE + NEXT_FIRE]!;
        this.foldPayload(slot, other);
        this.noteAbsorbed(other);
        if (previous === -1) this.heads[key] = next;
        else rows[previous * STRIDE + NEXT] = next;
        this.release(other);
      }
      other = next;
    }
  }

  private noteAbsorbed(slot: number): void {
    if (this.absorbedCount === this.absorbedIds.length) {
      const ids = new Float64Array(2 * this.absorbedCount);
      ids.set(this.absorbedIds);
      this.absorbedIds = ids;
      const results = new Int32Array(2 * this.absorbedCount);
      results.set(this.absorbedResults);
      this.absorbedResults = results;
    }
    this.absorbedIds[this.absorbedCount] = this.rows[slot * STRIDE + ID]!;
    this.absorbedResults[this.absorbedCount++] = this.rows[slot * STRIDE + RESULTS]!;
  }

  private foldPayload(into: number, from: number): void {
    for (let i = 0; i < this.folds.length; i++) {
      const a = this.rows[this.payloadAt(into) + i]!;
      const b = this.rows[this.payloadAt(from) + i]!;
      const fold = this.folds[i]!;
      this.rows[this.payloadAt(into) + i] = fold === "sum" ? a + b : fold === "min" ? (b < a ? b : a) : b > a ? b : a;
    }
  }

  private clearPayload(slot: number): void {
    for (let i = 0; i < this.fresh.length; i++) this.rows[this.payloadAt(slot) + i] = this.fresh[i]!;
  }

  private remove(slot: number): void {
    const rows = this.rows;
    const key = rows[slot * STRIDE + KEY]!;
    const next = rows[slot * STRIDE + NEXT]!;
    let other = this.heads[key]!;
    if (other === slot) this.heads[key] = next;
    else {
      while (rows[other * STRIDE + NEXT]! !== slot) other = rows[other * STRIDE + NEXT]!;
      rows[other * STRIDE + NEXT] = next;
    }
    this.release(slot);
  }

  private release(slot: number): void {
    this.rows[slot * STRIDE + ID] = 0;
    this.rows[slot * STRIDE + NEXT] = this.freeSlot;
    this.freeSlot = slot;
    this.liveSessions--;
  }

  private growKeys(key: number): void {
    assert(Number.isInteger(key) && key >= 0 && key < 2147483648, `a session key is ${key}, it must be a whole number from 0 to 2^31 - 1`);
    const heads = new Int32Array(Math.max(key + 1, this.heads.length * 2)).fill(-1);
    heads.set(this.heads);
    this.heads = heads;
  }

  private growSlots(): void {
    const grown = new Float64Array(this.rows.length * 2);
    grown.set(this.rows);
    this.rows = grown;
  }
}
