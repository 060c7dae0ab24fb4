import { field } from "../contract.ts";
import { derived } from "../prices/sources.ts";

export const RECALL_MEASURED = derived("prequential recall on ML-100K, facts/dataplane.md 3.1", "2026-11");

/** How item vectors are learned, for every kind that trains them. */
export const itemVectorFields = {
  dims: field.integer({
    label: "Dimensions",
    help: "Numbers in a vector.",
    unit: "dimensions",
    default: 32,
    min: 2,
    max: 256,
    source: RECALL_MEASURED,
  }),
  window: field.integer({
    label: "Together means within",
    help: "Steps of a user's stream within which two items count as met together.",
    unit: "steps",
    default: 5,
    min: 1,
    max: 50,
    source: RECALL_MEASURED,
  }),
  popularityWeight: field.number({
    label: "Weight of popularity",
    help: "What ln(popularity) adds to the cosine of a score. 0 leaves it out.",
    unit: "share",
    default: 0.1,
    min: 0,
    max: 10,
    source: RECALL_MEASURED,
  }),
};
