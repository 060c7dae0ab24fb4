import { median } from "../measure.ts";

/** The two builds of a comparison: the one that was named, and the one that compares. */
export type Side = "old" | "new";

/** Figures of the two builds, round by round: entry i of both stood side by side in time. */
export type Pairs = { readonly old: readonly number[]; readonly new: readonly number[] };

/** The middle of some figures and how far they reach. */
export type Spread = { readonly median: number; readonly lowest: number; readonly highest: number };

/**
 * Who runs when: old new, new old, old new … Whoever goes first meets a machine that the other has not warmed yet, so neither
 * may always be the one.
 */
export function turnsOf(rounds: number): Side[] {
  return Array.from({ length: rounds }, (_, round): Side[] => (round % 2 === 0 ? ["old", "new"] : ["new", "old"])).flat();
}

/**
 * What the new build takes of what the old one took: a ratio for each round, and their middle and range. Ratios of neighbours in
 * time hold what the machine's other work did to both.
 */
export function ratiosOf(pairs: Pairs): Spread {
  if (pairs.old.length === 0 || pairs.old.length !== pairs.new.length)
    throw new Error(`${pairs.old.length} old and ${pairs.new.length} new figures are no pairs.`);
  return spreadOf(pairs.new.map((figure, round) => figure / pairs.old[round]!));
}

export function spreadOf(figures: readonly number[]): Spread {
  return { median: median(figures), lowest: Math.min(...figures), highest: Math.max(...figures) };
}
