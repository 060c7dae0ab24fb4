import type { AmountDecl } from "../contract.ts";

/** Beyond this factor a fault is an outage or a denial of service, and sums of times would lose their precision. */
const MOST_TIMES = 1000;
const LEAST_SHARE = 0.001;
const DAY_MS = 86_400_000;

/** Everything that begins meanwhile takes so many times as long. */
export const timesAsLong = (usual: number): AmountDecl => times("how many times as long as usual it takes", usual);

/** So many times as many come meanwhile; `least` below 1 where fewer may come, too. */
export const timesAsMany = (usual: number, least = 1): AmountDecl => times("how many times as many as usual come", usual, least);

/** Rows are so many times as large meanwhile. */
export const timesAsLarge = (usual: number): AmountDecl => times("how many times as large rows are", usual);

/** A limit is so many times lower meanwhile. */
export const timesLower = (usual: number): AmountDecl => times("how many times lower the limit is", usual);

function times(says: string, usual: number, least = 1): AmountDecl {
  return { says, unit: "times", default: usual, min: least, max: MOST_TIMES };
}

/** The fault befalls this share of what comes, or leaves this share of what there is: 0.2 is a fifth. */
export const shareOf = (what: string, usual: number): AmountDecl => ({
  says: `the share ${what}`,
  unit: "share",
  default: usual,
  min: LEAST_SHARE,
  max: 1,
});

/** Something is so many ms late, or ahead. */
export const byMs = (what: string, usual: number): AmountDecl => ({
  says: `by how many ms ${what}`,
  unit: "ms",
  default: usual,
  min: 1,
  max: 7 * DAY_MS,
});
