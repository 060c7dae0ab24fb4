import { nounFor } from "../../base/counted-noun.ts";
import { durationToSecond } from "../../base/duration.ts";
import type { LoadBalancerRemarks, RequestServiceRemarks } from "../../engine/requests/remarks.ts";
import type { RemarkTable } from "../remark.ts";
import { plural } from "../words.ts";

export const REQUEST_SERVICE_REMARKS: RemarkTable<RequestServiceRemarks> = {
  crash: {
    words: ({ downMs, brokenRequests }, { name }) =>
      `${name} was down for ${durationToSecond(downMs)}; ${brokenRequests} ${nounFor(brokenRequests, "request")} broke off, those that came were refused.`,
  },
};

export const LOAD_BALANCER_REMARKS: RemarkTable<LoadBalancerRemarks> = {
  ...REQUEST_SERVICE_REMARKS,
  "target-out": {
    words: ({ target, failedChecks, everyMs, othersWell }, { name, nameOf }) => {
      const then = othersWell ? "It gets no more calls." : "No other is well either, so all get calls.";
      return `${name} found ${nameOf(target)} down: ${plural(failedChecks, "check")} in a row failed, one every ${durationToSecond(everyMs)}. ${then} Until then it got its share; check more often, or try elsewhere what fails.`;
    },
    explains: [],
  },
  "target-back": {
    words: ({ target, passedChecks }, { name, nameOf }) =>
      `${name} sends calls to ${nameOf(target)} again: ${plural(passedChecks, "check")} in a row passed.`,
    explains: [],
  },
};
