#!/usr/bin/env bash
# A daily job at 01:30 runs twice on the night the clocks go back in two of six cron libraries; a two-hourly one runs
# at 03:00 in spring in four.
#
# Run: Python's croniter 7.0.0, cronsim 2.8 and APScheduler 3.11.3 and npm's cron-parser 5.10.6, croner 11.0.1 and
# cron 4.4.0, New York, around 2026-11-01 (01:00 to 02:00 comes twice) and 2027-03-14 (02:00 to 03:00 is left out).
# Expected: what the manual of Vixie cron promises: jobs for fixed times are not run twice, and those that fell
# into the missing hour run soon after it; jobs with a step go on by the clock on the wall.
# Happened: "30 1 * * *" runs at 05:30Z and again at 06:30Z with croniter and APScheduler, once with the other four.
# "30 2 * * *" in spring runs at 03:00 local (07:00Z) with croniter, cronsim, croner and cron, at 03:30 (07:30Z) with
# APScheduler and cron-parser. "0 */2 * * *" in spring runs at 03:00 local, an odd hour that the line does not name, with
# croniter, APScheduler, cron-parser and cron (07:00Z, then 08:00Z, one hour apart), and not with cronsim and croner.
# Matters: workflow schedulers compute their runs and intervals with such a library. A daily run that is there twice books,
# bills or mails twice; a run an hour after another finds half an interval of data. The date of the run, not the
# fact of the run, has to be the key of what a job writes. Or schedule in UTC.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --no-compile --disable-pip-version-check croniter==7.0.0 cronsim==2.8 APScheduler==3.11.3 tzdata==2025.2
cd "$dir"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund cron-parser@5.10.6 croner@11.0.1 cron@4.4.0 luxon@3.7.2
cat > runs.mjs <<'JS'
import { CronExpressionParser } from 'cron-parser'
import { Cron } from 'croner'
import { CronTime } from 'cron'
import { DateTime } from 'luxon'
const tz = 'America/New_York'
const shown = (date) => date.toISOString().slice(8, 16).replace('T', ' ')
const take = (next) => Array.from({ length: 3 }, next)
const out = JSON.parse(process.argv[2]).map(([line, from]) => {
  const start = new Date(from)
  const parsed = CronExpressionParser.parse(line, { currentDate: start, tz })
  const croner = new Cron(line, { timezone: tz })
  const cron = new CronTime(`0 ${line}`, tz)
  let a = start
  let b = DateTime.fromJSDate(start, { zone: tz })
  return {
    'cron-parser': take(() => shown(parsed.next().toDate())),
    croner: take(() => shown((a = croner.nextRun(a)))),
    cron: take(() => shown((b = cron.getNextDateFrom(b, tz)).toJSDate())),
  }
})
console.log(JSON.stringify(out))
JS
"$dir/venv/bin/python" - <<'PY'
import datetime as dt, json, subprocess
from importlib.metadata import version
from zoneinfo import ZoneInfo
from apscheduler.triggers.cron import CronTrigger
from croniter import croniter
from cronsim import CronSim

failed = []
def check(what, got, want):
    print(f"{what}: {got}")
    if got != want:
        failed.append(f"{what}: was {want} when written")

print(*(f"{p} {version(p)}" for p in ("croniter", "cronsim", "APScheduler")))
zone = ZoneInfo("America/New_York")
cases = [("30 1 * * *", "2026-10-31T16:00:00Z"), ("30 2 * * *", "2027-03-13T17:00:00Z"), ("0 */2 * * *", "2027-03-14T05:00:00Z")]
def python(line, start):
    start = dt.datetime.fromisoformat(start).astimezone(zone)
    c, s, trigger, last = croniter(line, start), CronSim(line, start), CronTrigger.from_crontab(line, timezone=zone), start
    fired = []
    for _ in range(4):
        last = trigger.get_next_fire_time(last, last)
        fired.append(last)
    runs = {"croniter": [c.get_next(dt.datetime) for _ in range(3)], "cronsim": [next(s) for _ in range(3)], "APScheduler": [f for f in fired if f > start]}
    return {k: [d.astimezone(dt.timezone.utc).strftime("%d %H:%M") for d in v][:3] for k, v in runs.items()}
node = json.loads(subprocess.run(["node", "runs.mjs", json.dumps(cases)], check=True, capture_output=True, text=True).stdout)
twice, once = ["01 05:30", "01 06:30", "02 06:30"], ["01 05:30", "02 06:30", "03 06:30"]
three, half = ["14 07:00", "15 06:30", "16 06:30"], ["14 07:30", "15 06:30", "16 06:30"]
odd, even = ["14 07:00", "14 08:00", "14 10:00"], ["14 08:00", "14 10:00", "14 12:00"]
want = {"croniter": (twice, three, odd), "cronsim": (once, three, even), "APScheduler": (twice, half, odd),
        "cron-parser": (once, half, odd), "croner": (once, three, even), "cron": (once, three, odd)}
for i, (line, start) in enumerate(cases):
    for name, runs in {**python(line, start), **node[i]}.items():
        check(f"{line} from {start[:10]}, {name}", runs, want[name][i])
if failed:
    raise SystemExit("\n".join(["CHANGED"] + failed))
PY
