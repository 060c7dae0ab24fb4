import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRows } from "../rows/rows.ts";
import type { Rows } from "../rows/rows.ts";
import { IntervalJoin } from "./interval-join.ts";
import { LATE, PASS } from "../processing/collector.ts";
import type { Collector } from "../processing/collector.ts";
import type { Operator } from "../processing/operator.ts";
import { VersionedJoin } from "./versioned-join.ts";

const VIEW = 0;
const CLICK = 1;
const INTERVAL = { left: VIEW, right: CLICK, beforeMs: 2, afterMs: 10, costMs: 0, refusesLate: true };
const TABLE = { table: VIEW, probe: CLICK, clock: "event-time", costMs: 0, refusesLate: true } as const;

type Event = { readonly type: number; readonly time: number; readonly user: number; readonly item?: number };

function addEvent({ events }: Rows, { type, time, user, item = 0 }: Event): number {
  const row = events.add();
  events.eventId.set(row, row);
  events.eventTime.set(row, time);
  events.user.set(row, user);
  events.item.set(row, item);
  events.type.set(row, type);
  return row;
}

/** An operator, what it is fed with and what it sent, as `left>right` times. */
function rig(make: (rows: Rows) => Operator) {
  const rows = createRows();
  const pairs: string[] = [];
  const { eventTime } = rows.events;
  const out: Collector = {
    emit: (_port, _key, ref) => {
      const row = ref & 0xfffffff;
      pairs.push(`${eventTime.at(rows.joins.left.at(row))}>${eventTime.at(rows.joins.right.at(row))}`);
    },
    spend: () => {},
  };
  const operator = make(rows);
  const feed = (event: Event, watermarkMs = -Infinity) => operator.process(addEvent(rows, event), watermarkMs, out);
  return { rows, operator, pairs, out, feed };
}

const view = (time: number, item = 0): Event => ({ type: VIEW, time, user: 1, item });
const click = (time: number, item = 0): Event => ({ type: CLICK, time, user: 1, item });

describe("interval join", () => {
  test("either event may come first, and both ends of the interval count", () => {
    const { feed, pairs } = rig((rows) => new IntervalJoin(rows, INTERVAL));
    for (const event of [click(20), view(10), view(9), view(22), view(23), click(21)]) feed(event);
    expect(pairs).toEqual(["10>20", "22>20", "23>21", "22>21"]);
  });

  test("only the same user and item pair", () => {
    const { feed, pairs } = rig((rows) => new IntervalJoin(rows, INTERVAL));
    feed(view(10, 1));
    feed(click(11, 2));
    feed({ ...click(12, 1), user: 2 });
    feed(click(13, 1));
    expect(pairs).toEqual(["10>13"]);
  });

  test("state goes when the watermark says no partner can come; who is behind the watermark is late", () => {
    const { feed, pairs, operator, out } = rig((rows) => new IntervalJoin(rows, INTERVAL));
    feed(view(10));
    const held = operator.stateBytes();
    operator.onWatermark(19, out);
    expect(operator.stateBytes()).toBe(held);
    expect(feed(click(18), 19)).toBe(LATE);
    expect(feed(click(20), 19)).toBe(PASS);
    operator.onWatermark(22, out);
    expect(operator.stateBytes()).toBe(0);
    expect(pairs).toEqual(["10>20"]);
  });

  const script = fc.array(
    fc.record({ type: fc.nat(1), time: fc.nat(60), user: fc.nat(2), item: fc.nat(1), advance: fc.constantFrom(0, 0, 4) }),
    { maxLength: 50 },
  );

  test("finds the pairs of a nested loop over what was in time, after a restore too (W6)", () => {
    fc.assert(
      fc.property(script, fc.nat(50), (steps, restoreAt) => {
        const { feed, pairs, operator, out } = rig((rows) => new IntervalJoin(rows, INTERVAL));
        const inTime: Event[] = [];
        let watermarkMs = -1;
        for (const [i, step] of steps.entries()) {
          if (i === restoreAt) operator.restore(operator.snapshot());
          if (feed(step, watermarkMs) === PASS) inTime.push(step);
          operator.onWatermark((watermarkMs += step.advance), out);
        }
        const wanted = inTime.flatMap((left) =>
          inTime
            .filter((right) => left.type === VIEW && right.type === CLICK && left.user === right.user && left.item === right.item)
            .filter((right) => right.time - left.time >= -2 && right.time - left.time <= 10)
            .map((right) => `${left.time}>${right.time}`),
        );
        expect(pairs.sort()).toEqual(wanted.sort());
      }),
      { numRuns: 300, seed: 20261121 },
    );
  });
});

describe("join with a table that changes", () => {
  test("an event meets the version of its time, though a newer one and the right one came after it (W6)", () => {
    const { feed, pairs, operator, out } = rig((rows) => new VersionedJoin(rows, TABLE));
    for (const event of [click(15), click(5), view(20), view(10), click(10)]) feed(event);
    operator.onWatermark(9, out);
    expect(pairs).toEqual([]);
    operator.onWatermark(30, out);
    expect(pairs).toEqual(["10>10", "10>15"]);
  });

  test("by arrival it meets what is there", () => {
    const { feed, pairs } = rig((rows) => new VersionedJoin(rows, { ...TABLE, clock: "arrival" }));
    for (const event of [click(15), view(20), view(10), click(25)]) feed(event);
    expect(pairs).toEqual(["10>25"]);
  });

  test("who comes after the table has moved past its version is late; an old version does not replace a newer one", () => {
    const { feed, pairs, operator, out } = rig((rows) => new VersionedJoin(rows, TABLE));
    feed(view(10));
    operator.onWatermark(12, out);
    expect(feed(click(5), 12)).toBe(LATE);
    feed(view(8), 12);
    expect(feed(click(11), 12)).toBe(PASS);
    operator.onWatermark(13, out);
    expect(pairs).toEqual(["10>11"]);
  });
});
