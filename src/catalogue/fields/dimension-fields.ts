import type { DimensionSpec } from "../../engine/jobs/user-dimension.ts";
import type { Dimensions } from "../../engine/rows/dimensions.ts";
import { field } from "../contract.ts";

const KEPT = ["type1", "type2"];

/** A star of a job: the dimension of users it keeps, and facts that point into it. */
export const dimensionFields = {
  dimension: field.choice({
    label: "Dimension of users",
    help: "A table of users as their events say they are. Overwriting, a run brings each change in at its event time, and the same input again changes nothing. Appending, a version that stands there is never closed, and every re-run opens it again.",
    default: "off",
    options: [
      { value: "off", label: "off" },
      { value: "type1", label: "type 1: as they are now", help: "A row for each user; history is overwritten." },
      { value: "type2", label: "type 2: every version", help: "A row for each state, with valid_from, valid_to and is_current." },
    ],
  }),
  dimensionChanges: field.text({
    onlyWith: { field: "dimension", values: KEPT },
    label: "Changed by",
    help: "The event type that says how a user is: its item and dimensions are the attributes. Empty: every event does.",
    default: "",
    maxLength: 80,
  }),
  facts: field.boolean({
    onlyWith: { field: "dimension", values: KEPT },
    label: "Facts",
    help: "Events become rows with the surrogate key of the version of their user that was valid when they happened, however late they come.",
    default: false,
  }),
  factEvents: field.text({
    onlyWith: { field: "facts", values: [true] },
    label: "Facts are",
    help: "The event type that becomes facts. Empty: every event does.",
    default: "",
    maxLength: 80,
  }),
};

export type DimensionSettings = {
  readonly dimension: "off" | "type1" | "type2";
  readonly dimensionChanges: string;
  readonly facts: boolean;
  readonly factEvents: string;
};

/** What these settings ask of a job; null: no dimension. A type that no event has changes nobody. */
export function dimensionOf({ types }: Dimensions, settings: DimensionSettings): DimensionSpec | null {
  if (settings.dimension === "off") return null;
  const code = (name: string): number | null => (name === "" ? null : types.indexOf(name));
  const facts = settings.facts ? { facts: code(settings.factEvents) } : {};
  return { type: settings.dimension === "type1" ? 1 : 2, changedBy: code(settings.dimensionChanges), ...facts };
}
