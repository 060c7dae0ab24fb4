import { field } from "../contract.ts";

/** What a mover of records leaves out, where it is told to look. */
export const validationFields = {
  validate: field.boolean({
    label: "Validate",
    help: "Records without a user, or from too far ahead of their arrival, are left out.",
    default: false,
  }),
  maxClockAheadMs: field.integer({
    label: "Clock ahead at most",
    help: "Event times further ahead of arrival than this are refused by validation.",
    unit: "ms",
    default: 60_000,
    min: 0,
    max: 86_400_000,
    advanced: true,
    onlyWith: { field: "validate", values: [true] },
  }),
};
