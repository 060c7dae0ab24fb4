import type { Experiment } from "./experiment.ts";
import { latencyAt, ratePerSecond, readablePerSecond } from "./observe.ts";
import type { Drawing } from "../support/drawing.ts";

const SOURCE = "Kreps, LinkedIn engineering blog, “Benchmarking Apache Kafka: 2 Million Writes Per Second” (Kafka 0.8.1), 2014";
const SET_UP =
  "3 brokers, each 6 cores, 6 SATA disks (822 MB/s together) and 1 Gb/s Ethernet; 100 B records, 6 partitions, batches of 8,196 B.";

const MIB = 1024 * 1024;
/** A record of 100 B took 22 B more on the wire in the format of 0.8 (same source). */
const RECORD_BYTES = 122;
const BROKERS = {
  instance: "other",
  ownNetworkMibPerSecond: 125e6 / MIB,
  ownDiskMibPerSecond: 822e6 / MIB,
  ownCpuCores: 6,
  brokers: 3,
  partitions: 6,
  key: "none",
  lingerMs: 0,
  batchBytes: 8196,
  minInsyncReplicas: 1,
};
const ONE_PRODUCER = 821_557;
const ONE_CONSUMER = 940_521;

type Case = { readonly producers: number; readonly replicationFactor: number; readonly acks: string; readonly reader?: boolean };

/** A producer thread is one server of a service, which hands records over as fast as it can. */
function producing({ producers, replicationFactor, acks, reader = false }: Case): Drawing {
  return {
    parts: [
      { id: "records", kind: "poisson-source", settings: { ratePerSecond: 1e6 * producers, arrivals: "constant", bytes: RECORD_BYTES } },
      { id: "producers", kind: "service", settings: { servers: producers, serviceTime: { constant: 1000 / ONE_PRODUCER } } },
      { id: "kafka", kind: "kafka", settings: { ...BROKERS, replicationFactor, acks } },
      ...(reader ? [{ id: "reader", kind: "sink" }] : []),
    ],
    wires: ["records.out -> producers.in", "producers.out -> kafka.produce", ...(reader ? ["kafka.consume -> reader.in"] : [])],
    workload: { durationMs: 1000 },
  };
}

const written = (seed: number, input: Case): number => readablePerSecond(seed, producing(input), "kafka", 50, 250);

/** Consumers that take records as fast as they can, of a log that is filled faster than they read. */
function reading(consumers: number): Drawing {
  return {
    parts: [
      { id: "records", kind: "poisson-source", settings: { ratePerSecond: 1.1e6 * consumers, arrivals: "constant", bytes: RECORD_BYTES } },
      {
        id: "kafka",
        kind: "kafka",
        settings: { ...BROKERS, ownNetworkMibPerSecond: 1000, ownDiskMibPerSecond: 2000, ownCpuCores: 64, replicationFactor: 1 },
      },
      { id: "consumers", kind: "service", settings: { servers: consumers, serviceTime: { constant: 1000 / ONE_CONSUMER } } },
      { id: "out", kind: "sink" },
    ],
    wires: ["records.out -> kafka.produce", "kafka.consume -> consumers.in", "consumers.out -> out.in"],
    workload: { durationMs: 1000 },
  };
}

const LAW = "The law of publish latency is that of three NVMe brokers in 2020; here a field of the kind would have to say otherwise.";

const throughput = { quantity: "throughput", unit: "records/s", digits: 0 } as const;

export const producers: Experiment = {
  id: "kafka-producers-2014",
  title: "Kafka: producers on three small machines",
  evidence: "measured",
  source: SOURCE,
  setUp: SET_UP,
  drawn:
    "Source, a service with one server per producer thread, Kafka on other hardware (125 MB/s network, 822 MB/s disk, 6 cores). A record is 122 B: 22 B of format come on top.",
  fitted: "The time a producer thread needs for a record, on the first row.",
  rows: (seed) => [
    {
      ...throughput,
      what: "1 producer, 1 copy",
      published: ONE_PRODUCER,
      predicted: written(seed, { producers: 1, replicationFactor: 1, acks: "1" }),
      fitted: true,
    },
    {
      ...throughput,
      what: "1 producer, 3 copies, acks 1",
      published: 786_980,
      predicted: written(seed, { producers: 1, replicationFactor: 3, acks: "1" }),
    },
    {
      ...throughput,
      what: "1 producer, 3 copies, acks all",
      published: 421_823,
      predicted: written(seed, { producers: 1, replicationFactor: 3, acks: "all" }),
      missedBecause: "A producer in a run does not stop for confirmations, whereas the one of 2014 waited for them with a full buffer.",
    },
    {
      ...throughput,
      what: "3 producers, 3 copies, acks 1",
      published: 2_024_032,
      predicted: written(seed, { producers: 3, replicationFactor: 3, acks: "1" }),
      missedBecause:
        "Three copies of that rate are 247 MB/s into every broker, twice its link, so the measured followers must have fallen behind; in a run copying keeps up and the links hold producers at what can last.",
    },
    {
      ...throughput,
      what: "1 producer with 1 reader, 3 copies, acks 1",
      published: 795_064,
      predicted: written(seed, { producers: 1, replicationFactor: 3, acks: "1", reader: true }),
    },
  ],
};

export const consumers: Experiment = {
  id: "kafka-consumers-2014",
  title: "Kafka: consumers on three small machines",
  evidence: "measured",
  source: SOURCE,
  setUp: SET_UP,
  drawn: "A log that is filled faster than it is read, read by a service with one server per consumer.",
  fitted: "The time a consumer needs for a record, on the first row.",
  rows: (seed) => [
    {
      ...throughput,
      what: "1 consumer",
      published: ONE_CONSUMER,
      predicted: ratePerSecond(seed, reading(1), "out", 50, 150),
      fitted: true,
    },
    {
      ...throughput,
      what: "3 consumers",
      published: 2_615_968,
      predicted: ratePerSecond(seed, reading(3), "out", 50, 150),
      missedBecause: "In a run reading is not held by the links of the brokers, which three consumers filled to 85 %.",
    },
  ],
};

export const endToEnd: Experiment = {
  id: "kafka-end-to-end-2014",
  title: "Kafka: end-to-end latency on three small machines",
  evidence: "measured",
  source: SOURCE,
  setUp: SET_UP,
  drawn: "A slow source, Kafka as it comes (3 copies, acks all) without linger, a sink.",
  fitted: null,
  rows: (seed) => {
    const at = latencyAt(
      seed,
      {
        parts: [
          { id: "records", kind: "poisson-source", settings: { ratePerSecond: 200, bytes: RECORD_BYTES } },
          { id: "kafka", kind: "kafka", settings: { ...BROKERS, replicationFactor: 3, acks: "all" } },
          { id: "out", kind: "sink" },
        ],
        wires: ["records.out -> kafka.produce", "kafka.consume -> out.in"],
        workload: { durationMs: 3_000_000, drainMs: 1000 },
      },
      "out",
    );
    const latency = { quantity: "latency", unit: "ms", digits: 1 } as const;
    return [
      { ...latency, what: "p50", published: 2, predicted: at(0.5) },
      { ...latency, what: "p99", published: 3, predicted: at(0.99), missedBecause: LAW },
      { ...latency, what: "p99.9", published: 14, predicted: at(0.999) },
    ];
  },
};
