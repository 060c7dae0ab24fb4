import { feedOf, inputOf } from "./feed-of.ts";
import { latencySampler } from "./sampler-of.ts";
import { FileConnector } from "../../engine/files/file-connector.ts";
import type { FileFormat } from "../../engine/files/file-format.ts";
import { FileDrop } from "../../engine/files/file-drop.ts";
import type { FileDropSpec } from "../../engine/files/file-drop.ts";
import type { BuildContext } from "../build-context.ts";

export type FileConnectorOptions = {
  readonly tasks: number;
  /** Records per file and partition; the file also closes at targetFileBytes or after rotateMs. */
  readonly flushRecords: number;
  readonly targetFileBytes: number;
  readonly rotateMs: number;
  readonly bytesPerSecondPerTask: number;
  /** Raw bytes to stored bytes (Parquet, compressed). */
  readonly compressionRatio: number;
  /** What sizes are measured by; null: they are the ratio's. */
  readonly format: FileFormat | null;
  readonly partitionBy: "hour" | "day";
  /** after-upload: offsets are committed when the file is in the store (repeats after a crash). deterministic: files are named by offsets, so a repeat overwrites. */
  readonly delivery: "after-upload" | "deterministic";
  readonly sessionTimeoutMs: number;
};

/** Reads a log as a consumer group and writes files. Ports `in`, `files`. */
export function fileConnector(ctx: BuildContext, options: FileConnectorOptions): FileConnector {
  return new FileConnector(ctx.id, ctx.run, feedOf(ctx, "in"), ctx.outputs("files"), options);
}

export type FileDropOptions = Omit<FileDropSpec, "makingMs"> & {
  readonly making: { readonly medianMs: number; readonly p99Ms: number };
};

/** Gathers records and drops them as a file by the clock. Ports `in`, `files`. */
export function fileDrop(ctx: BuildContext, { making, ...spec }: FileDropOptions): FileDrop {
  return new FileDrop(ctx.id, ctx.run, inputOf(ctx, "in"), ctx.outputs("files"), { ...spec, makingMs: latencySampler(making) });
}
