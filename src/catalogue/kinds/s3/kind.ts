import { SMALL_OBJECT_BYTES } from "../../../engine/files/object-store.ts";
import { defineKind, field } from "../../contract.ts";
import type { Usage } from "../../contract.ts";
import { bucketFaults, bucketPrefixes, REQUEST_PRICES, WRITES_PER_PREFIX } from "../../fields/bucket-fields.ts";
import { compression, parquetFormat, parquetSizes } from "../../fields/file-sizes.ts";
import { objectStore } from "../../families/store.ts";
import { AWS_PRICES, NETFLIX_MODELS, S3_GUIDE, assumed, recalled } from "../../prices/sources.ts";
import { DAYS_PER_MONTH, GB, used } from "../../prices/usage.ts";
import { plural } from "../../words.ts";
import { OBJECT_STORE_REMARKS } from "../../remarks/files.ts";

const MB = 1e6;
const INSTANT_PRICES = recalled(
  "S3 Glacier Instant Retrieval: 0.004 a GB-month, 0.02 a thousand moves, 0.03 a GB read; facts/storage.md 2.1",
  "2026",
);

/** Least days of a class, billed also where objects go on sooner (facts/storage.md 2.1). */
const LEAST_DAYS = { infrequent: 30, instant: 90, glacier: 90, deep: 180 };
/** An object in an archive takes so much more: its name in Standard, an index in the archive (40 KB; facts/storage.md 2.1). */
const NAME_BYTES = 8000;
const INDEX_BYTES = 32_000;

/** GB in a class in the steady state: what a month brings, for the share of months it stays there. */
function gbKept(storedBytes: number, days: number): number {
  return ((storedBytes / GB) * days) / DAYS_PER_MONTH;
}

type Lifecycle = {
  readonly standardDays: number;
  readonly infrequentDays: number;
  readonly instantDays: number;
  readonly archiveDays: number;
  readonly deepDays: number;
  readonly smallObjects: "stay" | "move";
};

/** Objects that go on from Standard and their bytes, as they are billed where the least is 128 KB, and as they are. */
function moved(usage: Usage, { smallObjects }: Lifecycle) {
  const [objects, small] = [used(usage, "objects"), used(usage, "smallObjects")];
  const [bytes, smallBytes] = [used(usage, "storedBytes"), used(usage, "smallBytes")];
  if (smallObjects === "stay") return { objects: objects - small, bytes: bytes - smallBytes, billedBytes: bytes - smallBytes };
  return { objects, bytes, billedBytes: bytes - smallBytes + small * SMALL_OBJECT_BYTES };
}

/** Days an object is billed for in a class: 0 where it is left out. */
function billedDays(days: number, least: number): number {
  return days === 0 ? 0 : Math.max(days, least);
}

function daysInAll({ standardDays, infrequentDays, instantDays, archiveDays, deepDays }: Lifecycle): number {
  return standardDays + infrequentDays + instantDays + archiveDays + deepDays;
}

/** What stays in Standard: everything at first, small objects to the end, and the names of what lies in archives. */
function gbInStandard(usage: Usage, props: Lifecycle): number {
  const { objects, bytes } = moved(usage, props);
  const staying = used(usage, "storedBytes") - bytes;
  const archived = billedDays(props.archiveDays, LEAST_DAYS.glacier) + billedDays(props.deepDays, LEAST_DAYS.deep);
  return gbKept(bytes, props.standardDays) + gbKept(staying, daysInAll(props)) + gbKept(objects * NAME_BYTES, archived);
}

function gbArchived(usage: Usage, props: Lifecycle, days: number): number {
  const { objects, bytes } = moved(usage, props);
  return gbKept(bytes + objects * INDEX_BYTES, days);
}

export const s3 = defineKind({
  id: "s3",
  version: 1,
  family: "object-store",
  title: "S3",
  alsoCalled: ["Amazon S3", "object store", "bucket", "data lake"],
  nearestTo: ["HDFS", "GCS", "Azure Blob Storage", "MinIO"],
  summary: "Keeps files of any size, cheaply and for as long as you say; nothing in it answers a query by itself.",
  layer: "store",
  ports: [
    {
      id: "objects",
      label: "Write",
      direction: "in",
      carries: ["files", "records"],
      partners: ["connector", "stream-processor", "batch-job", "function"],
      help: "Files, or rows that a stream processor writes as files at its checkpoints.",
    },
    // Both ends are the objects of the bucket and share the name; the direction tells them apart.
    {
      id: "objects",
      label: "Read",
      direction: "out",
      carries: ["files"],
      partners: ["query-engine", "batch-job", "function", "warehouse", "queue"],
      help: "Files as they lie there.",
    },
  ],
  fields: {
    prefixes: bucketPrefixes,
    standardDays: field.integer({
      label: "Days in Standard",
      help: "Days an object stays in the first class, where reading costs nothing extra.",
      unit: "days",
      default: 30,
      min: 1,
      max: 3650,
    }),
    infrequentDays: field.integer({
      label: "Days in Infrequent Access",
      help: "Days after that at 54 % of the storage price; reading costs 0.01 USD per GB. 0 leaves this class out.",
      unit: "days",
      default: 60,
      min: 0,
      max: 3650,
    }),
    archiveDays: field.integer({
      label: "Days in Glacier",
      help: "Days after that in the archive, where reading takes hours. Then the object is deleted. 0 leaves this class out.",
      unit: "days",
      default: 275,
      min: 0,
      max: 36_500,
    }),
    instantDays: field.integer({
      label: "Days in Glacier Instant",
      help: "Days between Infrequent Access and Glacier at 17 % of the storage price; read at once, for 0.03 USD per GB. At least 90 are billed. 0 leaves this class out.",
      unit: "days",
      default: 0,
      min: 0,
      max: 36_500,
      advanced: true,
    }),
    deepDays: field.integer({
      label: "Days in Deep Archive",
      help: "Days after Glacier at 4 % of the storage price, where reading takes half a day. At least 180 are billed. 0 leaves this class out.",
      unit: "days",
      default: 0,
      min: 0,
      max: 36_500,
      advanced: true,
    }),
    smallObjects: field.choice({
      label: "Objects below 128 KB",
      help: "They stay in Standard, as S3 has it unless a rule says otherwise; or move like the others and are billed as 128 KB, in archives with 40 KB each on top.",
      default: "stay",
      options: [
        { value: "stay", label: "stay in Standard" },
        { value: "move", label: "move like the others" },
      ],
      advanced: true,
      source: recalled("Amazon S3 lifecycle: objects below 128 KB are not moved by default", "2024-09"),
    }),
    putMedianMs: field.number({
      label: "Write, median",
      help: "Time to write a small object: half are faster.",
      unit: "ms",
      default: 30,
      min: 1,
      max: 60_000,
      advanced: true,
      source: assumed("log-normal 30 / 200 ms; Netflix plans 1 / 10 / 50 ms, AWS advises 100 to 200 ms. facts/storage.md 2.1"),
    }),
    putP99Ms: field.number({
      label: "Write, p99",
      help: "Time to write a small object: one in a hundred is slower.",
      unit: "ms",
      default: 200,
      min: 1,
      max: 600_000,
      advanced: true,
      source: assumed("log-normal 30 / 200 ms; facts/storage.md 2.1"),
    }),
    fileSizes: parquetSizes,
    compressionRatio: compression("rows that a stream processor writes here; files come compressed already."),
    streamMbPerSecond: field.number({
      label: "Speed of a connection",
      help: "MB per second over one connection.",
      unit: "MB/s",
      default: 90,
      min: 1,
      max: 10_000,
      advanced: true,
      source: S3_GUIDE,
    }),
  },
  limits: [
    WRITES_PER_PREFIX,
    { name: "Reads per prefix", value: 5500, unit: "requests/s", source: S3_GUIDE },
    {
      name: "Speed of a connection",
      value: "85 to 90",
      unit: "MB/s",
      source: S3_GUIDE,
      note: "93 MB/s measured by dvassallo/s3-benchmark, 2019.",
    },
    {
      name: "Write of a small object",
      value: "log-normal, median 30, p99 200",
      unit: "ms",
      source: assumed("between Netflix's planning values and AWS's advice; facts/storage.md 2.1"),
    },
    { name: "Netflix planning value for a write", value: "1 / 10 / 50", unit: "ms low / middle / high", source: NETFLIX_MODELS },
    {
      name: "Least days billed",
      value: "30, 90, 90, 180",
      unit: "days in Infrequent Access, Instant, Flexible, Deep Archive",
      source: S3_GUIDE,
    },
    { name: "Restored from Flexible", value: "3 to 5", unit: "h", source: S3_GUIDE, note: "Standard retrieval; from Deep Archive 12 h." },
    { name: "Read after write", value: "consistent", unit: "since 2020-12", source: recalled("Amazon S3 strong consistency", "2020-12") },
  ],
  prices: [
    {
      dimension: "Storage, Standard",
      unit: "GB-months",
      source: AWS_PRICES,
      quantity: gbInStandard,
      unitPriceUsd: () => 0.023,
    },
    {
      dimension: "Storage, Infrequent Access",
      unit: "GB-months",
      source: AWS_PRICES,
      quantity: (usage, props) => gbKept(moved(usage, props).billedBytes, billedDays(props.infrequentDays, LEAST_DAYS.infrequent)),
      unitPriceUsd: () => 0.0125,
    },
    {
      dimension: "Storage, Glacier Instant",
      unit: "GB-months",
      source: INSTANT_PRICES,
      quantity: (usage, props) => gbKept(moved(usage, props).billedBytes, billedDays(props.instantDays, LEAST_DAYS.instant)),
      unitPriceUsd: () => 0.004,
    },
    {
      dimension: "Storage, Glacier Flexible",
      unit: "GB-months",
      source: AWS_PRICES,
      quantity: (usage, props) => gbArchived(usage, props, billedDays(props.archiveDays, LEAST_DAYS.glacier)),
      unitPriceUsd: () => 0.0036,
    },
    {
      dimension: "Storage, Deep Archive",
      unit: "GB-months",
      source: AWS_PRICES,
      quantity: (usage, props) => gbArchived(usage, props, billedDays(props.deepDays, LEAST_DAYS.deep)),
      unitPriceUsd: () => 0.00099,
    },
    ...REQUEST_PRICES,
    {
      dimension: "Moves to Infrequent Access",
      unit: "thousand objects",
      source: AWS_PRICES,
      // In the steady state each object written moves once a month's time later: as many moves as writes.
      quantity: (usage, props) => (props.infrequentDays > 0 ? moved(usage, props).objects / 1000 : 0),
      unitPriceUsd: () => 0.01,
    },
    {
      dimension: "Moves to Glacier Instant",
      unit: "thousand objects",
      source: INSTANT_PRICES,
      quantity: (usage, props) => (props.instantDays > 0 ? moved(usage, props).objects / 1000 : 0),
      unitPriceUsd: () => 0.02,
    },
    {
      dimension: "Moves to Glacier",
      unit: "thousand objects",
      source: AWS_PRICES,
      quantity: (usage, props) => (props.archiveDays > 0 ? moved(usage, props).objects / 1000 : 0),
      unitPriceUsd: () => 0.03,
    },
    {
      dimension: "Moves to Deep Archive",
      unit: "thousand objects",
      source: AWS_PRICES,
      quantity: (usage, props) => (props.deepDays > 0 ? moved(usage, props).objects / 1000 : 0),
      unitPriceUsd: () => 0.05,
    },
    {
      dimension: "Read back from Infrequent Access",
      unit: "GB",
      source: AWS_PRICES,
      quantity: (usage) => used(usage, "infrequentReadBytes") / GB,
      unitPriceUsd: () => 0.01,
    },
    {
      dimension: "Read back from Glacier Instant",
      unit: "GB",
      source: INSTANT_PRICES,
      quantity: (usage) => used(usage, "instantReadBytes") / GB,
      unitPriceUsd: () => 0.03,
    },
    {
      dimension: "Restored from Glacier Flexible",
      unit: "GB",
      source: AWS_PRICES,
      quantity: (usage) => used(usage, "glacierReadBytes") / GB,
      unitPriceUsd: () => 0.01,
    },
    {
      dimension: "Restored from Deep Archive",
      unit: "GB",
      source: AWS_PRICES,
      quantity: (usage) => used(usage, "deepReadBytes") / GB,
      unitPriceUsd: () => 0.02,
    },
  ],
  headline: (props) => `${plural(props.standardDays, "day")} standard · kept ${plural(daysInAll(props), "day")}`,
  behaviour: (props, ctx) =>
    objectStore(ctx, {
      putLatency: { medianMs: props.putMedianMs, p99Ms: props.putP99Ms },
      streamBytesPerSecond: props.streamMbPerSecond * MB,
      putsPerSecondPerPrefix: 3500,
      prefixes: props.prefixes,
      standardDays: props.standardDays,
      infrequentDays: props.infrequentDays,
      instantDays: props.instantDays,
      archiveDays: props.archiveDays,
      deepDays: props.deepDays,
      movesSmall: props.smallObjects === "move",
      compressionRatio: props.compressionRatio,
      format: parquetFormat(props.fileSizes),
    }),
  remarks: OBJECT_STORE_REMARKS,
  faults: bucketFaults("No request is answered. Writers keep their files, and writes that were under way begin again afterwards."),
  doc: {
    is: "Storage for objects under keys: written whole, read whole or in ranges, replaced and never changed. It lies in three zones, and a confirmed write is there to stay.",
    whenToUse:
      "Use it as the archive and the lake: for raw events, for results as files, for anything that later jobs or queries read in large pieces.",
    doesNotPromise:
      "It does not find a row, join or sort. Many small files cost more in requests and in reading than their bytes, and an archived object takes hours to come back. Not modelled: DuckDB as a reader and writer of its folders, which takes the types of their names from the values at hand (T8, T9).",
    weighAgainst:
      "HDFS reads locally and renames at once, and needs machines and care; a warehouse or Druid answers in under a second. S3 costs 23 USD per TB and month, three EBS copies 135 to 240.",
  },
  examples: [
    {
      title: "Results as files at each checkpoint",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "flink", kind: "flink" },
        { id: "processed", kind: "s3" },
      ],
      wires: [
        "app.events -> kafka.produce",
        "kafka.consume -> flink.in",
        "flink.sessions -> processed.objects",
        "flink.aggregates -> processed.objects",
      ],
      expect: "Rows become visible in steps of one checkpoint.",
    },
    {
      title: "The raw archive",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "connect", kind: "kafka-connect-s3" },
        { id: "raw", kind: "s3", settings: { standardDays: 7, infrequentDays: 0, archiveDays: 358 } },
      ],
      wires: ["app.events -> kafka.produce", "kafka.consume -> connect.in", "connect.files -> raw.objects"],
      expect: "Every event lies there once, broken ones included; moving small files costs more than keeping them.",
    },
  ],
  migrations: [],
  check: (props) => [
    ...(props.infrequentDays > 0 && props.standardDays < 30
      ? [
          {
            field: "standardDays",
            message:
              "S3 moves objects to Infrequent Access after 30 days at the earliest. Write 30 or more, or leave that class out (0 days).",
          },
        ]
      : []),
  ],
});
