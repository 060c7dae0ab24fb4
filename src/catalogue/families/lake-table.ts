import { LakeTable } from "../../engine/files/lake-table.ts";
import { COMMITS } from "../../engine/files/table-log.ts";
import type { TableSpec } from "../../engine/files/table-log.ts";
import type { BuildContext } from "../build-context.ts";
import { parquetFormat } from "../fields/file-sizes.ts";
import { latencySampler } from "./sampler-of.ts";

/** Settings that every kind of table has. */
export type LakeTableSettings = {
  readonly commitEveryMs: number;
  readonly prefixes: number;
  readonly compressionRatio: number;
  readonly fileSizes: Parameters<typeof parquetFormat>[0];
};

const PUTS_PER_PREFIX = 3500;
/** A write to S3 (facts/storage.md 2.1). */
const PUT = { medianMs: 30, p99Ms: 200 };
const STREAM_BYTES_PER_SECOND = 90e6;

/** A table over files. In `objects` (files; or records straight from a stream processor, committed at its checkpoints), out `objects`. */
export function lakeTable(ctx: BuildContext, settings: LakeTableSettings, spec: TableSpec): LakeTable {
  const table = new LakeTable(ctx.id, ctx.run, ctx.inputs("objects"), ctx.outputs("objects"), {
    ...spec,
    putLatency: latencySampler(PUT),
    streamBytesPerSecond: STREAM_BYTES_PER_SECOND,
    putsPerSecond: PUTS_PER_PREFIX * settings.prefixes,
    compressionRatio: settings.compressionRatio,
    format: parquetFormat(settings.fileSizes),
    commitEveryMs: settings.commitEveryMs,
  });
  for (const writer of COMMITS.all(ctx.upstream("objects"))) writer.commitsTo(table.log);
  return table;
}
