import { describe, expect, test } from "vitest";
import { createStream } from "../../base/rng.ts";
import type { RunContext } from "../part/run-context.ts";
import { createRows, rowOf } from "../rows/rows.ts";
import { UserDimension } from "./user-dimension.ts";
import type { DimensionRows, DimensionSpec } from "./user-dimension.ts";

const CHANGE = 1;
const TRADE = 2;

/** What can happen to users, and a dimension of them. */
function dimensionOf(spec: Partial<DimensionSpec> = {}) {
  const rows = createRows();
  const table = new UserDimension({ rows } as unknown as RunContext, { type: 2, changedBy: CHANGE, facts: TRADE, ...spec });
  const event = (type: number, user: number, atMs: number, item = 0): number => {
    const row = rows.events.add();
    rows.events.type.set(row, type);
    rows.events.user.set(row, user);
    rows.events.eventTime.set(row, atMs);
    rows.events.item.set(row, item);
    return row;
  };
  const versions = ({ versions: refs }: DimensionRows): (readonly number[])[] => {
    const { user, item, fromMs, toMs } = rows.userVersions;
    return [...refs].map(rowOf).map((row) => [user.at(row), item.at(row), fromMs.at(row), toMs.at(row)]);
  };
  const keys = ({ versions: refs }: DimensionRows): number[] => [...refs].map((ref) => rows.userVersions.key.at(rowOf(ref)));
  const facts = ({ facts: refs }: DimensionRows): (readonly number[])[] =>
    [...refs].map(rowOf).map((row) => [rows.facts.event.at(row), rows.facts.userKey.at(row)]);
  /** A run over these events that commits. */
  const run = (events: readonly number[], writes: "append" | "upsert" = "upsert"): DimensionRows & { readonly twice: number } => {
    const made = table.build(Int32Array.from(events), writes);
    return { ...made, twice: table.commit(made, writes) };
  };
  return { rows, event, run, versions, keys, facts };
}

describe("a slowly changing dimension of type 2 (J8)", () => {
  test("a change closes the version before it, the same again opens none, and a fact meets the version of its time", () => {
    const { event, run, versions, facts } = dimensionOf();
    const early = event(TRADE, 7, 50);
    const [a, same, b] = [event(CHANGE, 7, 100, 1), event(CHANGE, 7, 150, 1), event(CHANGE, 7, 200, 2)];
    const trades = [event(TRADE, 7, 100), event(TRADE, 7, 199), event(TRADE, 7, 200), event(TRADE, 8, 300)];
    const made = run([b, ...trades, same, a, early]);
    expect(versions(made)).toEqual([
      [7, 1, 100, 200],
      [7, 2, 200, Infinity],
    ]);
    expect(facts(made)).toEqual([
      [early, 0],
      [trades[0], 1],
      [trades[1], 1],
      [trades[2], 2],
      [trades[3], 0],
    ]);
  });

  test("a re-run of the same input opens no second version when it upserts, and does when it appends", () => {
    const { event, run, versions, keys, facts } = dimensionOf();
    const events = [event(CHANGE, 7, 100, 1), event(CHANGE, 7, 200, 2), event(TRADE, 7, 250)];
    const first = run(events);
    const again = run(events);
    expect([versions(again), keys(again), again.twice]).toEqual([versions(first), keys(first), 0]);
    expect([...again.versions]).toEqual([...first.versions]);
    expect(facts(again)).toEqual(facts(first));

    const naive = dimensionOf();
    const input = [naive.event(CHANGE, 7, 100, 1), naive.event(TRADE, 7, 250)];
    expect([naive.run(input, "append").twice, naive.run(input, "append").twice]).toEqual([0, 1]);
    // The fact meets every version that was opened for its time.
    expect(naive.facts(naive.run(input, "append"))).toHaveLength(3);
  });

  test("appending never closes what a run before it has opened", () => {
    const { event, run, versions } = dimensionOf();
    run([event(CHANGE, 7, 100, 1)], "append");
    const second = run([event(CHANGE, 7, 200, 2)], "append");
    expect([versions(second), second.twice]).toEqual([[[7, 2, 200, Infinity]], 1]);
  });

  test("a change that comes late splits the version it falls into, up to where that was seen again", () => {
    const { event, run, versions, facts } = dimensionOf();
    run([event(CHANGE, 7, 100, 1), event(CHANGE, 7, 400, 1), event(CHANGE, 7, 500, 2)]);
    const late = event(CHANGE, 7, 200, 3);
    const trade = event(TRADE, 7, 250);
    const made = run([late, trade]);
    expect(versions(made)).toEqual([
      [7, 1, 100, 200],
      [7, 3, 200, 400],
      [7, 1, 400, 500],
      [7, 2, 500, Infinity],
    ]);
    expect(facts(made)[0][1]).toBe(3);
    // What comes before all that is known goes until then; what says the same as the next lets it begin earlier.
    expect(versions(run([event(CHANGE, 7, 50, 9)]))[0]).toEqual([7, 9, 50, 100]);
    expect(versions(run([event(CHANGE, 7, 20, 9)]))[0]).toEqual([7, 9, 20, 100]);
  });

  test("interval by interval it is what a batch over everything says, as are its facts", () => {
    const random = createStream(5, "dimension");
    const { rows, event, run, versions, facts, keys } = dimensionOf();
    const events: number[] = [];
    for (let i = 0; i < 600; i++)
      events.push(
        event(random.nextBelow(2) === 0 ? CHANGE : TRADE, random.nextBelow(12), i * 10 + random.nextBelow(9), random.nextBelow(3)),
      );
    const pieces = Array.from({ length: 6 }, (_, i) => events.slice(i * 100, (i + 1) * 100));
    const made = pieces.map((piece) => run(piece));
    const last = made[5];
    const { user, item, eventTime, type } = rows.events;
    const changes = events.filter((row) => type.at(row) === CHANGE);
    const expected = Array.from({ length: 12 }, (_, who) => who).flatMap((who) => {
      const said = changes.filter((row) => user.at(row) === who);
      const opens = said.filter((row, i) => i === 0 || item.at(row) !== item.at(said[i - 1]));
      return opens.map((row, i) => [who, item.at(row), eventTime.at(row), i + 1 < opens.length ? eventTime.at(opens[i + 1]) : Infinity]);
    });
    const byUser = (list: (readonly number[])[]): (readonly number[])[] => list.toSorted((a, b) => a[0] - b[0] || a[2] - b[2]);
    expect(byUser(versions(last))).toEqual(byUser(expected));
    const itemOfKey = new Map(keys(last).map((key, i) => [key, versions(last)[i][1]]));
    for (const [fact, key] of made.flatMap((each) => facts(each))) {
      const before = changes.filter((row) => user.at(row) === user.at(fact) && eventTime.at(row) <= eventTime.at(fact));
      expect(itemOfKey.get(key)).toBe(before.length === 0 ? undefined : item.at(before[before.length - 1]));
    }
    expect(made.reduce((sum, each) => sum + each.facts.length, 0)).toBe(events.length - changes.length);
  });
});

test("J8 a dimension of type 1 has one row for each user, the newest, whenever it comes", () => {
  const { event, run, versions, keys, facts } = dimensionOf({ type: 1 });
  const first = run([event(CHANGE, 7, 100, 1), event(CHANGE, 7, 300, 2)]);
  expect(versions(first)).toEqual([[7, 2, 300, Infinity]]);
  const late = run([event(CHANGE, 7, 200, 3), event(TRADE, 7, 50)]);
  expect(versions(late)).toEqual([[7, 2, 300, Infinity]]);
  // Every fact has the user as it is now.
  expect(facts(late).map(([, key]) => key)).toEqual(keys(late));
  expect(versions(run([event(CHANGE, 7, 400, 4)]))).toEqual([[7, 4, 400, Infinity]]);
});

test("J8 without facts none are made, and a change may be said by any event", () => {
  const { event, run, versions, facts } = dimensionOf({ changedBy: null, facts: undefined });
  const made = run([event(CHANGE, 7, 100, 1), event(TRADE, 7, 200, 2), event(TRADE, -1, 300, 2)]);
  expect([versions(made).length, facts(made)]).toEqual([2, []]);
});
