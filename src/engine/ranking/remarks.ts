import type { NoFacts } from "../part/remark.ts";

/** What an index of vectors remarks. */
export type VectorIndexRemarks = {
  /** The part `maker` makes vectors with item vectors of another training. */
  readonly "other-training": { readonly maker: string };
  readonly "index-too-big": {
    readonly model: number;
    readonly wantedBytes: number;
    readonly memoryBytes: number;
    readonly servingModel: number;
  };
  /** Users whose vectors were made in another model than the one that is searched now. */
  readonly "version-skew": { readonly model: number; readonly strangeUsers: number };
  readonly "replica-lost": {
    readonly lostReplicas: readonly string[];
    readonly downMs: number;
    readonly loadingMs: number;
    readonly brokenSearches: number;
    /** Of all `replicas`, those that searched on. */
    readonly left: number;
    readonly replicas: number;
  };
  readonly "nobody-asked": NoFacts;
  readonly "version-gone": { readonly unmatchedSearches: number; readonly searches: number };
};

/** What an endpoint that ranks remarks. */
export type EndpointRemarks = {
  readonly "scaled-out": { readonly moreInstances: number; readonly scaleOutMs: number };
  readonly "instance-lost": {
    readonly lostInstances: number;
    readonly downMs: number;
    readonly brokenCalls: number;
    /** Instances that answered on. */
    readonly left: number;
  };
  readonly "nobody-asked": NoFacts;
};

export type ListJobRemarks = { readonly "job-failed": { readonly unsentLists: number } };

export type TrainingRemarks = { readonly "training-lost": { readonly servingModel: number } };
