import type { PartitionTaskRemarks } from "../../engine/files/remarks.ts";
import type { RemarkTable } from "../remark.ts";
import { plural } from "../words.ts";

export const PARTITION_TASK_REMARKS: RemarkTable<PartitionTaskRemarks> = {
  "run-failed": {
    words: ({ partitions }, { name }) =>
      `A run of ${name} failed before it had told the catalogue of ${plural(partitions, "partition")}: rows in them stay unseen until one that ends well.`,
    effect: "unread",
  },
  "timed-out": {
    words: ({ added, left }, { name }) =>
      `A run of ${name} took longer than it may and stopped half way: ${plural(added, "partition")} added, ${plural(left, "partition")} still unknown. Begin it again, or add partitions by name as they come.`,
    effect: "unread",
  },
  "no-table-yet": {
    words: (_, { name }) => `${name} was told to add partitions before any file lay in its store, so there was no table to add them to.`,
  },
};
