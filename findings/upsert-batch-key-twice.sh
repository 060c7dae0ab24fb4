#!/usr/bin/env bash
# One upsert batch that holds two versions of a key: the first, the last or an arbitrary one wins, by engine and size.
#
# Run: DuckDB 2.0.1, SQLite (of the Python in use), deltalake 1.6.6 and polars 2.1.0 apply a change batch with
# several rows for key 1, in order of their version.
# Expected: what PostgreSQL's manual says of INSERT ... ON CONFLICT and what ISO/IEC 9075-2 says of MERGE: an error,
# for a row must not be changed twice by one statement (cardinality violation); or, failing that, the last version.
# Happened: DuckDB's ON CONFLICT DO UPDATE and INSERT OR REPLACE keep the FIRST version and say nothing; SQLite, with
# the same text, keeps the last; v = v + excluded.v adds one of two increments in DuckDB and both in SQLite.
# Of 100,000 increments of one key in one statement DuckDB applies one. From 122,881 rows on (two row groups, two
# threads) its winner differed from run to run; that is not asserted. Its MERGE took the first of 2 versions or the
# last, depending on what else is in the tables, and of 5,000 one in the middle, while RETURNING lists 5,000 updates.
# deltalake refuses. polars' update() turns one row into two.
# Cause: up to 1.1 DuckDB raised an error here; since then repeated keys of one statement are dropped, the first seen
# stays. MERGE updates in the order in which its hash join yields the rows.
# Matters: change data capture often hands over several versions of a key at once, more so after an outage. A
# pipeline tried out with small batches then rolls back rows to old versions under catch-up load. Keep only the
# newest version per key (ROW_NUMBER over the log position) before any upsert.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --no-compile --disable-pip-version-check \
  duckdb==2.0.1 deltalake==1.6.6 pyarrow==26.0.1 polars==2.1.0
cd "$dir"
"$dir/venv/bin/python" - <<'PY'
import sqlite3
import deltalake, duckdb, polars as pl, pyarrow as pa

failed = []
def check(what, got, want):
    print(f"{what}: {got!r}")
    if got != want:
        failed.append(f"{what}: was {want!r} when written")

print("duckdb", duckdb.__version__, "sqlite", sqlite3.sqlite_version, "deltalake", deltalake.__version__, "polars", pl.__version__)
DO_UPDATE = "insert into t values (1, 100), (1, 101) on conflict (id) do update set v = excluded.v"
REPLACE = "insert or replace into t values (1, 100), (1, 101)"
ADD = "insert into t values (1, 1), (1, 1) on conflict (id) do update set v = t.v + excluded.v"

def after(connect, statement):
    con = connect()
    con.execute("create table t (id integer primary key, v integer)")
    con.execute("insert into t values (1, 0)")
    con.execute(statement)
    return con.execute("select v from t").fetchall()

lite = lambda: sqlite3.connect(":memory:")
for name, statement, duck, sqlite in (("on conflict do update", DO_UPDATE, 100, 101), ("insert or replace", REPLACE, 100, 101),
                                      ("v + excluded.v", ADD, 1, 2)):
    check(f"DuckDB, {name}", after(duckdb.connect, statement), [(duck,)])
    check(f"SQLite, {name}", after(lite, statement), [(sqlite,)])

def increments(n):
    con = duckdb.connect(config={"threads": 1})
    con.execute("create table t (id integer primary key, v integer)")
    con.execute(f"insert into t select 1, 1 from range({n}) on conflict (id) do update set v = t.v + excluded.v")
    con.execute(f"insert into t select 1, 1 from range({n}) on conflict (id) do update set v = t.v + excluded.v")
    return con.execute("from t").fetchall()[0][1]

check("DuckDB, two statements of 100,000 increments each", increments(100_000), 2)

def merged(n):
    con = duckdb.connect(config={"threads": 1})
    con.execute("create table t (id integer, v integer)")
    con.execute("insert into t values (1, 0)")
    con.execute(f"create table s as select 1 as id, i::integer as v from range(1, {n} + 1) r(i)")
    returned = con.execute("merge into t using s on t.id = s.id when matched then update set v = s.v returning merge_action").fetchall()
    return con.execute("from t").fetchall()[0][1], len(returned)

kept, returned = merged(2)
check("DuckDB, merge of 2 versions raises no error and returns updates", returned, 2)
kept, returned = merged(5000)
print("DuckDB, merge of 5,000 versions: version kept, updates returned:", (kept, returned))
check("DuckDB, merge of 5,000 versions keeps neither the first nor the last", 1 < kept < 5000, True)
check("DuckDB, merge of 5,000 versions returns updates", returned, 5000)

deltalake.write_deltalake("d", pa.table({"id": [1], "v": [0]}))
try:
    deltalake.DeltaTable("d").merge(pa.table({"id": [1, 1], "v": [100, 101]}), "t.id = s.id", source_alias="s", target_alias="t") \
        .when_matched_update_all().execute()
    outcome = "no error"
except Exception as error:
    outcome = "multiple source rows" in str(error) and "error: multiple source rows"
check("deltalake, merge", outcome, "error: multiple source rows")
check("polars, update", pl.DataFrame({"id": [1], "v": [0]}).update(pl.DataFrame({"id": [1, 1], "v": [100, 101]}), on="id").rows(),
      [(1, 100), (1, 101)])
if failed:
    raise SystemExit("\n".join(["CHANGED"] + failed))
PY
