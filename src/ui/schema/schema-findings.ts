import { useMemo } from "react";
import type { Finding } from "../../base/finding.ts";
import { kindById } from "../../catalogue/registry.ts";
import { STREAMS } from "../../catalogue/streams.ts";
import { checkSchema } from "../../design/check-schema.ts";
import { streamsByPart } from "../../design/stream-flow.ts";
import type { Design } from "../../design/types.ts";
import { useDesign } from "../stores/design-store.ts";

/** Everything wrong with the tables, with what the drawing says each part can fill. */
export function schemaFindings(design: Pick<Design, "schema" | "system">): readonly Finding[] {
  const held = streamsByPart(design.system, (kind) => kindById(kind)?.ports ?? null);
  return checkSchema(design, (partId) => {
    const streams = held.get(partId);
    return streams === undefined ? null : STREAMS.filter((stream) => streams.has(stream.id));
  });
}

export function useSchemaFindings(): readonly Finding[] {
  const schema = useDesign((design) => design.schema);
  const system = useDesign((design) => design.system);
  return useMemo(() => schemaFindings({ schema, system }), [schema, system]);
}

export function findingsOfTable(findings: readonly Finding[], tableId: string): readonly Finding[] {
  return findings.filter((finding) => finding.where === `schema.tables.${tableId}`);
}
