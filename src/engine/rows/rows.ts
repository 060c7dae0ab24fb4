import type { EventColumns } from "./dimensions.ts";
import { PLAIN_EVENTS } from "./dimensions.ts";
import { aggregateKind } from "./kinds/aggregate.ts";
import { changeKind } from "./kinds/change.ts";
import { eventKind } from "./kinds/event.ts";
import { factKind } from "./kinds/fact.ts";
import { fileKind } from "./kinds/file.ts";
import { itemKind } from "./kinds/item.ts";
import { listKind } from "./kinds/list.ts";
import { pairKind } from "./kinds/pair.ts";
import { partitionKind } from "./kinds/partition.ts";
import { requestKind } from "./kinds/request.ts";
import { sessionKind } from "./kinds/session.ts";
import { userVersionKind } from "./kinds/user-version.ts";
import { vectorKind } from "./kinds/vector.ts";
import { windowKind } from "./kinds/window.ts";
import type { RowKind } from "./row-kind.ts";
import { Transactions } from "./transaction-rows.ts";

/**
 * The registry: every kind of row there is, its code being its place. A new kind is its file and its line at the end; whoever makes
 * its rows asks `codeOf` for the code.
 */
const KINDS = [
  eventKind,
  sessionKind,
  aggregateKind,
  fileKind,
  partitionKind,
  windowKind,
  pairKind,
  vectorKind,
  listKind,
  requestKind,
  changeKind,
  userVersionKind,
  factKind,
  itemKind,
] as const;

type Kinds = typeof KINDS;
type Intersection<U> = (U extends unknown ? (one: U) => void : never) extends (all: infer I) => void ? I : never;

/** The rows of a run: the tables of every kind, and what their rows stand for. */
export type Rows = Intersection<ReturnType<Kinds[number]["create"]>> & {
  readonly transactions: Transactions;
  /** By code. */
  readonly kinds: readonly RowKind<Rows>[];
};

/** The id of a kind of row. */
export type RowId = Kinds[number]["id"];

export const ROW_KINDS: readonly RowKind<Rows>[] = KINDS;

/** The code of a kind of the registry. */
export function codeOf({ id }: { readonly id: string }): number {
  return ROW_KINDS.findIndex((kind) => kind.id === id);
}

/**
 * A reference to a row as it travels: the code of its kind in the top bits, the row's number in its table below.
 * Events come first so that the reference of an event is its row number.
 */
export const EVENT = 0;
export const SESSION = codeOf(sessionKind);
export const AGGREGATE = codeOf(aggregateKind);
export const FILE = codeOf(fileKind);
export const PARTITION = codeOf(partitionKind);
export const WINDOW = codeOf(windowKind);
export const JOIN = codeOf(pairKind);
export const VECTOR = codeOf(vectorKind);
export const LIST = codeOf(listKind);
export const REQUEST = codeOf(requestKind);
export const CHANGE = codeOf(changeKind);
export const USER_VERSION = codeOf(userVersionKind);
export const FACT = codeOf(factKind);
export const ITEM = codeOf(itemKind);
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

/** Empty tables of a run whose events carry this. */
export function createRows(events: EventColumns = PLAIN_EVENTS): Rows {
  const tables = Object.assign({}, ...ROW_KINDS.map((kind) => kind.create(events))) as Intersection<ReturnType<Kinds[number]["create"]>>;
  return { ...tables, transactions: new Transactions(), kinds: ROW_KINDS };
}

/** The user a row is about: the key of a derived row; -1 where it has none. */
export function userOfRow(rows: Rows, ref: number): number {
  return kindOf(ref) === EVENT ? rows.events.user.at(ref) : rows.kinds[kindOf(ref)].userOf(rows, rowOf(ref));
}

/** The hour partition a row belongs to, by its own time: when an event happened, a session or window began, a pair was complete. */
export function hourOfRow(rows: Rows, ref: number, hourMs: number): number {
  return rows.kinds[kindOf(ref)].hourOf(rows, rowOf(ref), hourMs);
}
