#!/usr/bin/env bash
# "Buckets of 7 days" start on a Thursday, a Monday or the weekday of the first row; of 7 minutes, on three grids.
#
# Run: DuckDB 2.0.1, polars 2.1.0, pandas 3.1.1, DataFusion 55.0.0 and ClickHouse (chdb-core 26.9.0) bucket the same
# timestamps by 7 days and by 7 minutes.
# Expected: a width that needs no calendar has one grid, as windows have in the Dataflow model (fixed windows aligned
# to the epoch), so that results of two engines join on the start of the bucket.
# Happened: for Wednesday 2026-11-25 10:00 the 7-day bucket starts on Thursday 19 (polars, DataFusion, ClickHouse and
# pandas' floor: the epoch was a Thursday), on Monday 23 (DuckDB: its origin is Monday 2000-01-03) or on the 25th itself
# (pandas' resample: midnight of the first row). polars' "1w", ClickHouse's INTERVAL 1 WEEK and DuckDB's both start on
# Monday, so 1 week and 7 days differ in polars and ClickHouse. The 7-minute bucket that holds 10:03 starts at 10:00 (polars,
# DataFusion, ClickHouse, pandas' floor), at 09:59 (DuckDB) or at 10:02 (pandas' resample), where the grid starts
# anew at midnight of the first row's day, so the same hour cut out of a longer frame falls into other buckets.
# Widths that divide a day (5, 15, 90 minutes) agree everywhere, which hides it in every first test.
# Matters: a stream job, its batch backfill and the report over both rarely share an engine; joined on the bucket
# they find no partner or double a week. Store the origin with the width, and pass it (origin=, offset=) everywhere.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --no-compile --disable-pip-version-check \
  duckdb==2.0.1 polars==2.1.0 pandas==3.1.1 pyarrow==26.0.1 datafusion==55.0.0 chdb==4.4.0 chdb-core==26.9.0
cd "$dir"
"$dir/venv/bin/python" - <<'PY'
import datetime as dt
import chdb, datafusion, duckdb, pandas as pd, polars as pl

failed = []
def check(what, got, want):
    print(f"{what}: {got}")
    if got != want:
        failed.append(f"{what}: was {want} when written")

for m in (duckdb, pl, pd, datafusion):
    print(m.__name__, m.__version__)
print("ClickHouse", str(chdb.query("select version()")).strip())
con, ctx = duckdb.connect(), datafusion.SessionContext()
shown = lambda value: pd.Timestamp(value).strftime("%a %d %H:%M")

def starts(t, amount, unit, short):
    clickhouse = str(chdb.query(f"select toDateTime(toStartOfInterval(toDateTime('{t}', 'UTC'), interval {amount} {unit}), 'UTC')"))
    return {
        "DuckDB": shown(con.execute(f"select time_bucket(interval {amount} {unit}s, timestamp '{t}')").fetchall()[0][0]),
        "polars": shown(pl.Series([t]).dt.truncate(f"{amount}{short}")[0]),
        "DataFusion": shown(ctx.sql(f"select date_bin(interval '{amount} {unit}s', timestamp '{t}') as b").to_pydict()["b"][0]),
        "ClickHouse": shown(clickhouse.strip().strip('"')),
        "pandas floor": shown(pd.Timestamp(t).floor(f"{amount}{'D' if unit == 'day' else 'min'}")),
        "pandas resample": shown(pd.Series(1, pd.DatetimeIndex([t])).resample(f"{amount}{'D' if unit == 'day' else 'min'}").sum().index[0]),
    }

t = dt.datetime(2026, 11, 25, 10, 3)
same = lambda value, **other: {k: other.get(k.replace(" ", "_"), value) for k in
                               ("DuckDB", "polars", "DataFusion", "ClickHouse", "pandas floor", "pandas resample")}
check("7 days", starts(t, 7, "day", "d"), same("Thu 19 00:00", DuckDB="Mon 23 00:00", pandas_resample="Wed 25 00:00"))
check("7 minutes", starts(t, 7, "minute", "m"), same("Wed 25 10:00", DuckDB="Wed 25 09:59", pandas_resample="Wed 25 10:02"))
check("15 minutes", starts(t, 15, "minute", "m"), same("Wed 25 10:00"))
check("polars 1w", shown(pl.Series([t]).dt.truncate("1w")[0]), "Mon 23 00:00")
check("ClickHouse 1 week", shown(str(chdb.query(f"select toStartOfInterval(toDateTime('{t}', 'UTC'), interval 1 week)")).strip().strip('"')), "Mon 23 00:00")
check("DuckDB 1 week", shown(con.execute(f"select time_bucket(interval 1 week, timestamp '{t}')").fetchall()[0][0]), "Mon 23 00:00")

minutes = pd.Series(1, pd.date_range("2026-11-24 10:00", "2026-11-25 10:30", freq="min"))
whole, part = minutes.resample("7min").sum(), minutes["2026-11-25 09:00":].resample("7min").sum()
check("pandas, start of the bucket of 10:03, two days of data", shown(whole.index[whole.index <= t][-1]), "Wed 25 09:57")
check("pandas, the same, one day of data", shown(part.index[part.index <= t][-1]), "Wed 25 10:02")
if failed:
    raise SystemExit("\n".join(["CHANGED"] + failed))
PY
