# Writes the rows that encoded-sizes.mjs has laid out as Parquet by pyarrow, with every codec and all its other defaults, and as gzipped
# text by zlib at level 6, and keeps how many bytes each took.
import json
import os
import platform
import sys
import zlib

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

rows_folder, output = sys.argv[1:3]
TYPES = {
    "int64": pa.int64(),
    "int32": pa.int32(),
    "timestamp-ms": pa.timestamp("ms", tz="UTC"),
    "timestamp-us": pa.timestamp("us", tz="UTC"),
    "double": pa.float64(),
    "float": pa.float32(),
    "boolean": pa.bool_(),
}
STORED = {"int32": np.int32, "boolean": np.uint8}


def numbers(name, dtype):
    return np.fromfile(os.path.join(rows_folder, name), dtype=dtype)


def array(column):
    kind = column["type"]
    if kind == "list":
        return pa.ListArray.from_arrays(pa.array(numbers(column["offsets"], np.int32)), array(column["entries"]))
    if kind == "text":
        codes = numbers(column["codes"], np.int32)
        indices = pa.array(codes, mask=codes < 0)
        return pa.DictionaryArray.from_arrays(indices, pa.array(column["texts"], pa.string())).cast(pa.string())
    values = numbers(column["values"], STORED.get(kind, np.float64))
    if kind == "boolean":
        return pa.array(values != 0)
    if kind in ("int32", "double"):
        return pa.array(values, TYPES[kind], from_pandas=True)
    if kind == "float":
        return pa.array(values, from_pandas=True).cast(pa.float32(), safe=False)
    return pa.array(values, from_pandas=True).cast(pa.int64()).cast(TYPES[kind])


def parquet_bytes(table, codec):
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression=codec)
    return sink.getvalue().size


def gzip_bytes(name):
    with open(os.path.join(rows_folder, name), "rb") as file:
        text = file.read()
    stream = zlib.compressobj(6, zlib.DEFLATED, 31)
    return len(text), len(stream.compress(text) + stream.flush())


files = []
for variant in json.load(open(os.path.join(rows_folder, "index.json"))):
    table = pa.table({column["name"]: array(column) for column in variant["columns"]})
    assert table.num_rows == variant["rows"]
    json_lines, json_lines_gzip = gzip_bytes(variant["jsonLines"])
    csv, csv_gzip = gzip_bytes(variant["csv"])
    files.append(
        {
            "table": variant["name"],
            "rows": variant["rows"],
            "order": variant["order"],
            **{codec: parquet_bytes(table, codec) for codec in ("none", "snappy", "gzip", "zstd")},
            "jsonLines": json_lines,
            "jsonLinesGzip": json_lines_gzip,
            "csv": csv,
            "csvGzip": csv_gzip,
        }
    )
measured = {
    "made": "node scripts/encoded-sizes.mjs <python>: rows of test/support/encoding-tables.ts, sizes in bytes",
    "pyarrow": pa.__version__,
    "zlib": zlib.ZLIB_RUNTIME_VERSION,
    "python": platform.python_version(),
    "files": files,
}
with open(output, "w") as file:
    json.dump(measured, file, indent=2)
    file.write("\n")
