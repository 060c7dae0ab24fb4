/** A design without a scenario makes records for this long unless it says otherwise, ms. */
export const OWN_DURATION_MS = 600_000;
/** And has this long to work off what is under way, ms. */
export const OWN_DRAIN_MS = 600_000;
