#!/usr/bin/env bash
# "0 0 */2 * 1" means three different schedules to six cron libraries; "1-31/2" in place of "*/2" changes one of them.
#
# Run: Python's croniter 7.0.0, cronsim 2.8 and APScheduler 3.11.3 and npm's cron-parser 5.10.6, croner 11.0.1 and
# cron 4.4.0 list the next runs of the line from 2026-11-01 on, in UTC.
# Expected: POSIX's crontab and crontab(5) of Vixie cron (which adds the step): with both day fields restricted, that is,
# neither of them a bare *, either one matching is enough.
# Happened: croniter and the three of npm take */2 as restricted: every odd day OR Monday (2, 3, 5, 7, 9 November).
# cronsim copies what its source says Debian's cron does rather than what is written in the manual: a field that
# starts with * leaves both to match: odd Mondays only (9, 23 November, 7 December). croniter knows that as a bug to be
# switched on (implement_cron_bug). Written 1-31/2, the same days, it is OR again. APScheduler always needs both to
# match and counts weekdays from Monday = 0: odd Tuesdays (3, 17 November); POSIX's 7 for Sunday is an error there.
# Matters: a line moves between systems by copy: from a server's crontab into a Python scheduler or a Node
# worker. 2 runs in November become 18, or shift by a day, and no parser complains. The intervals of a data pipeline come
# from such a library, so partitions go missing or double. Do not set both day fields: name weekdays (MON), test the
# day of the month in the job.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --no-compile --disable-pip-version-check croniter==7.0.0 cronsim==2.8 APScheduler==3.11.3
cd "$dir"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund cron-parser@5.10.6 croner@11.0.1 cron@4.4.0 luxon@3.7.2
cat > runs.mjs <<'JS'
import { CronExpressionParser } from 'cron-parser'
import { Cron } from 'croner'
import { CronTime } from 'cron'
import { DateTime } from 'luxon'
const start = new Date('2026-11-01T12:00:00Z')
const day = (date) => date.toISOString().slice(5, 10)
const take = (next) => Array.from({ length: 5 }, next).join(' ')
const out = {}
for (const line of process.argv.slice(2)) {
  const parsed = CronExpressionParser.parse(line, { currentDate: start, tz: 'UTC' })
  const croner = new Cron(line, { timezone: 'UTC' })
  const cron = new CronTime(`0 ${line}`, 'UTC')
  let a = start
  let b = DateTime.fromJSDate(start, { zone: 'UTC' })
  out[line] = {
    'cron-parser': take(() => day(parsed.next().toDate())),
    croner: take(() => day((a = croner.nextRun(a)))),
    cron: take(() => day((b = cron.getNextDateFrom(b, 'UTC')).toJSDate())),
  }
}
console.log(JSON.stringify(out))
JS
"$dir/venv/bin/python" - <<'PY'
import datetime as dt, json, subprocess
from importlib.metadata import version
from apscheduler.triggers.cron import CronTrigger
from croniter import croniter
from cronsim import CronSim

failed = []
def check(what, got, want):
    print(f"{what}: {got}")
    if got != want:
        failed.append(f"{what}: was {want} when written")

print(*(f"{p} {version(p)}" for p in ("croniter", "cronsim", "APScheduler")))
start = dt.datetime(2026, 11, 1, 12, tzinfo=dt.timezone.utc)
def apscheduler(line):
    trigger, last, out = CronTrigger.from_crontab(line, timezone="UTC"), start, []
    for _ in range(5):
        last = trigger.get_next_fire_time(last, last)
        out.append(last)
    return out
def python(line):
    c, s = croniter(line, start), CronSim(line, start)
    runs = {"croniter": [c.get_next(dt.datetime) for _ in range(5)], "cronsim": [next(s) for _ in range(5)], "APScheduler": apscheduler(line)}
    return {k: " ".join(d.strftime("%m-%d") for d in v) for k, v in runs.items()}
lines = ["0 0 */2 * 1", "0 0 1-31/2 * 1"]
node = json.loads(subprocess.run(["node", "runs.mjs", *lines], check=True, capture_output=True, text=True).stdout)
either, both, tuesdays = "11-02 11-03 11-05 11-07 11-09", "11-09 11-23 12-07 12-21 01-11", "11-03 11-17 12-01 12-15 12-29"
for line, cronsim in zip(lines, (both, either)):
    for name, runs in {**python(line), **node[line]}.items():
        check(f"{line} {name}", runs, {"cronsim": cronsim, "APScheduler": tuesdays}.get(name, either))
try:
    sunday = CronTrigger.from_crontab("0 0 * * 7", timezone="UTC")
except ValueError:
    sunday = "ValueError"
check("APScheduler, 7 for Sunday", sunday, "ValueError")
if failed:
    raise SystemExit("\n".join(["CHANGED"] + failed))
PY
