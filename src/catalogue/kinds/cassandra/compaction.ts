import { COMPACTION_BEHIND_MS } from "../../families/tables/ring-table.ts";
import type { Advice, Usage } from "../../contract.ts";
import { used } from "../../prices/usage.ts";
import { bytes } from "../../words.ts";

export const MIB = 1024 * 1024;

/** What a run that wrote more than its nodes could merge is told of it. */
export function compactionAdvice(props: { readonly compactionMbPerSecond: number }, measured: Usage): readonly Advice[] {
  const pending = used(measured, "pendingCompactionBytes");
  const seconds = pending / (props.compactionMbPerSecond * MIB);
  if (seconds * 1000 <= COMPACTION_BEHIND_MS) return [];
  const perRead = used(measured, "sstablesPerRead");
  const reads = perRead > 1 ? ` A read looked into ${perRead.toFixed(1)} files on average.` : "";
  return [
    {
      field: "compactionMbPerSecond",
      message: `Up to ${bytes(pending)} waited to be merged on a node, ${Math.round(seconds)} s of work at ${props.compactionMbPerSecond} MiB/s.${reads} Give compaction more throughput, add nodes, or write less.`,
    },
  ];
}
