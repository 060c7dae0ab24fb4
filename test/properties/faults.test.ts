import { describe, expect, test } from "vitest";
import { KINDS } from "../../src/catalogue/registry.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import type { RunResult } from "../../src/result/result.ts";
import { runDesign } from "../../src/simulate/run.ts";
import { EVERY_PART } from "../../src/simulate/watch/strikes.ts";
import { drawing, runDrawing } from "../support/drawing.ts";
import type { Drawing } from "../support/drawing.ts";

const LOAD = { id: "load", kind: "poisson-source", settings: { ratePerSecond: 200, keys: 500 } };
const PIPELINE: Drawing = {
  parts: [
    LOAD,
    { id: "log", kind: "kafka", settings: { detectionMs: 500 } },
    { id: "job", kind: "flink", settings: { checkpointIntervalMs: 2000, heartbeatTimeoutMs: 1000, restoreMs: 1000 } },
    { id: "out", kind: "sink" },
  ],
  wires: ["load.out -> log.produce", "log.consume -> job.in", "job.events -> out.in"],
  workload: { durationMs: 30_000, warmupMs: 0, drainMs: 900_000 },
};
const DIRECT: Drawing = { parts: [LOAD, { id: "out", kind: "sink" }], wires: ["load.out -> out.in"], workload: PIPELINE.workload! };

function struck(base: Drawing, ...faults: FaultSpec[]): RunResult {
  const result = runDrawing({ ...base, faults });
  expect(result.ledger.balanced).toBe(true);
  expect(result.ledger.inFlight).toBe(0);
  return result;
}

const strike = (part: string, fault: string, more: Partial<FaultSpec> = {}): FaultSpec => ({
  part,
  fault,
  atMs: 10_000,
  durationMs: 10_000,
  ...more,
});

describe("a source whose records are independent (S2b)", () => {
  const calm = struck(DIRECT).ledger.produced;

  test("a burst of five for a third of the time brings 7/3 of the records", () => {
    const { produced } = struck(DIRECT, strike("load", "burst")).ledger;
    expect(produced / calm).toBeGreaterThan(2.2);
    expect(produced / calm).toBeLessThan(2.5);
  });

  test("late records are the same records, a fifth of those of the fault", () => {
    const result = struck(DIRECT, strike("load", "late", { amount: 60_000 }));
    expect(result.ledger.produced).toBe(calm);
    expect(result.latency.out?.maxMs).toBeGreaterThanOrEqual(59_000);
    expect(result.engine.simulatedMs).toBeGreaterThan(70_000);
  });

  test("three in ten come twice, and a job that removes duplicates finds each of them", () => {
    const result = struck(PIPELINE, strike("load", "duplicate"));
    const extra = result.ledger.produced - calm;
    expect(extra / (calm / 3)).toBeGreaterThan(0.25);
    expect(extra / (calm / 3)).toBeLessThan(0.35);
    expect(result.ledger.deduplicated).toBe(extra);
  });

  test("broken records are refused by validation, and go their way without it", () => {
    const refused = struck(PIPELINE, strike("load", "poison")).ledger.filtered;
    expect(refused / (calm / 3)).toBeGreaterThan(0.15);
    expect(refused / (calm / 3)).toBeLessThan(0.25);
    const parts = PIPELINE.parts.map((part) => (part.id === "job" ? { ...part, settings: { ...part.settings, validate: false } } : part));
    expect(struck({ ...PIPELINE, parts }, strike("load", "poison")).ledger.filtered).toBe(0);
  });

  test("one hot key fills one partition", () => {
    const ends = (result: RunResult): number => Math.max(...(result.logs.log?.partitions.map(({ end }) => end) ?? []));
    expect(ends(struck(PIPELINE, strike("load", "hot-key")))).toBeGreaterThan(ends(struck(PIPELINE)) + calm / 10);
  });
});

describe("a link that is cut (S2c)", () => {
  test("what is sent over it waits, nothing is lost, and it all arrives when the link is back", () => {
    const result = struck(DIRECT, strike("w0", "cut-link"));
    expect(result.ledger.delivered).toBe(result.ledger.produced);
    expect(result.latency.out?.maxMs).toBeGreaterThan(9900);
    expect(result.latency.out?.maxMs).toBeLessThanOrEqual(10_000);
  });

  test("a log keeps its records and its reader lags", () => {
    const result = struck(PIPELINE, strike("w1", "cut-link"));
    const lag = result.logs.log?.groups.job?.lagMs;
    expect(lag?.max).toBeGreaterThan(9900);
    expect(lag?.end).toBe(0);
    expect(result.ledger.delivered).toBe(result.ledger.produced);
  });

  test("however time is cut, the same", () => {
    const of = (windowMs: number): string => {
      const faults = [strike("w0", "cut-link", { durationMs: 3333 }), strike("w2", "cut-link", { atMs: 11_000.5 })];
      const { outcome } = runDesign({ design: drawing(PIPELINE), scenario: null, seed: 1, faults, windowMs });
      return JSON.stringify(outcome.status === "finished" ? { ...outcome.result, timing: null } : outcome);
    };
    expect(of(47.5)).toBe(of(1000));
    expect(of(333)).toBe(of(1000));
  });
});

describe("a zone, or a restart of everything", () => {
  test("a lost zone strikes every part that stands in zones, and costs nothing that was confirmed (S2d)", () => {
    const result = struck(PIPELINE, strike(EVERY_PART, "zone-loss", { index: 1 }));
    expect(result.ledger.dropped).toEqual({});
    expect(result.nodes.job?.downMs).toBeGreaterThan(0);
    expect(result.ledger.redelivered).toBeGreaterThan(0);
  });

  test("brokers that restart one after another hand over first: nobody waits long, nothing is read twice (L2b)", () => {
    const result = struck(PIPELINE, strike("log", "rolling-restart", { durationMs: 15_000 }));
    expect(result.ledger.delivered).toBe(result.ledger.produced);
    expect(result.ledger.redelivered).toBe(0);
    const crashed = struck(PIPELINE, strike("log", "crash", { index: 0 }));
    const worst = (each: RunResult): number => each.logs.log?.groups.job?.lagMs.max ?? 0;
    expect(worst(result)).toBeLessThanOrEqual(worst(crashed));
  });

  test("one copy only: its partitions wait while their broker restarts (L2b)", () => {
    const parts = PIPELINE.parts.map((part) =>
      part.id === "log" ? { ...part, settings: { replicationFactor: 1, minInsyncReplicas: 1 } } : part,
    );
    const result = struck({ ...PIPELINE, parts }, strike("log", "rolling-restart", { durationMs: 15_000 }));
    expect(result.ledger.delivered).toBe(result.ledger.produced);
    expect(result.latency.out?.maxMs).toBeGreaterThan(struck(PIPELINE).latency.out?.maxMs ?? 0);
  });

  test("a job stopped with a savepoint is away and reads nothing twice; a crash reads again (W3b)", () => {
    const stopped = struck(PIPELINE, strike("job", "rolling-restart", { durationMs: 5000 }));
    expect(stopped.ledger.redelivered).toBe(0);
    expect(stopped.nodes.job?.downMs).toBe(5000);
    expect(struck(PIPELINE, strike("job", "crash", { durationMs: 5000 })).ledger.redelivered).toBeGreaterThan(0);
  });
});

test("a fault that nothing can suffer is refused, with what can be struck", () => {
  const refused = (part: string, fault: string): string => {
    const { outcome } = runDesign({ design: drawing(PIPELINE), scenario: null, seed: 1, faults: [strike(part, fault)] });
    return outcome.status === "refused" ? outcome.findings.map(({ message }) => message).join(" ") : outcome.status;
  };
  expect(refused("nobody", "crash")).toContain("Parts: load, log, job, out. Or name a wire, or * for every part.");
  expect(refused(EVERY_PART, "melt")).toBe('No part of this design can suffer "melt".');
  expect(refused("w1", "crash")).toBe('log → job cannot suffer "crash". It can suffer: cut-link.');
  expect(refused(EVERY_PART, "zone-loss")).toBe("finished");
});

test("every family can break, but for what watches, and the callers and joints of theory", () => {
  const unbreakable = new Set(["monitor"]);
  const broken = new Set(KINDS.filter((kind) => kind.faults.length > 0).map((kind) => kind.family));
  for (const { family } of KINDS) expect(broken.has(family) || unbreakable.has(family), family).toBe(true);
});
