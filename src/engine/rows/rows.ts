import { Transactions } from "./transaction-rows.ts";
import { Float64List, Int32List, Uint8List } from "../kernel/number-lists.ts";
import { EventRows } from "./event-rows.ts";
import type { ListMaker } from "./ranking-rows.ts";
import { ListRows, VectorRows } from "./ranking-rows.ts";

/**
 * A reference to a row as it travels: the stream in the top bits, the row's number in its table below.
 * Events come first so that the reference of an event is its row number.
 */
export const EVENT = 0;
export const SESSION = 1;
export const AGGREGATE = 2;
export const FILE = 3;
export const PARTITION = 4;
export const WINDOW = 5;
export const JOIN = 6;
export const VECTOR = 7;
export const LIST = 8;
export const REQUEST = 9;
/** A change of keyed state, for a changelog: the row is the key. */
export const CHANGE = 10;
/** Carries no row: it tells a log where transactions begin and end (transaction-port.ts). */
export const CONTROL = 15;

const ROW_BITS = 28;
const ROW_MASK = (1 << ROW_BITS) - 1;

export function refOf(stream: number, row: number): number {
  return (stream << ROW_BITS) | row;
}
export function kindOf(ref: number): number {
  return ref >>> ROW_BITS;
}
export function rowOf(ref: number): number {
  return ref & ROW_MASK;
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
  /** What a row replaces in a table. 0: the row of the same session id. 1: the row of the same user and start. */
  readonly keyedByStart = new Uint8List();

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

/** One result of a window and key; a later version replaces an earlier one. */
export class WindowRows {
  readonly start = new Float64List();
  readonly end = new Float64List();
  /** User, event type code, or 0 where all events are one key. */
  readonly key = new Int32List();
  readonly events = new Float64List();
  readonly users = new Float64List();
  readonly bytes = new Float64List();
  /** Rises with every row of the same window, key and task. */
  readonly version = new Int32List();
  /** True time of the newest event counted. */
  readonly newestAt = new Float64List();
  /** Where two tasks make rows for the same window and key, readers add them up. */
  readonly task = new Int32List();

  get length(): number {
    return this.start.length;
  }
}

/** Two events that belong together. */
export class JoinRows {
  /** Rows of the event table. */
  readonly left = new Int32List();
  readonly right = new Int32List();

  get length(): number {
    return this.left.length;
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
  readonly windows: WindowRows;
  readonly joins: JoinRows;
  readonly vectors: VectorRows;
  readonly lists: ListRows;
  readonly makers: ListMaker[];
  readonly files: StoredFile[];
  /** Key of a storage partition, `stream/hour`, by number. */
  readonly partitions: string[];
  readonly transactions: Transactions;
};

export function createRows(): Rows {
  return {
    events: new EventRows(),
    sessions: new SessionRows(),
    aggregates: new AggregateRows(),
    windows: new WindowRows(),
    joins: new JoinRows(),
    vectors: new VectorRows(),
    lists: new ListRows(),
    makers: [],
    files: [],
    partitions: [],
    transactions: new Transactions(),
  };
}

/** The user a row is about: the key of a derived row; -1 where it has none. */
export function userOfRow(rows: Rows, ref: number): number {
  const row = rowOf(ref);
  switch (kindOf(ref)) {
    case EVENT:
      return rows.events.user.at(row);
    case SESSION:
      return rows.sessions.user.data[row];
    case VECTOR:
      return rows.vectors.user.data[row];
    case LIST:
      return rows.lists.user.data[row];
    default:
      return -1;
  }
}

/** The hour partition a row belongs to, by its own time: when an event happened, a session or window began, a pair was complete. */
export function hourOfRow(rows: Rows, ref: number, hourMs: number): number {
  const row = rowOf(ref);
  const { events } = rows;
  switch (kindOf(ref)) {
    case SESSION:
      return Math.floor(rows.sessions.startedAt.data[row] / hourMs);
    case AGGREGATE:
      return rows.aggregates.hour.data[row];
    case WINDOW:
      return Math.floor(rows.windows.start.data[row] / hourMs);
    case CHANGE:
      return 0;
    case JOIN: {
      const [left, right] = [rows.joins.left.data[row], rows.joins.right.data[row]];
      return Math.floor(Math.max(events.eventTime.at(left), events.eventTime.at(right)) / hourMs);
    }
    case VECTOR:
      return Math.floor(rows.vectors.madeAt.data[row] / hourMs);
    case LIST:
      return Math.floor(rows.lists.madeAt.data[row] / hourMs);
    default:
      return Math.floor(events.eventTime.at(row) / hourMs);
  }
}
