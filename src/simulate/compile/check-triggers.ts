import type { Finding } from "../../base/finding.ts";
import type { Design } from "../../design/types.ts";
import type { NormalPart } from "./normalize.ts";

/**
 * A job that two orchestrators lead to: each keeps a record of its own runs, begins the job by it, and neither hears of the other's.
 */
export function checkTriggers(design: Design, parts: readonly NormalPart[]): Finding[] {
  const byId = new Map(parts.map((entry) => [entry.part.id, entry]));
  const carriesTriggers = (part: string, port: string): boolean =>
    byId.get(part)?.kind.ports.some(({ id, direction, carries }) => id === port && direction === "out" && carries.includes("triggers")) ===
    true;
  const triggers = design.system.wires.filter(({ from }) => carriesTriggers(from.part, from.port));
  const ledBy = new Map<string, string>();
  const findings: Finding[] = [];
  const told = new Set<string>();
  for (const { part, kind } of parts) {
    if (kind.family !== "orchestrator") continue;
    const seen = new Set<string>();
    const open = [part.id];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (const { from, to } of triggers) {
        if (from.part !== at || seen.has(to.part)) continue;
        seen.add(to.part);
        open.push(to.part);
        const other = ledBy.get(to.part);
        ledBy.set(to.part, other ?? part.id);
        if (other === undefined || told.has(to.part)) continue;
        told.add(to.part);
        findings.push({
          code: "two-orchestrators",
          severity: "warning",
          where: `system.parts.${to.part}`,
          message: `Both ${byId.get(other)?.part.title ?? other} and ${part.title} begin ${byId.get(to.part)?.part.title ?? to.part}; neither knows of the other's runs, and a start is refused while a run is under way. Let one of them lead to it.`,
        });
      }
    }
  }
  return findings;
}
