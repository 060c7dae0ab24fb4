import { Float64List, Int32List, Uint8List } from "../kernel/grow.ts";

/**
 * A reference to a row as it travels: the stream in the top bits, the row's number in its table below.
 * Events come first so that the reference of an event is its row number.
 */
export const EVENT = 0;
export const SESSION = 1;
export const AGGREGATE = 2;
export const FILE = 3;
export const PARTITION = 4;

const ROW_BITS = 28;
const ROW_MASK = (1 << ROW_BITS) - 1;

export function refOf(stream: number, row: number): number {
  return (stream << ROW_BITS) | row;
}
export function streamOf(ref: number): number {
  return ref >>> ROW_BITS;
}
export function rowOf(ref: number): number {
  return ref & ROW_MASK;
}

/** All event records of a run, by column; rows never change once written. */
export class EventRows {
  /** When it truly happened, in ms of simulated time. */
  readonly happenedAt = new Float64List(1 << 16);
  /** What the device stamped: true time plus the device's clock offset. */
  readonly eventTime = new Float64List(1 << 16);
  readonly sentAt = new Float64List(1 << 16);
  readonly eventId = new Int32List(1 << 16);
  /** -1: the field is missing. */
  readonly user = new Int32List(1 << 16);
  readonly type = new Uint8List(1 << 16);
  readonly device = new Uint8List(1 << 16);
  readonly version = new Uint8List(1 << 16);
  readonly country = new Uint8List(1 << 16);
  readonly item = new Int32List(1 << 16);
  readonly bytes = new Int32List(1 << 16);

  get length(): number {
    return this.eventId.length;
  }
}

/** One emission of a session: a later version of the same session id replaces an earlier one. */
export class SessionRows {
  readonly sessionId = new Float64List();
  readonly version = new Int32List();
  readonly user = new Int32List();
  readonly startedAt = new Float64List();
  readonly lastEventAt = new Float64List();
  readonly windowEnd = new Float64List();
  readonly events = new Int32List();
  readonly screens = new Int32List();
  readonly notificationViews = new Int32List();
  readonly notificationClicks = new Int32List();
  readonly device = new Uint8List();
  readonly appVersion = new Uint8List();
  readonly country = new Uint8List();
  /** 1: this session was absorbed by another one; readers must forget it. */
  readonly retracted = new Uint8List();

  get length(): number {
    return this.user.length;
  }
}

/** A dimension code that stands for ALL_ in an aggregate row. */
export const ALL = 255;

/** One emission of a cell of the hourly table; a later one for the same cell replaces it. */
export class AggregateRows {
  /** Hours since the run's epoch, floored. */
  readonly hour = new Int32List();
  readonly device = new Uint8List();
  readonly version = new Uint8List();
  readonly country = new Uint8List();
  readonly events = new Float64List();
  readonly installs = new Float64List();
  readonly sessions = new Float64List();
  readonly views = new Float64List();
  readonly notificationViews = new Float64List();
  readonly notificationClicks = new Float64List();
  readonly activeUsers = new Float64List();
  /** True time of the newest event in the cell. */
  readonly newestAt = new Float64List();
  /** Rises by one with every emission of the producing task. */
  readonly emission = new Int32List();
  /** Where two tasks make rows for the same cell, readers add them up. */
  readonly task = new Uint8List();

  get length(): number {
    return this.hour.length;
  }
}

/** Objects written during a run. */
export type StoredFile = {
  readonly stream: number;
  /** Hours since the run's epoch. */
  readonly hour: number;
  readonly refs: Int32Array;
  readonly rawBytes: number;
  readonly storedBytes: number;
  readonly openedAt: number;
  readonly closedAt: number;
  visibleAt: number;
  readonly writer: string;
};

export type Rows = {
  readonly events: EventRows;
  readonly sessions: SessionRows;
  readonly aggregates: AggregateRows;
  readonly files: StoredFile[];
  /** Key of a storage partition, `stream/hour`, by number. */
  readonly partitions: string[];
};

export function createRows(): Rows {
  return { events: new EventRows(), sessions: new SessionRows(), aggregates: new AggregateRows(), files: [], partitions: [] };
}
