import { durationToSecond } from "../../base/duration.ts";
import type { RequestServiceRemarks } from "../../engine/requests/remarks.ts";
import type { RemarkTable } from "../remark.ts";

export const REQUEST_SERVICE_REMARKS: RemarkTable<RequestServiceRemarks> = {
  crash: {
    words: ({ downMs, brokenRequests }, { name }) =>
      `${name} was down for ${durationToSecond(downMs)}; ${brokenRequests} requests broke off, those that came were refused.`,
  },
};
