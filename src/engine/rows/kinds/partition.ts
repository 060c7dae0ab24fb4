import { defineRowKind } from "../row-kind.ts";

/** The notice that names a partition, as JSON. Assumed. */
const BYTES = 200;

/** That a storage partition is registered. */
export const partitionKind = defineRowKind()({
  id: "partition",
  title: "Storage partitions that were registered",
  /** Key of a storage partition, `stream/hour`, by number. */
  create: (): { readonly partitions: string[] } => ({ partitions: [] }),
  columns: [],
  bytes: BYTES,
});
