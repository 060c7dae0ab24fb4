import type { Part } from "../../engine/part/part.ts";
import type { Machine } from "../compile/build-machine.ts";

/**
 * Where averages over time end for a part: with production. Sources that stop earlier, after so many records, end it there,
 * or when the part has worked off what came, so that the stillness after it dilutes neither utilisation nor queue.
 */
export function activeUntilMs(machine: Machine, node: Part, atMs: number): number {
  const sources = machine.parts.filter(({ kind }) => kind.family === "source");
  const stops = sources.map(({ part }) => machine.nodes.get(part.id)?.stoppedMs() ?? Infinity);
  return Math.min(atMs, machine.run.durationMs, Math.max(node.meter.lastEndMs, ...stops));
}
