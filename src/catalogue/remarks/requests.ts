import { nounFor } from "../../base/counted-noun.ts";
import { durationToSecond } from "../../base/duration.ts";
import type {
  AppServiceRemarks,
  CleanupRemarks,
  FanOutRemarks,
  IdGeneratorRemarks,
  KeyServiceRemarks,
  LoadBalancerRemarks,
  RateLimiterRemarks,
  RequestServiceRemarks,
} from "../../engine/requests/remarks.ts";
import type { RemarkTable } from "../remark.ts";
import { exact, plural } from "../words.ts";

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
  "target-drained": {
    words: ({ target, openCalls, forMs }, { name, nameOf }) =>
      `${name} drained ${nameOf(target)} for ${durationToSecond(forMs)}: it answered the ${plural(openCalls, "call")} it had, and the others got what came.`,
  },
  "target-back": {
    words: ({ target, passedChecks }, { name, nameOf }) =>
      `${name} sends calls to ${nameOf(target)} again: ${plural(passedChecks, "check")} in a row passed.`,
    explains: [],
  },
};

export const APP_SERVICE_REMARKS: RemarkTable<AppServiceRemarks> = {
  "instances-lost": {
    words: ({ instances, downMs, brokenRequests, lostKeys }, { name }) => {
      const keys =
        lostKeys > 0 ? ` ${plural(lostKeys, "key")} that nobody had been given were lost with ${instances === 1 ? "it" : "them"}.` : "";
      return `${plural(instances, "instance")} of ${name} ${instances === 1 ? "was" : "were"} down for ${durationToSecond(downMs)}; ${brokenRequests} ${nounFor(brokenRequests, "call")} broke off.${keys}`;
    },
    explains: ["service crashed", "service down"],
  },
  "scaled-out": {
    words: ({ instances, more, startMs }, { name }) =>
      `${name} had too little for what came and asked for ${plural(more, "instance")} more, ${exact(instances)} in all; they took calls ${durationToSecond(startMs)} later. Until then those that were there had it all.`,
    explains: ["service busy"],
  },
  "scaled-in": {
    words: ({ instances, fewer }, { name }) =>
      `${name} let ${plural(fewer, "instance")} go, as less came: ${exact(instances)} stayed. Those that went finished the calls they had.`,
    explains: [],
  },
  deployed: {
    words: ({ instances, tookMs, brokenCalls }, { name }) =>
      `A new version came to ${plural(instances, "instance")} of ${name} within ${durationToSecond(tookMs)}; ${brokenCalls === 0 ? "no call broke off" : `${plural(brokenCalls, "call")} broke off, as they had not ended when their instance had to go`}.`,
    explains: ["instance stopped", "service busy", "service down"],
  },
  "deploy-undone": {
    words: ({ how, instances, tookMs, failedCalls, calls }, { name }) => {
      const by =
        how === "taken back"
          ? "The batch that was watched failed too often, so the old version came back"
          : "Nothing took it back but somebody by hand, at last";
      return `A new version of ${name} answered ${exact(failedCalls)} of ${exact(calls)} calls with an error. ${by}: ${plural(instances, "instance")} started in all, within ${durationToSecond(tookMs)}.`;
    },
    explains: ["new version fails", "instance stopped", "service busy", "service down"],
  },
};

export const KEY_SERVICE_REMARKS: RemarkTable<KeyServiceRemarks> = {
  "keys-crash": {
    words: ({ downMs, wastedKeys, brokenRequests, hasStandby }, { name }) => {
      const then = hasStandby ? "until its standby had taken over" : "as it has no standby";
      return `${name} died with ${plural(wastedKeys, "key")} in memory that were marked as used and given to nobody; ${brokenRequests} ${nounFor(brokenRequests, "call")} broke off, and nobody got keys for ${durationToSecond(downMs)}, ${then}. Blocks that services hold ride over so long as they last.`;
    },
    explains: ["key service crashed", "key service down"],
  },
};

export const CLEANUP_REMARKS: RemarkTable<CleanupRemarks> = {
  "cleanup-away": {
    words: ({ downMs }, { name }) =>
      `${name} was away for ${durationToSecond(downMs)}: what expired meanwhile stayed where it was, and is deleted in the rounds after.`,
    explains: [],
  },
};

export const FAN_OUT_REMARKS: RemarkTable<FanOutRemarks> = {
  "fan-out-crash": {
    words: ({ downMs, waitingPosts, isDurable }, { name }) => {
      const then = isDurable
        ? "They are pushed when it is back; some timelines get them twice."
        : "Nobody pushes them now: followers see them only where they are pulled. Keep what waits on disk.";
      return `${name} was down for ${durationToSecond(downMs)} with ${plural(waitingPosts, "post")} that waited or were under way. ${then}`;
    },
    explains: ["fan-out down"],
  },
};

export const RATE_LIMITER_REMARKS: RemarkTable<RateLimiterRemarks> = {
  ...REQUEST_SERVICE_REMARKS,
  limited: {
    words: ({ limit, windowMs }, { name }) =>
      `${name} answered calls with 429: more than ${exact(limit)} came within ${durationToSecond(windowMs)}, or what the bucket held was used up. What stands behind it was not asked.`,
    explains: ["too many requests"],
  },
  "counter-lost": {
    words: ({ downMs, needsIt, letsIn }, { name }) =>
      `The counter of ${name} could not be reached for ${durationToSecond(downMs)}: ${needsIt ? (letsIn ? "every call was let in meanwhile." : "every call was refused meanwhile.") : "each instance went on with what it had counted itself."}`,
    explains: ["too many requests"],
  },
};

export const ID_GENERATOR_REMARKS: RemarkTable<IdGeneratorRemarks> = {
  "id-server-crash": {
    words: ({ server, downMs, burntIds, brokenRequests, others }, { name }) => {
      const burnt = burntIds > 0 ? ` ${plural(burntIds, "id")} it had logged ahead will never be given.` : "";
      const then = others > 0 ? "The others gave ids meanwhile." : "Nobody got ids meanwhile.";
      return `Server ${server} of ${name} was down for ${durationToSecond(downMs)}; ${brokenRequests} ${nounFor(brokenRequests, "call")} broke off.${burnt} ${then}`;
    },
    explains: ["id server crashed", "no id server"],
  },
  "clock-back": {
    words: ({ server, byMs, refuses }, { name }) =>
      `The clock of server ${server} of ${name} went back by ${byMs.toLocaleString("en-US")} ms. ${refuses ? "It refuses to make ids until its clock has passed the last one." : "It goes on, and makes ids a second time."}`,
    explains: ["clock went back"],
  },
  "ids-used-up": {
    words: ({ server, unitMs }, { name }) =>
      `Server ${server} of ${name} gave all ids of its sequence within ${unitMs === 1 ? "a ms" : "a second"}: callers wait for the next one. More servers have sequences of their own.`,
    explains: [],
  },
};
