import type { ConsumerGroup } from "../../engine/feeds/consumer-group.ts";
import { LOG } from "../../engine/feeds/log-part.ts";
import type { LogNode } from "../../engine/feeds/log-part.ts";
import type { Machine } from "../compile/build-machine.ts";

/** A consumer group with the log it reads. */
export type ReadGroup = { readonly log: LogNode; readonly group: ConsumerGroup };

/** Every log of the machine, in the order of the drawing. */
export function logsOf(machine: Machine): LogNode[] {
  return LOG.all(machine.nodes.values());
}

/** A log that nothing reads has itself as its one reader, which is nobody's group. */
export function groupsOf(machine: Machine): ReadGroup[] {
  return logsOf(machine).flatMap((log) => log.groups.filter((group) => group.id !== log.id).map((group) => ({ log, group })));
}
