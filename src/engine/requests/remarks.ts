/** What spreads calls over targets remarks. */
export type LoadBalancerRemarks = RequestServiceRemarks & {
  /** A target failed so many checks in a row, one every `everyMs`, and gets no calls; unless no other is well either: then all get them. */
  readonly "target-out": {
    readonly target: string;
    readonly failedChecks: number;
    readonly everyMs: number;
    readonly othersWell: boolean;
  };
  readonly "target-back": { readonly target: string; readonly passedChecks: number };
};

export type RequestServiceRemarks = { readonly crash: { readonly downMs: number; readonly brokenRequests: number } };
