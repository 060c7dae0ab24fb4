#!/usr/bin/env bash
# In pyiceberg "x not in (5)" leaves out rows where x is NULL and "x not in (5, 7)" takes them; a delete never does.
#
# Run: pyiceberg 0.12.0 with a SQLite catalog on a local folder; one table with x = 5, 6 and NULL.
# Expected: one rule for NULL whatever the length of the list. ISO/IEC 9075-2 (SQL) gives unknown for both, so the
# row stays out; a rule by which NULL is simply a value that is not in the list would take it in both.
# Happened: a list of one is turned into "x != 5" when the expression is built, which Arrow evaluates to null for the
# NULL row, so it is left out. A list of two stays "not in" and is evaluated as the inverse of Arrow's is_in, which
# is false for NULL, so the row is in. not (x in (...)) follows the same two ways. A delete keeps the rows for which
# its filter is false or null, computed another way: after delete("x not in (5, 7)") a scan with the very same
# filter still finds the NULL row.
# Matters: "keep only these tenants", "erase all but the regions we may hold" are written with a list that is
# configured. When it shrinks from two entries to one, the rows without a value change sides silently, and a check
# after an erasure by its own filter reports rows left (or, with one entry, none, though the row is there). Say it
# outright: add "x is null" or "x is not null" to every negated filter.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --no-compile --disable-pip-version-check \
  'pyiceberg[sql-sqlite]==0.12.0' pyarrow==26.0.1
cd "$dir"
"$dir/venv/bin/python" -W ignore - "$dir" <<'PY'
import sys
import pyarrow as pa, pyiceberg
from pyiceberg.catalog.sql import SqlCatalog

failed = []
def check(what, got, want):
    print(f"{what}: {got!r}")
    if got != want:
        failed.append(f"{what}: was {want!r} when written")

print("pyiceberg", pyiceberg.__version__, "pyarrow", pa.__version__)
catalog = SqlCatalog("c", uri=f"sqlite:///{sys.argv[1]}/catalog.db", warehouse=f"file://{sys.argv[1]}/warehouse")
catalog.create_namespace("n")
rows = pa.table({"x": pa.array([5, 6, None], pa.int64())})

def table(name):
    made = catalog.create_table(f"n.{name}", rows.schema)
    made.append(rows)
    return made

values = lambda scan: sorted(scan.to_arrow()["x"].to_pylist(), key=lambda v: (v is None, v))
read = table("read")
for text, want in (("x != 5", [6]), ("x not in (5)", [6]), ("x not in (5, 7)", [6, None]),
                   ("not (x in (5))", [6]), ("not (x in (5, 7))", [6, None])):
    check(f"read {text}", values(read.scan(row_filter=text)), want)
for i, (text, left, found) in enumerate((("x not in (5)", [5, None], []), ("x not in (5, 7)", [5, None], [None]))):
    made = table(f"delete{i}")
    made.delete(text)
    check(f"left after delete {text}", values(made.scan()), left)
    check("found by the same filter after it", values(made.scan(row_filter=text)), found)
if failed:
    raise SystemExit("\n".join(["CHANGED"] + failed))
PY
