import type { NoFacts } from "../part/remark.ts";

export type WarehouseRemarks = {
  readonly queueing: { readonly forMs: number };
  /** `loadsAgain`: a load was under way and begins anew. */
  readonly "node-lost": { readonly downMs: number; readonly brokenQueries: number; readonly loadsAgain: boolean };
};

export type RealtimeStoreRemarks = {
  readonly "ingest-task-lost": { readonly task: number; readonly replicaReadOn: boolean; readonly awayMs: number };
};

export type ExtractRemarks = {
  /** One was due while the one before was still under way. */
  readonly "refresh-skipped": { readonly everyMs: number };
  readonly "refresh-failed": NoFacts;
};
