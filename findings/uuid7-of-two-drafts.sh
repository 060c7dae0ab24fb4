#!/usr/bin/env bash
# PyPI's "uuid7" makes version 7 UUIDs of the year 2203; and in ClickHouse no UUIDv7 sorts by its time.
#
# Run: ids of known instants by Python's uuid7 0.1.0 and uuid-utils 1.2.0, read by DuckDB 2.0.1 and ClickHouse (chdb-core
# 26.9.0), which both take the time out of a UUIDv7 and both have a type for it.
# Expected: RFC 9562: the first 48 bits of a version 7 UUID are milliseconds since 1970, and it sorts by time.
# Happened: the package of the plain name follows a draft of 2021 (its page says draft-peabody-02): 36 bits of seconds, then
# a fraction, under the same version 7. Both engines and the RFC read 2026-11-30 as 2203-02-12. Within one service all is
# well; in one column with another's ids every one of its ids, also of last January, sorts after today's of the other,
# so max(id) stands still while the other writes. (PyPI's page of uuid7-standard warns of it; no reader can see it.)
# ClickHouse's documentation says that it compares UUIDs by their second half, which in version 7 is random. Of
# 1,000 ids made second by second, DuckDB's WHERE id > (the 500th) gives the 500 later ones; ClickHouse's gives about
# half of the later and half of the earlier. max(id) is the newest in DuckDB and any one in ClickHouse.
# Matters: UUIDv7 is chosen for what these take away: new rows at the end of an index, min and max that skip
# parts, "id > last" as a watermark, retention by the id's own time. The watermark loses rows for ever, the retention
# keeps them for 177 years. Keep a time column; in ClickHouse order by UUIDv7ToDateTime(id).
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --no-compile --disable-pip-version-check \
  uuid7==0.1.0 uuid-utils==1.2.0 duckdb==2.0.1 chdb==4.4.0 chdb-core==26.9.0
cd "$dir"
"$dir/venv/bin/python" - <<'PY'
import datetime as dt, uuid
from importlib.metadata import version
import chdb, duckdb, uuid_extensions, uuid_utils

failed = []
def check(what, got, want):
    print(f"{what}: {got}")
    if got != want:
        failed.append(f"{what}: was {want} when written")

print("uuid7", version("uuid7"), "uuid-utils", version("uuid-utils"), "duckdb", duckdb.__version__, "ClickHouse", str(chdb.query("select version()")).strip())
second = lambda *day: int(dt.datetime(*day, tzinfo=dt.timezone.utc).timestamp())
today, january = second(2026, 11, 30), second(2026, 1, 1)
draft = lambda s: uuid.UUID(str(uuid_extensions.uuid7(s * 10**9)))
final = lambda s: uuid.UUID(str(uuid_utils.uuid7(nanoseconds=s * 10**9)))
clickhouse = lambda query: [line.strip('"') for line in str(chdb.query(query)).split("\n") if line]
def duck(query):
    return [str(r[0]) for r in duckdb.sql(query).fetchall()]
for name, made, day in (("uuid7", draft, "2203-02-12"), ("uuid-utils", final, "2026-11-30")):
    check(f"{name}, version", made(today).version, 7)
    check(f"{name}, its day in DuckDB", duck(f"select epoch_ms(epoch_ms(uuid_extract_timestamp('{made(today)}'::uuid)))::date"), [day])
    check(f"{name}, its day in ClickHouse", clickhouse(f"select toDate32(UUIDv7ToDateTime(toUUID('{made(today)}'), 'UTC'))"), [day])
check("January's of uuid7 sorts after today's of uuid-utils", draft(january).bytes > final(today).bytes, True)
check("January's sorts before today's, one package", (draft(january).bytes < draft(today).bytes, final(january).bytes < final(today).bytes), (True, True))

ids = [final(today + n) for n in range(1000)]
rows = ", ".join(f"({n}, '{id}')" for n, id in enumerate(ids))
duck_table = f"(select n, u::uuid as id from (values {rows}) t(n, u))"
house_table = f"(select n, toUUID(u) as id from values('n Int32, u String', {rows}))"
in_order = [str(n) for n in range(1000)]
later = f"where id > '{ids[499]}' order by n"
check("DuckDB, ids by id are in order of time", duck(f"select n from {duck_table} order by id") == in_order, True)
check("DuckDB, ids after the 500th", duck(f"select n from {duck_table} {later}") == in_order[500:], True)
check("DuckDB, max(id) is the newest", duck(f"select max(id) from {duck_table}"), [str(ids[-1])])
check("ClickHouse, ids by id are in order of time", clickhouse(f"select n from {house_table} order by id") == in_order, False)
found = [int(n) for n in clickhouse(f"select n from {house_table} {later}")]
new, old = sum(n >= 500 for n in found), sum(n < 500 for n in found)
print(f"ClickHouse, ids after the 500th: {new} of the 500 later, {old} of the 500 earlier (by chance, another number each run)")
check("ClickHouse, later ids missing or earlier ones found", new < 500 or old > 0, True)
check("ClickHouse, by UUIDv7ToDateTime(id) in order", clickhouse(f"select n from {house_table} order by UUIDv7ToDateTime(id)") == in_order, True)
if failed:
    raise SystemExit("\n".join(["CHANGED"] + failed))
PY
