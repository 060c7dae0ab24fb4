import { beforeAll, describe, expect, test } from "vitest";
import { must } from "../../src/base/assert.ts";
import { cassandra } from "../../src/catalogue/kinds/cassandra/kind.ts";
import type { Settings } from "../../src/design/types.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import type { RunResult } from "../../src/result/result.ts";
import { createRun } from "../../src/simulate/run.ts";
import { drawing } from "../support/drawing.ts";
import { listening } from "../support/listening.ts";
import { remarksOf } from "../support/remarks.ts";

type Outcome = {
  readonly result: RunResult;
  readonly usage: Record<string, number>;
  readonly remarks: readonly { readonly atMs: number; readonly text: string; readonly setting: string | undefined }[];
  /** From asking to the answer, mean over what was answered in the second half. */
  readonly answerMs: number;
};

/** Listeners whose events of 1 MB are kept in the store that their lists are read from, for half an hour: about 10 MB a second and node. */
function kept(store: Settings, options: { readonly faults?: readonly FaultSpec[]; readonly windowMs?: number } = {}): Outcome {
  const listeners = listening({}, 30);
  const scenario = { ...listeners, workload: { ...listeners.workload, eventBytes: 1_000_000 } };
  const design = drawing({
    parts: [
      { id: "users", kind: "web-app" },
      { id: "job", kind: "recommendation-job", settings: { everyMs: 300_000, startUpMs: 1000, dims: 16 } },
      { id: "save", kind: "service", settings: { servers: 8, serviceTime: { constant: 0.1 } } },
      { id: "store", kind: "cassandra", settings: store },
      { id: "api", kind: "recommendation-api" },
    ],
    wires: [
      "users.events -> job.in",
      "users.events -> save.in",
      "save.out -> store.write",
      "job.lists -> store.write",
      "users.requests -> api.requests",
      "api.reads -> store.read",
    ],
  });
  const created = createRun({ design, scenario, seed: 3, ...options, faults: options.faults ?? [] });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const run = created.value;
  while (!run.over) run.step();
  const result = run.result(0);
  expect(result.ledger.balanced).toBe(true);
  const part = must(run.machine.nodes.get("store"), "a store");
  const remarks = part.remarks
    .filter(({ code }) => code === "compaction-behind")
    .map(({ atMs, setting }, at) => ({ atMs, text: remarksOf(run.machine, "store", "compaction-behind")[at], setting }));
  const { askedAt, answeredAt } = run.machine.run.desk.rows;
  const late = Array.from({ length: run.machine.run.desk.rows.length }, (_, row) => row).filter((row) => askedAt.data[row] > 900_000);
  const answerMs = late.reduce((sum, row) => sum + answeredAt.data[row] - askedAt.data[row], 0) / late.length;
  return { result, usage: part.usage(), remarks, answerMs };
}

/** Small memtables, so that half an hour makes more than a hundred files on a node. */
const SLOW: Settings = { memtableMb: 64, compactionMbPerSecond: 2 };

describe("compaction pressure (S8b)", () => {
  let behind: Outcome;

  beforeAll(() => {
    behind = kept(SLOW);
  });

  test("merging that is slower than the writes makes reads slower, and the run says what to change", () => {
    expect(behind.usage["pendingCompactionBytes"]).toBeGreaterThan(3e9);
    expect(behind.usage["sstablesPerRead"]).toBeGreaterThan(8);
    expect(behind.remarks).toHaveLength(1);
    const [{ text, setting }] = behind.remarks;
    expect(text).toMatch(/^Compaction falls behind on node-\d of store: \d+\.\d MB pending, and it has \d+ tables, so a read/);
    expect(setting).toBe("compactionMbPerSecond");
    // Reads pay for files with core time only: where a further file costs none, the same files slow nothing.
    const free = kept({ ...SLOW, readTableMs: 0 });
    expect(free.usage["sstablesPerRead"]).toBe(behind.usage["sstablesPerRead"]);
    expect(behind.answerMs - free.answerMs).toBeGreaterThan(0.2 * ((behind.usage["sstablesPerRead"] ?? 0) - 1));
  });

  test("more throughput cures it, and so do more nodes", () => {
    for (const store of [
      { ...SLOW, compactionMbPerSecond: 64 },
      { ...SLOW, nodes: 24 },
    ]) {
      const cured = kept(store);
      expect(cured.remarks).toEqual([]);
      expect(cured.usage["sstablesPerRead"]).toBeLessThan((behind.usage["sstablesPerRead"] ?? 0) / 2);
      expect(cured.answerMs).toBeLessThan(behind.answerMs - 1);
    }
  });

  test("windows change nothing, with a node lost that had merges and gets hints", () => {
    const faults: FaultSpec[] = [
      { fault: "crash", part: "store", atMs: 600_000.5, durationMs: 120_000, index: 1 },
      { fault: "crash", part: "store", atMs: 800_000, durationMs: 60_000, index: 1 },
    ];
    const told = (windowMs: number): string => {
      const { result, usage, remarks } = kept(SLOW, { faults, windowMs });
      return JSON.stringify([{ ...result, timing: null }, usage, remarks]);
    };
    const [some, other] = [47.5, 1000].map(told);
    expect(other).toBe(some);
    expect(some).not.toBe(JSON.stringify([{ ...behind.result, timing: null }, behind.usage, behind.remarks]));
  });

  test("the example does what it says", () => {
    const example = must(
      cassandra.examples.find(({ title }) => title === "Compaction falls behind"),
      "an example",
    );
    const told = (store: Settings): boolean => {
      const parts = example.parts.map((part) => (part.id === "store" ? { ...part, settings: { ...part.settings, ...store } } : part));
      const created = createRun({ design: drawing({ ...example, parts }), scenario: null, seed: 1, faults: [] });
      if (!created.ok) throw new Error(JSON.stringify(created.error));
      while (!created.value.over) created.value.step();
      return must(created.value.machine.nodes.get("store"), "a store").remarks.some(({ code }) => code === "compaction-behind");
    };
    expect(told({})).toBe(true);
    expect(told({ compactionMbPerSecond: 256 })).toBe(false);
    expect(told({ nodes: 48 })).toBe(false);
  });
});
