#!/usr/bin/env bash
# pandas cannot read the partitioned folder it has just written when a partition value is missing; to DuckDB 1.4 the
# missing value is a word and the word "null" is missing.
#
# Run: pandas 3.1.1 with pyarrow 26.0.1 writes three orders by region (north, none, the text "null") with
# to_parquet(partition_cols=["region"]); pandas, pyarrow, polars 2.1.0, DuckDB 1.4.3 and DuckDB 2.0.1 read the folder.
# Expected: whoever writes a folder reads it, and all of them find one order without a region: the folder's name for a
# missing value, __HIVE_DEFAULT_PARTITION__, is Hive's and all of these tools write it.
# Happened: pandas.read_parquet raises ArrowInvalid "Cannot yet unify dictionaries with nulls" (a year of 2026 or none:
# NotImplementedError); pyarrow, polars and DuckDB 2.0.1 give one NULL. DuckDB 1.4.3 gives the text __HIVE_DEFAULT_PARTITION__ for the missing region, and NULL for the order
# whose region is the text null: "region is null" finds exactly the wrong row. A year of 2026 or none becomes text.
# Matters: one row without its partition key, in one hour, turns a folder that was readable yesterday into one the job
# behind it cannot open, and a check "no order without a region" passes on the rows that lack one. Refuse or fill
# missing partition keys before the write, and pin which version of which engine reads a lake.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
for venv in new old; do python3 -m venv "$dir/$venv"; done
"$dir/new/bin/pip" install --quiet --no-compile --disable-pip-version-check pandas==3.1.1 pyarrow==26.0.1 polars==2.1.0 duckdb==2.0.1
"$dir/old/bin/pip" install --quiet --no-compile --disable-pip-version-check duckdb==1.4.3
cd "$dir"
cat > duck.py <<'PY'
import duckdb, sys

failed = []
def check(what, got, want):
    print(f"{what}: {got!r}")
    if got != want:
        failed.append(f"{what}: was {want!r} when written")

MARK = "__HIVE_DEFAULT_PARTITION__"
old = sys.argv[1] == "old"
name = f"DuckDB {duckdb.__version__}"
read = lambda folder, what, where="true": duckdb.sql(
    f"SELECT {what} FROM read_parquet('{folder}/**/*.parquet', hive_partitioning = true) WHERE {where} ORDER BY order_id").fetchall()
check(f"{name} regions", read("orders", "order_id, region"),
      [(1, "north"), (2, MARK), (3, None)] if old else [(1, "north"), (2, None), (3, "null")])
check(f"{name} region is null", [row for (row,) in read("orders", "order_id", "region IS NULL")], [3] if old else [2])
check(f"{name} years", read("years", "order_id, year, typeof(year)"),
      [(1, "2026", "VARCHAR"), (2, MARK, "VARCHAR")] if old else [(1, 2026, "BIGINT"), (2, None, "BIGINT")])
if failed:
    raise SystemExit("\n".join(["CHANGED"] + failed))
PY
new/bin/python - <<'PY'
import os
import pandas as pd, polars as pl, pyarrow as pa, pyarrow.dataset as ds

failed = []
def check(what, got, want):
    print(f"{what}: {got!r}")
    if got != want:
        failed.append(f"{what}: was {want!r} when written")

def outcome(read):
    try:
        return read()
    except Exception as error:
        return f"{type(error).__name__}: {error}"

print("pandas", pd.__version__, "pyarrow", pa.__version__, "polars", pl.__version__)
regions = ["north", None, "null"]
pd.DataFrame({"order_id": [1, 2, 3], "region": regions}).to_parquet("orders", partition_cols=["region"], index=False)
pd.DataFrame({"order_id": [1, 2], "year": pd.array([2026, None], dtype="Int64")}).to_parquet("years", partition_cols=["year"], index=False)
check("folders", sorted(os.listdir("orders")), ["region=__HIVE_DEFAULT_PARTITION__", "region=north", "region=null"])
refused = "ArrowInvalid: Cannot yet unify dictionaries with nulls"
check("pandas reads", outcome(lambda: pd.read_parquet("orders")["region"].tolist()), refused)
check("pandas reads years", outcome(lambda: pd.read_parquet("years")["year"].tolist()).split(":")[0], "NotImplementedError")
dataset = ds.dataset("orders", partitioning="hive").to_table().sort_by("order_id")
check("pyarrow.dataset reads", dataset["region"].to_pylist(), regions)
check("polars reads", pl.scan_parquet("orders", hive_partitioning=True).collect().sort("order_id")["region"].to_list(), regions)
if failed:
    raise SystemExit("\n".join(["CHANGED"] + failed))
PY
new/bin/python duck.py new
old/bin/python duck.py old
