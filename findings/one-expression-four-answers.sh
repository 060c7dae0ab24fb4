#!/usr/bin/env bash
# One Ibis expression, four engines: to Polars a missing user is a user, a check over no rows has passed, and a shard number is never
# negative; DataFusion's median of whole numbers is a whole number.
#
# Run: ibis-framework 12.0.0 (sqlglot 27.29.0) asks DuckDB 1.4.3, DataFusion 49.0.0, Polars 2.1.0 and SQLite the same four questions of
# the same six visits: users.nunique(), latency.median(), (shard_key % 4).nunique(), and (latency < 100).all() of an empty table.
# Expected: Ibis is there so that an expression means the same wherever it runs: 3 users (two visits have none), a median of 3.5 ms,
# 5 remainders (SQL's sign) everywhere, and one answer for "all" of nothing.
# Happened: users 3, 3, 4, 3 (and a group of visits without a user counts 1 user in Polars, 0 elsewhere); median 3.5, 3.0, 3.5 and
# refused; remainders 5, 5, 3, 5; "all rows are below 100 ms" of no rows is NULL, NULL, True, NULL. No warning in any of them.
# Matters: teams develop such expressions on a laptop's engine and run them in the warehouse. Distinct users move by one a group, a
# check on a partition that never arrived passes on one engine and is neither passed nor failed on another, and rows dealt out by
# key % n go to other shards. Say .dropna(), cast before a median, add n before the remainder, and check the row count first.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --no-compile --disable-pip-version-check ibis-framework==12.0.0 sqlglot==27.29.0 duckdb==1.4.3 \
  datafusion==49.0.0 polars==2.1.0 pyarrow==26.0.1 pyarrow-hotfix==0.7 packaging rich pandas numpy
cat > "$dir/ask.py" <<'PY'
import sys, warnings
import ibis, pyarrow as pa
from ibis.common.exceptions import OperationNotDefinedError

warnings.simplefilter("error", UserWarning)
rows = pa.table({
    "visit": [1, 2, 3, 4, 5, 6],
    "user_id": ["ann", "ann", "bob", None, None, "cy"],
    "shard_key": [7, -7, 8, -8, 9, -9],
    "latency_ms": [3, 4, 3, 4, 3, 4],
})
WRITTEN = {  # users, users of the visits without one, median, remainders, all of nothing
    "duckdb": (3, 0, 3.5, 5, None),
    "datafusion": (3, 0, 3.0, 5, None),
    "polars": (4, 1, 3.5, 3, True),
    "sqlite": (3, 0, "not offered", 5, None),
}
failed = []
for engine, want in WRITTEN.items():
    con = getattr(ibis, engine).connect()
    visits = con.create_table("visits", rows)
    none = con.create_table("no_visits", rows.slice(0, 0))
    def ask(expression):
        try:
            return con.to_pyarrow(expression).as_py()
        except OperationNotDefinedError:
            return "not offered"
    groups = con.to_pyarrow(visits.group_by("user_id").agg(users=visits.user_id.nunique())).to_pylist()
    got = (
        ask(visits.user_id.nunique()),
        next(group["users"] for group in groups if group["user_id"] is None),
        ask(visits.latency_ms.median()),
        ask((visits.shard_key % 4).nunique()),
        ask((none.latency_ms < 100).all()),
    )
    print(f"{engine:10} users {got[0]}, of visits without one {got[1]}, median {got[2]} ms, remainders {got[3]}, all of nothing {got[4]}")
    if got != want:
        failed.append(f"{engine}: {got}, was {want} when written")
sys.exit("\n".join(failed) if failed else 0)
PY
"$dir/venv/bin/python" "$dir/ask.py"
echo "as described"
