import { PartitionTable } from "../../../engine/tables/partition-table.ts";
import type { PartitionTableSpec } from "../../../engine/tables/partition-table.ts";
import type { BuildContext } from "../../build-context.ts";
import { latencySampler } from "../sampler-of.ts";
import type { TwoPercentiles } from "../sampler-of.ts";

export type PartitionTableOptions = Omit<PartitionTableSpec, "writeLatency" | "readLatency"> & {
  readonly writeLatency: TwoPercentiles;
  readonly readLatency: TwoPercentiles;
};

/** A table as a service, with capacity by the unit. Ports `write`, `read`. */
export function partitionTable(ctx: BuildContext, options: PartitionTableOptions): PartitionTable {
  return new PartitionTable(
    ctx.id,
    ctx.run,
    { writes: ctx.inputs("write"), reads: ctx.inputs("read") },
    { ...options, writeLatency: latencySampler(options.writeLatency), readLatency: latencySampler(options.readLatency) },
  );
}
