import { defineKind } from "../../contract.ts";
import { fileAge } from "../../causes/files.ts";
import { shareOf, timesAsLong } from "../../drawing/fault-amounts.ts";
import { flowCluster } from "../../families/movers/flow.ts";
import { parquetFormat } from "../../fields/file-sizes.ts";
import { AWS_PRICES, published, recalled } from "../../prices/sources.ts";
import { used } from "../../prices/usage.ts";
import { FLOW_REMARKS } from "./remarks.ts";
import { bytes, duration, exact, plural } from "../../words.ts";
import { flowFields, NIFI_DOCS } from "./fields.ts";

const MB = 1e6;
const DAY_S = 86_400;
/** Provenance that a node keeps. */
const PROVENANCE = published("HDF administration guide: provenance is kept for 24 hours or 1 GB, docs.cloudera.com", "2019");
const PROVENANCE_BYTES = 1e9;
const PENALTY_MS = 30_000;
/** A heartbeat every 5 s, of which eight may be missed. */
const NOTICE_MS = 40_000;

const nodeNames = (props: { readonly nodes: number }): readonly string[] =>
  Array.from({ length: props.nodes }, (_, node) => `node-${node}`);

export const nifi = defineKind({
  id: "nifi",
  version: 1,
  family: "connector",
  title: "NiFi",
  alsoCalled: ["Apache NiFi"],
  nearestTo: ["StreamSets", "Airbyte", "Fivetran"],
  summary: "A drawn flow of processors with queues between them: takes records in, checks them, gathers them and hands them on.",
  layer: "ingest",
  ports: [
    {
      id: "in",
      label: "Source",
      direction: "in",
      carries: ["records"],
      required: true,
      help: "A log that its nodes read as one group, or records that are sent to it; senders wait while its first queue is full.",
    },
    {
      id: "files",
      label: "Files",
      direction: "out",
      carries: ["files"],
      partners: ["object-store"],
      help: "Merged flow files, as files in folders by hour of arrival.",
    },
    {
      id: "out",
      label: "Records",
      direction: "out",
      carries: ["records"],
      help: "The records of merged flow files. Without a wire here or at the files they end here.",
    },
  ],
  fields: flowFields,
  limits: [
    {
      name: "A node",
      value: "50, with more disks 100 and more",
      unit: "MB/s",
      source: NIFI_DOCS,
      note: "Divided by how often content is written: here three times.",
    },
    { name: "Full connection", value: "10,000 flow files or 1", unit: "GB", source: NIFI_DOCS },
    { name: "A silent node is left out after", value: 40, unit: "s", source: NIFI_DOCS, note: "Eight heartbeats of 5 s." },
    { name: "Penalty of a flow file that failed", value: 30, unit: "s", source: recalled("Penalty Duration, 30 s", "2026") },
    { name: "Provenance", value: "24 h or 1 GB", unit: "a node", source: PROVENANCE },
    {
      name: "Published clusters",
      value: "192 MB/s on 1 node, 881 on 5, 5,800 on 25",
      unit: "MB/s",
      source: published("Cloudera Flow Management 4.0.0, sizing, docs.cloudera.com", "2026"),
    },
  ],
  prices: [
    {
      dimension: "Nodes, m5.2xlarge",
      unit: "instance-hours",
      source: { ...AWS_PRICES, text: `${AWS_PRICES.text}; the size is a working value` },
      quantity: (usage, props) => props.nodes * used(usage, "hours"),
      unitPriceUsd: () => 0.384,
    },
    {
      dimension: "Disks, gp3",
      unit: "GB-months",
      source: AWS_PRICES,
      quantity: (_usage, props) => props.nodes * props.diskGb,
      unitPriceUsd: () => 0.08,
    },
  ],
  headline: (props) =>
    `${plural(props.nodes, "node")} · ${plural(props.fileRecords, "record")} a flow file · ${bytes(props.mergeMb * MB)} or ${duration(props.mergeAgeMs)}`,
  behaviour: (props, ctx) =>
    flowCluster(ctx, {
      ...props,
      thresholds: { objects: props.objects, bytes: props.connectionMb * MB },
      recordMs: props.recordUs / 1000,
      diskBytesPerSecond: props.diskMbPerSecond * MB,
      merge: { bytes: props.mergeMb * MB, ageMs: props.mergeAgeMs },
      steps: [
        ...(props.validate ? [{ op: "validate" as const, settings: { maxAheadMs: props.maxClockAheadMs }, costMs: 0 }] : []),
        ...(props.dedup ? [{ op: "dedup" as const, settings: { forget: "time" as const, ttlMs: props.dedupTtlMs }, costMs: 0 }] : []),
      ],
      compression: { compressionRatio: props.compressionRatio, format: parquetFormat(props.fileSizes) },
      penaltyMs: PENALTY_MS,
      noticeMs: NOTICE_MS,
    }),
  remarks: FLOW_REMARKS,
  causes: [fileAge("mergeAgeMs")],
  faults: [
    {
      id: "crash",
      label: "Node lost",
      help: "A node dies and comes back after this long. Its queues and what it was at work on lie on its disk and wait for it; what it had handed on without a commit comes twice.",
      defaultDurationMs: 120_000,
      targets: nodeNames,
    },
    {
      id: "outage",
      label: "Cluster down",
      help: "All nodes die and come back after this long. Nothing is lost; a log keeps what comes meanwhile.",
      defaultDurationMs: 120_000,
    },
    {
      id: "slow",
      label: "Slow node",
      help: "Disk and threads of a node take four times as long; its queues fill, and those of others do not.",
      defaultDurationMs: 120_000,
      amount: timesAsLong(4),
      targets: nodeNames,
    },
    {
      id: "errors",
      label: "Answers lost",
      help: "The other side takes what is handed on and its answer is lost: the flow file is handed on again after its penalty, and is there twice.",
      defaultDurationMs: 120_000,
      amount: shareOf("of answers that are lost", 0.5),
    },
  ],
  doc: {
    is: "Processors that somebody has drawn, with queues between them, the same flow on each node. Content and queues lie on disk, every step of a flow file is a session and is written down as provenance.",
    whenToUse:
      "Use it to bring data of many kinds in and out, see where it waits, and hold sources back by full queues instead of losing anything.",
    doesNotPromise:
      "What a dead node had in its queues waits for that node. It hands on at least once: a hand-over without an answer is repeated. Order is kept nowhere between nodes.",
    weighAgainst:
      "It moves and checks records; state, windows and joins are a stream processor's. Kafka Connect needs no drawing and no disks. Many small flow files are all sessions and provenance: put many records into one.",
  },
  examples: [
    {
      title: "From a log into files",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka", settings: { partitions: 6 } },
        { id: "flow", kind: "nifi", settings: { mergeAgeMs: 30_000, validate: true, dedup: true, takes: "primary-node", balances: true } },
        { id: "raw", kind: "s3" },
      ],
      wires: ["app.events -> kafka.produce", "kafka.consume -> flow.in", "flow.files -> raw.objects"],
      expect: "Each node writes a file every half minute: three nodes, three times the files.",
    },
    {
      title: "Every record a flow file",
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 1500 } },
        { id: "flow", kind: "nifi", settings: { nodes: 1, fileRecords: 1, recordUs: 200, objects: 500, mergeAgeMs: 1000 } },
        { id: "out", kind: "sink" },
      ],
      wires: ["load.out -> flow.in", "flow.out -> out.in"],
      expect: "A session a record: a node changes 833 a second, its first queue fills, and the rest waits before it.",
    },
  ],
  migrations: [],
  advise: (props, measured, seconds) => {
    const perDayEach = seconds === 0 ? 0 : (used(measured, "provenanceBytes") / seconds / props.nodes) * DAY_S;
    return perDayEach > PROVENANCE_BYTES
      ? [
          {
            field: "fileRecords",
            message: `Each node writes ${bytes(perDayEach)} of provenance a day and keeps 1 GB: that is ${exact(Number(((24 * PROVENANCE_BYTES) / perDayEach).toPrecision(2)))} h instead of 24. Put more records into a flow file, or give the repository more room.`,
          },
        ]
      : [];
  },
});
