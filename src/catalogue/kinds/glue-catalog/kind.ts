import { defineKind, field } from "../../contract.ts";
import { catalogue } from "../../families/store.ts";
import { ATHENA_GUIDE, AWS_PRICES, assumed } from "../../prices/sources.ts";
import { MILLION, used } from "../../prices/usage.ts";
import { CATALOGUE_REMARKS } from "../../remarks/files.ts";

/** Free for the account each month; taken off for each catalogue that is drawn. */
const FREE = 1_000_000;

export const glueCatalog = defineKind({
  id: "glue-catalog",
  version: 1,
  family: "catalogue",
  title: "Glue Catalog",
  alsoCalled: ["catalog", "metastore"],
  nearestTo: ["Hive Metastore", "Unity Catalog", "Lake Formation", "DataHub"],
  summary: "Knows the tables over files in S3: their columns, and which partitions exist.",
  layer: "govern",
  ports: [
    {
      id: "partitions",
      label: "Register",
      direction: "in",
      carries: ["partitions"],
      partners: ["batch-job", "orchestrator"],
      help: "New partitions, from whatever discovers them. Not needed with projection.",
    },
    {
      id: "tables",
      label: "Tables",
      direction: "out",
      carries: ["partitions"],
      partners: ["query-engine", "batch-job", "warehouse"],
      help: "Tables and partitions for engines that query the files.",
    },
  ],
  fields: {
    projection: field.boolean({
      label: "Partition projection",
      help: "On: partitions follow from a rule about their names, so nothing is registered and none is missing. Off: a partition is invisible until somebody registers it.",
      default: false,
    }),
    requestLatencyMs: field.number({
      label: "Request takes",
      help: "Time for one page of partitions.",
      unit: "ms",
      default: 20,
      min: 1,
      max: 10_000,
      advanced: true,
      source: assumed("20 ms per GetPartitions page; facts/storage.md 2.2"),
    }),
  },
  limits: [
    { name: "Partitions of a table", value: 10_000_000, unit: "partitions", source: ATHENA_GUIDE, note: "Not enforced in a run." },
    { name: "Partitions read by one query", value: 1_000_000, unit: "partitions", source: ATHENA_GUIDE, note: "Not enforced in a run." },
    { name: "Request", value: 20, unit: "ms", source: assumed("facts/storage.md 2.2") },
  ],
  prices: [
    {
      dimension: "Objects kept",
      unit: "100,000 object-months",
      source: { ...AWS_PRICES, text: `${AWS_PRICES.text}; the first million is free (recalled)` },
      quantity: (usage) => Math.max(0, used(usage, "partitionsRegistered") - FREE) / 100_000,
      unitPriceUsd: () => 1,
    },
    {
      dimension: "Requests",
      unit: "million requests",
      source: { ...AWS_PRICES, text: `${AWS_PRICES.text}; the first million a month is free (recalled)` },
      quantity: (usage) => Math.max(0, used(usage, "requests") - FREE) / MILLION,
      unitPriceUsd: () => 1,
    },
  ],
  headline: (props) => (props.projection ? "partition projection" : "registered partitions"),
  behaviour: (props, ctx) => catalogue(ctx, { requestLatencyMs: props.requestLatencyMs, projection: props.projection }),
  remarks: CATALOGUE_REMARKS,
  faults: [
    {
      id: "outage",
      label: "Out of reach",
      help: "The catalogue answers nobody: partitions found meanwhile stay unknown, and the rows in them unseen.",
      defaultDurationMs: 300_000,
    },
  ],
  doc: {
    is: "A list of tables and partitions over files. It holds no rows; engines ask it where to read.",
    whenToUse: "Use it when more than one engine reads the same files, or when files are cut into partitions that come and go.",
    doesNotPromise:
      "It does not look at the files: a partition nobody registered is invisible, and one whose files are gone is still listed.",
    weighAgainst:
      "Weigh registering on each write (fresh, one more thing to run) against a schedule (late) and projection (nothing to run, names must follow a rule). Table formats such as Iceberg keep the list beside the files.",
  },
  examples: [
    {
      title: "A partition nobody registered",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "flink", kind: "flink" },
        { id: "processed", kind: "s3" },
        { id: "glue", kind: "glue-catalog" },
        { id: "athena", kind: "athena" },
        { id: "dashboard", kind: "dashboard" },
      ],
      wires: [
        "app.events -> kafka.produce",
        "kafka.consume -> flink.in",
        "flink.aggregates -> processed.objects",
        "processed.objects -> athena.data",
        "glue.tables -> athena.catalog",
        "athena.rows -> dashboard.rows",
      ],
      expect: "Files lie in S3 and no query sees them.",
    },
    {
      title: "Nothing to register",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "flink", kind: "flink" },
        { id: "processed", kind: "s3" },
        { id: "glue", kind: "glue-catalog", settings: { projection: true } },
        { id: "athena", kind: "athena" },
        { id: "dashboard", kind: "dashboard" },
      ],
      wires: [
        "app.events -> kafka.produce",
        "kafka.consume -> flink.in",
        "flink.aggregates -> processed.objects",
        "processed.objects -> athena.data",
        "glue.tables -> athena.catalog",
        "athena.rows -> dashboard.rows",
      ],
      expect: "A new hour can be queried as soon as its first file lies there.",
    },
  ],
  migrations: [],
});
