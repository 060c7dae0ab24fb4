import { IntervalJoin } from "../../engine/operators/interval-join.ts";
import type { IntervalJoinSpec } from "../../engine/operators/interval-join.ts";
import { VersionedJoin } from "../../engine/operators/versioned-join.ts";
import { OPERATES } from "../../engine/processing/operator-host.ts";
import type { EventRows } from "../../engine/rows/event-rows.ts";
import type { Machine } from "../compile/build-machine.ts";

/** Event rows, left then right, by the ids of the two events. */
export type Pairs = Map<string, readonly [number, number]>;

/** The join operators of the machine, those of the first processor that has any. */
export function joinOperators(machine: Pick<Machine, "nodes">): (IntervalJoin | VersionedJoin)[] {
  for (const { operators } of OPERATES.all(machine.nodes.values())) {
    const found = operators.filter((operator) => operator instanceof IntervalJoin || operator instanceof VersionedJoin);
    if (found.length > 0) return found;
  }
  return [];
}

/** The batch answer for joins over all valid events (E22): what a join in a database would give. It takes events in order of rows. */
export class TruePairs {
  private readonly events: EventRows;
  private readonly operator: IntervalJoin | VersionedJoin;
  private readonly types: { readonly left: number; readonly right: number };
  /** Rows of either type by user, in the order they came. */
  private readonly lefts = new Map<number, number[]>();
  private readonly rights = new Map<number, number[]>();

  constructor(events: EventRows, operator: IntervalJoin | VersionedJoin) {
    this.events = events;
    this.operator = operator;
    this.types =
      operator instanceof IntervalJoin
        ? { left: operator.spec.left, right: operator.spec.right }
        : { left: operator.spec.table, right: operator.spec.probe };
  }

  add(row: number): void {
    const type = this.events.type.at(row);
    if (type === this.types.left) this.put(this.lefts, row);
    if (type === this.types.right) this.put(this.rights, row);
  }

  private put(side: Map<number, number[]>, row: number): void {
    const user = this.events.user.at(row);
    const rows = side.get(user);
    if (rows === undefined) side.set(user, [row]);
    else rows.push(row);
  }

  pairs(): Pairs {
    const { events, operator, lefts, rights } = this;
    const pairs: Pairs = new Map();
    for (const [user, right] of rights) {
      const left = lefts.get(user);
      if (left === undefined) continue;
      if (operator instanceof IntervalJoin) nearPairs(events, operator.spec, this.inOrder(left), this.inOrder(right), pairs);
      else versionPairs(events, this.inOrder(left), this.inOrder(right), pairs);
    }
    return pairs;
  }

  /** By (event time, event id). */
  private inOrder(rows: readonly number[]): number[] {
    const { eventTime: time, eventId: id } = this.events;
    return rows.toSorted((a, b) => time.at(a) - time.at(b) || id.at(a) - id.at(b));
  }
}

function nearPairs(events: EventRows, spec: IntervalJoinSpec, lefts: readonly number[], rights: readonly number[], pairs: Pairs): void {
  const time = events.eventTime;
  let first = 0;
  for (const left of lefts) {
    while (first < rights.length && time.at(rights[first]) < time.at(left) - spec.beforeMs) first++;
    for (let i = first; i < rights.length && time.at(rights[i]) <= time.at(left) + spec.afterMs; i++)
      if (events.item.at(left) === events.item.at(rights[i])) pairs.set(pairName(events, left, rights[i]), [left, rights[i]]);
  }
}

function versionPairs(events: EventRows, versions: readonly number[], probes: readonly number[], pairs: Pairs): void {
  const time = events.eventTime;
  let next = 0;
  for (const probe of probes) {
    while (next < versions.length && time.at(versions[next]) <= time.at(probe)) next++;
    if (next > 0) pairs.set(pairName(events, versions[next - 1], probe), [versions[next - 1], probe]);
  }
}

/** A pair by the ids of its two events: the same pair may stand in several rows. */
export function pairName(events: EventRows, left: number, right: number): string {
  return `${events.eventId.at(left)}/${events.eventId.at(right)}`;
}
