import type { Limit, PortDecl, PriceLine } from "../contract.ts";
import { field } from "../contract.ts";
import { AWS_PRICES, S3_GUIDE, published, recalled } from "../prices/sources.ts";
import { DAYS_PER_MONTH, GB, used } from "../prices/usage.ts";
import { bucketFaults, bucketPrefixes, REQUEST_PRICES, WRITES_PER_PREFIX } from "./bucket-fields.ts";
import { compression, parquetSizes } from "./file-sizes.ts";

/** What the libraries of both formats did when run. */
export const TABLES_AS_RUN = published(
  "deltalake 1.6.6 and pyiceberg 0.12.0 as run for docs/engines.md, rows T1 to T7, and each operation behind each",
  "2026-11",
);

export const LAKE_TABLE_PORTS: readonly PortDecl[] = [
  {
    id: "objects",
    label: "Write",
    direction: "in",
    carries: ["files", "records"],
    partners: ["connector", "stream-processor", "batch-job"],
    help: "Jobs and maintenance commit what they write; rows of a stream processor are committed at its checkpoint, files of connectors in turns.",
  },
  // Both ends are the files of the table and share the name; the direction tells them apart.
  {
    id: "objects",
    label: "Read",
    direction: "out",
    carries: ["files"],
    partners: ["query-engine", "batch-job", "warehouse"],
    help: "Files of the newest version, and word of those it replaces.",
  },
];

export const lakeTableFields = {
  commitEveryMs: field.integer({
    label: "Connectors commit every",
    help: "Files of writers that commit nothing themselves, such as connectors, become readable together, this often. Each commit is a version with metadata of its own.",
    unit: "ms",
    default: 300_000,
    min: 1000,
    max: 86_400_000,
    source: recalled(
      "Iceberg's Kafka Connect sink: iceberg.control.commit.interval-ms 300,000; kafka-delta-ingest: allowed latency 300 s",
      "2026",
    ),
  }),
  keptDays: field.integer({
    label: "Days kept",
    help: "Days of data that lie in the table in the steady state, for the bill of a month.",
    unit: "days",
    default: 365,
    min: 1,
    max: 36_500,
  }),
  prefixes: { ...bucketPrefixes, advanced: true, source: S3_GUIDE },
  fileSizes: parquetSizes,
  compressionRatio: compression("rows that a stream processor writes here; files come compressed already."),
};

export const LAKE_TABLE_LIMITS: readonly Limit[] = [
  WRITES_PER_PREFIX,
  { name: "Retries of a commit", value: "4, after 100 ms and twice as long each time", unit: "Iceberg", source: TABLES_AS_RUN },
  { name: "What a commit writes beside the data", value: "as written by the libraries", unit: "within 5 %", source: TABLES_AS_RUN },
];

export const LAKE_TABLE_PRICES: readonly PriceLine<{ readonly keptDays: number }>[] = [
  {
    dimension: "Storage, Standard",
    unit: "GB-months",
    source: AWS_PRICES,
    quantity: (usage, { keptDays }) => ((used(usage, "storedBytes") / GB) * keptDays) / DAYS_PER_MONTH,
    unitPriceUsd: () => 0.023,
  },
  ...REQUEST_PRICES,
];

export const LAKE_TABLE_FAULTS = bucketFaults(
  "No request is answered and no version is committed; who wants to commit tries again afterwards.",
);
