import { parquetSize } from "../encoding/parquet-size.ts";

/** A deletion vector in its file (Delta protocol): version, size and checksum around a Roaring bitmap of two bytes a row and its headers. */
export function deletionVectorBytes(rows: number): number {
  return 1 + 4 + 4 + (4 + 8 + 4) + (8 + 4 + 4) + 2 * rows;
}

/** A position delete file (Iceberg, version 2): Parquet with the path of the data file and the place of each row. */
export function positionDeleteBytes(places: readonly number[]): number {
  const path = "s3://lake/events/data/hour=2026-11-30-12/00000-0-00000000-0000-0000-0000-000000000000.parquet";
  const columns = [
    { name: "file_path", type: "text", codes: new Int32Array(places.length), texts: [path] },
    { name: "pos", type: "int64", values: Float64Array.from(places) },
  ] as const;
  return parquetSize(columns, places.length, "zstd").sizeBytes;
}
