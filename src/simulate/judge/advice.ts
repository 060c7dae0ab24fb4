import type { Finding } from "../../base/finding.ts";
import type { Machine } from "../compile/build-machine.ts";

/** What the kinds advise against, having seen the run: rules of thumb of their makers, which refuse nothing. */
export function adviceOf(machine: Machine, atMs: number): Finding[] {
  const seconds = Math.min(atMs, machine.run.durationMs) / 1000;
  return machine.parts.flatMap(({ part, kind, props }): Finding[] => {
    const measured = machine.nodes.get(part.id)?.usage() ?? {};
    return (kind.advise?.(props, measured, seconds) ?? []).map(({ field, message }) => ({
      code: "advice",
      severity: "warning",
      where: `system.parts.${part.id}.settings.${field}`,
      message: `${part.title}: ${message}`,
    }));
  });
}
