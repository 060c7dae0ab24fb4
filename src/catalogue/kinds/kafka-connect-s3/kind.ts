import { defineKind, field } from "../../contract.ts";
import { parquetFormat, parquetSizes } from "../../fields/file-sizes.ts";
import { fileConnector } from "../../families/connector.ts";
import { KAFKA_DOCS, assumed, published, recalled } from "../../prices/sources.ts";
import { used } from "../../prices/usage.ts";
import { bytes, duration } from "../../words.ts";
import { connectSwap } from "./swap.ts";
import { zoneNames } from "../../drawing/zones.ts";
import { FILE_CONNECTOR_REMARKS } from "../../remarks/files.ts";
import { fileAge } from "../../causes/files.ts";
import { timesAsLong } from "../../drawing/fault-amounts.ts";

const MB = 1e6;

const taskNames = (props: { readonly tasks: number }): readonly string[] =>
  Array.from({ length: props.tasks }, (_, index) => `task-${index}`);

export const kafkaConnectS3 = defineKind({
  id: "kafka-connect-s3",
  version: 1,
  family: "connector",
  title: "Kafka Connect to S3",
  alsoCalled: ["Kafka Connect", "S3 sink", "connector"],
  nearestTo: ["Debezium"],
  summary: "Reads a log as a consumer group and writes its records to S3 as Parquet files by hour or day.",
  layer: "ingest",
  ports: [
    {
      id: "in",
      label: "Log",
      direction: "in",
      carries: ["records"],
      required: true,
      partners: ["log"],
      help: "The log to read; the connector is one consumer group of it.",
    },
    {
      id: "files",
      label: "Files",
      direction: "out",
      carries: ["files"],
      required: true,
      partners: ["object-store"],
      help: "Finished files.",
    },
  ],
  fields: {
    tasks: field.integer({
      label: "Tasks",
      help: "Tasks that read and write side by side; more than the log has partitions stay idle.",
      unit: "tasks",
      default: 2,
      min: 1,
      max: 60,
    }),
    flushRecords: field.integer({
      label: "Records per file",
      help: "A file closes when it holds this many records of one partition (flush.size).",
      unit: "records",
      default: 500_000,
      min: 1,
      max: 100_000_000,
      source: assumed("flush.size has no default; a working value for files of some 20 MB"),
    }),
    targetFileMb: field.number({
      label: "File size",
      help: "A file also closes at this size. Many small files make every query list and open more.",
      unit: "MB",
      default: 128,
      min: 0.1,
      max: 5000,
      source: recalled("128 to 512 MB Parquet files are commonly advised", "2026"),
    }),
    rotateMs: field.integer({
      label: "Close after",
      help: "An open file closes after this long, however little it holds. Shorter is fresher and makes more files.",
      unit: "ms",
      default: 600_000,
      min: 1000,
      max: 86_400_000,
      step: 1000,
    }),
    partitionBy: field.choice({
      label: "Folders by",
      help: "One folder for each hour or day of event time; a query that names the hour reads only its folder.",
      default: "hour",
      options: [
        { value: "hour", label: "hour" },
        { value: "day", label: "day" },
      ],
    }),
    delivery: field.choice({
      label: "After a crash",
      help: "Commit after upload repeats what was written since the last commit. Deterministic names a file by its offsets, so that a repeat overwrites it.",
      default: "deterministic",
      options: [
        { value: "after-upload", label: "may repeat records" },
        { value: "deterministic", label: "repeats overwrite" },
      ],
      source: recalled("exactly-once to S3 needs a deterministic partitioner", "2026"),
    }),
    fileSizes: parquetSizes,
    compressionRatio: field.number({
      label: "Compression",
      help: "Raw bytes per stored byte: Parquet with compression keeps about a fifth of JSON.",
      unit: "raw bytes per stored byte",
      default: 5,
      min: 1,
      max: 50,
      advanced: true,
      source: assumed("5:1, facts/storage.md 2.2; 1 TB of CSV became 130 GB (7.7:1) in AWS's own example"),
    }),
    taskMbPerSecond: field.number({
      label: "Speed of a task",
      help: "MB of raw records one task writes per second.",
      unit: "MB/s",
      default: 20,
      min: 0.1,
      max: 500,
      advanced: true,
      source: assumed("10 to 30 MB/s, no published figure; facts/streaming.md 2.3"),
    }),
    sessionTimeoutMs: field.integer({
      label: "Lost worker noticed after",
      help: "Time without heartbeat before the group hands a lost worker's partitions to others.",
      unit: "ms",
      default: 45_000,
      min: 6000,
      max: 1_800_000,
      advanced: true,
      source: KAFKA_DOCS,
    }),
    capacityUnits: field.integer({
      label: "Capacity units",
      help: "MSK Connect units that are paid; one has 1 vCPU and 4 GiB.",
      unit: "MCU",
      default: 1,
      min: 1,
      max: 480,
    }),
  },
  limits: [
    { name: "Speed of a task", value: "10 to 30", unit: "MB/s", source: assumed("no published figure; facts/streaming.md 2.3") },
    { name: "Upload part", value: "25, at least 5", unit: "MiB", source: published("confluentinc/kafka-connect-storage-cloud", "2026-07") },
    { name: "Lost worker noticed after", value: 45, unit: "s", source: KAFKA_DOCS },
    { name: "Workers", value: 60, unit: "workers", source: published("Amazon MSK Developer Guide, GitHub awsdocs", "2023-03") },
  ],
  prices: [
    {
      dimension: "Connect capacity",
      unit: "MCU-hours",
      source: recalled("MSK Connect, us-east-1: 0.11 USD per MCU-hour", "2026"),
      quantity: (usage, props) => props.capacityUnits * used(usage, "hours"),
      unitPriceUsd: () => 0.11,
    },
  ],
  headline: (props) => `Parquet · ${bytes(props.targetFileMb * MB)} or ${duration(props.rotateMs)} · by ${props.partitionBy}`,
  behaviour: (props, ctx) =>
    fileConnector(ctx, {
      tasks: props.tasks,
      flushRecords: props.flushRecords,
      targetFileBytes: props.targetFileMb * MB,
      rotateMs: props.rotateMs,
      bytesPerSecondPerTask: props.taskMbPerSecond * MB,
      compressionRatio: props.compressionRatio,
      format: parquetFormat(props.fileSizes),
      partitionBy: props.partitionBy,
      delivery: props.delivery,
      sessionTimeoutMs: props.sessionTimeoutMs,
    }),
  remarks: FILE_CONNECTOR_REMARKS,
  causes: [fileAge("rotateMs")],
  faults: [
    {
      id: "crash",
      label: "Worker crash",
      help: "A worker dies with its open files. Its partitions wait for the session timeout, then others read again from the last commit.",
      defaultDurationMs: 60_000,
      targets: taskNames,
    },
    {
      id: "slow",
      label: "Slow worker",
      help: "A task writes at a quarter of its speed, and lag grows in its partitions.",
      defaultDurationMs: 120_000,
      amount: timesAsLong(4),
      targets: taskNames,
    },
    {
      id: "zone-loss",
      label: "Zone lost",
      help: "The workers of a zone die with their open files; their partitions wait for the session timeout.",
      defaultDurationMs: 60_000,
      targets: zoneNames,
    },
    {
      id: "rolling-restart",
      label: "Rolling restart",
      help: "Workers restart one after another; files they had open are written anew from the last commit.",
      defaultDurationMs: 120_000,
    },
  ],
  doc: {
    is: "A ready-made reader of a log that gathers records into files and uploads each when it is full or old enough. Offsets are committed for what lies in finished files.",
    whenToUse:
      "Use it to keep every raw event in object storage without writing a program: the archive, the lake, the source of a later batch job.",
    doesNotPromise:
      "A record waits in an open file until it closes, so this is never fresher than its rotation. Without deterministic names a crash leaves records in two files.",
    weighAgainst:
      "Firehose has nothing to run and rounds each record up to 5 KB; Flink writes files at its checkpoints and can change records on the way. Connect controls file sizes best.",
  },
  examples: [
    {
      title: "Many small files",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka", settings: { partitions: 48 } },
        { id: "connect", kind: "kafka-connect-s3", settings: { rotateMs: 10_000 } },
        { id: "raw", kind: "s3" },
      ],
      wires: ["app.events -> kafka.produce", "kafka.consume -> connect.in", "connect.files -> raw.objects"],
      expect: "Many files of a few hundred bytes each; writing and moving them costs more than keeping them.",
    },
    {
      title: "A crash that repeats records",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "connect", kind: "kafka-connect-s3", settings: { delivery: "after-upload" } },
        { id: "raw", kind: "s3" },
      ],
      wires: ["app.events -> kafka.produce", "kafka.consume -> connect.in", "connect.files -> raw.objects"],
      expect: "After a worker crash some records lie in two files.",
    },
  ],
  migrations: [],
  swap: connectSwap,
});
