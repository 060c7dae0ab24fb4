import type { QuadrantId } from "../parts/places.ts";
import type { Selection } from "../stores/view-store.ts";

/** Where on the page a finding points: `system.parts.kafka.settings.partitions` is the part kafka in the system quadrant. */
export type FindingPlace = { readonly quadrant: QuadrantId; readonly selection: Partial<Selection> | null; readonly name: string };

const QUADRANT_OF: { readonly [root: string]: QuadrantId } = { notes: "notes", schema: "schema", system: "system", api: "api" };

export function placeOf(where: string): FindingPlace | null {
  const [root = "", list = "", id = ""] = where.split(".");
  const quadrant = Object.hasOwn(QUADRANT_OF, root) ? QUADRANT_OF[root] : undefined;
  if (quadrant === undefined) return null;
  if (id !== "" && list === "parts") return { quadrant, selection: { parts: [id] }, name: id };
  if (id !== "" && list === "wires") return { quadrant, selection: { wires: [id] }, name: "the wire" };
  if (id !== "" && list === "tables") return { quadrant, selection: { tables: [id] }, name: "the table" };
  return { quadrant, selection: null, name: "where" };
}
