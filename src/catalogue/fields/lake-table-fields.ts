import type { FaultDecl, Limit, PortDecl, PriceLine } from "../contract.ts";
import { field } from "../contract.ts";
import { timesAsLong } from "../drawing/fault-amounts.ts";
import { AWS_PRICES, S3_GUIDE, assumed, published, recalled } from "../prices/sources.ts";
import { DAYS_PER_MONTH, GB, used } from "../prices/usage.ts";
import { parquetSizes } from "./file-sizes.ts";

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
  prefixes: field.integer({
    label: "Prefixes",
    help: "Prefixes S3 has split the keys into. Each takes 3,500 writes and 5,500 reads per second; beyond that it answers 503.",
    unit: "prefixes",
    default: 1,
    min: 1,
    max: 10_000,
    advanced: true,
    source: S3_GUIDE,
  }),
  fileSizes: parquetSizes,
  compressionRatio: field.number({
    label: "Compression",
    help: "Raw bytes per stored byte of rows that a stream processor writes here; files come compressed already.",
    unit: "raw bytes per stored byte",
    default: 5,
    min: 1,
    max: 50,
    advanced: true,
    source: assumed("5:1 for Parquet, facts/storage.md 2.2"),
  }),
};

export const LAKE_TABLE_LIMITS: readonly Limit[] = [
  { name: "Writes per prefix", value: 3500, unit: "requests/s", source: S3_GUIDE },
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
  {
    dimension: "Writes",
    unit: "thousand requests",
    source: AWS_PRICES,
    quantity: (usage) => used(usage, "putRequests") / 1000,
    unitPriceUsd: () => 0.005,
  },
  {
    dimension: "Reads",
    unit: "thousand requests",
    source: AWS_PRICES,
    quantity: (usage) => used(usage, "getRequests") / 1000,
    unitPriceUsd: () => 0.0004,
  },
];

export const LAKE_TABLE_FAULTS: readonly FaultDecl<unknown>[] = [
  {
    id: "throttle",
    label: "503 Slow Down",
    help: "S3 answers 503 while it splits the prefixes; writers wait and try again. Nothing that was confirmed is lost.",
    defaultDurationMs: 300_000,
  },
  {
    id: "slow",
    label: "Slow answers",
    help: "Every write takes ten times as long to be answered.",
    defaultDurationMs: 300_000,
    amount: timesAsLong(10),
  },
  {
    id: "outage",
    label: "Out of reach",
    help: "No request is answered and no version is committed; who wants to commit tries again afterwards.",
    defaultDurationMs: 120_000,
  },
];
