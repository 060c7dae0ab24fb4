import type { Experiment } from "./experiment.ts";
import { readablePerSecond, startRun, stepTo, visibleTimes } from "./observe.ts";
import { must } from "../../src/base/assert.ts";
import type { Settings } from "../../src/design/types.ts";
import { runDrawing } from "../support/drawing.ts";
import type { Drawing } from "../support/drawing.ts";

const MIB = 1024 * 1024;
const MB = 1e6;

export const sizing: Experiment = {
  id: "kafka-sizing-2022",
  title: "Kafka: what nine brokers with four reader groups sustain",
  evidence: "documented",
  source: "AWS Big Data Blog, “Best practices for right-sizing your Apache Kafka clusters”, 2022, applied in a public sizing note",
  setUp: "9 brokers m5.2xlarge with 230 MB/s of disk and 512 MB/s of network each, 3 copies, 4 consumer groups.",
  drawn:
    "Source of 100 KB records, Kafka on other hardware without a price of CPU per byte (the formula has none), four sinks; offered 1.2 GB/s.",
  fitted: null,
  rows: (seed) => {
    const saturated = (settings: Settings): number => {
      const readers = ["a", "b", "c", "d"];
      const drawn: Drawing = {
        parts: [
          { id: "load", kind: "poisson-source", settings: { ratePerSecond: 12_000, bytes: 100_000, arrivals: "constant", keys: 100_000 } },
          {
            id: "kafka",
            kind: "kafka",
            settings: {
              instance: "other",
              ownNetworkMibPerSecond: (512 * MB) / MIB,
              ownDiskMibPerSecond: (230 * MB) / MIB,
              cpuMsPerMibWritten: 0,
              cpuMsPerMibRead: 0,
              brokers: 9,
              partitions: 90,
              key: "none",
              batchBytes: 100_000,
              lingerMs: 0,
              ...settings,
            },
          },
          ...readers.map((id) => ({ id, kind: "sink" })),
        ],
        wires: ["load.out -> kafka.produce", ...readers.map((id) => `kafka.consume -> ${id}.in`)],
        workload: { durationMs: 4000 },
      };
      return readablePerSecond(seed, drawn, "kafka", 1000, 3000) / 10;
    };
    const throughput = { quantity: "throughput", unit: "MB/s", digits: 0 } as const;
    return [
      { ...throughput, what: "as sized: the disks decide", published: 690, predicted: saturated({}) },
      {
        ...throughput,
        what: "with disks that are no limit: the network decides",
        published: 768,
        predicted: saturated({ ownDiskMibPerSecond: 10_000 }),
      },
    ];
  },
};

export const failover: Experiment = {
  id: "kafka-failover",
  title: "Kafka: how long partitions stand still when a broker dies",
  evidence: "documented",
  source: "Apache Kafka configuration (broker.session.timeout.ms 9 s, trunk 2024); Amazon MSK guide (zookeeper.session.timeout 18 s), 2023",
  setUp: "A broker stops without a word; the controller notices after the session time-out and moves the leaders.",
  drawn:
    "Source, Kafka (3 brokers, 3 copies, acks all), a sink; broker 0 crashes at 5 s. Measured: the longest time in which a partition it led became no newer.",
  fitted: null,
  rows: (seed) => {
    const gapSeconds = (detectionMs: number): number => {
      const run = startRun(seed, {
        parts: [
          { id: "load", kind: "poisson-source", settings: { ratePerSecond: 600, keys: 1000 } },
          { id: "kafka", kind: "kafka", settings: { partitions: 6, detectionMs } },
          { id: "out", kind: "sink" },
        ],
        wires: ["load.out -> kafka.produce", "kafka.consume -> out.in"],
        workload: { durationMs: 40_000 },
        faults: [{ part: "kafka", fault: "crash", atMs: 5000, durationMs: 60_000, index: 0 }],
      });
      stepTo(run, 40_000);
      const times = visibleTimes(run, "kafka")[0];
      return Math.max(...times.slice(1).map((at, i) => at - times[i])) / 1000;
    };
    const seconds = { quantity: "latency", unit: "s", digits: 1 } as const;
    return [
      { ...seconds, what: "KRaft, time-out 9 s and the election", published: [9, 12], predicted: gapSeconds(9000) },
      { ...seconds, what: "ZooKeeper, time-out 18 s and the election", published: [18, 21], predicted: gapSeconds(18_000) },
    ];
  },
};

export const mskBill: Experiment = {
  id: "msk-bill",
  title: "Amazon MSK: the monthly bill of a sized cluster",
  evidence: "billed",
  source: "AWS sizing script msk_sizing.py, GitHub aws/agent-toolkit-for-aws, August 2026, us-east-1",
  setUp: "20 MiB/s in and 40 MiB/s out on average, 72 h kept, 3 copies, disks half full: 12 brokers with 30,375 GB together.",
  drawn:
    "A source of 20 records/s, Kafka on MSK read from the nearest copy, a sink, 2/3 of the clients in another zone. The script counts 1,024 MiB as a GB, so a record is 1/1,024 GB; disks have whole GB, so each has 2,532.",
  fitted: null,
  rows: (seed) => {
    const linesOf = (instance: string): ReadonlyMap<string, number> => {
      const { cost } = runDrawing({
        seed,
        parts: [
          { id: "load", kind: "poisson-source", settings: { ratePerSecond: 20.1, arrivals: "constant", records: 200, bytes: 976_563 } },
          {
            id: "kafka",
            kind: "kafka",
            settings: { instance, brokers: 12, partitions: 600, volumeGb: 2532, followerReads: true, crossZoneShare: 2 / 3 },
          },
          { id: "out", kind: "sink" },
        ],
        wires: ["load.out -> kafka.produce", "kafka.consume -> out.in"],
        workload: { durationMs: 10_000, drainMs: 10_000 },
      });
      return new Map(cost.lines.filter((line) => line.node === "kafka").map((line) => [line.dimension, line.usd]));
    };
    const usd = { quantity: "money", unit: "USD a month", digits: 2 } as const;
    const m5 = linesOf("m5.large");
    const m7g = linesOf("m7g.large");
    const line = (lines: ReadonlyMap<string, number>, name: string): number => must(lines.get(name), `no line ${name}`);
    return [
      { ...usd, what: "12 brokers m5.large", published: 1839.6, predicted: line(m5, "Brokers") },
      { ...usd, what: "12 brokers m7g.large", published: 1787.04, predicted: line(m7g, "Brokers") },
      { ...usd, what: "traffic between zones", published: 684.38, predicted: line(m5, "Client traffic between zones") },
      {
        ...usd,
        what: "disks",
        published: 3037.5,
        predicted: line(m5, "Disk"),
        missedBecause: "The script pays for 2,531.25 GB a broker; a volume has whole GB, and the kind asks for what can be bought.",
      },
    ];
  },
};
