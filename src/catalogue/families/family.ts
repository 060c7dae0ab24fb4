export type FamilyId =
  | "source"
  | "service"
  | "log"
  | "queue"
  | "stream-processor"
  | "worker"
  | "function"
  | "connector"
  | "batch-job"
  | "orchestrator"
  | "object-store"
  | "catalogue"
  | "warehouse"
  | "query-engine"
  | "table-store"
  | "cache"
  | "edge"
  | "dashboard"
  | "monitor"
  | "sink";

export const LAYERS = ["source", "ingest", "process", "store", "serve", "govern"] as const;
export type Layer = (typeof LAYERS)[number];
