import { JOIN } from "../../engine/rows/rows.ts";
import { OPERATES } from "../../engine/processing/operator-host.ts";
import { IntervalJoin } from "../../engine/operators/interval-join.ts";
import type { IntervalJoinSpec } from "../../engine/operators/interval-join.ts";
import { VersionedJoin } from "../../engine/operators/versioned-join.ts";
import type { Machine } from "../compile/build-machine.ts";
import { lateRows } from "../read/late.ts";
import type { TableQuality } from "../../result/result.ts";
import { judgedStore } from "../read/stores.ts";
import type { Store } from "../read/stores.ts";
import type { GroundTruth } from "./truth.ts";

/** Event rows, left then right, by the ids of the two events. */
export type Pairs = Map<string, readonly [number, number]>;

/** The join operators of the machine, those of the first processor that has any. */
export function operatorsOf(machine: Machine): (IntervalJoin | VersionedJoin)[] {
  for (const { operators } of OPERATES.all(machine.nodes.values())) {
    const found = operators.filter((operator) => operator instanceof IntervalJoin || operator instanceof VersionedJoin);
    if (found.length > 0) return found;
  }
  return [];
}

/** The batch answer over all valid events (E22): what a join in a database would give. */
export function truePairs(machine: Machine, operator: IntervalJoin | VersionedJoin, truth: GroundTruth): Pairs {
  const pairs: Pairs = new Map();
  const isInterval = operator instanceof IntervalJoin;
  const [leftType, rightType] = isInterval ? [operator.spec.left, operator.spec.right] : [operator.spec.table, operator.spec.probe];
  const lefts = rowsByUser(machine, truth, leftType);
  const rights = rowsByUser(machine, truth, rightType);
  for (const [user, right] of rights) {
    const left = lefts.get(user);
    if (left === undefined) continue;
    if (isInterval) nearPairs(machine, operator.spec, left, right, pairs);
    else versionPairs(machine, left, right, pairs);
  }
  return pairs;
}

/** Valid rows of a type by user, in order of (event time, event id). */
function rowsByUser(machine: Machine, { valid }: GroundTruth, type: number): Map<number, number[]> {
  const { events } = machine.run.rows;
  const byUser = new Map<number, number[]>();
  for (let row = 0; row < events.length; row++) {
    if (valid[row] === 0 || events.type.at(row) !== type) continue;
    const rows = byUser.get(events.user.at(row));
    if (rows === undefined) byUser.set(events.user.at(row), [row]);
    else rows.push(row);
  }
  const time = events.eventTime;
  for (const rows of byUser.values()) rows.sort((a, b) => time.at(a) - time.at(b) || events.eventId.at(a) - events.eventId.at(b));
  return byUser;
}

function nearPairs(machine: Machine, spec: IntervalJoinSpec, lefts: readonly number[], rights: readonly number[], pairs: Pairs): void {
  const { events } = machine.run.rows;
  const time = events.eventTime;
  let first = 0;
  for (const left of lefts) {
    while (first < rights.length && time.at(rights[first]) < time.at(left) - spec.beforeMs) first++;
    for (let i = first; i < rights.length && time.at(rights[i]) <= time.at(left) + spec.afterMs; i++)
      if (events.item.at(left) === events.item.at(rights[i])) pairs.set(nameOf(machine, left, rights[i]), [left, rights[i]]);
  }
}

function versionPairs(machine: Machine, versions: readonly number[], probes: readonly number[], pairs: Pairs): void {
  const time = machine.run.rows.events.eventTime;
  let next = 0;
  for (const probe of probes) {
    while (next < versions.length && time.at(versions[next]) <= time.at(probe)) next++;
    if (next > 0) pairs.set(nameOf(machine, versions[next - 1], probe), [versions[next - 1], probe]);
  }
}

function nameOf(machine: Machine, left: number, right: number): string {
  const { eventId } = machine.run.rows.events;
  return `${eventId.at(left)}/${eventId.at(right)}`;
}

export function storedPairs(machine: Machine, store: Store): { readonly pairs: Pairs; readonly duplicates: number } {
  const { joins } = machine.run.rows;
  const pairs: Pairs = new Map();
  let duplicates = 0;
  const shown = store.visible.of(JOIN).rows;
  for (let i = 0; i < shown.length; i++) {
    const row = shown.data[i];
    const pair = [joins.left.data[row], joins.right.data[row]] as const;
    const name = nameOf(machine, ...pair);
    if (pairs.has(name)) duplicates++;
    pairs.set(name, pair);
  }
  return { pairs, duplicates };
}

/** null: no processor joins, or nothing of it reached a store. */
export function judgeJoins(machine: Machine, truth: GroundTruth): TableQuality | null {
  const operators = operatorsOf(machine);
  const store = judgedStore(machine, JOIN);
  if (operators.length === 0 || store === null) return null;
  const expected = truePairs(machine, operators[0], truth);
  const { pairs, duplicates } = storedPairs(machine, store);
  const { eventId } = machine.run.rows.events;
  const late = new Set([...operators.flatMap((operator) => [...operator.late]), ...lateRows(machine)].map((row) => eventId.at(row)));
  let exact = 0;
  let explained = 0;
  for (const [name, [left, right]] of expected) {
    if (pairs.has(name)) exact++;
    else if (late.has(eventId.at(left)) || late.has(eventId.at(right))) explained++;
  }
  const extra = [...pairs.keys()].filter((name) => !expected.has(name)).length;
  const rows = pairs.size + duplicates;
  return { expectedRows: expected.size, rows, exact, missing: expected.size - exact, extra, duplicates, late: explained };
}
