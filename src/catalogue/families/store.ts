import { feedOf } from "./feed-of.ts";
import { RealtimeStore } from "../../engine/queried/realtime-store.ts";
import { ScanEngine } from "../../engine/files/scan-engine.ts";
import { uniform } from "../../base/sampler.ts";
import { KNOWS_PARTITIONS, PartitionCatalogue, PartitionDiscovery } from "../../engine/files/partition-catalogue.ts";
import { latencySampler } from "./sampler-of.ts";
import type { FileFormat } from "../../engine/files/file-format.ts";
import { TABLE } from "../../engine/files/table-log.ts";
import { ObjectStore } from "../../engine/files/object-store.ts";
import type { StorageClass } from "../../engine/files/object-store.ts";
import type { BuildContext } from "../build-context.ts";

export type ObjectStoreOptions = {
  readonly putLatency: { readonly medianMs: number; readonly p99Ms: number };
  readonly streamBytesPerSecond: number;
  readonly putsPerSecondPerPrefix: number;
  readonly prefixes: number;
  /** Raw bytes to stored bytes of files the store writes itself for a stream processor. */
  readonly compressionRatio: number;
  /** What their sizes are measured by; null: they are the ratio's. */
  readonly format: FileFormat | null;
  /** Days in each class, one after the other; 0 leaves one out. */
  readonly standardDays: number;
  readonly infrequentDays: number;
  readonly instantDays: number;
  readonly archiveDays: number;
  readonly deepDays: number;
  readonly movesSmall: boolean;
};

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** The classes an object passes through (facts/storage.md 2.1: standard retrieval from Flexible in 3 to 5 h, from Deep Archive within 12 h). */
function classesOf({ standardDays, infrequentDays, instantDays, archiveDays, deepDays }: ObjectStoreOptions): readonly StorageClass[] {
  const classes: StorageClass[] = [{ name: "standard", fromMs: 0, restore: null }];
  let fromMs = standardDays * DAY_MS;
  const add = (name: StorageClass["name"], days: number, restore: StorageClass["restore"]): void => {
    if (days > 0) classes.push({ name, fromMs, restore });
    fromMs += days * DAY_MS;
  };
  add("infrequent", infrequentDays, null);
  add("instant", instantDays, null);
  add("glacier", archiveDays, uniform(3 * HOUR_MS, 5 * HOUR_MS));
  add("deep", deepDays, uniform(12 * HOUR_MS, 12 * HOUR_MS));
  return classes;
}

/** Objects under prefixes. In `objects` (files; or records straight from a stream processor, written at its checkpoints), out `objects`. */
export function objectStore(ctx: BuildContext, options: ObjectStoreOptions): ObjectStore {
  return new ObjectStore(ctx.id, ctx.run, ctx.inputs("objects"), ctx.outputs("objects"), {
    putLatency: latencySampler(options.putLatency),
    streamBytesPerSecond: options.streamBytesPerSecond,
    putsPerSecond: options.putsPerSecondPerPrefix * options.prefixes,
    compressionRatio: options.compressionRatio,
    format: options.format,
    classes: classesOf(options),
    movesSmall: options.movesSmall,
  });
}

export type CatalogueOptions = { readonly requestLatencyMs: number; readonly projection: boolean };

/** Knows which partitions of a table exist. In `partitions`; out `tables`. With projection nothing needs to be registered. */
export function catalogue(ctx: BuildContext, options: CatalogueOptions): PartitionCatalogue {
  return new PartitionCatalogue(ctx.id, ctx.run, ctx.inputs("partitions"), ctx.outputs("tables"), options);
}

export type DiscoveryOptions = {
  /** on-write: a call for each new object; scheduled: the whole prefix is listed every intervalMs. */
  readonly trigger: "on-write" | "scheduled";
  readonly intervalMs: number;
  readonly coldStart: { readonly medianMs: number; readonly p99Ms: number };
  readonly workMs: number;
  readonly listPageMs: number;
  readonly concurrency: number;
};

/** Tells the catalogue of new partitions. In `objects` (files), out `partitions`. */
export function partitionDiscovery(ctx: BuildContext, options: DiscoveryOptions): PartitionDiscovery {
  return new PartitionDiscovery(ctx.id, ctx.run, ctx.inputs("objects"), ctx.outputs("partitions"), {
    ...options,
    coldStart: latencySampler(options.coldStart),
  });
}

export type ScanEngineOptions = {
  readonly overheadMs: number;
  readonly bytesPerSecond: number;
  readonly firstByteMs: number;
  readonly parallelReaders: number;
  readonly concurrency: number;
  readonly minimumScanBytes: number;
  /** Share of a table's bytes one query's columns take. */
  readonly columnShare: number;
};

/** Queries files in an object store. In `data` (files), `catalog` (partitions, optional); out `rows`. */
export function scanEngine(ctx: BuildContext, options: ScanEngineOptions): ScanEngine {
  const catalogues = ctx.upstream("catalog").flatMap((part) => {
    const told = KNOWS_PARTITIONS.of(part);
    return told === null ? [] : [{ projection: told.projection, id: part.id }];
  });
  const tables = TABLE.all(ctx.upstream("data"));
  return new ScanEngine(ctx.id, ctx.run, ctx.inputs("data"), ctx.inputs("catalog"), { catalogues, tables }, options);
}

/** Columnar, compressed rows against raw ones, and with roll-up (facts/storage.md 2.2: 5:1 by default; roll-up assumed to halve it). */
const STORED_SHARE = 0.2;
const ROLLED_UP_SHARE = 0.1;

export type RealtimeStoreOptions = {
  readonly ingestTasks: number;
  readonly eventsPerSecondPerTask: number;
  readonly replicas: number;
  /** Newly ingested rows become visible to queries after this long. */
  readonly persistMs: number;
  readonly rollup: boolean;
  readonly queryCores: number;
  readonly rowsPerSecondPerCore: number;
  readonly queryOverhead: { readonly medianMs: number; readonly p99Ms: number };
  readonly concurrency: number;
  readonly taskReplayMs: number;
};

/** Druid's Kafka ingestion reads only what is committed unless told otherwise (its documentation, recalled 2026). */
const COMMITTED_ONLY = true;

/** Ingests streams (as a consumer group from a log, or directly) and answers queries on fresh rows. In `ingest`, out `rows`. */
export function realtimeStore(ctx: BuildContext, options: RealtimeStoreOptions): RealtimeStore {
  return new RealtimeStore(ctx.id, ctx.run, feedOf(ctx, "ingest", COMMITTED_ONLY), {
    ...options,
    queryOverhead: latencySampler(options.queryOverhead),
    rowBytes: ctx.recordBytes * (options.rollup ? ROLLED_UP_SHARE : STORED_SHARE),
  });
}
