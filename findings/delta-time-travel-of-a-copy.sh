#!/usr/bin/env bash
# A copied Delta table answers every time before the copy with its first version, and a restore to yesterday empties it.
#
# Run: deltalake (delta-rs) 1.6.6 writes four versions, one row each; the folder is copied file by file, as a cloud
# copy, a restored backup or a checkout does it, with new modification times. All is read from both.
# Expected: the same answers from the same bytes, or an error where the time is not known.
# Happened: history() and the change feed (load_cdf) go by the time written in each commit: both folders tell the same.
# load_as_version(time) and restore(time) go by the modification time of the commit's file, which in the copy is
# the time of copying: all four times give version 0, where the original gives 0, 1, 2, 3. There is no error, as a time
# before all commits is answered with the first version (so is one before the table was made). restore to the time of the
# third commit, copied from the table's own history, leaves 3 rows in the original and 1 in the copy.
# Delta's protocol says that without the table feature inCommitTimestamp the file's time counts, and Delta's issue 192 tells
# of it for Spark; delta-rs 1.6.6 does not make a table with that feature. What is new is that history disagrees.
# Matters: moving a lake to another bucket, a replica for disaster recovery, test data in a repository. "The state of
# month's end" then silently is the first load, and a restore by date in the copy is the very thing that loses the
# rows. Find the version in history(), then travel and restore by version number.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --no-compile --disable-pip-version-check deltalake==1.6.6 pyarrow==26.0.1
cd "$dir"
"$dir/venv/bin/python" - <<'PY'
import datetime as dt, shutil, time
import deltalake, pyarrow as pa
from deltalake import DeltaTable, write_deltalake

failed = []
def check(what, got, want):
    print(f"{what}: {got}")
    if got != want:
        failed.append(f"{what}: was {want} when written")

print("deltalake", deltalake.__version__)
feed = {"delta.enableChangeDataFeed": "true"}
now = lambda: dt.datetime.now(dt.timezone.utc)
before, times = now(), []
for version in range(4):
    time.sleep(0.3)
    write_deltalake("original", pa.table({"v": [version]}), mode="append", configuration=feed if version == 0 else None)
    time.sleep(0.3)
    times.append(now())
shutil.copytree("original", "copy", copy_function=shutil.copyfile)

def at(table, moment):
    found = DeltaTable(table)
    found.load_as_version(moment)
    return found.version()
def by_history(table, moment):
    return max(h["version"] for h in DeltaTable(table).history() if h["timestamp"] <= moment.timestamp() * 1000)
def changes_until(table, moment):
    rows = pa.table(DeltaTable(table).load_cdf(starting_version=0, ending_timestamp=moment.isoformat()).read_all())
    return max(rows["_commit_version"].to_pylist())

for table, travelled in (("original", [0, 1, 2, 3]), ("copy", [0, 0, 0, 0])):
    check(f"{table}, version by history", [by_history(table, moment) for moment in times], [0, 1, 2, 3])
    check(f"{table}, last version in the change feed", [changes_until(table, moment) for moment in times], [0, 1, 2, 3])
    check(f"{table}, version by time travel", [at(table, moment) for moment in times], travelled)
    check(f"{table}, now", at(table, now()), 3)
    check(f"{table}, before there was a table", at(table, before), 0)
for table, rows in (("original", 3), ("copy", 1)):
    DeltaTable(table).restore(times[2])
    check(f"{table}, rows after restore to the third commit", DeltaTable(table).to_pyarrow_table().num_rows, rows)
try:
    write_deltalake("own", pa.table({"v": [1]}), configuration={"delta.enableInCommitTimestamps": "true"})
    made = "made"
except deltalake.exceptions.DeltaError as error:
    made = "DeltaError"
check("a table with times of its own", made, "DeltaError")
if failed:
    raise SystemExit("\n".join(["CHANGED"] + failed))
PY
