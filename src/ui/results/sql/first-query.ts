import type { ExampleQuery } from "../../../warehouse/example-query.ts";

/** Tables of every run, which its result does not count. */
const UNCOUNTED: ReadonlySet<string> = new Set(["samples", "bill", "hourly_truth"]);

type Rows = { readonly [table: string]: number };

function finds({ needs }: ExampleQuery, rows: Rows): boolean {
  return needs.every((name) => UNCOUNTED.has(name) || (rows[name] ?? 0) > 0);
}

/** Examples whose tables have rows in this run stand before the others. */
export function answerableFirst(examples: readonly ExampleQuery[], rows: Rows): readonly ExampleQuery[] {
  return examples.toSorted((a, b) => Number(finds(b, rows)) - Number(finds(a, rows)));
}

/**
 * What the editor begins with: what was typed, unless that is an example that finds nothing in this run. Then the first example that
 * finds something, or the first rows of the first table that has any.
 */
export function firstQuery(typed: string, examples: readonly ExampleQuery[], rows: Rows): string {
  const example = examples.find(({ sql }) => sql === typed);
  if (typed !== "" && (example === undefined || finds(example, rows))) return typed;
  const first = answerableFirst(examples, rows)[0];
  if (first !== undefined && finds(first, rows) && first.needs.some((name) => !UNCOUNTED.has(name))) return first.sql;
  const table = Object.keys(rows).find((name) => rows[name] > 0);
  return table === undefined ? (first?.sql ?? "") : `SELECT * FROM ${table} LIMIT 100;`;
}
