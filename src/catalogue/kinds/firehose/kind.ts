import { compression } from "../../fields/file-sizes.ts";
import { defineKind, field } from "../../contract.ts";
import { deliveryStream } from "../../families/delivery.ts";
import { FIREHOSE_GUIDE, KPL_DEFAULTS, assumed, recalled } from "../../prices/sources.ts";
import { GIB, used } from "../../prices/usage.ts";
import { bytes, duration } from "../../words.ts";
import { firehoseSwap } from "./swap.ts";
import { DELIVERY_REMARKS } from "../../remarks/files.ts";
import { fileAge } from "../../causes/files.ts";

const MB = 1024 * 1024;
/** A record is billed in steps of 5 KB. */
const ROUNDED_TO_BYTES = 5 * 1024;
/** us-east-1; with a batch call of up to 500 records or 4 MiB. */
const DIRECT_QUOTA = { recordsPerSecond: 500_000, requestsPerSecond: 2000, bytesPerSecond: 5 * MB };
const KEPT_MS = 24 * 3_600_000;
const HANDLING_MS = { from: 1000, to: 5000 };

/** Parquet is written with Snappy unless another codec is asked for (Firehose developer guide). */
const FORMATS = {
  gzip: { format: "json-lines", isGzipped: true },
  parquet: { format: "parquet", codec: "snappy" },
} as const;

export const firehose = defineKind({
  id: "firehose",
  version: 1,
  family: "connector",
  title: "Firehose",
  alsoCalled: ["Kinesis Firehose", "Data Firehose", "delivery stream"],
  nearestTo: ["Fluentd", "Logstash", "Vector"],
  summary: "Gathers records from a stream or from producers and writes them to S3 as files, with nothing to run.",
  layer: "ingest",
  ports: [
    {
      id: "in",
      label: "Records",
      direction: "in",
      carries: ["records"],
      required: true,
      partners: ["log", "source", "edge", "service", "function", "stream-processor"],
      help: "A stream to read, or producers that put records themselves, within the quota.",
    },
    {
      id: "files",
      label: "Files",
      direction: "out",
      carries: ["files"],
      required: true,
      partners: ["object-store"],
      help: "Finished files, in folders by hour of arrival.",
    },
  ],
  fields: {
    bufferMb: field.integer({
      label: "Buffer size",
      help: "A file leaves when this many MB of records have come, or at its age, whichever is first.",
      unit: "MB",
      default: 5,
      min: 1,
      max: 128,
      source: { ...FIREHOSE_GUIDE, text: `${FIREHOSE_GUIDE.text}: 1 to 128 MB; the default is recalled` },
    }),
    bufferS: field.integer({
      label: "Buffer age",
      help: "A file leaves this many seconds after its first record, however small it is. Shorter is fresher and makes more files.",
      unit: "s",
      default: 300,
      min: 60,
      max: 900,
      source: { ...FIREHOSE_GUIDE, text: `${FIREHOSE_GUIDE.text}: 60 to 900 s; the default is recalled` },
    }),
    format: field.choice({
      label: "Format",
      help: "JSON as it came, compressed, or converted to Parquet, which costs more per GB and makes every query that reads it cheaper.",
      default: "gzip",
      options: [
        { value: "gzip", label: "JSON, gzip" },
        { value: "parquet", label: "Parquet" },
      ],
    }),
    fileSizes: field.choice({
      label: "Size of a file",
      help: "By the ratio you give, or measured: the rows are written in the format chosen above and compressed.",
      default: "ratio",
      options: [
        { value: "ratio", label: "by the ratio" },
        { value: "measured", label: "measured" },
      ],
      advanced: true,
    }),
    compressionRatio: compression("the files it writes."),
    recordsPerRequest: field.integer({
      label: "Records per request",
      help: "Records a producer puts with one call. Only where producers put records themselves: 2,000 calls a second are taken.",
      unit: "records",
      default: 500,
      min: 1,
      max: 500,
      advanced: true,
      source: FIREHOSE_GUIDE,
    }),
    recordTtlMs: field.integer({
      label: "Time to live",
      help: "A record over the quota is tried again for this long, with growing random pauses, and then given up.",
      unit: "ms",
      default: 30_000,
      min: 0,
      max: 3_600_000,
      advanced: true,
      source: { ...KPL_DEFAULTS, text: `As a stream's producer: ${KPL_DEFAULTS.text}` },
    }),
  },
  limits: [
    {
      name: "Direct put, us-east-1",
      value: "500,000 records, 2,000 calls, 5 MiB",
      unit: "per second",
      source: FIREHOSE_GUIDE,
      note: "Can be raised; no limit when fed by a stream.",
    },
    { name: "One call", value: "500 records or 4", unit: "MiB", source: FIREHOSE_GUIDE },
    { name: "One record", value: 1000, unit: "KiB", source: FIREHOSE_GUIDE },
    {
      name: "Kept while the destination is away",
      value: 24,
      unit: "h",
      source: FIREHOSE_GUIDE,
      note: "From a stream: as long as the stream keeps it.",
    },
    { name: "From a closed buffer to the upload", value: "1 to 5", unit: "s", source: assumed("facts/streaming.md 1.4") },
    { name: "Billed record", value: "rounded up to 5", unit: "KB", source: FIREHOSE_GUIDE },
  ],
  prices: [
    {
      dimension: "Data in, records rounded up to 5 KB",
      unit: "GB",
      source: recalled("Firehose, us-east-1, first 500 TB; 0.035 in London is published", "2026"),
      quantity: (usage) => used(usage, "roundedBytes") / GIB,
      unitPriceUsd: () => 0.029,
    },
    {
      dimension: "Conversion to Parquet",
      unit: "GB",
      source: recalled("Firehose, us-east-1; 0.021 in London is published", "2026"),
      quantity: (usage, props) => (props.format === "parquet" ? used(usage, "roundedBytes") / GIB : 0),
      unitPriceUsd: () => 0.018,
    },
  ],
  headline: (props) =>
    `${props.format === "parquet" ? "Parquet" : "JSON, gzip"} · ${bytes(props.bufferMb * 1e6)} or ${duration(props.bufferS * 1000)}`,
  behaviour: (props, ctx) =>
    deliveryStream(ctx, {
      bufferBytes: props.bufferMb * MB,
      bufferMs: props.bufferS * 1000,
      compressionRatio: props.compressionRatio,
      format: props.fileSizes === "ratio" ? null : FORMATS[props.format],
      directQuota: DIRECT_QUOTA,
      recordsPerRequest: props.recordsPerRequest,
      retry: { baseMs: 100, limitMs: 20_000, ttlMs: props.recordTtlMs },
      handlingMs: HANDLING_MS,
      keptMs: KEPT_MS,
      roundedToBytes: ROUNDED_TO_BYTES,
    }),
  remarks: DELIVERY_REMARKS,
  causes: [fileAge("bufferS")],
  faults: [
    {
      id: "outage",
      label: "Destination away",
      help: "The bucket cannot be written to. Files wait and come when it is back; what producers put is kept for 24 hours.",
      defaultDurationMs: 300_000,
    },
    {
      id: "errors",
      label: "Delivery time-outs",
      help: "The bucket takes files but answers too late, so each is delivered a second time under another name.",
      defaultDurationMs: 120_000,
    },
  ],
  doc: {
    is: "A delivery service: it buffers records by size and age and writes each buffer as one object, compressed or as Parquet, into folders by hour of arrival.",
    whenToUse: "Use it to have events in S3 with nothing to run or to scale, when a minute or more of delay is no matter.",
    doesNotPromise:
      "Delivery is at least once: after a time-out a file comes twice. Nothing is seen before its buffer closes, and folders follow arrival, not event time.",
    weighAgainst:
      "Each record is billed as 5 KB at least, so an event of 200 B costs 25 times its size: pack events, or use Kafka Connect, which also controls file sizes exactly. Flink writes files exactly once at its checkpoints.",
  },
  examples: [
    {
      title: "A stream kept in S3",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "stream", kind: "kinesis-data-streams" },
        { id: "delivery", kind: "firehose", settings: { bufferS: 60 } },
        { id: "raw", kind: "s3" },
      ],
      wires: ["app.events -> stream.produce", "stream.consume -> delivery.in", "delivery.files -> raw.objects"],
      expect: "A file a minute; each small event is billed as 5 KB.",
    },
    {
      title: "Producers over the quota",
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 3000, bytes: 500 } },
        { id: "delivery", kind: "firehose", settings: { recordsPerRequest: 1, recordTtlMs: 2000, bufferS: 60 } },
        { id: "raw", kind: "s3" },
      ],
      wires: ["load.out -> delivery.in", "delivery.files -> raw.objects"],
      expect: "2,000 calls a second are taken, the rest is tried again and given up.",
    },
  ],
  migrations: [],
  swap: firehoseSwap,
  check: (props) =>
    props.format === "parquet" && props.bufferMb < 64
      ? [{ field: "bufferMb", message: "Conversion to Parquet needs a buffer of 64 MB or more. Write 64 or more, or keep JSON." }]
      : [],
});
