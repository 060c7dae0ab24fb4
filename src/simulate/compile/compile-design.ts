import type { Finding } from "../../base/finding.ts";
import type { Design } from "../../design/types.ts";
import type { EventTrace } from "../../engine/rows/event-trace.ts";
import type { Scenario } from "../../scenario/types.ts";
import { findProblems } from "./check-design.ts";
import { normalize } from "./normalize.ts";
import type { NormalPart } from "./normalize.ts";
import { plan } from "./plan.ts";

export type Checked = { readonly findings: readonly Finding[]; readonly parts: readonly NormalPart[]; readonly order: readonly string[] };

/**
 * Everything that is wrong with a design as a thing to run, with the parts and their order when it can run. `events` is the file a
 * run would replay, null when there is none; left out, the question is not asked.
 */
export function compileDesign(design: Design, scenario: Scenario | null, events?: EventTrace | null): Checked {
  const { parts, findings } = normalize(design);
  const all = [...findings, ...findProblems(design, parts, scenario, events)];
  const planned = plan(design);
  if (!planned.ok) all.push(planned.error);
  return { findings: all, parts, order: planned.ok ? planned.value : [] };
}

/** Findings of a design, without running it. Errors under `system.` refuse a run. */
export function checkDesign(design: Design, scenario: Scenario | null): readonly Finding[] {
  return compileDesign(design, scenario).findings;
}

/** A wrong table is reported but does not stop the pipeline from running. */
export function refusesRun(finding: Finding): boolean {
  return finding.severity === "error" && !finding.where.startsWith("schema.");
}
