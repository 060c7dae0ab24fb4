import type { Design } from "./types.ts";

export const UNTITLED = "Untitled design";

/** A design in which nothing has been written or drawn yet; seed 1. */
export function emptyDesign(title: string = UNTITLED): Design {
  return {
    format: "quadrant-design",
    version: 1,
    title,
    seed: 1,
    notes: { text: "", requirements: [], asked: [], estimates: [], tradeoffs: [] },
    schema: { tables: [], relations: [] },
    system: { parts: [], wires: [] },
    api: { endpoints: [] },
  };
}
