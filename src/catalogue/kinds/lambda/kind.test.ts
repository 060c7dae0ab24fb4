import { describe, expect, test } from "vitest";
import { drawing } from "../../../../test/support/drawing.ts";
import { billOf, headlineOf, refusalsOf } from "../../../../test/support/kind-bill.ts";
import { smallScenario } from "../../../../test/support/small-workload.ts";
import type { Settings } from "../../../design/types.ts";
import type { FaultSpec } from "../../../result/snapshot.ts";
import { createRun } from "../../../simulate/run.ts";
import { lambda } from "./kind.ts";

type Parts = Parameters<typeof drawing>[0]["parts"];

function ended(parts: Parts, wires: readonly string[], faults: readonly FaultSpec[], windowMs: number, seconds: number) {
  const hasUsers = parts.some(({ kind }) => kind === "mobile-app");
  const workload = { durationMs: seconds * 1000, warmupMs: 0, drainMs: 3_600_000 };
  const created = createRun({
    design: drawing({ parts, wires, ...(hasUsers ? {} : { workload }) }),
    scenario: hasUsers ? smallScenario(workload) : null,
    seed: 5,
    faults,
    windowMs,
  });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  while (!created.value.over) created.value.step();
  const { machine } = created.value;
  const result = created.value.result(0);
  expect(result.ledger.balanced).toBe(true);
  expect(result.ledger.inFlight).toBe(0);
  return {
    result,
    remarks: machine.nodes.get("function")?.remarks.map(({ code }) => code) ?? [],
    usage: machine.nodes.get("function")?.usage() ?? {},
    seen: (sink: string) => machine.recorders.get(sink)?.events ?? 0,
    again: (sink: string) => machine.recorders.get(sink)?.repeats ?? 0,
    files: machine.run.rows.files,
  };
}

type Change = {
  readonly function?: Settings;
  readonly queue?: Settings;
  readonly load?: Settings;
  readonly faults?: readonly FaultSpec[];
  readonly windowMs?: number;
};

/** Messages of a queue, for a minute. */
function fromQueue({ function: own = {}, queue = {}, load = {}, faults = [], windowMs = 500 }: Change) {
  return ended(
    [
      { id: "load", kind: "poisson-source", settings: { ratePerSecond: 50, ...load } },
      { id: "queue", kind: "sqs", settings: queue },
      { id: "function", kind: "lambda", settings: { handlerTime: { constant: 100 }, ...own } },
      { id: "out", kind: "sink" },
    ],
    ["load.out -> queue.in", "queue.out -> function.in", "function.out -> out.in"],
    faults,
    windowMs,
    60,
  );
}

/** A stream of two shards, for a minute. */
function fromStream({ function: own = {}, load = {}, faults = [], windowMs = 500 }: Change) {
  return ended(
    [
      { id: "load", kind: "poisson-source", settings: { ratePerSecond: 50, keys: 100, ...load } },
      { id: "stream", kind: "kinesis-data-streams", settings: { mode: "provisioned", shards: 2 } },
      { id: "function", kind: "lambda", settings: { handlerTime: { constant: 100 }, batchRecords: 100, ...own } },
      { id: "out", kind: "sink" },
      { id: "failed", kind: "sink" },
    ],
    ["load.out -> stream.produce", "stream.consume -> function.in", "function.out -> out.in", "function.failed -> failed.in"],
    faults,
    windowMs,
    60,
  );
}

/** Objects of a delivery stream, for five minutes. */
function fromObjects({ function: own = {}, faults = [], windowMs = 500 }: Change) {
  return ended(
    [
      { id: "app", kind: "mobile-app" },
      { id: "delivery", kind: "firehose", settings: { bufferS: 60 } },
      { id: "raw", kind: "s3" },
      { id: "function", kind: "lambda", settings: { memoryMb: 1769, timeoutMs: 60_000, ...own } },
      { id: "clean", kind: "s3" },
    ],
    ["app.events -> delivery.in", "delivery.files -> raw.objects", "raw.objects -> function.objects", "function.files -> clean.objects"],
    faults,
    windowMs,
    300,
  );
}

describe("messages of a queue", () => {
  test("few wait, and each call has one; where more come than five can take, calls have ten, and there come to be more of them (N4)", () => {
    const few = fromQueue({});
    expect(few.seen("out")).toBe(few.result.ledger.produced);
    expect(Number(few.usage["invocations"]) / few.seen("out")).toBeGreaterThan(0.5);
    const many = fromQueue({ load: { ratePerSecond: 800 } });
    expect(Number(many.usage["invocations"]) / many.seen("out")).toBeLessThan(0.5);
    expect(many.result.latency["out"]?.p95Ms).toBeLessThan(2000);
  });

  test("a call that is slower than the visibility time-out leaves its records twice (N4)", () => {
    const slow = { function: { handlerTime: { constant: 2000 } }, load: { ratePerSecond: 2 } };
    expect(fromQueue(slow).again("out")).toBe(0);
    const hasty = fromQueue({ ...slow, queue: { visibilityMs: 1000 } });
    expect(hasty.again("out")).toBeGreaterThan(hasty.seen("out") / 2);
  });

  test("a call that fails at its end has written, and its messages are worked on again; one that is stopped has not (N4)", () => {
    const errors = fromQueue({
      faults: [{ fault: "errors", part: "function", atMs: 10_000, durationMs: 10_000, amount: 0.3 }],
      queue: { visibilityMs: 4000 },
    });
    expect(errors.again("out")).toBeGreaterThan(50);
    expect(errors.seen("out")).toBe(errors.result.ledger.produced);
    const stopped = fromQueue({
      faults: [{ fault: "slow", part: "function", atMs: 10_000, durationMs: 5000, amount: 40 }],
      queue: { visibilityMs: 4000 },
    });
    expect([stopped.again("out"), stopped.seen("out")]).toEqual([0, stopped.result.ledger.produced]);
    expect(stopped.remarks).toContain("timed-out");
  });

  test("a record that fails takes its whole batch with it, unless the function says which it is (N4)", () => {
    const poison = {
      faults: [{ fault: "poison", part: "function", atMs: 10_000, durationMs: 8000 }],
      queue: { visibilityMs: 3000 },
      load: { ratePerSecond: 200 },
      function: { calls: 2, handlerTime: { constant: 60 } },
    };
    const late = (reportsFailures: boolean) => {
      const { result, seen } = fromQueue({ ...poison, function: { ...poison.function, reportsFailures } });
      expect(seen("out")).toBe(result.ledger.produced);
      return result.latency["out"]?.maxMs ?? 0;
    };
    expect(late(true)).toBeGreaterThan(3000);
    expect(late(false)).toBeGreaterThanOrEqual(late(true));
  });

  test("no more calls run at once than there may be, and work waits for one of them (N4)", () => {
    const { remarks, result } = fromQueue({ function: { calls: 1, batchRecords: 1 }, load: { ratePerSecond: 20 } });
    expect(remarks).toContain("at-its-limit");
    expect(result.latency["out"]?.maxMs).toBeGreaterThan(30_000);
  });

  test("however time is cut into windows (E3)", () => {
    const of = (windowMs: number) =>
      JSON.stringify({
        ...fromQueue({
          windowMs,
          queue: { visibilityMs: 1000 },
          function: { handlerTime: { exponential: 600 }, windowMs: 300, batchRecords: 20 },
        }).result,
        timing: null,
      });
    expect(of(47.5)).toBe(of(1000));
  });
});

describe("a stream", () => {
  test("a batch that fails holds up its shard until it is given up, alone if it is split; the other shard goes on (N4)", () => {
    const faults = [{ fault: "poison", part: "function", atMs: 10_000, durationMs: 30_000 }];
    const [blocked, limited, split] = [
      fromStream({ faults }),
      fromStream({ faults, function: { retries: 2 } }),
      fromStream({ faults, function: { retries: 2, bisects: true } }),
    ];
    expect(blocked.remarks).toContain("shard-blocked");
    expect(blocked.result.latency["out"]?.maxMs).toBeGreaterThan(25_000);
    expect(blocked.result.latency["out"]?.p50Ms).toBeLessThan(10_000);
    expect(blocked.seen("out")).toBe(blocked.result.ledger.produced);
    expect(limited.result.latency["out"]?.maxMs).toBeLessThan(10_000);
    expect(limited.seen("failed")).toBeGreaterThan(1);
    expect([split.seen("failed"), split.seen("out")]).toEqual([1, split.result.ledger.produced - 1]);
  });

  test("nothing lags when all is done, and windows decide nothing (N4)", () => {
    const change = {
      function: { windowMs: 2000 },
      faults: [{ fault: "errors", part: "function", atMs: 10_000, durationMs: 5000, amount: 0.5 }],
    };
    const { result, again, seen } = fromStream(change);
    expect(Object.values(result.logs["stream"]?.groups ?? {}).map(({ lagRecords }) => lagRecords.end)).toEqual([0]);
    expect(seen("out")).toBe(result.ledger.produced);
    expect(again("out")).toBeGreaterThan(0);
    const of = (windowMs: number) => JSON.stringify({ ...fromStream({ ...change, windowMs }).result, timing: null });
    expect(of(47.5)).toBe(of(1000));
  });
});

describe("objects", () => {
  test("each object is read once and its rows written on, and the stored ones stay (N4)", () => {
    const { seen, again, result, usage, files } = fromObjects({ function: { validate: true } });
    expect(seen("raw")).toBeGreaterThan(1000);
    expect(seen("clean")).toBeGreaterThan(0.9 * seen("raw"));
    expect(again("clean")).toBe(again("raw"));
    expect(usage["invocations"]).toBe(files.filter(({ writer }) => writer === "delivery").length);
    expect(result.ledger.filtered).toBeGreaterThan(0);
  });

  test("a call that fails is made twice more, a minute and two minutes later, and then its rows stay raw (N4)", () => {
    const faults = [{ fault: "slow", part: "function", atMs: 1000, durationMs: 1_000_000, amount: 1000 }];
    const { seen, remarks, usage, files } = fromObjects({ function: { timeoutMs: 1000, recordMs: 0.01 }, faults });
    expect([seen("clean"), remarks]).toEqual([0, ["timed-out", "file-given-up"]]);
    expect(usage["invocations"]).toBe(3 * files.length);
  });
});

test("calls and gigabyte-seconds are paid, less on Arm", () => {
  const usage = { invocations: 2e6, busyMs: 1e9 };
  expect(billOf(lambda, {}, usage)).toEqual({ Calls: 0.4, Time: expect.closeTo(1e6 * 0.5 * 0.0000166667, 9) });
  expect(billOf(lambda, { architecture: "arm", memoryMb: 1024 }, usage)["Time"]).toBeCloseTo(1e6 * 0.0000133334, 9);
});

test("a function that cannot end in time is refused, and its headline says batch, time and memory", () => {
  expect(refusalsOf(lambda, { batchRecords: 10_000 })[0]).toContain("A call with 10,000 records takes");
  expect(headlineOf(lambda, {})).toBe("10 records a call · 512 MB · 3 s at most");
});

describe("a task", () => {
  /** Files of ten minutes; Airflow begins a call over them each hour. */
  function asTask(own: Settings, faults: readonly FaultSpec[] = [], windowMs = 5000) {
    return ended(
      [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 0.2, keys: 50 } },
        { id: "drop", kind: "batch-drop", settings: { everyMs: 600_000, makingMedianMs: 100, makingP99Ms: 100, pollMs: 500 } },
        { id: "raw", kind: "s3" },
        { id: "dag", kind: "airflow", settings: { everyMs: 3_600_000, retries: 2, retryDelayMs: 60_000 } },
        { id: "function", kind: "lambda", settings: { memoryMb: 1769, timeoutMs: 60_000, reads: "new-files", ...own } },
        { id: "clean", kind: "s3" },
      ],
      [
        "load.out -> drop.in",
        "drop.files -> raw.objects",
        "raw.objects -> function.objects",
        "function.files -> clean.objects",
        "dag.triggers -> function.start",
      ],
      faults,
      windowMs,
      6 * 3600,
    );
  }

  test("reads what has landed when it is begun, once, and objects call nothing by themselves (N4)", () => {
    const { seen, again, usage, result } = asTask({});
    expect(seen("clean")).toBeGreaterThan(0.7 * seen("raw"));
    expect(again("clean")).toBe(0);
    expect(usage["invocations"]).toBeGreaterThanOrEqual(5);
    expect(usage["invocations"]).toBeLessThan(10);
    expect(result.pipelines?.["dag"]?.runs.length ?? 0).toBeGreaterThan(4);
  });

  test("one that is stopped has failed, and is tried again by whoever keeps the record (N4)", () => {
    const faults = [{ fault: "slow", part: "function", atMs: 3_500_000, durationMs: 200_000, amount: 1000 }];
    const { remarks, usage, seen } = asTask({ timeoutMs: 10_000 }, faults);
    expect(remarks).toContain("timed-out");
    expect(usage["invocations"]).toBeGreaterThan(Number(asTask({}).usage["invocations"]));
    expect(seen("clean")).toBe(asTask({}).seen("clean"));
  });

  test("however time is cut into windows (E3)", () => {
    const of = (windowMs: number) => JSON.stringify({ ...asTask({}, [], windowMs).result, timing: null });
    expect(of(333)).toBe(of(5000));
  });
});
