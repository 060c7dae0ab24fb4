import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { FileColumn } from "./file-column.ts";
import { gzippedTextSize, textOf, textSize } from "./text-size.ts";

/** Every type, with empty cells, fractions and texts that have to be quoted. */
function columns(rows: number): readonly FileColumn[] {
  const of = (at: (i: number) => number) => Float64Array.from({ length: rows }, (_, i) => at(i));
  return [
    { name: "id", type: "int64", values: of((i) => (i % 7 === 0 ? Number.NaN : (i - 3) * 1_000_003)) },
    { name: "count", type: "int32", values: Int32Array.from({ length: rows }, (_, i) => (i % 5) - 1), missing: -1 },
    { name: "at", type: "timestamp-ms", values: of((i) => 1_700_000_000_000 + i * 250) },
    { name: "sent", type: "timestamp-us", values: of((i) => 1_700_000_000_000_000 + i * 125_003) },
    { name: "score", type: "double", values: of((i) => i / 3) },
    { name: "is_new", type: "boolean", values: Uint8Array.from({ length: rows }, (_, i) => i % 2) },
    { name: 'say "so"', type: "text", codes: Int32Array.from({ length: rows }, (_, i) => (i % 4) - 1), texts: ["plain", 'a, "b"', "ü\n"] },
    {
      name: "items",
      type: "list",
      offsets: Int32Array.from({ length: rows + 1 }, (_, i) => Math.floor(i / 2)),
      entries: { name: "item", type: "int64", values: of((i) => i * 11) },
    },
  ];
}

describe("D5 rows as text", () => {
  test("a line of each format", () => {
    expect(textOf(columns(8), 5, 6, "json-lines")).toBe(
      '{"id":2000006,"count":null,"at":"2023-11-14T22:13:21.250Z","sent":"2023-11-14T22:13:20.625015Z","score":1.6666666666666667,' +
        '"is_new":true,"say \\"so\\"":"plain","items":[22]}\n',
    );
    expect(textOf(columns(8), 4, 5, "csv")).toBe("1000003,3,2023-11-14 22:13:21,2023-11-14 22:13:20.500012,1.33333333333,false,,[]\r\n");
    expect(textOf(columns(8), 0, 1, "csv").split("\r\n")[0]).toBe('id,count,at,sent,score,is_new,"say ""so""",items');
  });

  test.each(["json-lines", "csv"] as const)("%s: the size that is counted is that of the text", (format) => {
    for (const rows of [0, 1, 500])
      expect(textSize(columns(rows), rows, format)).toBe(new TextEncoder().encode(textOf(columns(rows), 0, rows, format)).length);
  });

  test("in gzip: whole where it is short, by stretches where it is long", () => {
    for (const rows of [500, 30_000]) {
      const made = gzippedTextSize(columns(rows), rows, "json-lines");
      const real = gzipSync(textOf(columns(rows), 0, rows, "json-lines"), { level: 6 }).length;
      expect(Math.abs(made.sizeBytes / real - 1)).toBeLessThan(0.05);
      expect(made.errorBytes > 0).toBe(rows > 500);
    }
  });
});
