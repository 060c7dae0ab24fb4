import type { NoFacts } from "../part/remark.ts";

export type WarehouseRemarks = {
  readonly queueing: { readonly forMs: number };
  /** `loadsAgain`: a load was under way and begins anew. */
  readonly "node-lost": { readonly downMs: number; readonly brokenQueries: number; readonly loadsAgain: boolean };
  readonly outage: { readonly downMs: number; readonly brokenQueries: number; readonly loadsAgain: boolean };
  /** The first pause, from its beginning until queries are answered again. */
  readonly paused: { readonly downMs: number; readonly brokenQueries: number; readonly loadsAgain: boolean };
  /** The first query that looked through more rows that were deleted than there are, and nobody vacuums by itself. */
  readonly "dead-rows": { readonly deadRows: number; readonly rows: number };
  /** The first load of files that a load before it had committed, and of which it added all rows once more. */
  readonly "loaded-again": { readonly rows: number };
  /** The first load that deleted rows with their partition and did not bring them again. */
  readonly "deleted-more": { readonly rows: number };
  /** The first load most of whose slices had nothing to do: how long reading took, and with all slices busy. */
  readonly "slices-idle": { readonly files: number; readonly slices: number; readonly readMs: number; readonly evenMs: number };
  /** The first load over an interval of which nothing had landed. */
  readonly "nothing-landed": { readonly isPoint: boolean };
  /** A load had committed, and whoever waited for it heard of a failure. */
  readonly "reply-lost": { readonly rows: number; readonly idempotent: boolean };
};

export type RealtimeStoreRemarks = {
  readonly "ingest-task-lost": { readonly task: number; readonly replicaReadOn: boolean; readonly awayMs: number };
};

/** Of whoever asks stores for people. */
export type ReaderRemarks = {
  /** The first of the queries that a store refused, as these columns of it were not granted. */
  readonly "query-refused": { readonly store: string; readonly columns: readonly string[] };
};

export type ExtractRemarks = {
  /** The first refresh that a store refused, as these columns of it were not granted. */
  readonly "refresh-refused": { readonly store: string; readonly columns: readonly string[] };
  /** One was due while the one before was still under way. */
  readonly "refresh-skipped": { readonly everyMs: number };
  readonly "refresh-failed": NoFacts;
};

export type NotebookRemarks = ReaderRemarks & {
  /** The first who found no room for a server; so many of those that ran were used by nobody. */
  readonly "no-room": { readonly servers: number; readonly idle: number };
  readonly outage: { readonly downMs: number; readonly sessions: number };
};

export type VacuumTaskRemarks = {
  /** The first run over a table in which nothing lies that a VACUUM could help. */
  readonly "nothing-to-vacuum": NoFacts;
  readonly "vacuum-failed": NoFacts;
};
