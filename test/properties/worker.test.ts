import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Settings } from "../../src/design/types.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import { must } from "../../src/base/assert.ts";
import { normalize } from "../../src/simulate/compile/normalize.ts";
import { createRun } from "../../src/simulate/run.ts";
import type { RunResult } from "../../src/result/result.ts";
import { allowedFault } from "../support/allowed-fault.ts";
import { drawing } from "../support/drawing.ts";

const SECOND = 1000;

const settings: fc.Arbitrary<Settings> = fc.record({
  instances: fc.integer({ min: 1, max: 4 }),
  commit: fc.constantFrom("before", "after", "auto", "transactional"),
  commitOnRevoke: fc.boolean(),
  assignor: fc.constantFrom("range", "round-robin", "sticky", "cooperative-sticky"),
  protocol: fc.constantFrom("classic", "consumer"),
  staticMembership: fc.boolean(),
  maxPollRecords: fc.constantFrom(5, 50, 500),
  poison: fc.constantFrom("retry", "dead-letter"),
  tries: fc.integer({ min: 1, max: 4 }),
  isolation: fc.constantFrom("read_committed", "read_uncommitted"),
});

const faults: fc.Arbitrary<FaultSpec[]> = fc.array(
  fc.oneof(
    fc.record({
      part: fc.constantFrom("worker", "reader"),
      fault: fc.constantFrom("crash", "zombie", "stuck", "slow", "rolling-restart", "poison"),
      atMs: fc.integer({ min: 0, max: 50 * SECOND }),
      durationMs: fc.integer({ min: 100, max: 30 * SECOND }),
      index: fc.nat(3),
    }),
    fc.record({
      part: fc.constantFrom("kafka", "results"),
      fault: fc.constant("crash"),
      atMs: fc.integer({ min: 0, max: 50 * SECOND }),
      durationMs: fc.integer({ min: 100, max: 30 * SECOND }),
      index: fc.nat(2),
    }),
  ),
  { minLength: 1, maxLength: 5 },
);

/** Two workers in a row, over two logs: the second reads what the first has written. */
function runOf(own: Settings, log: Settings, struck: readonly FaultSpec[], windowMs: number): RunResult {
  const brief = {
    sessionTimeoutMs: 6 * SECOND,
    maxPollIntervalMs: 10 * SECOND,
    workTime: { exponential: 8 },
    transactionTimeoutMs: 5 * SECOND,
  };
  const handOff = own.commit !== "transactional" && own.maxPollRecords === 50;
  const design = drawing({
    parts: [
      { id: "load", kind: "poisson-source", settings: { ratePerSecond: 100, records: 5000 } },
      { id: "kafka", kind: "kafka", settings: { partitions: 5, ...log } },
      { id: "worker", kind: "stream-worker", settings: { ...own, ...brief, handOff } },
      { id: "results", kind: "kafka", settings: { partitions: 3, ...log } },
      { id: "reader", kind: "stream-worker", settings: { ...own, ...brief, commit: "after" } },
      { id: "out", kind: "sink" },
    ],
    wires: [
      "load.out -> kafka.produce",
      "kafka.consume -> worker.in",
      "worker.out -> results.produce",
      "results.consume -> reader.in",
      "reader.out -> out.in",
    ],
    workload: { durationMs: 60 * SECOND, drainMs: 60 * SECOND },
  });
  const created = createRun({
    design,
    scenario: null,
    seed: 3,
    faults: struck.map((fault) => allowedFault(fault, { ...normalize(design), wires: design.system.wires })),
    windowMs,
  });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const run = must(created.value, "a run");
  while (!run.over) run.step();
  return run.result(0);
}

/** A processor that writes into a log in transactions, read by who sees all rows and by who sees what is committed. */
function processed(struck: readonly FaultSpec[], windowMs: number): RunResult {
  const reader = { instances: 2, sessionTimeoutMs: 6 * SECOND, workTime: { constant: 0.5 } };
  const design = drawing({
    parts: [
      { id: "load", kind: "poisson-source", settings: { ratePerSecond: 100, records: 4000 } },
      { id: "kafka", kind: "kafka", settings: { partitions: 3 } },
      {
        id: "flink",
        kind: "flink",
        settings: { checkpointIntervalMs: 3 * SECOND, transactionTimeoutMs: 6 * SECOND, restoreMs: SECOND, heartbeatTimeoutMs: 2 * SECOND },
      },
      { id: "results", kind: "kafka", settings: { partitions: 3 } },
      { id: "worker", kind: "stream-worker", settings: { ...reader, isolation: "read_committed" } },
      { id: "reader", kind: "stream-worker", settings: reader },
    ],
    wires: [
      "load.out -> kafka.produce",
      "kafka.consume -> flink.in",
      "flink.events -> results.produce",
      "flink.sessions -> results.produce",
      "results.consume -> worker.in",
      "results.consume -> reader.in",
    ],
    workload: { durationMs: 50 * SECOND, drainMs: 60 * SECOND },
  });
  const created = createRun({
    design,
    scenario: null,
    seed: 3,
    faults: struck.map((fault) => allowedFault(fault, { ...normalize(design), wires: design.system.wires })),
    windowMs,
  });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  while (!created.value.over) created.value.step();
  return created.value.result(0);
}

const jobFaults: fc.Arbitrary<FaultSpec[]> = fc.array(
  fc.record({
    part: fc.constant("flink"),
    fault: fc.constantFrom("crash", "slow", "checkpoint-failure"),
    atMs: fc.integer({ min: 0, max: 45 * SECOND }),
    durationMs: fc.integer({ min: 100, max: 15 * SECOND }),
    index: fc.nat(3),
  }),
  { minLength: 1, maxLength: 3 },
);

const logs = fc.constantFrom<Settings>({}, { lingerMs: 20 }, { acks: "1", minInsyncReplicas: 1, idempotence: false });

describe("a job that writes in transactions, under any faults", () => {
  test("E20 the ledger balances, and E3 windows change nothing", () => {
    fc.assert(
      fc.property(fc.tuple(jobFaults, faults), ([job, others]) => {
        const struck = [...job, ...others];
        const reference = processed(struck, 1000);
        expect(reference.ledger.balanced, JSON.stringify(reference.ledger)).toBe(true);
        for (const windowMs of [47.5, 5000])
          expect(JSON.stringify({ ...processed(struck, windowMs), timing: null })).toBe(JSON.stringify({ ...reference, timing: null }));
      }),
      { numRuns: 3, seed: 20261121 },
    );
  });
});

describe("a worker under any faults", () => {
  test("E20 the ledger balances, and E3 windows change nothing", () => {
    fc.assert(
      fc.property(settings, logs, faults, (own, log, struck) => {
        const reference = runOf(own, log, struck, 1000);
        expect(reference.ledger.balanced, JSON.stringify(reference.ledger)).toBe(true);
        for (const windowMs of [47.5, 333, 5000])
          expect(JSON.stringify({ ...runOf(own, log, struck, windowMs), timing: null })).toBe(
            JSON.stringify({ ...reference, timing: null }),
          );
      }),
      { numRuns: 3, seed: 20261121 },
    );
  });
});
