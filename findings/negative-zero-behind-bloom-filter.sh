#!/usr/bin/env bash
# DuckDB 1.4 does not find a balance of 0 in the Parquet file it has written itself when the zero came out negative; `in (0, 5)` finds it.
#
# Run: DuckDB 1.4.3 computes -1 * amount for 6,000 refunds of 0, 1 and 2 (double) and writes them with and without the Bloom filter
# (on by default for columns with few values); DuckDB 1.4.3, DuckDB 2.0.1, polars 2.1.0 and DataFusion 49.0.0 count amounts that equal 0.
# Expected: -0.0 = 0.0 (IEEE 754 and SQL): 2,000 rows from a table and from a file alike.
# Happened: DuckDB 1.4.3 counts 2,000 in the table and 0 in the file, with = 0 and by a join; 2,000 with in (0, 5), with = -0.0, and without
# the filter: the filter holds the hash of the bytes of -0.0, and the search asks for that of 0.0. DuckDB 2.0.1 counts 2,000 in the
# same file, polars too. DataFusion counts 0 in each of the two files: to it -0.0 and 0.0 are two numbers, filter or not.
# Matters: refunds, reversals and -1 * x make negative zeros without anybody seeing one, and they print as 0 in most tools. A check
# "accounts that stand at zero" gives other rows after the table is written out, and a join on a measure loses them. Add 0.0 before
# the write (-0.0 + 0.0 is 0.0), keep money in decimals, and do not join on floating point.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
for venv in old new; do python3 -m venv "$dir/$venv"; done
"$dir/old/bin/pip" install --quiet --no-compile --disable-pip-version-check duckdb==1.4.3 polars==2.1.0 datafusion==49.0.0 pyarrow==26.0.1
"$dir/new/bin/pip" install --quiet --no-compile --disable-pip-version-check duckdb==2.0.1
cd "$dir"
cat > write.py <<'PY'
import duckdb

con = duckdb.connect()
con.execute("create table refunds as select -1 * (i % 3)::double as amount from range(6000) r(i)")
con.execute("copy refunds to 'filter.parquet' (format parquet)")
con.execute("copy refunds to 'plain.parquet' (format parquet, write_bloom_filter false)")
assert con.execute("select count(*) from refunds where amount = 0").fetchall() == [(2000,)]
for name, there in (("filter", True), ("plain", False)):
    offsets = con.execute(f"select bloom_filter_offset from parquet_metadata('{name}.parquet')").fetchall()
    assert [offset is not None for (offset,) in offsets] == [there], offsets
PY
cat > count.py <<'PY'
import sys
import duckdb

con = duckdb.connect()
WANT = {
    "1.4.3": {"filter": (0, 0, 2000, 2000), "plain": (2000, 2000, 2000, 2000)},
    "2.0.1": {"filter": (2000, 2000, 2000, 2000), "plain": (2000, 2000, 2000, 2000)},
}[duckdb.__version__]
failed = []
def check(who, name, got, want):
    print(f"{who}, {name}.parquet: {got}")
    if got != want:
        failed.append(f"{who}, {name}: was {want} when written")
for name, want in WANT.items():
    def count(rest):
        return con.execute(f"select count(*) from '{name}.parquet' {rest}").fetchall()[0][0]
    got = (
        count("where amount = 0"),
        count("join (values (0::double)) z(amount) using (amount)"),
        count("where amount in (0, 5)"),
        count("where amount = '-0'::double"),
    )
    check(f"DuckDB {duckdb.__version__} (= 0, join, in (0, 5), = -0.0)", name, got, want)
if duckdb.__version__ == "1.4.3":
    import polars
    from datafusion import SessionContext
    for name in WANT:
        found = polars.scan_parquet(f"{name}.parquet").filter(polars.col("amount") == 0).select(polars.len()).collect().item()
        check("polars (= 0)", name, found, 2000)
        session = SessionContext()
        session.register_parquet("refunds", f"{name}.parquet")
        found = session.sql("select count(*) as n from refunds where amount = 0").to_pydict()["n"][0]
        check("DataFusion (= 0)", name, found, 0)
sys.exit("\n".join(failed) if failed else 0)
PY
old/bin/python write.py
old/bin/python count.py
new/bin/python count.py
echo "as described"
