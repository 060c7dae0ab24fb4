import type { ClosedClientsRemarks, ServiceEventsRemarks, TraceSourceRemarks } from "../../engine/sources/remarks.ts";
import type { RemarkTable } from "../remark.ts";
import { percent, lasting } from "../words.ts";

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
      `The publisher of service ${service + 1} of ${name} was away for ${lasting(awayMs)}; its events waited in the outbox and came all at once.`,
  },
  "schema-change": {
    words: ({ service, forMs }, { name }) =>
      `Service ${service + 1} of ${name} called a field by another name for ${lasting(forMs)}: to whoever reads the old one it is missing.`,
  },
  "clock-skew": {
    words: ({ service, forMs }, { name }) =>
      `Service ${service + 1} of ${name} stamped its changes in another time zone for ${lasting(forMs)}.`,
  },
  oversized: {
    words: ({ service, forMs }, { name }) =>
      `Service ${service + 1} of ${name} sent whole documents in place of changes for ${lasting(forMs)}.`,
  },
  "partial-drop": {
    words: ({ share, forMs }, { name }) =>
      `${percent(share)} of the changes of ${name} were lost before they were published, for ${lasting(forMs)}; nobody was told.`,
    explains: ["never published"],
  },
};
