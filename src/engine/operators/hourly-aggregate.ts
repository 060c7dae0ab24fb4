import { CellSpace, MEASURE_COUNT } from "../rows/cell-space.ts";
import { AGGREGATE, refOf } from "../rows/rows.ts";
import type { Rows } from "../rows/rows.ts";
import type { Dimensions } from "../rows/dimensions.ts";
import { LATE, PASS } from "../processing/operator.ts";
import type { Collector, Operator, Verdict } from "../processing/operator.ts";

export type AggregateSpec = {
  readonly hourMs: number;
  readonly cube: boolean;
  readonly emitMs: number;
  readonly allowedLatenessMs: number;
  /** Without sessions before it, this operator is the one that turns late records away. */
  readonly refusesLate: boolean;
  readonly task: number;
};

type Hour = { finest: Float64Array; seenUsers: Uint8Array; newestAt: number; dirty: boolean };
type State = { hours: [number, Hour][]; emission: number; lateRows: number };

/** Codes of the event types that the measures count, by the run's type names; -1 where the workload has no such type. */
type TypeCodes = { readonly install: number; readonly screen: number; readonly view: number; readonly click: number };

/**
 * Hourly engagement by device type, app version and country, with ALL_ rows for every combination (a cube). Counts add up;
 * active users are counted per hour by a bit per user, so that repeats within the hour count once. Open hours leave as updated rows.
 */
export class HourlyAggregate implements Operator {
  readonly timerMs: number;
  lateRows = 0;
  private readonly rows: Rows;
  private readonly dimensions: Dimensions;
  private readonly spec: AggregateSpec;
  private readonly space: CellSpace;
  private readonly types: TypeCodes;
  private hours = new Map<number, Hour>();
  private latest: Hour | null = null;
  private latestNumber = 0;
  private emission = 0;

  constructor(rows: Rows, dimensions: Dimensions, spec: AggregateSpec) {
    this.rows = rows;
    this.dimensions = dimensions;
    this.spec = spec;
    this.timerMs = spec.emitMs;
    this.space = new CellSpace(dimensions);
    const code = (name: string): number => dimensions.types.indexOf(name);
    this.types = {
      install: code("install"),
      screen: code("screen_view"),
      view: code("notification_view"),
      click: code("notification_click"),
    };
  }

  process(row: number, watermarkMs: number): Verdict {
    const { events } = this.rows;
    const hourNumber = Math.floor(events.eventTime.at(row) / this.spec.hourMs);
    if ((hourNumber + 1) * this.spec.hourMs - 1 + this.spec.allowedLatenessMs <= watermarkMs) {
      this.lateRows++;
      return this.spec.refusesLate ? LATE : PASS;
    }
    const hour = this.hour(hourNumber);
    const at = this.space.cell(events.device.at(row), events.version.at(row), events.country.at(row)) * MEASURE_COUNT;
    const { finest } = hour;
    const type = events.type.at(row);
    finest[at]++;
    if (type === this.types.install) finest[at + 1]++;
    else if (type === this.types.screen) finest[at + 3]++;
    else if (type === this.types.view) finest[at + 4]++;
    else if (type === this.types.click) finest[at + 5]++;
    const user = events.user.at(row);
    if (user >= 0 && (hour.seenUsers[user >> 3] & (1 << (user & 7))) === 0) {
      hour.seenUsers[user >> 3] |= 1 << (user & 7);
      finest[at + 6]++;
    }
    const happenedAt = events.happenedAt.at(row);
    if (happenedAt > hour.newestAt) hour.newestAt = happenedAt;
    hour.dirty = true;
    return PASS;
  }

  /** A session was completed (or taken back, with delta -1): it counts in the hour it began. */
  session(startedAt: number, device: number, version: number, country: number, delta: number): void {
    const hour = this.hour(Math.floor(startedAt / this.spec.hourMs));
    hour.finest[this.space.cell(device, version, country) * MEASURE_COUNT + 2] += delta;
    hour.dirty = true;
  }

  /** Events that follow each other mostly happened in the same hour. */
  private hour(number: number): Hour {
    if (this.latest !== null && this.latestNumber === number) return this.latest;
    let hour = this.hours.get(number);
    if (hour === undefined) {
      hour = {
        finest: new Float64Array(this.space.finest * MEASURE_COUNT),
        seenUsers: new Uint8Array((this.dimensions.users >> 3) + 1),
        newestAt: -Infinity,
        dirty: false,
      };
      this.hours.set(number, hour);
    }
    this.latestNumber = number;
    return (this.latest = hour);
  }

  onWatermark(): void {}

  onTimer(_at: number, out: Collector): void {
    this.emission++;
    for (const [number, hour] of this.hours) {
      if (!hour.dirty) continue;
      hour.dirty = false;
      if (out.silent !== true) this.emitHour(number, hour, out);
    }
  }

  private emitHour(number: number, hour: Hour, out: Collector): void {
    const { aggregates } = this.rows;
    this.space.rollUp(hour.finest, this.spec.cube, (device, version, country, measures) => {
      const row = aggregates.add(number, device, version, country, measures);
      aggregates.newestAt.push(hour.newestAt);
      aggregates.emission.push(this.emission);
      aggregates.task.push(this.spec.task);
      out.emit("aggregates", row, refOf(AGGREGATE, row));
    });
  }

  stateBytes(): number {
    return this.hours.size * (this.space.finest * MEASURE_COUNT * 8 + (this.dimensions.users >> 3));
  }

  snapshot(): State {
    const hours = [...this.hours].map(([number, hour]): [number, Hour] => [
      number,
      { ...hour, finest: hour.finest.slice(), seenUsers: hour.seenUsers.slice() },
    ]);
    return { hours, emission: this.emission, lateRows: this.lateRows };
  }

  restore(snapshot: unknown): void {
    const { hours, emission, lateRows } = snapshot as State;
    this.latest = null;
    this.hours = new Map(
      hours.map(([number, hour]) => [number, { ...hour, finest: hour.finest.slice(), seenUsers: hour.seenUsers.slice() }]),
    );
    this.emission = emission;
    this.lateRows = lateRows;
  }
}
