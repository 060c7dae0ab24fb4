import type { Experiment, Row } from "./experiment.ts";
import { latencyAt, ratePerSecond, startRun, stepTo } from "./observe.ts";
import { must } from "../../src/base/assert.ts";
import type { Settings } from "../../src/design/types.ts";
import { rowOf } from "../../src/engine/rows/rows.ts";
import { runDrawing } from "../support/drawing.ts";
import type { Drawing } from "../support/drawing.ts";

const BARE = { validate: false, dedup: false, sessionize: false, aggregate: false };
/** So large that reading never waits for a buffer; the cost per record decides. */
const BUFFERS = { networkBuffers: 100 };

/** One task that is offered more than it can do; records that came out of its buffers per second. */
function oneCore(seed: number, settings: Settings, offered: number): number {
  const drawn: Drawing = {
    parts: [
      { id: "events", kind: "poisson-source", settings: { ratePerSecond: offered, arrivals: "constant", keys: 100_000 } },
      { id: "kafka", kind: "kafka", settings: { instance: "m5.4xlarge", partitions: 12, lingerMs: 0 } },
      { id: "job", kind: "flink", settings: { parallelism: 1, checkpointing: false, ...BUFFERS, ...settings } },
    ],
    wires: ["events.out -> kafka.produce", "kafka.consume -> job.in"],
    workload: { durationMs: 4000 },
  };
  return ratePerSecond(seed, drawn, "job", 1000, 3000) / 1000;
}

export const nexmark: Experiment = {
  id: "nexmark-flink",
  title: "Flink: events per core and second, Nexmark queries that set no cost",
  evidence: "measured",
  source: "Nexmark on Flink 1.13, README of GitHub nexmark/nexmark (8 cores, RocksDB, exactly-once)",
  setUp: "100 million events (92 % bids) offered faster than they are read; thousand events per busy core and second.",
  drawn: "Source, Kafka, Flink with one task, offered more than it can do.",
  fitted: "What an operator costs a record comes from nine other queries: q0, q5, q10 to q13, q17, q18, q20 and q22.",
  rows: (seed) => {
    const throughput = { quantity: "throughput", unit: "k events/core-s", digits: 1 } as const;
    const reading = oneCore(seed, BARE, 200_000);
    return [
      { ...throughput, what: "q1, convert a field (drawn as read and forward)", published: 158, predicted: reading },
      {
        ...throughput,
        what: "q2, keep few bids (drawn as read and forward)",
        published: 175,
        predicted: reading,
        missedBecause: "Hardly a record of q2 goes on to a sink, and the kind does not count writing to a cheap sink apart from reading.",
      },
      {
        ...throughput,
        what: "validation, duplicates, sessions and hourly figures, against the queries with windows and joins on large state (q7, q9, q16)",
        published: [12.3, 18.7],
        predicted: oneCore(seed, {}, 40_000),
      },
    ];
  },
};

const WINDOWS = { ...BARE, windows: "hopping", windowSizeMs: 60_000, windowStepMs: 10_000, windowKey: "user", watermarkDelayMs: 0 };
/** Published p99 of the job with heap state, less what windows, watermarks and buffers of the run account for. */
const REST_MS = 199;

/** How long after its end each window's rows arrive, in ms, at p99. */
function windowLatency(seed: number, settings: Settings): number {
  const run = startRun(seed, {
    parts: [
      { id: "sensors", kind: "poisson-source", settings: { ratePerSecond: 2000, keys: 50 } },
      { id: "kafka", kind: "kafka", settings: { partitions: 6, lingerMs: 0 } },
      { id: "job", kind: "flink", settings: { ...WINDOWS, parallelism: 3, checkpointing: false, guarantee: "at-least-once", ...settings } },
      { id: "rest", kind: "service", settings: { servers: 10_000, serviceTime: { constant: REST_MS } } },
      { id: "out", kind: "sink" },
    ],
    wires: ["sensors.out -> kafka.produce", "kafka.consume -> job.in", "job.windows -> rest.in", "rest.out -> out.in"],
    workload: { durationMs: 125_000 },
  });
  const { windows } = run.machine.run.rows;
  const late: number[] = [];
  const wire = must(
    run.machine.wires.find(({ id }) => id === "w3"),
    "no wire to the sink",
  );
  const push = wire.push.bind(wire);
  wire.push = (time, ref) => {
    late.push(time - windows.end.at(rowOf(ref)));
    push(time, ref);
  };
  wire.pushMany = (times, refs, from, to) => {
    for (let i = from; i < to; i++) wire.push(times[i], refs[i]);
  };
  stepTo(run, 125_000);
  late.sort((a, b) => a - b);
  return late[Math.floor(late.length * 0.99)];
}

/** Share of the time the tasks are busy, in %. */
function busy(seed: number, parallelism: number): number {
  const { nodes } = runDrawing({
    seed,
    parts: [
      { id: "sensors", kind: "poisson-source", settings: { ratePerSecond: 49_700, keys: 50_000 } },
      { id: "kafka", kind: "kafka", settings: { instance: "m5.4xlarge", partitions: 6, lingerMs: 0 } },
      { id: "job", kind: "flink", settings: { ...WINDOWS, parallelism, checkpointing: false } },
    ],
    wires: ["sensors.out -> kafka.produce", "kafka.consume -> job.in"],
    workload: { durationMs: 3000, warmupMs: 500, drainMs: 10_000 },
  });
  return 100 * must(nodes.job.utilisation, "nothing was worked on");
}

export const ladder: Experiment = {
  id: "flink-latency-ladder",
  title: "Flink: what makes a window late",
  evidence: "measured",
  source: "Flink blog, “Getting into Low-Latency Gears with Apache Flink”, part 1, May 2022",
  setUp: "WindowingJob: counts per sensor over a minute, every 10 s; p99 of how late results are, after each change to the job.",
  drawn: "Source, Kafka, Flink with sliding windows of 60 s every 10 s, a service of constant time for the rest of the way, a sink.",
  fitted: "The load, at which 3 tasks are 75 % busy; and the rest of the way, on the row of heap state.",
  rows: (seed) => {
    const share = { quantity: "share", unit: "% busy", digits: 0 } as const;
    const latency = { quantity: "latency", unit: "ms", digits: 0 } as const;
    return [
      { ...share, what: "3 tasks", published: 75, predicted: busy(seed, 3), fitted: true },
      { ...share, what: "2 tasks", published: 100, predicted: busy(seed, 2) },
      {
        ...latency,
        what: "heap state, watermark every 200 ms, buffers 100 ms",
        published: 500,
        predicted: windowLatency(seed, {}),
        fitted: true,
      },
      { ...latency, what: "then a watermark every 100 ms", published: 430, predicted: windowLatency(seed, { watermarkIntervalMs: 100 }) },
      {
        ...latency,
        what: "then buffers flushed after 10 ms",
        published: 370,
        predicted: windowLatency(seed, { watermarkIntervalMs: 100, bufferTimeoutMs: 10 }),
      },
    ];
  },
};

export const managedBill: Experiment = {
  id: "managed-flink-bill",
  title: "Managed Flink: AWS's four reference bills",
  evidence: "billed",
  source: "AWS sizing reference for Managed Service for Apache Flink, GitHub aws/agent-toolkit-for-aws, August 2026, us-east-1",
  setUp: "3, 5, 9 and 17 billed processing units (KPU), one of them for orchestration, for 730 hours.",
  drawn: "A source, Flink with 2, 4, 8 and 16 tasks, one task per KPU, a sink; the bill of the run.",
  fitted: null,
  rows: (seed) => {
    const bills: readonly (readonly [number, number])[] = [
      [2, 241],
      [4, 402],
      [8, 723],
      [16, 1365],
    ];
    return bills.map(([parallelism, usd]): Row => {
      const { cost } = runDrawing({
        seed,
        parts: [
          { id: "events", kind: "poisson-source", settings: { ratePerSecond: 100 } },
          { id: "job", kind: "flink", settings: { parallelism } },
          { id: "out", kind: "sink" },
        ],
        wires: ["events.out -> job.in", "job.events -> out.in"],
        workload: { durationMs: 2000, drainMs: 120_000 },
      });
      const predicted = cost.lines.filter((line) => line.node === "job").reduce((sum, line) => sum + line.usd, 0);
      return { what: `${parallelism + 1} billed KPU`, published: usd, predicted, quantity: "money", unit: "USD a month", digits: 0 };
    });
  },
};

/** Events per second of one task at which asking one by one takes as long as was published. */
const ASKED_PER_SECOND = 280;

/** p99 from a measurement until it is enriched, in ms. */
function enriched(seed: number, enrich: string): number {
  return latencyAt(
    seed,
    {
      parts: [
        { id: "sensors", kind: "poisson-source", settings: { ratePerSecond: ASKED_PER_SECOND, keys: 100_000 } },
        { id: "kafka", kind: "kafka", settings: { partitions: 1, lingerMs: 0 } },
        {
          id: "job",
          kind: "flink",
          settings: { ...BARE, parallelism: 1, checkpointing: false, enrich, enrichCacheUsers: 100_000, enrichCacheTtlMs: 1000 },
        },
        { id: "out", kind: "sink" },
      ],
      wires: ["sensors.out -> kafka.produce", "kafka.consume -> job.in", "job.events -> out.in"],
      workload: { durationMs: 600_000, drainMs: 60_000 },
    },
    "out",
  )(0.99);
}

export const enrichment: Experiment = {
  id: "flink-async-enrichment",
  title: "Flink: asking an outside service, one by one or many at once",
  evidence: "measured",
  source: "Flink blog, “Getting into Low-Latency Gears with Apache Flink”, part 2, May 2022; jobs in GitHub ververica/lab-flink-latency",
  setUp: "Each measurement is enriched by a service that takes 1 to 6 ms; answers are kept for a second; buffers are flushed every 100 ms.",
  drawn: "Source, Kafka, Flink with one task that asks for each record, a sink.",
  fitted: "The load of the task, on the row that asks one by one.",
  rows: (seed) => {
    const latency = { quantity: "latency", unit: "ms at p99", digits: 0 } as const;
    return [
      { ...latency, what: "one at a time", published: 600, predicted: enriched(seed, "sync"), fitted: true },
      { ...latency, what: "many at once, in order", published: 100, predicted: enriched(seed, "ordered") },
    ];
  },
};
