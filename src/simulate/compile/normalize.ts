import type { Finding } from "../../base/finding.ts";
import { nearestName } from "../../base/nearest-name.ts";
import type { KindDecl, Props, Fields } from "../../catalogue/contract.ts";
import { KINDS, kindById } from "../../catalogue/registry.ts";
import { parseSettings } from "../../catalogue/fields/settings.ts";
import type { Design, Part } from "../../design/types.ts";

/** A part with its kind and complete, checked settings. */
export type NormalPart = { readonly part: Part; readonly kind: KindDecl; readonly props: Props<Fields> };

/** Phase 1: every part gets its kind and its settings; what cannot be understood becomes a finding. */
export function normalize(design: Design): { readonly parts: readonly NormalPart[]; readonly findings: readonly Finding[] } {
  const parts: NormalPart[] = [];
  const findings: Finding[] = [];
  for (const part of design.system.parts) {
    const where = `system.parts.${part.id}`;
    const kind = kindById(part.kind);
    if (kind === undefined) {
      const near = nearestName(
        part.kind,
        KINDS.map((known) => known.id),
      );
      const hint = near === null || near === undefined ? "Choose a part from the palette." : `Did you mean "${near}"?`;
      findings.push({
        code: "unknown-kind",
        severity: "error",
        where: `${where}.kind`,
        message: `This version of Quadrant has no part of the kind "${part.kind}". ${hint}`,
      });
      continue;
    }
    const settings = parseSettings(kind, part.settings, `${where}.settings`, part.version ?? 1);
    if (!settings.ok) {
      findings.push(...settings.error);
      continue;
    }
    parts.push({ part, kind, props: settings.value as Props<Fields> });
  }
  return { parts, findings };
}
