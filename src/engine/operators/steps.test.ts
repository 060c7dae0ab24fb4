import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Block } from "../processing/block.ts";
import { BlockEffects } from "../processing/block-effects.ts";
import { OperatorChain } from "../processing/operator-chain.ts";
import type { Collector } from "../processing/collector.ts";
import type { Dimensions } from "../rows/dimensions.ts";
import { createRows, EVENT } from "../rows/rows.ts";
import type { Rows } from "../rows/rows.ts";
import { rowByRow, stateOf } from "../../../test/support/row-by-row.ts";
import { sessionRules } from "./session-rules.ts";
import { chainOf } from "./steps.ts";
import type { Step } from "./steps.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const USERS = 6;
const MOST_ROWS = 40;

const DIMENSIONS: Dimensions = {
  types: ["view", "click"],
  users: USERS,
  items: 2,
  dimensions: [{ column: "device", names: ["phone", "pad"], all: "ALL" }],
  sessionCounts: [{ column: "clicks", types: ["click"] }],
  shortSessions: null,
  hourly: [
    { column: "events", counts: "events" },
    { column: "sessions", counts: "sessions" },
    { column: "users", counts: "users" },
  ],
};

const JOIN = { left: 0, right: 1, beforeMs: MINUTE, afterMs: 5 * MINUTE, costMs: 3, refusesLate: false };

/** Every operator there is, in an order a chain may have them in; windows and joins keep what comes late for those behind. */
const STEPS: readonly Step[] = [
  { op: "validate", settings: { maxAheadMs: 30 * MINUTE }, costMs: 1 },
  { op: "dedup", settings: { forget: "time", ttlMs: 20 * MINUTE }, costMs: 1 },
  { op: "dedup", settings: { forget: "watermark", ttlMs: 0 }, costMs: 1 },
  { op: "enrich", settings: { costMs: 2 }, costMs: 0 },
  {
    op: "windows",
    settings: {
      ...{ kind: "hopping", sizeMs: 20 * MINUTE, stepMs: 10 * MINUTE, key: "user" },
      ...{ allowedLatenessMs: 30 * MINUTE, refusesLate: false },
    },
    costMs: 1,
  },
  { op: "interval-join", settings: JOIN, costMs: 0, clockBehindMs: 1 },
  { op: "versioned-join", settings: { table: 0, probe: 1, clock: "event-time", costMs: 1, refusesLate: false }, costMs: 0 },
  {
    op: "sessionize",
    settings: { rules: sessionRules("flink", { gapMs: 10 * MINUTE, allowedLatenessMs: 2 * HOUR }), updates: "session-id" },
    costMs: 1,
  },
  {
    op: "aggregate",
    settings: { cube: true, emitMs: MINUTE, allowedLatenessMs: HOUR / 4, refusesLate: false },
    costMs: 1,
    clockBehindMs: 1,
  },
];

const aRow = fc.record({
  time: fc.integer({ min: 0, max: 6 * 60 }).map((minutes) => minutes * MINUTE),
  aheadMs: fc.constantFrom(0, 0, 0, HOUR),
  user: fc.integer({ min: -1, max: USERS - 1 }),
  type: fc.nat(1),
  item: fc.nat(1),
  device: fc.nat(1),
  // Small, so that repeats are common.
  id: fc.nat(60),
});
const aBlock = fc.record({ rows: fc.array(aRow, { minLength: 1, maxLength: MOST_ROWS }), watermarkMs: fc.nat(6 * 60) });
const aChain = fc.subarray(STEPS as Step[], { minLength: 1 });

type Feed = { readonly rows: readonly (typeof aRow extends fc.Arbitrary<infer T> ? T : never)[]; readonly watermarkMs: number };

function aView(hours: number, user: number): Feed["rows"][number] {
  return { time: hours * HOUR, aheadMs: 0, user, type: 0, item: 0, device: 0, id: hours * 10 };
}

/** A late session begins an hour that no event counts in any more, behind a row that begins another one. */
const LATE_SESSION: readonly Feed[] = [
  { rows: [aView(3, 0)], watermarkMs: 180 },
  { rows: [aView(5, 1), aView(1.5, 2)], watermarkMs: 180 },
];

function addRows({ events }: Rows, rows: Feed["rows"]): number[] {
  return rows.map((each) => {
    const row = events.add();
    events.eventId.set(row, each.id);
    events.eventTime.set(row, each.time);
    events.happenedAt.set(row, each.time);
    events.sentAt.set(row, each.time - each.aheadMs);
    events.user.set(row, each.user);
    events.type.set(row, each.type);
    events.item.set(row, each.item);
    events.bytes.set(row, 100);
    events.dimensions[0].set(row, each.device);
    return row;
  });
}

function blockOf({ events }: Rows, rows: readonly number[]): Block {
  const of = (column: { at(row: number): number }): number[] => rows.map((row) => column.at(row));
  return {
    ...{ kind: EVENT, from: 0, to: rows.length, rows: Int32Array.from(rows), times: new Float64Array(rows.length) },
    ...{ users: Int32Array.from(of(events.user)), eventTimes: Float64Array.from(of(events.eventTime)) },
  };
}

/** What was done at each row of a block, in words. */
function told(effects: BlockEffects, count: number): string[] {
  const words: string[] = [];
  for (let place = 0; place < count; place++) {
    words.push(`row ${place} spent ${effects.spentMs[place]}`);
    effects.replay(place, {
      emit: (port, key, ref) => words.push(`${port} of ${key}: ${ref}`),
      lookUp: (key) => words.push(`asks for ${key}`),
      spend: () => {},
    });
  }
  effects.clear(count);
  return words;
}

/** A chain over rows of its own, fed block by block; between blocks event time moves on and the clock's timer goes off. */
function rig(steps: readonly Step[], asBlocks: boolean) {
  const rows = createRows(DIMENSIONS);
  const links = chainOf({ rows, dimensions: DIMENSIONS, hourMs: HOUR }, steps, 0);
  const chain = new OperatorChain(links, {
    baseCostMs: 0,
    timeSource: { snapshot: () => null, restore: () => {} },
    blockRows: MOST_ROWS,
    rowsLetGo: 4096,
  });
  const effects = new BlockEffects(MOST_ROWS);
  const between: string[] = [];
  const out: Collector = { emit: (port, key, ref) => between.push(`${port} of ${key}: ${ref}`), spend: () => {} };
  let watermarkMs = -Infinity;
  return {
    rows,
    chain,
    feed: ({ rows: fed, watermarkMs: minutes }: Feed): readonly string[] => {
      const added = addRows(rows, fed);
      const block = blockOf(rows, added);
      const ends = asBlocks ? chain.processBlock(block, watermarkMs, effects) : rowByRow(chain.operators, added, watermarkMs, effects);
      const verdicts = added.map((_row, place) =>
        Array.isArray(ends) ? `${ends[place].verdict} at ${ends[place].reached}` : `${ends.verdictOf(place)} at ${ends.reachedBy(place)}`,
      );
      const words = [...verdicts, ...told(effects, fed.length)];
      watermarkMs = Math.max(watermarkMs, minutes * MINUTE);
      for (const operator of chain.operators) operator.onWatermark(watermarkMs, out);
      for (const operator of chain.operators) operator.onTimer?.(watermarkMs, out);
      return [...words, ...between.splice(0)];
    },
  };
}

function derived({ sessions, aggregates, windows, joins }: Rows): string {
  return JSON.stringify([sessions, aggregates, windows, joins], (_name, value: unknown) =>
    ArrayBuffer.isView(value) ? [...(value as Float64Array)] : value,
  );
}

describe("chains of operators", () => {
  test("a block gives what its rows give one by one: verdicts, rows sent, state (W0)", () => {
    fc.assert(
      fc.property(aChain, fc.array(aBlock, { minLength: 1, maxLength: 6 }), (steps, blocks) => {
        const together = rig(steps, true);
        const apart = rig(steps, false);
        for (const block of blocks) expect(together.feed(block)).toEqual(apart.feed(block));
        expect(stateOf(together.chain.operators) === stateOf(apart.chain.operators)).toBe(true);
        expect(derived(together.rows)).toBe(derived(apart.rows));
      }),
      { seed: 11, numRuns: 100, examples: [[[STEPS[7], STEPS[8]], [...LATE_SESSION]]] },
    );
  });

  test("the history takes rows of a block in their order, so a restore goes back to any block", () => {
    const blocks: Feed[] = [0, 1, 2].map((n) => ({
      rows: Array.from({ length: 5 }, (_, i) => ({
        ...{ time: (n * 5 + i) * MINUTE, aheadMs: 0, user: i % 2, type: i % 2 },
        ...{ item: 0, device: 0, id: n * 5 + i },
      })),
      watermarkMs: 0,
    }));
    const { chain, feed } = rig([STEPS[1], STEPS[7]], true);
    feed(blocks[0]);
    const state = stateOf(chain.operators);
    const mark = chain.history.mark();
    feed(blocks[1]);
    feed(blocks[2]);
    expect(stateOf(chain.operators)).not.toBe(state);
    chain.history.restore(mark);
    expect(stateOf(chain.operators)).toBe(state);
  });

  test("timers at which nothing is to be told are passed by at once, and a restore counts them again (E12, W3)", () => {
    const fed = { rows: [aView(1, 0), aView(2, 1)], watermarkMs: 0 };
    const [passed, fired] = [rig([STEPS[8]], true), rig([STEPS[8]], true)];
    const silent: Collector = { emit: () => {}, spend: () => {} };
    const marks = [passed, fired].map(({ chain, feed }) => {
      feed(fed);
      chain.onTimer(0, silent);
      expect(chain.timersAreQuiet).toBe(true);
      if (chain === passed.chain) chain.passTimers(5);
      else for (let n = 0; n < 5; n++) chain.onTimer(n, silent);
      return chain.history.mark();
    });
    expect(stateOf(passed.chain.operators)).toBe(stateOf(fired.chain.operators));
    for (const { feed } of [passed, fired]) feed({ rows: [aView(3, 1)], watermarkMs: 0 });
    expect(derived(passed.rows)).toBe(derived(fired.rows));
    [passed, fired].forEach(({ chain }, i) => chain.history.restore(marks[i]));
    expect(stateOf(passed.chain.operators)).toBe(stateOf(fired.chain.operators));
    expect(stateOf(passed.chain.operators)).toContain('"emission":"6"');
  });

  test("a timer is not quiet while an hour has something to tell", () => {
    const { chain, feed } = rig([STEPS[8]], true);
    feed({ rows: [aView(1, 0)], watermarkMs: 0 });
    chain.operators[0].process(0, -Infinity, { emit: () => {}, spend: () => {} });
    expect(chain.timersAreQuiet).toBe(false);
  });

  test("steps that clean come first", () => {
    const run = { rows: createRows(DIMENSIONS), dimensions: DIMENSIONS, hourMs: HOUR };
    expect(() => chainOf(run, [STEPS[3], STEPS[0]], 0)).toThrow("validate cleans");
  });

  test("complete sessions count in the hourly figures behind them, seen through a shifted clock too", () => {
    const { chain, feed, rows } = rig([STEPS[7], STEPS[8]], true);
    feed({ rows: [{ time: 0, aheadMs: 0, user: 1, type: 0, item: 0, device: 0, id: 1 }], watermarkMs: 60 });
    expect(chain.operators).toHaveLength(2);
    expect([...rows.aggregates.measures[1].whole()]).toContain(1);
  });
});
