import type { MaintenanceRemarks } from "../../engine/jobs/remarks.ts";
import type { RemarkTable } from "../remark.ts";
import { bytes as bytesInWords, plural } from "../words.ts";
import { BATCH_JOB_REMARKS } from "./jobs.ts";

export const MAINTENANCE_REMARKS: RemarkTable<MaintenanceRemarks> = {
  "commit-refused": BATCH_JOB_REMARKS["commit-refused"],
  "no-table": {
    words: (_, { name }) =>
      `${name} is wired to a bucket that keeps no table: there are no versions to look after. Wire it to a Delta or Iceberg table.`,
  },
  "run-lost": {
    words: ({ orphans }, { name }) =>
      `A run of ${name} lost its machine before it committed; ${plural(orphans, "file")} it had written lie in the bucket and in no version, until a vacuum.`,
  },
  "kept-unneeded": {
    words: ({ deleted, objects, bytes, hours }, { name }) =>
      `${name} deleted ${plural(deleted, "file")} and left ${plural(objects, "object")} (${bytesInWords(bytes)}) that today's version does not name: they are younger than ${plural(hours, "hour")}, or an older version names them.`,
  },
};
