/** What is counted, as it is said of so many: `record` of one, `records` of none or several. The number itself is said as it suits. */
export function nounFor(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? one : many;
}

/** The verb or pronoun that goes with so many: `was` of one, `were` of none or several. */
export function wasOrWere(count: number): string {
  return nounFor(count, "was", "were");
}
