import { nounFor } from "../../base/counted-noun.ts";
import { durationToSecond } from "../../base/duration.ts";
import type { EdgeRemarks, StationRemarks } from "../../engine/stations/remarks.ts";
import type { RemarkTable } from "../remark.ts";

export const STATION_REMARKS: RemarkTable<StationRemarks> = {
  crash: {
    words: ({ downMs, lostRecords }, { name }) =>
      `${name} was down for ${durationToSecond(downMs)} and lost ${lostRecords} ${nounFor(lostRecords, "record")} in service or waiting.`,
    explains: ["lost in crash"],
  },
  outage: {
    words: ({ downMs, queueStops }, { name }) =>
      `${name} ${queueStops ? "began" : "took"} nothing for ${durationToSecond(downMs)}; what came meanwhile waited.`,
  },
};

export const EDGE_REMARKS: RemarkTable<EdgeRemarks> = {
  outage: {
    words: ({ downMs, retries }, { name }) =>
      `${name} answered nothing for ${durationToSecond(downMs)}; clients tried again up to ${retries} times.`,
  },
};
