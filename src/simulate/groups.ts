import type { ConsumerGroup } from "../engine/flow/consumer-group.ts";
import { PartitionedLog } from "../engine/flow/partitioned-log.ts";
import type { Machine } from "./compile/wire.ts";

/** A consumer group with the log it reads. */
export type ReadGroup = { readonly log: PartitionedLog; readonly group: ConsumerGroup };

/** Every log of the machine, in the order of the drawing. */
export function logsOf(machine: Machine): PartitionedLog[] {
  return [...machine.nodes.values()].filter((node) => node instanceof PartitionedLog);
}

export function groupsOf(machine: Machine): ReadGroup[] {
  return logsOf(machine).flatMap((log) => log.groups.map((group) => ({ log, group })));
}
