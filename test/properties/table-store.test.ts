import { describe, expect, test } from "vitest";
import type { Settings } from "../../src/design/types.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import type { RunResult } from "../../src/result/result.ts";
import { runDesign } from "../../src/simulate/run.ts";
import { drawing } from "../support/drawing.ts";
import { listening } from "../support/listening.ts";

type Options = { readonly faults?: readonly FaultSpec[]; readonly windowMs?: number };

function finished(design: ReturnType<typeof drawing>, options: Options, scenario = listening({}, 20)): RunResult {
  const theory = design.system.parts.some(({ kind }) => kind === "poisson-source");
  const { faults = [], windowMs } = options;
  const { outcome } = runDesign({
    design: theory ? { ...design, workload: { durationMs: 20_000, warmupMs: 1000 } } : design,
    scenario: theory ? null : scenario,
    seed: 3,
    faults,
    ...(windowMs === undefined ? {} : { windowMs }),
  });
  if (outcome.status !== "finished") throw new Error(JSON.stringify(outcome));
  expect(outcome.result.ledger.balanced).toBe(true);
  return outcome.result;
}

function written(load: Settings, table: Settings, options: Options = {}): RunResult {
  const parts = [
    { id: "load", kind: "poisson-source", settings: load },
    { id: "save", kind: "service", settings: { servers: 8, serviceTime: { constant: 0.1 } } },
    { id: "table", kind: "dynamodb", settings: table },
  ];
  return finished(drawing({ parts, wires: ["load.out -> save.in", "save.out -> table.write"] }), options);
}

function recommended(store: { readonly kind: string; readonly settings?: Settings }, options: Options = {}): RunResult {
  return finished(
    drawing({
      parts: [
        { id: "users", kind: "web-app" },
        { id: "job", kind: "recommendation-job", settings: { everyMs: 60_000, startUpMs: 1000, dims: 16 } },
        { id: "store", ...store },
        { id: "api", kind: "recommendation-api" },
      ],
      wires: ["users.events -> job.in", "job.lists -> store.write", "users.requests -> api.requests", "api.reads -> store.read"],
    }),
    options,
  );
}

const failed = (result: RunResult): number => Object.values(result.ledger.dropped["table"] ?? {}).reduce((sum, count) => sum + count, 0);
const comparable = (result: RunResult): string => JSON.stringify({ ...result, timing: null });

describe("a table with capacity by the unit", () => {
  test("a hot user gets one partition's ceiling and an even load the whole table", () => {
    const even = written({ ratePerSecond: 3000, keys: 5000 }, {});
    expect(failed(even)).toBe(0);
    const hot = written({ ratePerSecond: 3000, keys: 1000, zipf: 1.6 }, {});
    expect(failed(hot)).toBeGreaterThan(1000);
    // Ten times the capacity is more partitions, and still one for the one key.
    const rich = written({ ratePerSecond: 3000, keys: 1000, zipf: 1.6 }, { capacity: "provisioned", writeUnits: 40_000 });
    // The busiest of 1,000 keys has 44.3 % of 3,000 writes a second: 328 of them are over the ceiling, for 20 s less the first.
    expect(failed(rich)).toBeGreaterThan(5000);
    expect(failed(rich)).toBeLessThan(7000);
  });

  test("burst carries a table over its capacity until it is used up (T1)", () => {
    // 20 s at 500/s over 10 WCU: 10,000 units against 3,000 kept and 200 granted.
    const result = written({ ratePerSecond: 500, keys: 5000 }, { capacity: "provisioned", writeUnits: 10, readUnits: 10 });
    expect(result.ledger.produced - failed(result)).toBeGreaterThan(3150);
    expect(result.ledger.produced - failed(result)).toBeLessThan(3300);
  });

  test("windows change nothing, with the table squeezed, slow and a zone lost", () => {
    const faults: FaultSpec[] = [
      { fault: "throttle", part: "table", atMs: 3000, durationMs: 2000 },
      { fault: "zone-loss", part: "table", atMs: 7000, durationMs: 6000, index: 1 },
      { fault: "slow", part: "table", atMs: 14_000, durationMs: 2000 },
    ];
    const settings: Settings = { capacity: "provisioned", writeUnits: 1200 };
    const results = [47.5, 333, 1000].map((windowMs) => written({ ratePerSecond: 1000, keys: 500 }, settings, { faults, windowMs }));
    expect(failed(results[0] as RunResult)).toBeGreaterThan(1000);
    for (const result of results.slice(1)) expect(comparable(result)).toBe(comparable(results[0] as RunResult));
  });

  test("it answers requests as a ring of nodes does, and is judged like one (T3)", () => {
    const table = recommended({ kind: "dynamodb" }).recommendation;
    const ring = recommended({ kind: "cassandra" }).recommendation;
    expect(table?.recallAt10).toBeGreaterThan(0);
    expect(Math.abs((table?.recallAt10 ?? 0) - (ring?.recallAt10 ?? 1))).toBeLessThan(0.02);
  });

  test("strong reads fail while a partition has no leader, eventual ones go on", () => {
    const faults = [{ fault: "zone-loss", part: "store", atMs: 15 * 60_000, durationMs: 600_000, index: 0 }];
    const refused = (reads: string): number =>
      Object.values(recommended({ kind: "dynamodb", settings: { reads } }, { faults }).requests ?? {}).reduce(
        (sum, { refused: by }) => sum + Object.values(by).reduce((all, n) => all + n, 0),
        0,
      );
    expect(refused("eventual")).toBe(0);
    expect(refused("strong")).toBeGreaterThan(0);
  });
});
