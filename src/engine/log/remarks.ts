import type { NoFacts } from "../part/remark.ts";
import type { LogSpec } from "./log-spec.ts";

/** What a replicated log remarks. */
export type LogRemarks = {
  readonly "transaction-timeout": NoFacts;
  /** Rows of a commit that came after its transaction had been aborted. */
  readonly "transaction-lost": { readonly lostRows: number };
  readonly restart: { readonly broker: number; readonly downMs: number };
  readonly "leader-lost": {
    readonly broker: number;
    readonly ledPartitions: number;
    readonly lostRecords: number;
    readonly acks: LogSpec["acks"];
  };
  readonly "unclean-election": { readonly partition: string; readonly lostRecords: number };
  readonly repartitioned: { readonly partitions: number };
};
