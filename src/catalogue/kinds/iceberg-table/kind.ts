import { defineKind } from "../../contract.ts";
import { lakeTable } from "../../families/lake-table.ts";
import {
  LAKE_TABLE_FAULTS,
  LAKE_TABLE_LIMITS,
  LAKE_TABLE_PORTS,
  LAKE_TABLE_PRICES,
  lakeTableFields,
} from "../../fields/lake-table-fields.ts";
import { recalled } from "../../prices/sources.ts";
import { LAKE_TABLE_REMARKS } from "../../remarks/tables-over-files.ts";
import { every } from "../../words.ts";

/** The format knows no checkpoints. */
const NO_CHECKPOINTS = 1;

export const icebergTable = defineKind({
  id: "iceberg-table",
  version: 1,
  family: "object-store",
  title: "Iceberg table",
  alsoCalled: ["Apache Iceberg", "lakehouse"],
  summary: "A table over files in S3: snapshots name manifests, manifests name files, and a catalogue swaps one snapshot for the next.",
  layer: "store",
  ports: LAKE_TABLE_PORTS,
  fields: lakeTableFields,
  limits: [
    ...LAKE_TABLE_LIMITS,
    {
      name: "A compaction that overlaps another one",
      value: "refused",
      unit: "its files must still be there",
      source: recalled("Iceberg documentation, Reliability: conditions of a rewrite", "2026"),
    },
  ],
  prices: LAKE_TABLE_PRICES,
  headline: (props) => `connectors commit ${every(props.commitEveryMs)} · a snapshot for each commit`,
  behaviour: (props, ctx) => lakeTable(ctx, props, { tableFormat: "iceberg", checkpointEvery: NO_CHECKPOINTS }),
  remarks: LAKE_TABLE_REMARKS,
  faults: LAKE_TABLE_FAULTS,
  doc: {
    is: "Parquet files, and above them manifests (which files), a list of manifests for each snapshot, and a metadata file that names all snapshots and is written anew with each commit. Conflicts are decided as pyiceberg 0.12.0 decides them.",
    whenToUse:
      "Use it where several engines read and write one table, commits must be whole, and rows have to be deleted or corrected; appends never get in each other's way.",
    doesNotPromise:
      "Metadata is never cleaned by itself; expiring snapshots frees no byte of data until files no snapshot names are deleted. An overwrite behind an append to its partition is refused and leaves orphans. Not modelled: old snapshots held open by readers, branches, codecs (T10), schema changes (T11).",
    weighAgainst:
      "Delta writes one small file a commit and a checkpoint now and then, and refuses appends behind a delete. Plain files in S3 need no metadata and show half a job. A warehouse does all of this behind its SQL.",
  },
  examples: [
    {
      title: "Metadata larger than the data",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "connect", kind: "kafka-connect-s3", settings: { rotateMs: 10_000 } },
        { id: "table", kind: "iceberg-table", settings: { commitEveryMs: 10_000 } },
        { id: "athena", kind: "athena" },
        { id: "dashboard", kind: "dashboard" },
      ],
      wires: [
        "app.events -> kafka.produce",
        "kafka.consume -> connect.in",
        "connect.files -> table.objects",
        "table.objects -> athena.data",
        "athena.rows -> dashboard.rows",
      ],
      expect: "Every ten seconds a snapshot, and each writes the names of all snapshots before it again.",
    },
    {
      title: "Sessions at each checkpoint",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "flink", kind: "flink" },
        { id: "table", kind: "iceberg-table" },
      ],
      wires: [
        "app.events -> kafka.produce",
        "kafka.consume -> flink.in",
        "flink.sessions -> table.objects",
        "flink.aggregates -> table.objects",
      ],
      expect: "A snapshot for each checkpoint that had rows, all of it there at once.",
    },
  ],
  migrations: [],
});
