import type { ClosedClientsRemarks, TraceSourceRemarks } from "../../engine/sources/remarks.ts";
import type { RemarkTable } from "../remark.ts";

/** Of every source that can replay a file. */
export const TRACE_REMARKS: RemarkTable<TraceSourceRemarks> = {
  "trace-fault": {
    words: ({ fault, file }) => `"${fault}" was left out: the events come from ${file} and are replayed as they are.`,
  },
};

export const CLOSED_CLIENTS_REMARKS: RemarkTable<ClosedClientsRemarks> = {
  timeout: {
    words: ({ timeoutMs }, { name }) => `A client of ${name} had no answer after ${timeoutMs / 1000} s and asked anew.`,
  },
};
