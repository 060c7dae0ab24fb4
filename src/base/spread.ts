/** Numbers in an order that has nothing to do with what they stand for: each has a place of its own, 0 to 2^32 - 1. */
export function spreadOf(number: number): number {
  return Math.imul(number ^ 0x5bd1e995, 0x9e3779b1) >>> 0;
}
