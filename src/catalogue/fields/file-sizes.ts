import type { FileFormat } from "../../engine/files/file-format.ts";
import { field } from "../contract.ts";
import { assumed } from "../prices/sources.ts";

/** How Parquet files of a part come by their size. */
export const parquetSizes = field.choice({
  label: "Size of a file",
  help: "By the ratio you give, or measured: the pages of the file are made of its rows as pyarrow makes them and compressed. Small files are then much larger than any ratio says.",
  default: "ratio",
  options: [
    { value: "ratio", label: "by the ratio" },
    { value: "snappy", label: "measured, Snappy" },
    { value: "zstd", label: "measured, Zstandard" },
    { value: "gzip", label: "measured, gzip" },
    { value: "none", label: "measured, uncompressed" },
  ],
  advanced: true,
});

/** What sizes are measured by; null where they are the ratio's. */
export function parquetFormat(sizes: "ratio" | "snappy" | "zstd" | "gzip" | "none"): FileFormat | null {
  return sizes === "ratio" ? null : { format: "parquet", codec: sizes };
}

/** Raw bytes per stored byte of the files a part writes, where their sizes are the ratio's; `of` says which those are. */
export function compression(of: string) {
  return field.number({
    label: "Compression",
    help: `Raw bytes per stored byte of ${of}`,
    unit: "raw bytes per stored byte",
    default: 5,
    min: 1,
    max: 50,
    advanced: true,
    source: assumed("5:1 for Parquet, facts/storage.md 2.2"),
  });
}
