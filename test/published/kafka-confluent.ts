import type { Experiment, Row } from "./experiment.ts";
import { latencyAt, readablePerSecond } from "./observe.ts";
import type { Settings } from "../../src/design/types.ts";
import type { Drawing } from "../support/drawing.ts";

const SOURCE =
  "Confluent, “Benchmarking Apache Pulsar, Kafka, and RabbitMQ”, raw files in streamnative/openmessaging-benchmark, August 2020";
const SET_UP =
  "3 brokers i3en.2xlarge (8 vCPU, 2 NVMe disks), 4 producers and 4 consumers, 100 partitions, 1 KiB records, 3 copies, acks all, 2 in sync.";

const KIB = 1024;
const MIB = 1024 * KIB;
/** Bytes per second the disks of one broker wrote at the peak without fsync: 618,991 records of 1 KiB, each on all three brokers. */
const FITTED_DISK = 618_991 * KIB;

const CLUSTER = {
  instance: "other",
  ownNetworkMibPerSecond: 25e9 / 8 / MIB,
  ownDiskMibPerSecond: FITTED_DISK / MIB,
  ownCpuCores: 8,
  brokers: 3,
  replicationFactor: 3,
  minInsyncReplicas: 2,
  acks: "all",
};

const latency = { quantity: "latency", unit: "ms", digits: 1 } as const;

export const latencyAtLowLoad: Experiment = {
  id: "kafka-latency-2020",
  title: "Kafka: end-to-end latency at 200,000 records/s",
  evidence: "measured",
  source: SOURCE,
  setUp: SET_UP,
  drawn:
    "A source with constant gaps, Kafka with linger 1 ms and batches of 128 KiB, a sink. Drawn at 1/500 of the rate with 6 partitions, over 50 minutes: the law holds for low load, and the rare pauses need time to show.",
  fitted:
    "The law of publish latency (2.15, 4.35 and 17.4 ms at p50, p99 and p99.9, as the producers saw it). What consumers saw is predicted.",
  rows: (seed) => {
    const at = latencyAt(
      seed,
      {
        parts: [
          { id: "load", kind: "poisson-source", settings: { ratePerSecond: 400, bytes: KIB, arrivals: "constant", keys: 100_000 } },
          { id: "kafka", kind: "kafka", settings: { ...CLUSTER, partitions: 6, lingerMs: 1, batchBytes: 128 * KIB } },
          { id: "out", kind: "sink" },
        ],
        wires: ["load.out -> kafka.produce", "kafka.consume -> out.in"],
        workload: { durationMs: 3_000_000, drainMs: 1000 },
      },
      "out",
    );
    const published: readonly (readonly [string, number, number])[] = [
      ["p50", 3.0, 0.5],
      ["p95", 4.35, 0.95],
      ["p99", 5.43, 0.99],
      ["p99.9", 18.3, 0.999],
      ["p99.99", 67.5, 0.9999],
    ];
    return published.map(([what, value, p]): Row => ({ ...latency, what, published: value, predicted: at(p) }));
  },
};

/** A record stands for 64 KiB of batched records: only bytes count at a disk, a link and a core. */
function peakPerSecond(seed: number, settings: Settings): number {
  const drawn: Drawing = {
    parts: [
      {
        id: "load",
        kind: "poisson-source",
        settings: { ratePerSecond: 1_000_000 / 64, bytes: 64 * KIB, arrivals: "constant", keys: 100_000 },
      },
      { id: "kafka", kind: "kafka", settings: { ...CLUSTER, partitions: 100, lingerMs: 0, ...settings } },
      { id: "out", kind: "sink" },
    ],
    wires: ["load.out -> kafka.produce", "kafka.consume -> out.in"],
    workload: { durationMs: 4000 },
  };
  return 64 * readablePerSecond(seed, drawn, "kafka", 1000, 3000);
}

const throughput = { quantity: "throughput", unit: "records/s", digits: 0 } as const;
const NO_CPU = { cpuMsPerMibWritten: 0, cpuMsPerMibRead: 0 };

export const peak: Experiment = {
  id: "kafka-peak-2020",
  title: "Kafka: the most three brokers take, 1,000,000 records/s offered",
  evidence: "measured",
  source: SOURCE,
  setUp: SET_UP,
  drawn:
    "Source, Kafka on other hardware, one reader; a run knows no fsync, so it says that the disks decide either way. A record stands for 64 KiB of them. First without a price of CPU per byte, then with the one the kind takes unless told otherwise.",
  fitted: "What the disks of a broker write, on the first row.",
  rows: (seed) => [
    { ...throughput, what: "no fsync, CPU left out", published: 618_991, predicted: peakPerSecond(seed, NO_CPU), fitted: true },
    { ...throughput, what: "fsync of every record, CPU left out", published: 590_550, predicted: peakPerSecond(seed, NO_CPU) },
    {
      ...throughput,
      what: "no fsync, CPU as the kind plans it",
      published: 618_991,
      predicted: peakPerSecond(seed, {}),
      missedBecause:
        "The kind takes Netflix's planning values of 30 and 40 ms of a core per MiB; with large batches these brokers needed less than a third of that, so a saturated broker of the kind is a cautious one.",
    },
  ],
};
