import { field } from "../../contract.ts";
import { derived } from "../../prices/sources.ts";

const MEASURED = derived("prequential recall on ML-100K, facts/dataplane.md 3.1", "2026-11");

const UPDATES = { field: "logic", values: ["update-embeddings"] };
const LISTS = { field: "logic", values: ["generate-lists"] };

/** What the service does with a record, where that is more than passing it on. */
export const logicFields = {
  logic: field.choice({
    label: "Logic",
    help: "What the service makes of a record. Pass on: the record itself. Update embeddings: the vector of its user, moved towards the item. Generate lists: the items nearest to a vector.",
    default: "pass",
    options: [
      { value: "pass", label: "pass on" },
      { value: "update-embeddings", label: "update embeddings" },
      { value: "generate-lists", label: "generate lists" },
    ],
  }),
  decay: field.number({
    label: "Memory of a user",
    help: "The share of a user's vector that stays with every event; the rest comes from the item.",
    unit: "share",
    default: 0.75,
    min: 0,
    max: 0.999,
    source: MEASURED,
    onlyWith: UPDATES,
  }),
  state: field.choice({
    label: "User vectors are kept",
    help: "In a store all instances share, or in the memory of each instance, which knows only what it has read itself and forgets it when it dies.",
    default: "store",
    options: [
      { value: "store", label: "in a shared store" },
      { value: "memory", label: "in each instance" },
    ],
    onlyWith: UPDATES,
  }),
  learnsFrom: field.text({
    label: "Learns from",
    help: "Event types that move a user, with commas between. Empty: all that are about an item.",
    default: "",
    maxLength: 200,
    onlyWith: UPDATES,
  }),
  listLength: field.integer({
    label: "Items on a list",
    help: "How many items a list holds.",
    unit: "items",
    default: 10,
    min: 1,
    max: 100,
    advanced: true,
    onlyWith: LISTS,
  }),
  probes: field.optionalNumber({
    label: "Lists looked into",
    help: "Items stand in about as many lists as the root of their number; only the nearest of these are searched. null: every item is looked at, which is exact.",
    unit: "lists",
    default: null,
    whenGiven: 8,
    absent: "exact search",
    min: 1,
    max: 10_000,
    advanced: true,
    source: derived("100,000 items x 64: 4 probes find 99.8 %, facts/dataplane.md 3.4", "2026-11"),
    onlyWith: LISTS,
  }),
  refreshEvery: field.integer({
    label: "New list every",
    help: "Vectors of a user for one new list. 1 is freshest; 100 loses most of the quality and nearly all of the work.",
    unit: "vectors",
    default: 1,
    min: 1,
    max: 100_000,
    source: derived("recall 0.192, 0.172, 0.130, 0.071 for 1, 5, 20, 100 (ML-100K, facts/dataplane.md 3.1)", "2026-11"),
    onlyWith: LISTS,
  }),
};
