#!/usr/bin/env bash
# On the night the clocks go back DuckDB counts two hours as one, in a bucket that starts after half of its events.
#
# Run: DuckDB 2.0.1, polars 2.1.0 and pandas 3.1.1 count one event every 30 minutes by the hour, New York,
# 2026-11-01, when 01:00 to 02:00 comes twice (UTC-4, then UTC-5). All values are instants with a zone.
# Expected: 25 hours with 2 events each, since the type names an instant (SQL's TIMESTAMP WITH TIME ZONE, Arrow's
# timestamp with a timezone), and a start of the bucket that is never later than its events.
# Happened: polars and pandas' resample give 25 buckets of 2. DuckDB's date_trunc('hour') gives 24, one of them with 4:
# the instants 05:00Z and 05:30Z (01:00 and 01:30 at UTC-4) get 06:00Z as their hour. It sets minutes and below to
# zero in a local calendar and turns the wall time back into an instant, which picks the later of the two 01:00.
# DuckDB's time_bucket of one hour without a zone gives 25; so does date_trunc with the session's zone set to UTC, so
# a laptop's zone and a server's give different counts. pandas' floor("2h") gives one bucket of 6 events where its
# resample("2h") gives 4 and 4.
# Matters: hourly rates, limits and alerts double for one hour a year, "age = now - bucket" turns negative, a late-data
# check (event < start of the window) rejects good events. Bucket in UTC; go local only for days and above.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --no-compile --disable-pip-version-check \
  duckdb==2.0.1 polars==2.1.0 pandas==3.1.1 pyarrow==26.0.1 tzdata==2025.2
cd "$dir"
"$dir/venv/bin/python" - <<'PY'
from collections import Counter
import duckdb, pandas as pd, polars as pl

failed = []
def check(what, got, want):
    print(f"{what}: {got}")
    if got != want:
        failed.append(f"{what}: was {want} when written")

print("duckdb", duckdb.__version__, "polars", pl.__version__, "pandas", pd.__version__)
day = pd.date_range("2026-11-01 04:00", "2026-11-02 04:30", freq="30min", tz="UTC")
sizes = lambda counts: dict(sorted(Counter(counts).items()))

def duck(zone, bucket):
    con = duckdb.connect()
    con.execute(f"set timezone = '{zone}'")
    con.execute("create table e as select unnest(generate_series(timestamptz '2026-11-01 04:00+00', timestamptz '2026-11-02 04:30+00', interval 30 minutes)) as t")
    counts = [n for (n,) in con.execute(f"select count(*) from e group by {bucket}").fetchall()]
    late = con.execute(f"select strftime(t at time zone 'UTC', '%H:%MZ'), strftime({bucket} at time zone 'UTC', '%H:%MZ') from e where {bucket} > t order by t").fetchall()
    return sizes(counts), late

check("DuckDB, date_trunc, New York: buckets by size, events before their bucket", duck("America/New_York", "date_trunc('hour', t)"),
      ({2: 23, 4: 1}, [("05:00Z", "06:00Z"), ("05:30Z", "06:00Z")]))
check("DuckDB, date_trunc, UTC", duck("UTC", "date_trunc('hour', t)"), ({2: 25}, []))
check("DuckDB, time_bucket, New York", duck("America/New_York", "time_bucket(interval 1 hour, t)"), ({2: 25}, []))
local = day.tz_convert("America/New_York")
frame = pl.DataFrame({"t": pl.Series(day.tz_localize(None).to_list()).dt.replace_time_zone("UTC").dt.convert_time_zone("America/New_York")})
check("polars, truncate 1h", sizes(frame.group_by(pl.col("t").dt.truncate("1h")).len()["len"].to_list()), {2: 25})
ones = pd.Series(1, local)
check("pandas, resample h", sizes(ones.resample("h").sum().tolist()), {2: 25})
check("pandas, resample 2h, first four", ones.resample("2h").sum().tolist()[:4], [4, 4, 4, 4])
check("pandas, floor 2h, first four", ones.groupby(local.floor("2h")).sum().tolist()[:4], [6, 4, 4, 4])
if failed:
    raise SystemExit("\n".join(["CHANGED"] + failed))
PY
