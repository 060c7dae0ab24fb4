import { describe, expect, test } from "vitest";
import { must } from "../../src/base/assert.ts";
import type { Design } from "../../src/design/types.ts";
import { ShardedStream } from "../../src/engine/shards/sharded-stream.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import type { RunResult } from "../../src/result/result.ts";
import { createRun, runDesign } from "../../src/simulate/run.ts";
import { drawing } from "../support/drawing.ts";
import { smallScenario } from "../support/small-workload.ts";

/** Every kind of reader at one stream, while its shards split and readers crash. */
function allReaders(reads: "poll" | "push"): Design {
  return drawing({
    parts: [
      { id: "app", kind: "mobile-app" },
      { id: "stream", kind: "kinesis-data-streams", settings: { reads, shards: 2, reshardAtMs: 200_000, reshardTo: 4 } },
      { id: "flink", kind: "flink" },
      { id: "druid", kind: "druid" },
      { id: "connect", kind: "kafka-connect-s3" },
      { id: "firehose", kind: "firehose" },
      { id: "raw", kind: "s3" },
      { id: "service", kind: "service" },
      { id: "out", kind: "sink" },
    ],
    wires: [
      "app.events -> stream.produce",
      "stream.consume -> flink.in",
      "flink.sessions -> druid.ingest",
      "stream.consume -> connect.in",
      "connect.files -> raw.objects",
      "stream.consume -> firehose.in",
      "firehose.files -> raw.objects",
      "stream.consume -> service.in",
      "service.out -> out.in",
    ],
  });
}

const FAULTS: readonly FaultSpec[] = [
  { part: "flink", fault: "crash", atMs: 205_000, durationMs: 20_000 },
  { part: "connect", fault: "crash", atMs: 260_250, durationMs: 20_000 },
  { part: "stream", fault: "read-throttle", atMs: 300_000, durationMs: 30_000 },
  { part: "firehose", fault: "errors", atMs: 320_000, durationMs: 300_000 },
];

describe("every kind of reader reads a stream of shards to its end, whatever the windows (K5)", () => {
  test.each(["poll", "push"] as const)("by %s", (reads) => {
    const design = allReaders(reads);
    const run = (windowMs: number): RunResult => {
      const { outcome } = runDesign({ design, scenario: smallScenario(), seed: 4, faults: FAULTS, windowMs });
      if (outcome.status !== "finished") throw new Error(JSON.stringify(outcome));
      return outcome.result;
    };
    const reference = run(1000);
    expect(reference.ledger.balanced).toBe(true);
    expect(reference.ledger.inFlight).toBe(0);
    expect(reference.ledger.redelivered).toBeGreaterThan(0);
    expect(JSON.stringify(run(133))).toBe(JSON.stringify(reference));
  });
});

test.each(["poll", "push"])("a reader that goes back is given its rows again at 2 MB/s a shard, by %s (K5)", (reads) => {
  const bytes = 16 * 1024;
  const design = drawing({
    parts: [
      { id: "load", kind: "poisson-source", settings: { arrivals: "constant", ratePerSecond: 50, bytes } },
      { id: "stream", kind: "kinesis-data-streams", settings: { shards: 1, reads } },
      { id: "flink", kind: "flink", settings: { sessionize: false, aggregate: false, checkpointIntervalMs: 3_600_000 } },
      { id: "out", kind: "sink" },
    ],
    wires: ["load.out -> stream.produce", "stream.consume -> flink.in", "flink.events -> out.in"],
    workload: { durationMs: 400_000, warmupMs: 0 },
  });
  const faults = [{ part: "flink", fault: "crash", atMs: 150_000, durationMs: 100_000 }];
  const created = createRun({ design, scenario: null, seed: 1, faults });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  while (!created.value.over) created.value.step();
  const stream = created.value.machine.nodes.get("stream");
  if (!(stream instanceof ShardedStream)) throw new Error("no stream");
  const view = must(stream.views[0], "no reader");
  const handedAt = view.times(0).subarray(0, view.end(0));
  // Without a checkpoint all of 250 s, 200 MB, come again from the restart on.
  expect(Math.min(...handedAt)).toBeGreaterThanOrEqual(250_000);
  const inHalfAMinute = handedAt.filter((at) => at < 280_000).length * bytes;
  expect(inHalfAMinute).toBeLessThan(2 * 1024 * 1024 * 31 + 10 * 1024 * 1024);
  expect(inHalfAMinute).toBeGreaterThan(2 * 1024 * 1024 * 25);
});
