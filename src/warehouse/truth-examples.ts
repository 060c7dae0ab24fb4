import type { ExampleQuery } from "./example-query.ts";
import { writtenName } from "./written-name.ts";

const MOST_SHOWN = 200;

type Compared = {
  readonly id: string;
  readonly title: string;
  /** The table of the run, also what its quality is called in the result; the true rows stand in `truth`. */
  readonly table: string;
  readonly truth: string;
  /** What names a row, and the figures that have to be equal. */
  readonly keys: readonly string[];
  readonly figures: readonly string[];
};

/** Every row that is not there, should not be there or has another figure than the true one: the rows a goal counts as not exact. */
function wrongRows({ id, title, table, truth, keys, figures }: Compared): ExampleQuery {
  const named = keys.map(writtenName);
  const counted = figures.map(writtenName);
  const sides = counted.flatMap((name) => [`t.${name} AS true_${plain(name)}`, `r.${name} AS run_${plain(name)}`]);
  const differs = counted.length === 0 ? [] : [counted.map((name) => `r.${name} IS DISTINCT FROM t.${name}`).join(" OR ")];
  return {
    id,
    title,
    note: "Empty when every row equals the truth.",
    needs: [table, truth],
    checks: table,
    sql: `-- Rows of ${table} that are missing, should not exist or differ from the true ones.
WITH r AS (SELECT *, true AS written FROM ${table}), t AS (SELECT *, true AS expected FROM ${truth})
SELECT CASE WHEN written IS NULL THEN 'missing' WHEN expected IS NULL THEN 'should not exist' ELSE 'different' END AS verdict,
  ${[named.join(", "), ...sides].join(", ")}
FROM t FULL JOIN r USING (${named.join(", ")})
WHERE ${["written IS NULL OR expected IS NULL", ...differs].join(" OR ")}
ORDER BY ${named.join(", ")}
LIMIT ${MOST_SHOWN};`,
  };
}

/** A column's name as the end of another one. */
const plain = (name: string): string => name.replaceAll(/\W+/g, "_");

/** Comparisons with the batch answer of each table that is judged, sessions aside; `by` and `figures` are the columns of the hourly table. */
export function truthExamples({
  by,
  figures,
}: {
  readonly by: readonly string[];
  readonly figures: readonly string[];
}): readonly ExampleQuery[] {
  const hourly: Compared = {
    id: "hourly-wrong",
    title: "Which hourly rows are wrong?",
    table: "hourly_engagement",
    truth: "hourly_truth",
    keys: ["year", "month", "day", "hour", ...by],
    figures,
  };
  const windows: Compared = {
    id: "windows-wrong",
    title: "Which windows are wrong?",
    table: "windows",
    truth: "windows_truth",
    keys: ["window_start", "window_end", "window_key"],
    figures: ["events", "users", "bytes"],
  };
  const joins: Compared = {
    id: "joins-wrong",
    title: "Which pairs are missing?",
    table: "joins",
    truth: "joins_truth",
    keys: ["left_event_id", "right_event_id"],
    figures: [],
  };
  return [...(by.length === 0 || figures.length === 0 ? [] : [hourly]), windows, joins].map(wrongRows);
}
