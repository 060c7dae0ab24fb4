#!/usr/bin/env bash
# A NaN in a Parquet file is found or lost depending on who wrote the file and on the rows beside it.
#
# Run: pyarrow 26.0.1 and polars 2.1.0 write small float columns; pyarrow datasets, DuckDB 2.0.1, DataFusion 55.0.0
# and polars read them.
# Expected: a filter gives the same rows on a file as on the same rows in memory. The Parquet format's text on
# statistics (parquet.thrift, ColumnOrder) says that writers leave NaN out of min and max, and that a reader that
# looks for NaN must therefore ignore both.
# Happened: pyarrow's is_nan(x) finds no row in a row group of [1.0, NaN] and one in [1.0, NaN, 2.0], since it takes
# min = max = 1.0 for a proof that every row is 1.0; "x != 1" loses the row too (publicly reported).
# DuckDB and DataFusion hold NaN greater than every number, so x > 5 is true for it in a table; on the file it is
# false, as max = 2.0 rules the row group out. polars, with the same order, reads the row. DuckDB's max(x) is 2.0
# on pyarrow's file and NaN on polars' file of the same rows: only pyarrow marks its max as exact (is_max_value_exact),
# and an exact one answers the query without reading a row.
# Matters: a job that counts or repairs broken measurements by NaN reports zero, and compaction, another row group
# size or another writer changes the count. Hold "not measured" as NULL, or as a flag column, at the border.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --no-compile --disable-pip-version-check \
  pyarrow==26.0.1 polars==2.1.0 duckdb==2.0.1 datafusion==55.0.0
cd "$dir"
"$dir/venv/bin/python" - <<'PY'
import datafusion, duckdb, polars as pl, pyarrow as pa, pyarrow.compute as pc, pyarrow.dataset as ds, pyarrow.parquet as pq

failed = []
def check(what, got, want):
    print(f"{what}: {got!r}")
    if repr(got) != repr(want):
        failed.append(f"{what}: was {want!r} when written")

nan = float("nan")
for module in (pa, duckdb, pl, datafusion):
    print(module.__name__, module.__version__)

x = ds.field("x")
is_nan = pc.is_nan(x)
pq.write_table(pa.table({"x": [1.0, nan]}), "two.parquet")
pq.write_table(pa.table({"x": [1.0, nan, 2.0]}), "three.parquet")
rows = lambda name, f: ds.dataset(name).to_table(filter=f)["x"].to_pylist()
check("pyarrow, is NaN, in memory [1, NaN]", pa.table({"x": [1.0, nan]}).filter(is_nan)["x"].to_pylist(), [nan])
check("pyarrow, is NaN, file of [1, NaN]", rows("two.parquet", is_nan), [])
check("pyarrow, is NaN, file of [1, NaN, 2]", rows("three.parquet", is_nan), [nan])
check("pyarrow, x != 1, file of [1, NaN]", rows("two.parquet", x != 1.0), [])
check("pyarrow, x != 1, file of [1, NaN, 2]", rows("three.parquet", x != 1.0), [nan, 2.0])

pl.DataFrame({"x": [1.0, nan, 2.0]}).write_parquet("polars.parquet")
con = duckdb.connect()
con.execute("create table t as from 'three.parquet'")
one = lambda q: con.execute(q).fetchall()[0][0]
check("DuckDB, count of x > 5, table", one("select count(*) from t where x > 5"), 1)
check("DuckDB, count of x > 5, pyarrow's file", one("select count(*) from 'three.parquet' where x > 5"), 0)
check("DuckDB, max(x), table", one("select max(x) from t"), nan)
check("DuckDB, max(x), pyarrow's file", one("select max(x) from 'three.parquet'"), 2.0)
check("DuckDB, max(x), polars' file", one("select max(x) from 'polars.parquet'"), nan)
for name in ("three", "polars"):
    exact = con.execute(f"select max_is_exact from parquet_metadata('{name}.parquet')").fetchall()[0][0]
    check(f"max marked as exact in {name}.parquet", exact, True if name == "three" else None)

ctx = datafusion.SessionContext()
ctx.register_parquet("f", "three.parquet")
count = lambda q: ctx.sql(q).to_pydict()["n"][0]
check("DataFusion, count of x > 5, file", count("select count(*) as n from f where x > 5"), 0)
check("DataFusion, count of x + 0 > 5, same file", count("select count(*) as n from f where x + 0 > 5"), 1)
check("polars, count of x > 5, file", pl.scan_parquet("three.parquet").filter(pl.col("x") > 5).collect().height, 1)
if failed:
    raise SystemExit("\n".join(["CHANGED"] + failed))
PY
