#!/usr/bin/env bash
# One Parquet file of a folder gives the types for all: cents are rounded away in DuckDB, cut off in ClickHouse, no error.
#
# Run: pandas 3.1.1 writes a day whose amounts are whole numbers (so a column of 64-bit integers) and a day with cents (so
# doubles); DuckDB 2.0.1, ClickHouse (chdb-core 26.9.0), pyarrow 26.0.1 and polars 2.1.0 read both as one table.
# Expected: the type that holds both, or a refusal. polars refuses always, pyarrow when a value does not fit.
# Happened: DuckDB takes the first file's types (its documentation says so, and names union_by_name) and casts the rest
# to them. It fails for what cannot be cast; but a double goes into an integer, a decimal into one of fewer places, a time
# into a date and a text into a number, all silently. The total of 10 + 20 + 10.50 + 0.75 is 41 when the whole day is
# first by name, 41.25 when it is last. The rounding comes before the filter: WHERE amount = 1 finds the 0.75,
# amount = 0.75 and amount < 1 find nothing. ClickHouse's default schema_inference_mode takes one file for the sample too:
# here the one the directory lists first, by no order of name or time. It cuts off: 40. So which of the two
# engines is right on a folder can change as the folder is copied.
# Matters: "one file a day, types as the data frame had them" is how many feeds are kept. It shows only as a slightly low
# total. Write files with a declared schema; read with union_by_name = true (DuckDB) or a given structure (ClickHouse).
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --no-compile --disable-pip-version-check \
  duckdb==2.0.1 polars==2.1.0 pandas==3.1.1 pyarrow==26.0.1 chdb==4.4.0 chdb-core==26.9.0
cd "$dir"
"$dir/venv/bin/python" - <<'PY'
import datetime as dt, decimal, os
import chdb, duckdb, pandas as pd, polars as pl, pyarrow as pa, pyarrow.dataset as ds, pyarrow.parquet as pq

failed = []
def check(what, got, want):
    print(f"{what}: {got}")
    if got != want:
        failed.append(f"{what}: was {want} when written")

print("duckdb", duckdb.__version__, "ClickHouse", str(chdb.query("select version()")).strip(), "polars", pl.__version__, "pyarrow", pa.__version__, "pandas", pd.__version__)
names = ["feed/01.parquet", "feed/02.parquet"]
whole, cents = pd.DataFrame({"id": [1, 2], "amount": [10, 20]}), pd.DataFrame({"id": [3, 4], "amount": [10.50, 0.75]})
def write(first, second, files=names):
    os.makedirs("feed", exist_ok=True)
    for frame, name in zip((first, second), files):
        frame.to_parquet(name)
def duck(what="sum(amount)", source="'feed/*.parquet'", where="true"):
    return [r[0] for r in duckdb.sql(f"select {what} from {source} where {where} order by 1").fetchall()]
def tried(read):
    try:
        return read()
    except (pa.ArrowInvalid, pl.exceptions.SchemaError) as error:
        return type(error).__name__

write(whole, cents)
check("whole day first. DuckDB, total", duck(), [41])
check("DuckDB, amounts", duck("amount"), [1, 10, 10, 20])
check("DuckDB, amount = 1", duck("id", where="amount = 1"), [4])
check("DuckDB, amount = 0.75", duck("id", where="amount = 0.75"), [])
check("DuckDB, amount < 1", duck("id", where="amount < 1"), [])
check("DuckDB, union_by_name", duck(source="read_parquet('feed/*.parquet', union_by_name = true)"), [41.25])
check("pyarrow", tried(lambda: ds.dataset(names).to_table()), "ArrowInvalid")
check("polars", tried(lambda: pl.read_parquet(names)), "SchemaError")
write(cents, whole)
check("day with cents first. DuckDB, total", duck(), [41.25])
check("pyarrow", sum(ds.dataset(names).to_table()["amount"].to_pylist()), 41.25)
check("polars", tried(lambda: pl.read_parquet(names)), "SchemaError")

places = lambda n: pa.decimal128(10, n)
texts = {
    "decimal of 1 place, then 10.55": (pa.array([1], places(1)), pa.array([decimal.Decimal("10.55")], places(2)), "10.6"),
    "date, then 23:30 of the 3rd": (pa.array([dt.date(2026, 11, 2)]), pa.array([dt.datetime(2026, 11, 3, 23, 30)]), "2026-11-03"),
    "number, then the text 007": (pa.array([8]), pa.array(["007"]), "7"),
}
for what, (first, second, want) in texts.items():
    for name, id, v in zip(names, (1, 2), (first, second)):
        pq.write_table(pa.table({"id": [id], "v": v}), name)
    check(f"DuckDB, {what}", duck("v::text", where="id = 2"), [want])

write(whole, cents)
listed = [f"feed/{name}" for name in os.listdir("feed")]
clickhouse = lambda: str(chdb.query("select sum(amount), any(toTypeName(amount)) from file('feed/*.parquet', Parquet)")).strip()
write(whole, cents, listed)
check("ClickHouse, total, whole day listed first", clickhouse(), '40,"Nullable(Int64)"')
write(cents, whole, listed)
check("ClickHouse, total, day with cents listed first", clickhouse(), '41.25,"Nullable(Float64)"')
if failed:
    raise SystemExit("\n".join(["CHANGED"] + failed))
PY
