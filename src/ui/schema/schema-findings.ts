import { useMemo } from "react";
import type { Finding } from "../../base/finding.ts";
import { heldStreams } from "../../catalogue/drawing/held-streams.ts";
import { eventColumnsOf } from "../../catalogue/drawing/event-columns.ts";
import { STREAMS, streamsOf } from "../../catalogue/drawing/streams.ts";
import type { StreamSpec } from "../../catalogue/drawing/streams.ts";
import { checkSchema } from "../../design/check-schema.ts";
import type { Design } from "../../design/types.ts";
import { useDesign } from "../stores/design-store.ts";
import { useSession } from "../stores/session-store.ts";

/** Everything wrong with the tables, with what the drawing says each part can fill. */
export function schemaFindings(design: Pick<Design, "schema" | "system">, streams: readonly StreamSpec[] = STREAMS): readonly Finding[] {
  return checkSchema(design, heldStreams(design.system, streams));
}

export function useSchemaFindings(): readonly Finding[] {
  const schema = useDesign((design) => design.schema);
  const system = useDesign((design) => design.system);
  const workload = useSession((session) => session.scenario?.workload ?? null);
  const streams = useMemo(() => (workload === null ? STREAMS : streamsOf(eventColumnsOf(workload))), [workload]);
  return useMemo(() => schemaFindings({ schema, system }, streams), [schema, system, streams]);
}

export function findingsOfTable(findings: readonly Finding[], tableId: string): readonly Finding[] {
  return findings.filter((finding) => finding.where === `schema.tables.${tableId}`);
}
