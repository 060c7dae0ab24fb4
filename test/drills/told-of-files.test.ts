import { describe, expect, test } from "vitest";
import { must } from "../../src/base/assert.ts";
import type { Settings } from "../../src/design/types.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import type { RunResult } from "../../src/result/result.ts";
import { createRun } from "../../src/simulate/run.ts";
import { drawing } from "../support/drawing.ts";

type Way = "by the clock" | "by word" | "by a queue of words";
type Change = {
  readonly handler?: Settings;
  readonly visibilityMs?: number;
  readonly faults?: readonly FaultSpec[];
  readonly windowMs?: number;
};

/** Files each half minute into a bucket, and a warehouse that copies them: by its clock, or told of each file, with or without a queue between. */
function copied(way: Way, { handler = {}, visibilityMs = 30_000, faults = [], windowMs }: Change = {}) {
  const isTold = way !== "by the clock";
  const created = createRun({
    design: drawing({
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 5, keys: 50 } },
        { id: "drop", kind: "batch-drop", settings: { everyMs: 30_000, makingMedianMs: 100, makingP99Ms: 100, pollMs: 500 } },
        { id: "raw", kind: "s3" },
        ...(way === "by a queue of words" ? [{ id: "queue", kind: "sqs", settings: { visibilityMs } }] : []),
        ...(isTold ? [{ id: "handler", kind: "lambda", settings: { handlerTime: { constant: 50 }, ...handler } }] : []),
        { id: "warehouse", kind: "redshift", settings: { loadEveryMs: 900_000 } },
      ],
      wires: [
        ...["load.out -> drop.in", "drop.files -> raw.objects", "raw.objects -> warehouse.data"],
        ...(way === "by word" ? ["raw.objects -> handler.objects"] : []),
        ...(way === "by a queue of words" ? ["raw.objects -> queue.objects", "queue.out -> handler.in"] : []),
        ...(isTold ? ["handler.done -> warehouse.start"] : []),
      ],
      workload: { durationMs: 1_800_000, warmupMs: 0, drainMs: 3_600_000 },
    }),
    scenario: null,
    seed: 5,
    faults,
    ...(windowMs === undefined ? {} : { windowMs }),
  });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const run = created.value;
  while (!run.over) run.step();
  const { timing: _, ...result } = run.result(0);
  const seen = must(run.machine.recorders.get("warehouse"), "warehouse");
  return { result, meanMs: meanOf(result), events: seen.events, repeats: seen.repeats };
}

const meanOf = (result: Omit<RunResult, "timing">): number => result.latency["warehouse"]?.meanMs ?? Number.NaN;

describe("a file that lands tells at once (N7)", () => {
  test("a load after each word of a file is as fresh as the file: no clock, half of whose interval every row would wait for", () => {
    const [clock, word, queue] = (["by the clock", "by word", "by a queue of words"] as const).map((way) => copied(way));
    expect(clock?.meanMs).toBeGreaterThan(400_000);
    expect(word?.meanMs).toBeLessThan(60_000);
    expect(queue?.meanMs).toBeLessThan(60_000);
    // A queue costs the time from send to receive.
    expect(queue?.meanMs).toBeGreaterThan(word?.meanMs ?? 0);
    for (const told of [word, queue]) expect([told?.events, told?.repeats]).toEqual([clock?.events, 0]);
  });

  test("word whose call fails is received again after its time-out, and its file is loaded with the next that ends well", () => {
    const faults = [{ part: "handler", fault: "errors", atMs: 0, durationMs: 300_000, amount: 1 }];
    const [well, failing] = [copied("by a queue of words"), copied("by a queue of words", { faults })];
    expect(failing.events).toBe(well.events);
    expect(failing.repeats).toBe(0);
    expect(failing.meanMs).toBeGreaterThan(well.meanMs + 10_000);
  });

  test("word waits for more of it, and one call reads ten files", () => {
    const calls = (windowMs: number) => copied("by a queue of words", { handler: { windowMs, timeoutMs: 60_000 }, visibilityMs: 400_000 });
    const lines = [calls(0), calls(300_000)].map(
      ({ result }) => result.cost.lines.find(({ node, dimension }) => dimension === "Calls" && node === "handler")?.quantity ?? 0,
    );
    expect(lines[1]).toBeLessThan((lines[0] ?? 0) / 5);
  });

  test("windows change nothing", () => {
    expect(copied("by a queue of words", { windowMs: 333 })).toEqual(copied("by a queue of words", { windowMs: 5000 }));
    expect(copied("by word", { windowMs: 47.5 })).toEqual(copied("by word", { windowMs: 5000 }));
  });
});

test("whoever works on records alone is given no word of objects, and that is said", () => {
  const created = createRun({
    design: drawing({
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 5 } },
        { id: "drop", kind: "batch-drop", settings: { everyMs: 10_000, makingMedianMs: 100, makingP99Ms: 100, pollMs: 500 } },
        { id: "raw", kind: "s3" },
        { id: "queue", kind: "sqs" },
        { id: "worker", kind: "service" },
        { id: "out", kind: "sink" },
      ],
      wires: [
        "load.out -> drop.in",
        "drop.files -> raw.objects",
        "raw.objects -> queue.objects",
        "queue.out -> worker.in",
        "worker.out -> out.in",
      ],
      workload: { durationMs: 60_000, warmupMs: 0, drainMs: 60_000 },
    }),
    scenario: null,
    seed: 1,
    faults: [],
  });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  while (!created.value.over) created.value.step();
  expect(created.value.machine.nodes.get("queue")?.remarks.map(({ code }) => code)).toEqual(["objects-unread"]);
});
