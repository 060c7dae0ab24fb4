/** A place a missed goal goes back to, and what to change there. */
export type Cause = {
  readonly part: string;
  readonly setting: string | null;
  readonly code: string;
  readonly text: string;
  /** How much it explains, for order among its like: records, or percent of time. */
  readonly weight?: number;
};
