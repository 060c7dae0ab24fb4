import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { must } from "../../src/base/assert.ts";
import type { Settings } from "../../src/design/types.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import { createRun } from "../../src/simulate/run.ts";
import { drawing } from "../support/drawing.ts";
import { listening } from "../support/listening.ts";
import { remarksOf } from "../support/remarks.ts";

const SECOND = 1000;
/** 4 GiB less 500 MB of base is room for 189 records of 20 MB. */
const HEAVY: Settings = { instance: "t3.medium", baseMemoryMb: 500, recordMemoryKb: 20_000, startUpMs: 2 * SECOND };
const ROOM = 189;

type Options = { readonly faults?: readonly FaultSpec[]; readonly windowMs?: number; readonly direct?: boolean };

function run(settings: Settings, { faults = [], windowMs, direct = false }: Options = {}) {
  const worker = { instances: 1, sessionTimeoutMs: 6 * SECOND, workTime: { constant: 1 }, ...HEAVY, ...settings };
  const design = drawing({
    parts: [
      { id: "load", kind: "poisson-source", settings: { ratePerSecond: 200, records: 4000 } },
      ...(direct ? [] : [{ id: "kafka", kind: "kafka", settings: { partitions: 4 } }]),
      { id: "worker", kind: "stream-worker", settings: worker },
      { id: "out", kind: "sink" },
    ],
    wires: [...(direct ? ["load.out -> worker.in"] : ["load.out -> kafka.produce", "kafka.consume -> worker.in"]), "worker.out -> out.in"],
    workload: { durationMs: 40 * SECOND, drainMs: 60 * SECOND },
  });
  const created = createRun({ design, scenario: null, seed: 3, faults, ...(windowMs === undefined ? {} : { windowMs }) });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const { value } = created;
  while (!value.over) value.step();
  const node = must(value.machine.nodes.get("worker"), "a worker");
  const result = value.result(0);
  expect(result.ledger.balanced, JSON.stringify(result.ledger)).toBe(true);
  return { result, usage: node.usage(), told: remarksOf(value.machine, "worker", "out-of-memory") };
}

/** A pause of the only instance, after which its partitions hold more than a poll may bring. */
const PAUSE: FaultSpec = { fault: "zombie", part: "worker", atMs: 5 * SECOND, durationMs: 3 * SECOND };

describe("memory of an instance (C7)", () => {
  test("is its base and the records in hand, at most a poll of them", () => {
    const { usage } = run({ maxPollRecords: 100 }, { faults: [PAUSE] });
    expect(usage["memoryPeakBytes"]).toBe(500e6 + 100 * 20e6);
    expect(usage["memoryKills"]).toBe(0);
  });

  test("with hand-off there are up to three polls in hand", () => {
    const { usage } = run({ maxPollRecords: 60, handOff: true, workTime: { constant: 6 } }, { faults: [PAUSE] });
    expect(usage["memoryPeakBytes"]).toBeGreaterThan(500e6 + 120 * 20e6);
    expect(usage["memoryPeakBytes"]).toBeLessThanOrEqual(500e6 + 179 * 20e6);
    expect(run({ maxPollRecords: 66, handOff: true, workTime: { constant: 6 } }, { faults: [PAUSE] }).usage["memoryKills"]).toBeGreaterThan(
      0,
    );
  });

  test("that does not hold a poll makes a crash loop, which one record less ends", () => {
    const { result, usage, told } = run({ maxPollRecords: ROOM + 1 }, { faults: [PAUSE] });
    expect(usage["memoryKills"]).toBeGreaterThan(10);
    expect(told).toHaveLength(2);
    expect(told[0]).toBe(
      "Instance 0 of worker ran out of memory and was killed: 190 records in hand at 20 MB each want 4,300 MB where its machine has 4,295 MB. 0 were lost with it, 190 are read again after 2 s.",
    );
    expect(told[1]).toMatch(
      /It goes round in a crash loop: .* Poll at most 189 records at once, take a machine with more memory, or hold less of each record\.$/,
    );
    expect(result.ledger.inFlight).toBeGreaterThan(2000);
    expect(result.findings.map(({ message }) => message).join("\n")).toMatch(/times an instance was killed for want of memory/);
    const fits = run({ maxPollRecords: ROOM }, { faults: [PAUSE] });
    expect(fits.usage["memoryKills"]).toBe(0);
    expect(fits.result.ledger.delivered).toBe(4000);
  });

  test("that is larger, or records that are smaller, end it too", () => {
    const roomy = run({ maxPollRecords: 300, instance: "m5.large" }, { faults: [PAUSE] });
    expect([roomy.usage["memoryKills"], roomy.result.ledger.delivered]).toEqual([0, 4000]);
    const light = run({ maxPollRecords: 300, recordMemoryKb: 2000 }, { faults: [PAUSE] });
    expect([light.usage["memoryKills"], light.result.ledger.delivered]).toEqual([0, 4000]);
  });

  test("decides what a kill loses as any crash does: calls nobody can read again are gone", () => {
    const { result, usage } = run({ workTime: { constant: 20 } }, { direct: true });
    expect(usage["memoryKills"]).toBeGreaterThan(2);
    expect(result.ledger.dropped["worker"]?.["lost in crash"]).toBeGreaterThan(2 * ROOM);
    expect(result.ledger.dropped["worker"]?.["no instance was up"]).toBeGreaterThan(100);
  });

  test("holds the vectors of the users an instance has met, and forgets them with its death", () => {
    const roomFor = (users: number): Settings => ({
      baseMemoryMb: 4294,
      recordMemoryKb: 0.001,
      startUpMs: SECOND,
      instances: users === 0 ? 1 : users,
    });
    const few = listening({}, 8);
    const crowd = { ...few, workload: { ...few.workload, users: 2000, sessionsPerSecond: 4 } };
    const kills = (settings: Settings): number => {
      const design = drawing({
        parts: [
          { id: "users", kind: "web-app" },
          { id: "events", kind: "kafka", settings: { partitions: 4 } },
          { id: "train", kind: "model-training", settings: { everyEvents: 1_000_000, dims: 256 } },
          { id: "update", kind: "stream-worker", settings: { logic: "update-embeddings", workTime: { constant: 0.5 }, ...settings } },
        ],
        wires: [
          "users.events -> events.produce",
          "events.consume -> train.in",
          "events.consume -> update.in",
          "train.model -> update.model",
        ],
      });
      const created = createRun({ design, scenario: crowd, seed: 1, faults: [] });
      if (!created.ok) throw new Error(JSON.stringify(created.error));
      while (!created.value.over) created.value.step();
      return must(created.value.machine.nodes.get("update"), "a worker").usage()["memoryKills"];
    };
    // 967,296 bytes are left: 795 vectors of 256 dimensions. About 1,200 users listen.
    expect(kills({ ...roomFor(0), state: "store" })).toBe(0);
    expect(kills({ ...roomFor(1), state: "memory" })).toBeGreaterThan(0);
    expect(kills({ ...roomFor(4), state: "memory" })).toBe(0);
  });
});

describe("memory under any faults", () => {
  const struck = fc.array(
    fc.record({
      part: fc.constant("worker"),
      fault: fc.constantFrom("crash", "zombie", "stuck", "slow", "rolling-restart", "poison", "outage"),
      atMs: fc.integer({ min: 0, max: 35 * SECOND }),
      durationMs: fc.integer({ min: 100, max: 10 * SECOND }),
      instance: fc.nat(2),
    }),
    { minLength: 1, maxLength: 4 },
  );
  /** These strike all instances: none of them can be named. */
  const STRIKE_ALL = ["rolling-restart", "outage"];
  const settings = fc.record({
    instances: fc.integer({ min: 1, max: 3 }),
    commit: fc.constantFrom("before", "after", "auto", "transactional"),
    protocol: fc.constantFrom("classic", "consumer"),
    staticMembership: fc.boolean(),
    maxPollRecords: fc.constantFrom(50, 190, 500),
    startUpMs: fc.integer({ min: 1000, max: 9000 }),
    workTime: fc.constantFrom<Settings[string]>({ exponential: 2 }, { exponential: 8 }, { constant: 5 }, { constant: 25 }),
  });

  test.each([false, true])("E20 the ledger balances, and E3 windows change nothing (direct: %s)", (direct) => {
    let kills = 0;
    fc.assert(
      fc.property(settings, struck, (own, strikes) => {
        const faults = strikes.map(({ instance, ...fault }) =>
          STRIKE_ALL.includes(fault.fault) ? fault : { ...fault, index: instance % own.instances },
        );
        const handOff = own.commit === "auto" && own.maxPollRecords === 50;
        const of = (windowMs: number): string => {
          const { result, usage } = run({ ...own, handOff }, { faults, windowMs, direct });
          kills += usage["memoryKills"];
          return JSON.stringify({ ...result, timing: null, usage });
        };
        const reference = of(1000);
        for (const windowMs of [47.5, 333, 5000]) expect(of(windowMs)).toBe(reference);
      }),
      { numRuns: 6, seed: 20261121 },
    );
    expect(kills).toBeGreaterThan(4);
  });
});
