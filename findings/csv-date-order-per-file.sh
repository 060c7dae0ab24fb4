#!/usr/bin/env bash
# DuckDB picks day/month or month/day per CSV file: one feed, read together, holds both, and the file order decides.
#
# Run: DuckDB 2.0.1 (read_csv with no options) and polars 2.1.0 (try_parse_dates) on a feed of two weekly files whose
# dates are written month/day/year: the first has the days 2 and 9, the second 16 and 23 of November 2026.
# Expected: RFC 4180 gives CSV no types, so a reader has to guess; but one guess for one read, and where the values leave
# it open, text or an error.
# Happened: alone, the first file reads as 11 February and 11 September (day first is preferred while all values fit),
# the second as 16 and 23 November. With union_by_name = true both are read in one query, each by its own guess: four
# rows, one DATE column, no error, two of them wrong by months. Without it the list [first, second] raises a conversion
# error and [second, first] reads all four rightly: the guess of the first file is used for all. polars prefers day
# first too and falls back to text when that fails, so the column's type changes from week to week.
# A two-digit year is taken for the day: 11/02/26 is 26 February 2011 in DuckDB.
# Matters: union_by_name is the usual answer to "files gained a column". The error shows only on files with a day above
# 12, so a feed tested in the first days of a month passes. Give the format with the feed (dateformat, a schema), and
# keep the raw text beside what was parsed.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --no-compile --disable-pip-version-check duckdb==2.0.1 polars==2.1.0
cd "$dir"
printf 'id,day\n1,11/02/2026\n2,11/09/2026\n' > a.csv
printf 'id,day\n3,11/16/2026\n4,11/23/2026\n' > b.csv
printf 'id,day\n5,11/02/26\n' > short.csv
"$dir/venv/bin/python" - <<'PY'
import duckdb, polars as pl

failed = []
def check(what, got, want):
    print(f"{what}: {got}")
    if got != want:
        failed.append(f"{what}: was {want} when written")

print("duckdb", duckdb.__version__, "polars", pl.__version__)
def duck(source):
    try:
        return duckdb.connect().execute(f"select typeof(day) || ' ' || day from {source} order by id").fetchall()
    except duckdb.Error as error:
        return type(error).__name__
read = lambda source: [r[0] for r in rows] if isinstance(rows := duck(source), list) else rows
wrong, right = ["DATE 2026-02-11", "DATE 2026-09-11"], ["DATE 2026-11-16", "DATE 2026-11-23"]
check("DuckDB, first week", read("'a.csv'"), wrong)
check("DuckDB, second week", read("'b.csv'"), right)
check("DuckDB, both, union_by_name", read("read_csv(['a.csv', 'b.csv'], union_by_name = true)"), wrong + right)
check("DuckDB, [first, second]", read("read_csv(['a.csv', 'b.csv'])"), "ConversionException")
check("DuckDB, [second, first]", read("read_csv(['b.csv', 'a.csv'])"), ["DATE 2026-11-02", "DATE 2026-11-09"] + right)
check("DuckDB, two-digit year", read("'short.csv'"), ["DATE 2011-02-26"])
check("polars, first week", pl.read_csv("a.csv", try_parse_dates=True)["day"].cast(str).to_list(), ["2026-02-11", "2026-09-11"])
check("polars, types of the two weeks", [str(pl.read_csv(f, try_parse_dates=True)["day"].dtype) for f in ("a.csv", "b.csv")], ["Date", "String"])
if failed:
    raise SystemExit("\n".join(["CHANGED"] + failed))
PY
