import { beforeAll, describe, expect, test } from "vitest";
import type { Codec } from "../../src/engine/encoding/codec.ts";
import { parquetSize } from "../../src/engine/encoding/parquet-size.ts";
import { gzippedTextSize, textSize } from "../../src/engine/encoding/text-size.ts";
import { encodingTables, variantsOf } from "../support/encoding-tables.ts";
import measured from "./encoded-sizes.json" with { type: "json" };

const CODECS: readonly Codec[] = ["none", "snappy", "gzip", "zstd"];
/** A size may be this far from the one measured: half of what the rule promises, so that what goes wrong is noticed. */
const MOST = 0.05;

let variants: ReturnType<typeof variantsOf> = [];
beforeAll(async () => {
  variants = variantsOf(await encodingTables());
}, 300_000);

function nameOf({ table, rows, order }: { readonly table: string; readonly rows: number; readonly order: string }): string {
  return `${table}, ${rows} rows ${order}`;
}

describe(`D5: rows P7 and P8, sizes of files as pyarrow ${measured.pyarrow} and zlib ${measured.zlib} make them of the same rows`, () => {
  test("the rows are those that were measured", () => {
    expect(variants.map(({ name, rows, order }) => nameOf({ table: name, rows, order }))).toEqual(measured.files.map(nameOf));
  });

  test.each(measured.files.map((file, i) => ({ file, i, name: nameOf(file) })))("$name", ({ file, i }) => {
    const { columns, rows } = variants[i];
    for (const codec of CODECS) expect(parquetSize(columns, rows, codec).sizeBytes / file[codec] - 1, codec).within(-MOST, MOST);
    expect(textSize(columns, rows, "json-lines")).toBe(file.jsonLines);
    expect(textSize(columns, rows, "csv")).toBe(file.csv);
    expect(gzippedTextSize(columns, rows, "json-lines").sizeBytes / file.jsonLinesGzip - 1).within(-MOST, MOST);
    expect(gzippedTextSize(columns, rows, "csv").sizeBytes / file.csvGzip - 1).within(-MOST, MOST);
  });
});
