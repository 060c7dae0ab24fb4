import { CellSpace } from "../rows/cell-space.ts";
import { AGGREGATE, refOf } from "../rows/rows.ts";
import type { Rows } from "../rows/rows.ts";
import type { Dimensions } from "../rows/dimensions.ts";
import { LATE, PASS } from "../processing/collector.ts";
import type { Block, Selection } from "../processing/block.ts";
import type { Collector, Verdict } from "../processing/collector.ts";
import type { Operator } from "../processing/operator.ts";

export type AggregateSpec = {
  readonly hourMs: number;
  readonly cube: boolean;
  readonly emitMs: number;
  readonly allowedLatenessMs: number;
  /** Without sessions before it, this operator is the one that turns late records away. */
  readonly refusesLate: boolean;
  readonly task: number;
};

/** `place`: how many hours were begun before it. */
type Hour = {
  readonly number: number;
  readonly place: number;
  finest: Float64Array;
  seenUsers: Uint8Array;
  newestAt: number;
  dirty: boolean;
};
/** A session of an hour that nothing was counted in yet, told while a block is on its way here: its place in the block. */
type EarlySession = { readonly place: number; readonly startedAt: number; readonly cell: number; readonly delta: number };
type State = { hours: readonly Hour[]; emission: number; lateRows: number };

/**
 * Hourly figures by the dimensions of the workload, with ALL_ rows for every combination (a cube). Counts add up;
 * users are counted per hour by a bit per user, so that repeats within the hour count once. Open hours leave as updated rows.
 */
export class HourlyAggregate implements Operator {
  readonly timerMs: number;
  lateRows = 0;
  private readonly rows: Rows;
  private readonly dimensions: Dimensions;
  private readonly spec: AggregateSpec;
  private readonly space: CellSpace;
  /** By event type, the figures an event of it counts in. */
  private readonly countsIn: readonly (readonly number[])[];
  /** The figures that count users, and sessions. */
  private readonly ofUsers: readonly number[];
  private readonly ofSessions: readonly number[];
  private hours = new Map<number, Hour>();
  private latest: Hour | null = null;
  /** Hours that something was counted in since they were told last. */
  private dirty: Hour[] = [];
  private emission = 0;
  private readonly early: EarlySession[] = [];

  constructor(rows: Rows, dimensions: Dimensions, spec: AggregateSpec) {
    this.rows = rows;
    this.dimensions = dimensions;
    this.spec = spec;
    this.timerMs = spec.emitMs;
    this.space = new CellSpace(dimensions);
    const measures = dimensions.hourly.map(({ counts }, m) => ({ counts, m }));
    const those = (of: "users" | "sessions"): number[] => measures.filter(({ counts }) => counts === of).map(({ m }) => m);
    this.ofUsers = those("users");
    this.ofSessions = those("sessions");
    this.countsIn = dimensions.types.map((type) =>
      measures.filter(({ counts }) => counts === "events" || (typeof counts !== "string" && counts.includes(type))).map(({ m }) => m),
    );
  }

  process(row: number, watermarkMs: number): Verdict {
    const { events } = this.rows;
    return this.count(row, events.eventTime.at(row), events.user.at(row), watermarkMs);
  }

  processBlock({ rows, users, eventTimes }: Block, selection: Selection, watermarkMs: number): void {
    const { places, count } = selection;
    let kept = 0;
    for (let s = 0; s < count; s++) {
      const place = places[s];
      if (this.early.length > 0) this.countEarly(place);
      const verdict = this.count(rows[place], eventTimes[place], users[place], watermarkMs);
      if (verdict === PASS) places[kept++] = place;
      else selection.end(place, verdict);
    }
    selection.count = kept;
    if (this.early.length > 0) this.countEarly(Infinity);
  }

  private count(row: number, eventTime: number, user: number, watermarkMs: number): Verdict {
    const { events } = this.rows;
    const { hourMs, allowedLatenessMs, refusesLate } = this.spec;
    const hourNumber = Math.floor(eventTime / hourMs);
    if ((hourNumber + 1) * hourMs - 1 + allowedLatenessMs <= watermarkMs) {
      this.lateRows++;
      return refusesLate ? LATE : PASS;
    }
    const hour = this.hour(hourNumber);
    const at = this.space.cellOf(events, row) * this.space.width;
    const { finest, seenUsers } = hour;
    const counts = this.countsIn[events.type.at(row)];
    for (let c = 0; c < counts.length; c++) finest[at + counts[c]]++;
    if (user >= 0 && (seenUsers[user >> 3] & (1 << (user & 7))) === 0) {
      seenUsers[user >> 3] |= 1 << (user & 7);
      for (const m of this.ofUsers) finest[at + m]++;
    }
    const happenedAt = events.happenedAt.at(row);
    if (happenedAt > hour.newestAt) hour.newestAt = happenedAt;
    if (!hour.dirty) this.toBeTold(hour);
    return PASS;
  }

  /**
   * A session was completed (or taken back, with delta -1): it counts in the hour it began. `place` is that of the row it came with, in
   * a block whose rows are yet to come here, else null: hours are told in the order in which they were begun, row by row.
   */
  session(startedAt: number, cell: number, delta: number, place: number | null): void {
    const number = Math.floor(startedAt / this.spec.hourMs);
    if (place !== null && !this.hours.has(number)) {
      this.early.push({ place, startedAt, cell, delta });
      return;
    }
    const hour = this.hour(number);
    const at = cell * this.space.width;
    for (const m of this.ofSessions) hour.finest[at + m] += delta;
    if (!hour.dirty) this.toBeTold(hour);
  }

  private toBeTold(hour: Hour): void {
    hour.dirty = true;
    this.dirty.push(hour);
  }

  private countEarly(upTo: number): void {
    while (this.early.length > 0 && this.early[0].place <= upTo) {
      const { startedAt, cell, delta } = this.early.shift()!;
      this.session(startedAt, cell, delta, null);
    }
  }

  /** Events that follow each other mostly happened in the same hour. */
  private hour(number: number): Hour {
    if (this.latest !== null && this.latest.number === number) return this.latest;
    let hour = this.hours.get(number);
    if (hour === undefined) {
      hour = {
        number,
        place: this.hours.size,
        finest: new Float64Array(this.space.finest * this.space.width),
        seenUsers: new Uint8Array((this.dimensions.users >> 3) + 1),
        newestAt: -Infinity,
        dirty: false,
      };
      this.hours.set(number, hour);
    }
    return (this.latest = hour);
  }

  onWatermark(): void {}

  onTimer(_at: number, out: Collector): void {
    this.emission++;
    const told = this.dirty.sort((a, b) => a.place - b.place);
    this.dirty = [];
    for (const hour of told) {
      hour.dirty = false;
      if (out.silent !== true) this.emitHour(hour, out);
    }
  }

  get timerIsQuiet(): boolean {
    return this.dirty.length === 0;
  }

  passTimers(count: number): void {
    this.emission += count;
  }

  private emitHour(hour: Hour, out: Collector): void {
    const { aggregates } = this.rows;
    this.space.rollUp(hour.finest, this.spec.cube, (codes, measures) => {
      const row = aggregates.add(hour.number, codes, measures);
      aggregates.newestAt.push(hour.newestAt);
      aggregates.emission.push(this.emission);
      aggregates.task.push(this.spec.task);
      out.emit("aggregates", row, refOf(AGGREGATE, row));
    });
  }

  eventsNeededFrom(): number {
    return Infinity;
  }

  stateBytes(): number {
    return this.hours.size * (this.space.finest * this.space.width * 8 + (this.dimensions.users >> 3));
  }

  snapshot(): State {
    return { hours: [...this.hours.values()].map(copyOf), emission: this.emission, lateRows: this.lateRows };
  }

  restore(snapshot: unknown): void {
    const { hours, emission, lateRows } = snapshot as State;
    this.latest = null;
    this.hours = new Map(hours.map((hour) => [hour.number, copyOf(hour)]));
    this.dirty = [...this.hours.values()].filter((hour) => hour.dirty);
    this.emission = emission;
    this.lateRows = lateRows;
  }
}

function copyOf(hour: Hour): Hour {
  return { ...hour, finest: hour.finest.slice(), seenUsers: hour.seenUsers.slice() };
}
