import { nounFor } from "../../base/counted-noun.ts";
import { durationToSecond } from "../../base/duration.ts";
import type { StreamProcessorRemarks, StreamTasksRemarks } from "../../engine/processing/remarks.ts";
import type { RemarkTable } from "../remark.ts";

export const STREAM_TASKS_REMARKS: RemarkTable<StreamTasksRemarks> = {
  "tasks-moved": {
    words: ({ movedTasks, awayMs, hadStandby }, { name }) => {
      const state = hadStandby ? "a standby had their state" : "their state was read back from the changelog";
      return `${movedTasks === 1 ? "A task" : `${movedTasks} tasks`} of ${name} went on elsewhere after ${durationToSecond(awayMs)}; ${state}.`;
    },
  },
  "instance-lost": {
    words: ({ instance, stoppedTasks, tasks, againRecords }, { name }) =>
      `Instance ${instance} of ${name} died: ${stoppedTasks} of ${tasks} tasks stop until others take them over, the rest go on; ${againRecords} ${nounFor(againRecords, "record")} will be read again.`,
  },
};

export const STREAM_PROCESSOR_REMARKS: RemarkTable<StreamProcessorRemarks> = {
  "transaction-timeout": {
    words: ({ timeoutMs }, { name }) =>
      `A checkpoint of ${name} failed: its transaction was open for more than ${durationToSecond(timeoutMs)} and the log had aborted it. Take checkpoints more often, or allow more time.`,
  },
  "checkpoint-failure": {
    words: ({ forMs }, { name }) =>
      `Checkpoints of ${name} fail for ${durationToSecond(forMs)}; a crash now would replay from the last one that completed.`,
  },
  restarted: {
    words: ({ fromCheckpoint, againRecords }, { name }) => {
      const from = fromCheckpoint ? "its last completed checkpoint" : "the beginning: it had no completed checkpoint";
      return `${name} restarted from ${from} and read ${againRecords} ${nounFor(againRecords, "record")} again.`;
    },
    effect: "restart",
  },
};
