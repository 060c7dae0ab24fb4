import type { ClosedClientsRemarks, ServiceEventsRemarks, TraceSourceRemarks } from "../../engine/sources/remarks.ts";
import type { RemarkTable } from "../remark.ts";
import { wholeSeconds } from "../words.ts";

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

export const SERVICE_EVENTS_REMARKS: RemarkTable<ServiceEventsRemarks> = {
  outage: {
    words: ({ service, awayMs }, { name }) =>
      `The publisher of service ${service + 1} of ${name} was away for ${wholeSeconds(awayMs)}; its events waited in the outbox and came all at once.`,
  },
};
