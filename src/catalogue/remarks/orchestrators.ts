import { durationToSecond } from "../../base/duration.ts";
import type { SensorRemarks } from "../../engine/jobs/remarks.ts";
import type { CronRemarks, OrchestratorRemarks } from "../../engine/pipelines/remarks.ts";
import type { RemarkTable } from "../remark.ts";
import { exact, plural } from "../words.ts";

export const ORCHESTRATOR_REMARKS: RemarkTable<OrchestratorRemarks> = {
  outage: {
    words: ({ downMs }, { name }) =>
      `The scheduler of ${name} was away for ${durationToSecond(downMs)}: tasks that ran went on, and nothing new began.`,
  },
  "database-outage": {
    words: ({ downMs }, { name }) =>
      `The metadata database of ${name} was away for ${durationToSecond(downMs)}: nothing new began and no state was written.`,
  },
  paused: { words: ({ forMs }, { name }) => `${name} was paused for ${durationToSecond(forMs)}: no run and no task began.` },
  "pool-shrunk": {
    words: ({ slots, forMs }, { name }) =>
      `The pool of ${name} had ${plural(slots, "slot")} for ${durationToSecond(forMs)}; tasks that had one kept it.`,
  },
  "worker-lost": {
    words: ({ worker, tasks, foundAfterMs }, { name }) =>
      `${worker} of ${name} was lost with ${plural(tasks, "task")}; without a heartbeat they count as failed after ${durationToSecond(foundAfterMs)}.`,
    effect: "restart",
  },
  "task-failed": {
    words: ({ task, tries, behind }, { nameOf }) =>
      `${nameOf(task)} failed for good after ${plural(tries, "try", "tries")}; ${plural(behind, "task")} behind it could not run as they should.`,
  },
  "run-timed-out": {
    words: ({ allowedMs, unfinished }, { name }) =>
      `A run of ${name} took longer than ${durationToSecond(allowedMs)} and failed; ${plural(unfinished, "task")} of it were skipped.`,
  },
  "ticks-passed-over": {
    words: ({ ticks }, { name }) =>
      `${plural(ticks, "tick")} of ${name} came while no run could begin and have none: without catchup only the newest has.`,
  },
  "rule-for-nobody": {
    words: ({ tasks }, { name }) => `${name} has rules for ${tasks.join(", ")}, and begins no task of that id.`,
  },
  cleared: {
    words: ({ task, again }, { nameOf }) => `A person cleared ${nameOf(task)}: ${plural(again, "task")} of the run are decided anew.`,
  },
  backfilled: {
    words: ({ runs, left }, { name }) =>
      `A person asked ${name} for a backfill: ${plural(runs, "interval")} run, ${exact(left)} that had a run were left alone.`,
  },
};

export const CRON_REMARKS: RemarkTable<CronRemarks> = {
  outage: {
    words: ({ downMs, brokenRuns }, { name }) =>
      `The machine of ${name} was down for ${durationToSecond(downMs)}: ${plural(brokenRuns, "script")} died, and what was due meanwhile never comes.`,
  },
  "task-failed": {
    words: ({ task, behind }, { nameOf }) =>
      `${nameOf(task)} failed and the script ended there; ${plural(behind, "job")} behind it did not run.`,
  },
  "still-running": {
    words: ({ runs }, { name }) => `A tick of ${name} was left out: ${plural(runs, "script")} still ran.`,
  },
  rerun: { words: ({ tasks }, { name }) => `A person ran the script of ${name} again, all ${plural(tasks, "job")} of it.` },
};

export const SENSOR_REMARKS: RemarkTable<SensorRemarks> = {
  "timed-out": {
    words: ({ afterMs, files, wanted }, { name }) =>
      `${name} gave up after ${durationToSecond(afterMs)}: ${exact(files)} of ${plural(wanted, "file")} were there.`,
  },
  "waits-in-vain": {
    words: ({ attempts, files, wanted }, { name }) =>
      `Nothing more will land, and ${plural(attempts, "attempt")} of ${name} still waited when the run ended: ${exact(files)} of ${plural(wanted, "file")} were there.`,
  },
  outage: { words: ({ downMs }, { name }) => `${name} was told nothing for ${durationToSecond(downMs)} and looked again.` },
};
