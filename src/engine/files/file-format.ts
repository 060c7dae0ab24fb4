import type { Codec } from "../encoding/codec.ts";
import { chunkSize } from "../encoding/column-chunk.ts";
import { parquetSize } from "../encoding/parquet-size.ts";
import { gzippedTextSize, textSize } from "../encoding/text-size.ts";
import type { TextFormat } from "../encoding/text-cells.ts";
import type { RunContext } from "../part/run-context.ts";
import { storedColumns } from "./stored-columns.ts";

/** How the rows of a file are written, where its size is measured from that. */
export type FileFormat =
  | { readonly format: "parquet"; readonly codec: Codec }
  | { readonly format: TextFormat; readonly isGzipped: boolean };

/** Bytes of a file of these rows (D5); null where a column of theirs is known only to whoever looks at it. */
export function measuredBytes(run: RunContext, stream: number, refs: Int32Array, format: FileFormat): number | null {
  const columns = storedColumns(run, stream, refs);
  if (columns === null) return null;
  if (format.format === "parquet") return parquetSize(columns, refs.length, format.codec).sizeBytes;
  if (format.isGzipped) return gzippedTextSize(columns, refs.length, format.format).sizeBytes;
  return textSize(columns, refs.length, format.format);
}

/** Bytes of each column of these rows in a column store, by name: its values encoded and compressed; null as above. */
export function measuredColumns(run: RunContext, stream: number, refs: Int32Array, codec: Codec): ReadonlyMap<string, number> | null {
  const columns = storedColumns(run, stream, refs);
  return columns === null ? null : new Map(columns.map((column) => [column.name, chunkSize(column, 0, refs.length, codec).bytes]));
}
