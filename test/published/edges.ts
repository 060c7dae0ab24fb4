import type { Experiment } from "./experiment.ts";
import { startRun, stepTo } from "./observe.ts";
import { must } from "../../src/base/assert.ts";
import type { Drawing } from "../support/drawing.ts";

export const apiGateway: Experiment = {
  id: "api-gateway-throttle",
  title: "API Gateway: what a token bucket lets in",
  evidence: "documented",
  source: "Amazon API Gateway developer guide, account throttling: 10,000 requests/s with a burst of 5,000",
  setUp: "A bucket of 5,000 tokens that gets 10,000 a second; a request that finds none is answered 429.",
  drawn: "A source with constant gaps, API Gateway with one record per request and no retries, a sink; 5 s.",
  fitted: null,
  rows: (seed) => {
    const letIn = (ratePerSecond: number): number => {
      const run = startRun(seed, {
        parts: [
          { id: "clients", kind: "poisson-source", settings: { ratePerSecond, arrivals: "constant" } },
          { id: "gateway", kind: "api-gateway", settings: { recordsPerRequest: 1, clientRetries: 0 } },
          { id: "out", kind: "sink" },
        ],
        wires: ["clients.out -> gateway.in", "gateway.out -> out.in"],
        workload: { durationMs: 5000, drainMs: 5000 },
      });
      while (!run.over) run.step();
      return must(run.machine.nodes.get("out"), "no sink").meter.arrivals;
    };
    const count = { quantity: "throughput", unit: "requests", digits: 0 } as const;
    return [
      { ...count, what: "9,000 requests/s for 5 s", published: 45_000, predicted: letIn(9000) },
      { ...count, what: "12,000 requests/s for 5 s", published: 55_000, predicted: letIn(12_000) },
      { ...count, what: "20,000 requests/s for 5 s", published: 55_000, predicted: letIn(20_000) },
    ];
  },
};

/** Every record becomes a file of its own, so files per second are the source's rate. */
function filesPerSecond(ratePerSecond: number, prefixes: number): Drawing {
  return {
    parts: [
      { id: "load", kind: "poisson-source", settings: { ratePerSecond, arrivals: "constant", bytes: 1000 } },
      { id: "kafka", kind: "kafka", settings: { partitions: 12, lingerMs: 0, instance: "m5.4xlarge" } },
      { id: "connect", kind: "kafka-connect-s3", settings: { tasks: 12, flushRecords: 1, taskMbPerSecond: 500 } },
      { id: "store", kind: "s3", settings: { prefixes } },
    ],
    wires: ["load.out -> kafka.produce", "kafka.consume -> connect.in", "connect.files -> store.objects"],
    workload: { durationMs: 4000 },
  };
}

export const s3Prefixes: Experiment = {
  id: "s3-prefix-limits",
  title: "S3: writes per second and prefix",
  evidence: "documented",
  source: "Amazon S3 User Guide, performance guidelines: 3,500 PUT a second for each partitioned prefix, 2023",
  setUp: "More objects a second than the prefixes take; the rest is answered 503 and comes again.",
  drawn: "Source, Kafka, Kafka Connect writing one object per record, S3; objects that became visible, from 1.5 s to 2.5 s.",
  fitted: null,
  rows: (seed) => {
    const written = (offered: number, prefixes: number): number => {
      const run = startRun(seed, filesPerSecond(offered, prefixes));
      const { meter } = must(run.machine.nodes.get("store"), "no store");
      stepTo(run, 1500);
      const before = meter.departures;
      stepTo(run, 2500);
      return meter.departures - before;
    };
    const throughput = { quantity: "throughput", unit: "objects/s", digits: 0 } as const;
    return [
      { ...throughput, what: "1 prefix, 7,000/s offered", published: 3500, predicted: written(7000, 1) },
      { ...throughput, what: "1 prefix, 3,000/s offered", published: 3000, predicted: written(3000, 1) },
      { ...throughput, what: "4 prefixes, 20,000/s offered", published: 14_000, predicted: written(20_000, 4) },
    ];
  },
};

export const smallFiles: Experiment = {
  id: "connect-small-files",
  title: "Kafka Connect to S3: objects per day at a rotation of a minute",
  evidence: "documented",
  source:
    "Confluent S3 sink connector (rotate.interval.ms, one file per topic partition and interval), GitHub kafka-connect-storage-cloud, 2026",
  setUp: "200 partitions that all have traffic, files closed every 60 s: 200 x 1,440 a day.",
  drawn:
    "A source of 1,000 records/s without keys in small batches, Kafka with 200 partitions, Kafka Connect (rotation 60 s), S3; objects of minutes 1 to 4, times 360.",
  fitted: null,
  rows: (seed) => {
    const run = startRun(seed, {
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 1000, keys: 100_000 } },
        { id: "kafka", kind: "kafka", settings: { partitions: 200 } },
        { id: "connect", kind: "kafka-connect-s3", settings: { tasks: 20, rotateMs: 60_000 } },
        { id: "store", kind: "s3" },
      ],
      wires: ["load.out -> kafka.produce", "kafka.consume -> connect.in", "connect.files -> store.objects"],
      workload: { durationMs: 270_000 },
    });
    const store = must(run.machine.nodes.get("store"), "no store");
    stepTo(run, 30_000);
    const before = store.usage().putRequests;
    stepTo(run, 270_000);
    const perDay = (store.usage().putRequests - before) * 360;
    return [{ what: "objects a day", published: 288_000, predicted: perDay, quantity: "throughput", unit: "objects/day", digits: 0 }];
  },
};
