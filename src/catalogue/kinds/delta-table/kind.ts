import { defineKind, field } from "../../contract.ts";
import { lakeTable } from "../../families/lake-table.ts";
import {
  LAKE_TABLE_FAULTS,
  LAKE_TABLE_LIMITS,
  LAKE_TABLE_PORTS,
  LAKE_TABLE_PRICES,
  lakeTableFields,
  TABLES_AS_RUN,
} from "../../fields/lake-table-fields.ts";
import { LAKE_TABLE_REMARKS } from "../../remarks/tables-over-files.ts";
import { every, plural } from "../../words.ts";

export const deltaTable = defineKind({
  id: "delta-table",
  version: 1,
  family: "object-store",
  title: "Delta table",
  alsoCalled: ["Delta Lake"],
  nearestTo: ["Hudi", "Databricks"],
  summary: "A table over files in S3: a log beside the data says which files are in it, and each commit is there whole or not at all.",
  layer: "store",
  ports: LAKE_TABLE_PORTS,
  fields: {
    ...lakeTableFields,
    checkpointEvery: field.integer({
      label: "Checkpoint every",
      help: "Commits from one checkpoint of the log to the next. A reader takes the last checkpoint and each commit since.",
      unit: "commits",
      default: 100,
      min: 1,
      max: 10_000,
      advanced: true,
      source: { ...TABLES_AS_RUN, text: `${TABLES_AS_RUN.text}; Spark writes one every 10 commits (recalled)` },
    }),
  },
  limits: [...LAKE_TABLE_LIMITS, { name: "A vacuum keeps", value: 168, unit: "hours of what was taken out", source: TABLES_AS_RUN }],
  prices: LAKE_TABLE_PRICES,
  headline: (props) => `connectors commit ${every(props.commitEveryMs)} · checkpoint every ${plural(props.checkpointEvery, "commit")}`,
  behaviour: (props, ctx) => lakeTable(ctx, props, { tableFormat: "delta", checkpointEvery: props.checkpointEvery }),
  remarks: LAKE_TABLE_REMARKS,
  faults: LAKE_TABLE_FAULTS,
  doc: {
    is: "Parquet files and a folder `_delta_log` with a numbered JSON file for each commit: the table is what those files say. Conflicts are decided as deltalake 1.6.6 (the library behind Python and Rust) decides them.",
    whenToUse:
      "Use it where several jobs write one table, readers must never see half a run, rows have to be deleted or corrected, and small files are to be merged without anybody noticing.",
    doesNotPromise:
      "An append begun before a delete or overwrite is refused, in any partition; of two overlapping compactions both are taken, and every row is there twice. Deleted bytes stay until a vacuum. Not modelled: old versions held open by readers (T4), codecs by operation (T10), schema changes (T11).",
    weighAgainst:
      "Plain files in S3 need no log and no maintenance, and show half a job. Iceberg retries appends and refuses overlapping compactions, and its metadata grows faster. A warehouse does all of this behind its SQL.",
  },
  examples: [
    {
      title: "A job that appends",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "connect", kind: "kafka-connect-s3", settings: { rotateMs: 20_000 } },
        { id: "raw", kind: "s3" },
        {
          id: "job",
          kind: "glue-job",
          settings: { everyMs: 120_000, startUpMedianMs: 5000, startUpP99Ms: 10_000, reads: "new-files" },
        },
        { id: "table", kind: "delta-table" },
      ],
      wires: [
        "app.events -> kafka.produce",
        "kafka.consume -> connect.in",
        "connect.files -> raw.objects",
        "raw.objects -> job.in",
        "job.files -> table.objects",
      ],
      expect: "Each run is one version, there all at once; a run that fails leaves orphans in the bucket and nothing in the table.",
    },
    {
      title: "A commit a second",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "connect", kind: "kafka-connect-s3", settings: { rotateMs: 10_000 } },
        { id: "table", kind: "delta-table", settings: { commitEveryMs: 5000 } },
        { id: "athena", kind: "athena" },
      ],
      wires: [
        "app.events -> kafka.produce",
        "kafka.consume -> connect.in",
        "connect.files -> table.objects",
        "table.objects -> athena.data",
      ],
      expect: "Many small commits: the log takes as much as the rows, and each query reads more of it.",
    },
  ],
  migrations: [],
});
