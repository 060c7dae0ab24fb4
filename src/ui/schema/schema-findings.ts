import { useMemo } from "react";
import type { Finding } from "../../base/finding.ts";
import { heldStreams } from "../../catalogue/drawing/held-streams.ts";
import { checkSchema } from "../../design/check-schema.ts";
import type { Design } from "../../design/types.ts";
import { useDesign } from "../stores/design-store.ts";

/** Everything wrong with the tables, with what the drawing says each part can fill. */
export function schemaFindings(design: Pick<Design, "schema" | "system">): readonly Finding[] {
  return checkSchema(design, heldStreams(design.system));
}

export function useSchemaFindings(): readonly Finding[] {
  const schema = useDesign((design) => design.schema);
  const system = useDesign((design) => design.system);
  return useMemo(() => schemaFindings({ schema, system }), [schema, system]);
}

export function findingsOfTable(findings: readonly Finding[], tableId: string): readonly Finding[] {
  return findings.filter((finding) => finding.where === `schema.tables.${tableId}`);
}
