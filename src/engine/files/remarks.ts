import type { NoFacts } from "../part/remark.ts";

export type ObjectStoreRemarks = {
  readonly outage: { readonly downMs: number };
  /** Writers tried again every `retryMs`. */
  readonly throttled: { readonly forMs: number; readonly retryMs: number };
  /** Somebody read objects that lay in an archive, and waited for the last of them. */
  readonly restored: { readonly objects: number; readonly waitMs: number };
};

export type LakeTableRemarks = Pick<ObjectStoreRemarks, "outage" | "throttled"> & {
  /** The first time that what is written beside the data takes more than the data that can be read. */
  readonly "metadata-outgrew": { readonly commits: number; readonly metadataBytes: number; readonly dataBytes: number };
  /** The end of the run: rows that are there twice, as two compactions took the same files. */
  readonly "rows-doubled": { readonly rows: number; readonly writer: string; readonly other: string };
  /** The end of the run: rows of users who were deleted, in objects that no reader finds and that lie there all the same. */
  readonly "erased-still-stored": {
    readonly users: number;
    readonly rows: number;
    readonly objects: number;
    readonly bytes: number;
  };
};

/** `checked`: a manifest says what files there must be, so trouble is noticed. */
type FileTrouble = { readonly forMs: number; readonly checked: boolean };

export type FileDropRemarks = {
  readonly "file-late": FileTrouble;
  readonly "file-missing": FileTrouble;
  readonly "file-truncated": FileTrouble;
  readonly "file-duplicate": FileTrouble;
  readonly "file-outage": FileTrouble;
};

export type DeliveryRemarks = {
  /** The first loss. */
  readonly refused: { readonly why: "quota" } | { readonly why: "kept-too-long"; readonly keptMs: number };
  readonly "destination-away": { readonly downMs: number };
  readonly "delivered-twice": { readonly forMs: number };
};

/** What remarks whoever finds new partitions, and the catalogue they are written to. */
export type DiscoveryRemarks = { readonly throttled: { readonly forMs: number } };
export type CatalogueRemarks = { readonly outage: { readonly downMs: number } };

/** What remarks a task that registers partitions. */
export type PartitionTaskRemarks = {
  readonly "run-failed": { readonly partitions: number };
  readonly "timed-out": { readonly added: number; readonly left: number };
  /** It was to add partitions by name, and nothing of any table had landed. */
  readonly "no-table-yet": NoFacts;
};

export type ScanEngineRemarks = { readonly queueing: { readonly forMs: number }; readonly throttled: { readonly forMs: number } };

export type FileConnectorRemarks = {
  readonly "rolling-restart": NoFacts;
  readonly "worker-lost": {
    readonly task: number;
    readonly awayMs: number;
    /** A file that is written again takes the place of the first. */
    readonly overwrites: boolean;
    readonly againRecords: number;
  };
};
