import type { ExampleQuery } from "./example-query.ts";
import type { WarehouseTable } from "./warehouse.ts";
import { writtenName } from "./written-name.ts";

/** So many tables of events get an example of their own. */
const COMPARED_AT_MOST = 3;

/** Examples over the tables of the schema, by the columns they were drawn with. */
export function drawnExamples(tables: readonly WarehouseTable[]): readonly ExampleQuery[] {
  const drawn = tables.filter(({ part, rows }) => part !== undefined && rows > 0);
  const facts = drawn.filter((table) => has(table, "event_id"));
  return [
    ...drawn.flatMap((dimension) => starExample(facts, dimension)).slice(0, 1),
    ...facts.slice(0, COMPARED_AT_MOST).map(completeness),
  ];
}

const has = ({ columns }: WarehouseTable, name: string): boolean => columns.some((column) => column.name.toLowerCase() === name);

function completeness({ name, part = "" }: WarehouseTable): ExampleQuery {
  return {
    id: `complete-${name}`,
    title: `Is everything in ${name}?`,
    note: `Repeats and gaps of what ${part} holds.`,
    needs: [name, "events"],
    sql: `-- What ${lineOf(part)} holds at the end beside what was produced: rows that came again, and events that are not there.
WITH here AS (SELECT count(*) AS held, count(DISTINCT event_id) AS events FROM ${writtenName(name)}),
  made AS (SELECT count(DISTINCT event_id) AS produced FROM events)
SELECT held, held - events AS repeats, produced, produced - events AS missing
FROM here, made;`,
  };
}

/** Facts by a dimension that was filled from them. */
function starExample(facts: readonly WarehouseTable[], dimension: WarehouseTable): readonly ExampleQuery[] {
  if (has(dimension, "event_id") || !has(dimension, "first_event_at")) return [];
  const key = ["item_id", "user_id"].find((name) => has(dimension, name));
  const fact = facts.find((table) => key !== undefined && table.part === dimension.part && has(table, key));
  if (key === undefined || fact === undefined) return [];
  return [
    {
      id: `star-${dimension.name}`,
      title: `${fact.name} by ${dimension.name}`,
      note: "A fact table and its dimension, joined.",
      needs: [fact.name, dimension.name],
      sql: `-- The star shape: facts joined with a dimension, those with most facts first.
SELECT d.${key}, d.first_event_at, count(*) AS facts, round(100 * count(*) / sum(count(*)) OVER (), 3) AS percent
FROM ${writtenName(fact.name)} f JOIN ${writtenName(dimension.name)} d USING (${key})
GROUP BY d.${key}, d.first_event_at
ORDER BY facts DESC, d.${key}
LIMIT 100;`,
    },
  ];
}

/** A title may not end the comment it stands in. */
const lineOf = (title: string): string => title.replace(/\s+/g, " ");
