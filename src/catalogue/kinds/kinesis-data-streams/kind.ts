import { defineKind } from "../../contract.ts";
import { shardedStream } from "../../families/shards.ts";
import { KINESIS_GUIDE, KPL_DEFAULTS, derived } from "../../prices/sources.ts";
import { every, plural } from "../../words.ts";
import {
  BACK_OFF,
  CALL_LATENCY,
  CONTRACT,
  firstShards,
  kinesisFields,
  ON_DEMAND,
  PACK_BYTES,
  PROPAGATION,
  PUT_LATENCY,
  PUT_UNIT_BYTES,
  RESHARD_PAIR,
} from "./fields.ts";
import { kinesisPrices } from "./prices.ts";
import { kinesisSwap } from "./swap.ts";
import { SHARD_REMARKS } from "./remarks.ts";

export const kinesis = defineKind({
  id: "kinesis-data-streams",
  version: 1,
  family: "log",
  title: "Kinesis Data Streams",
  alsoCalled: ["Kinesis", "KDS"],
  summary: "A log cut into shards with a fixed contract each: nothing to run, and what is over the contract is refused.",
  layer: "ingest",
  ports: [
    {
      id: "produce",
      label: "Produce",
      direction: "in",
      carries: ["records"],
      required: true,
      partners: ["source", "edge", "service", "worker", "function", "connector", "stream-processor", "cache"],
      help: "Records to put.",
    },
    {
      id: "consume",
      label: "Consume",
      direction: "out",
      carries: ["records"],
      partners: ["stream-processor", "function", "batch-job", "connector", "table-store", "service", "sink", "cache"],
      help: "Each wire is one reader, which gets every record at the pace of its own calls or its own pipe.",
    },
  ],
  fields: kinesisFields,
  limits: [
    { name: "Write, per shard", value: "1 MB/s or 1,000 records/s", unit: "whichever comes first", source: KINESIS_GUIDE },
    { name: "Read, per shard, polling readers together", value: "2 MB, 2,000 records, 5 calls", unit: "per second", source: KINESIS_GUIDE },
    { name: "One answer", value: "10 MB or 10,000", unit: "records", source: KINESIS_GUIDE, note: "10 MB use up the next 5 s." },
    { name: "Enhanced fan-out, per reader and shard", value: 2, unit: "MB/s", source: KINESIS_GUIDE },
    {
      name: "Propagation",
      value: "log-normal, mean 70",
      unit: "ms",
      source: PROPAGATION.source,
      note: "To a polling reader its wait for the next call comes on top.",
    },
    { name: "Call for records", value: "log-normal, mean 20", unit: "ms", source: CALL_LATENCY.source },
    { name: "Put, to its answer", value: "log-normal, median 15", unit: "ms", source: PUT_LATENCY.source },
    { name: "Tries again after", value: "0.1 to 20, doubling, drawn at random", unit: "s", source: BACK_OFF.source },
    { name: "Records packed into one", value: PACK_BYTES, unit: "bytes at most", source: KPL_DEFAULTS },
    { name: "On demand, room", value: "2 x the peak of 30 days, at least 4", unit: "MB/s", source: KINESIS_GUIDE },
    { name: "On demand, a shard over 500 KB/s is split after", value: ON_DEMAND.splitAfterMs / 60_000, unit: "min", source: KINESIS_GUIDE },
    { name: "Split or merge of one pair", value: RESHARD_PAIR.ms / 1000, unit: "s", source: RESHARD_PAIR.source },
    { name: "Shards per account", value: 20_000, unit: "shards", source: KINESIS_GUIDE },
    {
      name: "Shards needed",
      value: "max(in KiB/s / 1,024, records/s / 1,000, out KiB/s / 2,048)",
      unit: "shards",
      source: derived("sizing rule of the developer guide", "2022-08"),
    },
  ],
  prices: kinesisPrices,
  headline: (props) => {
    const capacity = props.mode === "on-demand" ? "on demand" : plural(props.shards, "shard");
    return `${capacity} · ${props.reads === "push" ? "enhanced fan-out" : `polled ${every(props.pollMs)}`}`;
  },
  behaviour: (props, ctx) =>
    shardedStream(ctx, {
      key: props.key,
      growth: {
        mode: props.mode,
        shards: firstShards(props),
        reshardAtMs: props.mode === "provisioned" ? props.reshardAtMs : null,
        reshardTo: props.reshardTo,
        pairMs: RESHARD_PAIR.ms,
        splitBytesPerSecond: ON_DEMAND.splitBytesPerSecond,
        splitAfterMs: ON_DEMAND.splitAfterMs,
      },
      packs: { records: props.recordsPerPut, bufferedMs: props.bufferedMs, maxBytes: PACK_BYTES },
      read: { reads: props.reads, pollMs: props.pollMs, retryBaseMs: BACK_OFF.baseMs, callLatency: CALL_LATENCY, contract: CONTRACT },
      recordTtlMs: props.recordTtlMs,
      backOff: BACK_OFF,
      putLatency: PUT_LATENCY,
      propagation: PROPAGATION,
      retentionMs: props.retentionHours * 3_600_000,
      payloadUnitBytes: PUT_UNIT_BYTES,
      roundedToBytes: 1024,
    }),
  remarks: SHARD_REMARKS,
  faults: [
    {
      id: "throttle",
      label: "Another writer",
      help: "Another application writes into the stream and leaves a fifth of every shard. What is over that is refused and tried again.",
      defaultDurationMs: 60_000,
    },
    {
      id: "read-throttle",
      label: "Another reader",
      help: "Another application polls so often that every call of our polling readers is refused: they fall behind. Enhanced fan-out is not touched.",
      defaultDurationMs: 60_000,
    },
    {
      id: "errors",
      label: "Errors",
      help: "Half of all puts are answered with an error; half of those had stored their record all the same, so the next try stores it twice.",
      defaultDurationMs: 30_000,
    },
  ],
  doc: {
    is: "A log as a service. Records go to a shard by the MD5 hash of their partition key, stay there in order for 24 hours to a year, and every reader reads all of them. Three zones hold each record before the put is answered.",
    whenToUse:
      "Use it to have a replayable log without brokers, when load is steady enough to count in shards, or unknown enough to let on-demand count.",
    doesNotPromise:
      "A shard never takes more than 1 MB or 1,000 records a second: the rest is refused, and lost when the producer gives up. A retried put may store twice, and a record that was retried comes after later ones of its key.",
    weighAgainst:
      "Kafka hands records over in milliseconds and does not count them; Kinesis needs 70 ms by fan-out or about a second polled, and small records are paid one by one unless packed. Above some 10 MB/s on-demand costs several times the brokers.",
  },
  examples: [
    {
      title: "One shard, too many small records",
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 1500, bytes: 512 } },
        { id: "stream", kind: "kinesis-data-streams", settings: { shards: 1, recordTtlMs: 2000 } },
        { id: "out", kind: "sink" },
      ],
      wires: ["load.out -> stream.produce", "stream.consume -> out.in"],
      expect: "1,000 records a second are taken, 500 are refused, tried again and given up.",
    },
    {
      title: "Two readers by enhanced fan-out",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "stream", kind: "kinesis-data-streams", settings: { reads: "push", recordsPerPut: 25 } },
        { id: "flink", kind: "flink" },
        { id: "out", kind: "sink" },
        { id: "copy", kind: "sink" },
      ],
      wires: ["app.events -> stream.produce", "stream.consume -> flink.in", "flink.sessions -> out.in", "stream.consume -> copy.in"],
      expect: "Both readers see a record some 70 ms after it was put, and neither slows the other.",
    },
  ],
  migrations: [],
  swap: kinesisSwap,
  check: (props) =>
    props.mode === "provisioned" && props.reshardAtMs !== null && (props.reshardTo > 2 * props.shards || 2 * props.reshardTo < props.shards)
      ? [
          {
            field: "reshardTo",
            message: `One change of capacity doubles or halves the shards at most. Write ${Math.ceil(props.shards / 2)} to ${2 * props.shards}.`,
          },
        ]
      : [],
});
