import { isPlainNumber } from "./units.ts";
import type { Quantity } from "./units.ts";

/** What a formula may call by name, with its arguments in brackets and commas between them. */
export type FormulaFunction = {
  /** How it is written, and what it gives. */
  readonly usage: string;
  readonly least: number;
  readonly most: number;
  /** A text says what is wrong with the arguments. */
  apply(args: readonly Quantity[]): Quantity | string;
};

const plain = (amount: number): Quantity => ({ amount, dimensions: {} });
/** A fifth of what is asked for takes four fifths of the requests; facts/storage.md 8. */
const HOT_SHARE = plain(0.2);
/** Nobody plans with more of a disk full; facts/storage.md 8. */
const FULL_SHARE = plain(0.7);

const isShare = (quantity: Quantity): boolean => isPlainNumber(quantity) && quantity.amount > 0 && quantity.amount <= 1;

/** Bits that tell so many things apart, counted by doubling, so that a power of two is exact. */
function bitsFor(count: number): number {
  let bits = 0;
  for (let things = 1; things < count; things *= 2) bits++;
  return bits;
}

export const FORMULA_FUNCTIONS: { readonly [name: string]: FormulaFunction } = {
  hot: {
    usage: "hot(reads, 20 %): the part of it that a cache by the 80/20 rule holds",
    least: 1,
    most: 2,
    apply: ([of, share = HOT_SHARE]) =>
      isShare(share) ? { ...of, amount: of.amount * share.amount } : "The second argument of hot is a share, for instance 20 %.",
  },
  room: {
    usage: "room(bytes, 70 %): what must be there so that it is no fuller than that",
    least: 1,
    most: 2,
    apply: ([of, share = FULL_SHARE]) =>
      isShare(share) ? { ...of, amount: of.amount / share.amount } : "The second argument of room is a share, for instance 70 %.",
  },
  bits: {
    usage: "bits(count): bits that tell so many things apart",
    least: 1,
    most: 1,
    apply: ([of]) =>
      of.amount >= 1 && of.amount < 2 ** 100 && of.dimensions["s"] === undefined && of.dimensions["B"] === undefined
        ? plain(bitsFor(of.amount))
        : "bits counts things, from 1 on: write bits(50 year / 1 s) for the seconds of 50 years.",
  },
  ceil: {
    usage: "ceil(count): the next whole number",
    least: 1,
    most: 1,
    apply: ([of]) => ({ ...of, amount: Math.ceil(of.amount) }),
  },
};

/** `base` times itself, `exponent` times: whole exponents of plain numbers. */
export function powerOf(base: Quantity, exponent: Quantity): Quantity | string {
  const times = exponent.amount;
  if (!isPlainNumber(base) || !isPlainNumber(exponent) || !Number.isInteger(times) || times < 0 || times > 128)
    return "^ takes a plain number and a whole one up to 128, for instance 62 ^ 7.";
  let amount = 1;
  for (let n = 0; n < times; n++) amount *= base.amount;
  return plain(amount);
}
