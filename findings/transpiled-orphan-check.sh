#!/usr/bin/env bash
# sqlglot turns DuckDB's orphan check into a valid ClickHouse query that reports zero orphans whatever is in the tables.
#
# Run: sqlglot 30.30.0 transpiles statements from DuckDB to ClickHouse and back; DuckDB 2.0.1 and ClickHouse (chdb-core
# 26.9.0) run the original and the result.
# Expected: sqlglot's documentation calls it a transpiler between dialects; it does work for NULL here: casts to
# ClickHouse come out as Nullable(...), integer division is rewritten. So the same answer or an "unsupported" warning.
# Happened: no warning, and other answers. LEFT JOIN ... WHERE r.k IS NULL counts 1 orphan in DuckDB and 0 in ClickHouse,
# whose outer joins fill the missing side with 0 and '' unless join_use_nulls is set; count(r.k) is 2 in place of 1.
# sum and max of no rows: NULL, then 0. CAST(2.7 AS INT): 3, then 2; CAST('2.7' AS INT): 3, then NULL. round(0.5): 1,
# then 0 (half to even). The other way quantile(0.5)(x) of 1 and 2 is 1.5 in ClickHouse; it becomes QUANTILE(x, 0.5), which
# takes a value that is there: 1.
# Matters: tools that hold one definition of a model or of a test for several engines transpile like this. A failed
# lookup turns into a green data quality check and a foreign key of 0, after a move from a laptop's engine to the
# warehouse. Move tests by their results on broken data, not by their text: a check must be seen to fail on each engine.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --no-compile --disable-pip-version-check \
  sqlglot==30.30.0 duckdb==2.0.1 chdb==4.4.0 chdb-core==26.9.0
cd "$dir"
"$dir/venv/bin/python" - <<'PY'
import json
import chdb, duckdb, sqlglot

failed = []
def check(what, got, want):
    print(f"{what}: {got}")
    if got != want:
        failed.append(f"{what}: was {want} when written")

print("sqlglot", sqlglot.__version__, "duckdb", duckdb.__version__, "ClickHouse", str(chdb.query("select version()")).strip())
def run(engine, sql):
    if engine == "duckdb":
        value = duckdb.connect().execute(sql).fetchall()[0][0]
    else:
        value = json.loads(str(chdb.query(sql, "JSONCompactEachRow")).splitlines()[0])[0]
    return value if value is None else float(value)

LEFT = "FROM (SELECT 1 AS k UNION ALL SELECT 2 AS k) AS l LEFT JOIN (SELECT 1 AS k) AS r ON l.k = r.k"
NONE = "FROM (SELECT 1 AS x) AS t WHERE x > 5"
cases = [
    ("orphans", "duckdb", f"SELECT count(*) {LEFT} WHERE r.k IS NULL", 1, 0),
    ("found", "duckdb", f"SELECT count(r.k) {LEFT}", 1, 2),
    ("sum of no rows", "duckdb", f"SELECT sum(x) {NONE}", None, 0),
    ("max of no rows", "duckdb", f"SELECT max(x) {NONE}", None, 0),
    ("number to integer", "duckdb", "SELECT CAST(2.7 AS INT)", 3, 2),
    ("text to integer", "duckdb", "SELECT CAST('2.7' AS INT)", 3, None),
    ("round half", "duckdb", "SELECT round(CAST(0.5 AS DOUBLE))", 1, 0),
    ("median of 1 and 2", "clickhouse", "SELECT quantile(0.5)(x) FROM (SELECT arrayJoin([1, 2]) AS x)", 1.5, 1),
]
for name, source, sql, before, after in cases:
    target = "clickhouse" if source == "duckdb" else "duckdb"
    other = sqlglot.transpile(sql, read=source, write=target, unsupported_level=sqlglot.ErrorLevel.RAISE)[0]
    print(f"  {source}: {sql}\n  {target}: {other}")
    check(name, (run(source, sql), run(target, other)), (before, after))
if failed:
    raise SystemExit("\n".join(["CHANGED"] + failed))
PY
