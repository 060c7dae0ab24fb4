#!/usr/bin/env bash
# An as-of join's choice among rows of the same time changes with how many other rows are asked for: DuckDB, ClickHouse.
#
# Run: DuckDB 2.0.1, ClickHouse (chdb-core 26.9.0), polars 2.1.0 and pandas 3.1.1 join orders at 10:00 with prices of
# which two have the time 09:00 (a price and its correction, in this order).
# Expected: ISO SQL has no ASOF; pandas' documentation of merge_asof gives the last row at or before the time. In any
# case the match of one order does not depend on the other orders in the query.
# Happened: pandas and polars take the correction (the last row). DuckDB takes the first for 63 orders and the correction
# for 64, all else equal: below asof_loop_join_threshold (64 rows on the left) it plans another join, a loop that keeps
# the first best row. Of ten rows of one time its sort-merge takes now this one, now that one, by key. A look at one
# customer (WHERE customer = 7) shows another price than the full run does. ClickHouse takes the first of 256 prices of
# one time and the 257th of 257: it sorts them by time alone, and which sort it uses goes by their number.
# "nearest", with a row 2 before and one 2 after: pandas takes the earlier, polars the later.
# Matters: point-in-time joins (features, exchange rates, prices) are built on this, and rows of equal time are normal:
# corrections, batches, times cut to seconds. Training and serving then see different values. Make the right side unique
# per key and time before the join (newest version by load order).
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --no-compile --disable-pip-version-check \
  duckdb==2.0.1 polars==2.1.0 pandas==3.1.1 pyarrow==26.0.1 chdb==4.4.0 chdb-core==26.9.0
cd "$dir"
"$dir/venv/bin/python" - <<'PY'
import chdb, duckdb, pandas as pd, polars as pl

failed = []
def check(what, got, want):
    print(f"{what}: {got}")
    if got != want:
        failed.append(f"{what}: was {want} when written")

print("duckdb", duckdb.__version__, "ClickHouse", str(chdb.query("select version()")).strip(), "polars", pl.__version__, "pandas", pd.__version__)
def duck(orders, same=2, loop=None, where="true"):
    con = duckdb.connect(config={"threads": 1})
    if loop is not None:
        con.execute(f"set asof_loop_join_threshold = {loop}")
    con.execute(f"create table orders as select i % 50 as customer, 10 as t from range({orders}) r(i)")
    con.execute(f"create table prices as select c as customer, 9 as t, v as version from range(1, {same} + 1) a(v), range(50) b(c) order by v, c")
    return [v for (v,) in con.execute(f"select distinct version from orders o asof join prices p on o.customer = p.customer and o.t >= p.t where {where} order by 1").fetchall()]
check("DuckDB, version taken for 63 orders", duck(63), [1])
check("DuckDB, for 64 orders", duck(64), [2])
check("DuckDB, for 64 orders, threshold 1,000", duck(64, loop=1000), [1])
check("DuckDB, of 1,000 orders, those of customer 7 in a query of their own", duck(1000, where="o.customer = 7"), [1])
check("DuckDB, all 1,000", duck(1000), [2])
check("DuckDB, ten rows of the same time, 1,000 orders: several versions taken", len(duck(1000, same=10)) > 2, True)

def clickhouse(same):
    return int(str(chdb.query(f"select version from (select 'a' as k, 10 as t) as o asof join (select 'a' as k, 9 as t, number + 1 as version from numbers({same})) as p on o.k = p.k and o.t >= p.t")).strip())
check("ClickHouse, version taken of 256", clickhouse(256), 1)
check("ClickHouse, of 257", clickhouse(257), 257)

orders = pd.DataFrame({"t": [10]})
prices = pd.DataFrame({"t": [9, 9], "version": [1, 2]})
around = pd.DataFrame({"t": [8, 12], "version": [1, 2]})
check("pandas", pd.merge_asof(orders, prices, on="t")["version"].tolist(), [2])
check("polars", pl.from_pandas(orders).join_asof(pl.from_pandas(prices), on="t")["version"].to_list(), [2])
check("pandas, nearest of 2 before and 2 after", pd.merge_asof(orders, around, on="t", direction="nearest")["version"].tolist(), [1])
check("polars, the same", pl.from_pandas(orders).join_asof(pl.from_pandas(around), on="t", strategy="nearest")["version"].to_list(), [2])
if failed:
    raise SystemExit("\n".join(["CHANGED"] + failed))
PY
