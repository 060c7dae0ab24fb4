import type { DeployEnd } from "../fleets/rolling-deploy.ts";

/** What spreads calls over targets remarks. */
export type LoadBalancerRemarks = RequestServiceRemarks & {
  /** A target failed so many checks in a row, one every `everyMs`, and gets no calls; unless no other is well either: then all get them. */
  readonly "target-out": {
    readonly target: string;
    readonly failedChecks: number;
    readonly everyMs: number;
    readonly othersWell: boolean;
  };
  /** Somebody took a well target out for a while: it has so many calls left to answer. */
  readonly "target-drained": { readonly target: string; readonly openCalls: number; readonly forMs: number };
  readonly "target-back": { readonly target: string; readonly passedChecks: number };
};

export type RequestServiceRemarks = { readonly crash: { readonly downMs: number; readonly brokenRequests: number } };

/** What a service that gives out keys remarks. */
export type KeyServiceRemarks = {
  /** It died with keys in memory; those marked as used before are wasted. */
  readonly "keys-crash": {
    readonly downMs: number;
    readonly wastedKeys: number;
    readonly brokenRequests: number;
    readonly hasStandby: boolean;
  };
};

/** What a service of endpoints remarks. */
export type AppServiceRemarks = {
  /** Instances died, with the keys they had been given. */
  readonly "instances-lost": {
    readonly instances: number;
    readonly downMs: number;
    readonly brokenRequests: number;
    readonly lostKeys: number;
  };
  /** The load asked for another number of instances; more of them take calls so much later. */
  readonly "scaled-out": { readonly instances: number; readonly more: number; readonly startMs: number };
  readonly "scaled-in": { readonly instances: number; readonly fewer: number };
  /** A new version has come to all of them; or it was taken back, by whoever looked at what failed or by hand. */
  readonly deployed: DeployEnd;
  readonly "deploy-undone": DeployEnd;
};

/** What deletes what has expired remarks. */
export type CleanupRemarks = { readonly "cleanup-away": { readonly downMs: number } };

/** What pushes posts to timelines remarks. */
export type FanOutRemarks = {
  /** It died with posts that were under way or waited: on disk they are begun again, else nobody pushes them. */
  readonly "fan-out-crash": { readonly downMs: number; readonly waitingPosts: number; readonly isDurable: boolean };
};

/** What a limiter of calls remarks. */
export type RateLimiterRemarks = RequestServiceRemarks & {
  /** The first call that was one too many. */
  readonly limited: { readonly limit: number; readonly windowMs: number };
  /** The counter that instances share was away. */
  readonly "counter-lost": { readonly downMs: number; readonly needsIt: boolean; readonly letsIn: boolean };
};

/** What caches near to clients remark. */
export type CdnRemarks = {
  readonly "edge-lost": { readonly edge: number; readonly downMs: number; readonly lostEntries: number; readonly others: number };
  readonly "all-purged": { readonly lostEntries: number };
};

/** What makes ids when asked remarks. */
export type IdGeneratorRemarks = {
  /** A server died; a counter leaves out the ids it had logged ahead. `others`: servers that go on. */
  readonly "id-server-crash": {
    readonly server: number;
    readonly downMs: number;
    readonly burntIds: number;
    readonly brokenRequests: number;
    readonly others: number;
  };
  readonly "clock-back": { readonly server: number; readonly byMs: number; readonly refuses: boolean };
  /** More ids were wanted of a server than its sequence has for a unit of time. */
  readonly "ids-used-up": { readonly server: number; readonly unitMs: number };
};
