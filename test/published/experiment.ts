/**
 * A published experiment, drawn and run. A number may be fitted on one row; every other row is then a prediction. What a band
 * allows is fixed by ENGINE.md 11 and the same for all: 5 % on throughput, 25 % on latency percentiles, 1 point on shares, exact
 * on money and on counts.
 */
export type Experiment = {
  readonly id: string;
  readonly title: string;
  /** What kind of evidence it is: somebody's measurement, a limit a vendor documents, a list price, or a formula. */
  readonly evidence: "measured" | "documented" | "billed" | "closed form";
  readonly source: string;
  readonly setUp: string;
  readonly drawn: string;
  /** Which number was fitted, and on which row; null when nothing was. */
  readonly fitted: string | null;
  rows(seed: number): readonly Row[];
};

export type Row = {
  readonly what: string;
  /** A value as published, or the two ends of a published range. */
  readonly published: number | readonly [number, number];
  readonly predicted: number;
  readonly quantity: Quantity;
  readonly unit: string;
  /** Digits behind the point, of both numbers; money and counts are compared as they are printed. */
  readonly digits: number;
  /** The row a number was fitted on: it proves nothing. */
  readonly fitted?: true;
  /** One sentence why, for a row that lies outside; a row inside must not carry one. */
  readonly missedBecause?: string;
};

export type Quantity = "throughput" | "latency" | "share" | "money" | "count";
export type Verdict = "inside" | "MISSED" | "fitted";

/** Relative for throughput and latency, in points for shares; money and counts must be equal as printed. */
const BANDS: { readonly [quantity in Quantity]: { readonly words: string; within(published: number, row: Row): boolean } } = {
  throughput: { words: "5 %", within: (published, { predicted }) => Math.abs(predicted / published - 1) <= 0.05 },
  latency: { words: "25 %", within: (published, { predicted }) => Math.abs(predicted / published - 1) <= 0.25 },
  share: { words: "1 point", within: (published, { predicted }) => Math.abs(predicted - published) <= 1 },
  money: { words: "exact", within: printedAlike },
  count: { words: "exact", within: printedAlike },
};

function printedAlike(published: number, { predicted, digits }: Row): boolean {
  return predicted.toFixed(digits) === published.toFixed(digits);
}

export function bandInWords(row: Row): string {
  return typeof row.published === "number" ? BANDS[row.quantity].words : "in the range";
}

export function verdictOf(row: Row): Verdict {
  if (row.fitted === true) return "fitted";
  const { published, predicted } = row;
  if (typeof published !== "number") return predicted >= published[0] && predicted <= published[1] ? "inside" : "MISSED";
  return BANDS[row.quantity].within(published, row) ? "inside" : "MISSED";
}

/** How far the prediction lies from what was published, as it is printed. */
export function distanceInWords({ published, predicted, quantity, digits }: Row): string {
  if (typeof published !== "number") return "";
  if (quantity === "money" || quantity === "count") return signed(Number(predicted.toFixed(digits)) - published, digits, "");
  if (quantity === "share") return signed(predicted - published, 1, " points");
  return signed(100 * (predicted / published - 1), 1, " %");
}

function signed(value: number, digits: number, unit: string): string {
  const text = value.toFixed(digits);
  if (Number(text) === 0) return `${(0).toFixed(digits)}${unit}`;
  return `${value > 0 ? "+" : ""}${text}${unit}`;
}
