/** What is counted, as it is said of so many: `record` of one, `records` of none or several. The number itself is said as it suits. */
export function nounFor(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? one : many;
}

/** The verb or pronoun that goes with so many: `was` of one, `were` of none or several. */
export function wasOrWere(count: number): string {
  return nounFor(count, "was", "were");
}

/** Units that are nouns in the plural; all others are said alike of one and of many. */
const NOUNS = new Set([
  "records",
  "rows",
  "requests",
  "events",
  "months",
  "objects",
  "replicas",
  "threads",
  "users",
  "files",
  "lists",
  "queries",
  "runs",
  "seeds",
  "sessions",
  "tasks",
]);

/** A unit as it stands after so many: `record` after 1, and what is no plural as it is. */
export function unitAfter(value: number, unit: string): string {
  if (!NOUNS.has(unit)) return unit;
  return nounFor(value, unit === "queries" ? "query" : unit.slice(0, -1), unit);
}
