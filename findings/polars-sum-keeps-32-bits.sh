#!/usr/bin/env bash
# polars sums a 32-bit column in 32 bits: 2 + 2 billion bytes is -294,967,296, and a sum of its own counts wraps too.
#
# Run: pyarrow 26.0.1 writes a Parquet file with an INT32 column; polars 2.1.0, DuckDB 2.0.1, pandas 3.1.1, pyarrow and
# DataFusion 55.0.0 sum it, plain, by group, by SQL and streaming.
# Expected: a wider result, as ISO/IEC 9075-2 lets the engine choose a precision for SUM and all the others choose 64
# bits or more; or an error. polars' own documentation of sum says that 8- and 16-bit integers are widened to Int64
# against overflow, from which one reads that overflow is taken care of.
# Happened: polars' sum of Int32 stays Int32 and wraps without a word: -294,967,296, in select, group_by, SQL and the
# streaming engine; the mean of the same column is right. Int16, the narrower type, is right. pl.len() counts in
# UInt32, so the roll-up of stored counts (hour to day) wraps past 4,294,967,296: 3 + 3 billion gives 1,705,032,704. The others
# give 4,000,000,000 and 6,000,000,000.
# Matters: byte sizes, prices in cents, durations in ms fit 32 bits in a row and not in a sum, and the type is picked by
# whoever wrote the file (Spark's IntegerType, a SQL INTEGER, Arrow's int32). Totals of large customers turn small or
# negative, those of small ones stay right, so spot checks pass. Cast before every sum: pl.col(x).cast(pl.Int64).sum().
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --no-compile --disable-pip-version-check \
  polars==2.1.0 pyarrow==26.0.1 duckdb==2.0.1 pandas==3.1.1 datafusion==55.0.0
cd "$dir"
"$dir/venv/bin/python" - <<'PY'
import datafusion, duckdb, pandas as pd, polars as pl, pyarrow as pa, pyarrow.compute as pc, pyarrow.parquet as pq

failed = []
def check(what, got, want):
    print(f"{what}: {got}")
    if got != want:
        failed.append(f"{what}: was {want} when written")

print(*(f"{m.__name__} {m.__version__}" for m in (pl, pa, duckdb, pd, datafusion)))
pq.write_table(pa.table({"k": ["a", "a"], "bytes": pa.array([2_000_000_000] * 2, pa.int32()), "small": pa.array([30_000] * 2, pa.int16()),
                         "rows": pa.array([3_000_000_000] * 2, pa.uint32())}), "f.parquet")
scan, total, wrapped = pl.scan_parquet("f.parquet"), pl.col("bytes").sum(), -294_967_296
check("polars, type of the sum", str(scan.select(total).collect_schema()["bytes"]), "Int32")
check("polars, select", scan.select(total).collect().item(), wrapped)
check("polars, group_by", scan.group_by("k").agg(total).collect()["bytes"][0], wrapped)
check("polars, streaming", scan.group_by("k").agg(total).collect(engine="streaming")["bytes"][0], wrapped)
check("polars, SQL", pl.SQLContext(f=scan).execute("select sum(bytes) as n from f").collect().item(), wrapped)
check("polars, mean", scan.select(pl.col("bytes").mean()).collect().item(), 2e9)
check("polars, Int16", scan.select(pl.col("small").sum()).collect().item(), 60_000)
check("polars, type of len()", str(scan.select(pl.len()).collect_schema()["len"]), "UInt32")
check("polars, sum of UInt32 counts", scan.select(pl.col("rows").sum()).collect().item(), 1_705_032_704)
want, counts = 4_000_000_000, 6_000_000_000
frame, table = pd.read_parquet("f.parquet"), pq.read_table("f.parquet")
ctx = datafusion.SessionContext()
ctx.register_parquet("f", "f.parquet")
check("DuckDB", duckdb.connect().execute("select sum(bytes), sum(rows) from 'f.parquet'").fetchall()[0], (want, counts))
check("pandas", (int(frame["bytes"].sum()), int(frame["rows"].sum())), (want, counts))
check("pyarrow", (pc.sum(table["bytes"]).as_py(), pc.sum(table["rows"]).as_py()), (want, counts))
check("DataFusion", tuple(ctx.sql("select sum(bytes), sum(rows) from f").to_pylist()[0].values()), (want, counts))
if failed:
    raise SystemExit("\n".join(["CHANGED"] + failed))
PY
