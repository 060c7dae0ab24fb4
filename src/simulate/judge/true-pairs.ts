import { PAIRS } from "../../engine/processing/pairing.ts";
import type { Pairing } from "../../engine/processing/pairing.ts";
import { OPERATES } from "../../engine/processing/operator-host.ts";
import type { EventRows } from "../../engine/rows/event-rows.ts";
import type { Machine } from "../compile/build-machine.ts";

/** Event rows, left then right, by the ids of the two events. */
export type Pairs = Map<string, readonly [number, number]>;

/** The join operators of the machine, those of the first processor that has any. */
export function joinOperators(machine: Pick<Machine, "nodes">): Pairing[] {
  for (const { operators } of OPERATES.all(machine.nodes.values())) {
    const found = PAIRS.all(operators);
    if (found.length > 0) return found;
  }
  return [];
}

/** The batch answer for joins over all valid events (E22): what a join in a database would give. It takes events in order of rows. */
export class TruePairs {
  private readonly events: EventRows;
  private readonly pairing: Pairing;
  /** Rows of either type by user, in the order they came. */
  private readonly lefts = new Map<number, number[]>();
  private readonly rights = new Map<number, number[]>();

  constructor(events: EventRows, pairing: Pairing) {
    this.events = events;
    this.pairing = pairing;
  }

  add(row: number): void {
    const type = this.events.type.at(row);
    if (type === this.pairing.left) this.put(this.lefts, row);
    if (type === this.pairing.right) this.put(this.rights, row);
  }

  private put(side: Map<number, number[]>, row: number): void {
    const user = this.events.user.at(row);
    const rows = side.get(user);
    if (rows === undefined) side.set(user, [row]);
    else rows.push(row);
  }

  pairs(): Pairs {
    const { events, lefts, rights } = this;
    const { rule } = this.pairing;
    const pairs: Pairs = new Map();
    for (const [user, right] of rights) {
      const left = lefts.get(user);
      if (left === undefined) continue;
      if (rule.is === "near") nearPairs(events, rule, this.inOrder(left), this.inOrder(right), pairs);
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

type Near = Extract<Pairing["rule"], { is: "near" }>;

function nearPairs(
  events: EventRows,
  { beforeMs, afterMs }: Near,
  lefts: readonly number[],
  rights: readonly number[],
  pairs: Pairs,
): void {
  const time = events.eventTime;
  let first = 0;
  for (const left of lefts) {
    while (first < rights.length && time.at(rights[first]) < time.at(left) - beforeMs) first++;
    for (let i = first; i < rights.length && time.at(rights[i]) <= time.at(left) + afterMs; i++)
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
