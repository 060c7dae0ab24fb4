import type { ExampleQuery } from "./example-query.ts";
import { drawnExamples } from "./drawn-examples.ts";
import { requestExamples } from "./request-examples.ts";
import { truthExamples } from "./truth-examples.ts";
import type { WarehouseTable } from "./warehouse.ts";
import { writtenName } from "./written-name.ts";

const sessionsRight = `-- Every session of the run beside the true one (same user, same start).
SELECT
  CASE
    WHEN t.user_id IS NULL THEN 'extra: no true session starts there'
    WHEN s.user_id IS NULL THEN 'missing: the run never wrote it'
    WHEN s.last_event_at = t.last_event_at AND s.events = t.events THEN 'exact'
    ELSE 'different: split, merged or cut short'
  END AS verdict,
  count(*) AS sessions,
  round(100 * count(*) / sum(count(*)) OVER (), 3) AS percent
FROM sessions s
FULL JOIN sessions_truth t ON s.user_id = t.user_id AND s.started_at = t.started_at
GROUP BY verdict
ORDER BY sessions DESC;`;

const wrongSessions = `-- The sessions that differ from the truth, the largest difference first.
SELECT
  t.user_id, t.started_at,
  t.events AS true_events, s.events AS run_events,
  t.duration_s AS true_duration_s, s.duration_s AS run_duration_s
FROM sessions_truth t
LEFT JOIN sessions s ON s.user_id = t.user_id AND s.started_at = t.started_at
WHERE s.user_id IS NULL OR s.events <> t.events OR s.last_event_at <> t.last_event_at
ORDER BY abs(t.events - coalesce(s.events, 0)) DESC
LIMIT 200;`;

function sessionsAgain(gapMinutes: number): string {
  return `-- Sessions built once more from the raw events: a pause of ${gapMinutes} minutes begins a new one.
-- A sample of users keeps it quick; remove the filter to take all of them.
WITH once AS (
  SELECT DISTINCT event_id, user_id, event_time FROM events WHERE user_id % 20 = 0
), marked AS (
  SELECT user_id, event_time,
    coalesce(event_time - lag(event_time) OVER person >= INTERVAL ${gapMinutes} MINUTE, true) AS begins
  FROM once
  WINDOW person AS (PARTITION BY user_id ORDER BY event_time)
), numbered AS (
  SELECT user_id, event_time,
    count(*) FILTER (begins) OVER (PARTITION BY user_id ORDER BY event_time ROWS UNBOUNDED PRECEDING) AS session
  FROM marked
), again AS (
  SELECT user_id, min(event_time) AS started_at, max(event_time) AS last_event_at, count(*) AS events
  FROM numbered GROUP BY user_id, session
)
SELECT
  count(*) AS sessions_from_events,
  count(s.user_id) AS also_in_run,
  count(*) FILTER (s.events = a.events AND s.last_event_at = a.last_event_at) AS equal_in_run
FROM again a
LEFT JOIN sessions s ON s.user_id = a.user_id AND s.started_at = a.started_at;`;
}

/** Columns of the events and of the hourly table that depend on the workload: what figures are by, and the figures that add up. */
export type CountedColumns = {
  readonly by: readonly { readonly column: string; readonly all: string }[];
  readonly figures: readonly string[];
  /** All figures of an hourly row, those that do not add up among them; absent: there are no others. */
  readonly compared?: readonly string[];
};

/** What an app's events carry, and what is counted of them. */
const OF_AN_APP: CountedColumns = {
  by: [
    { column: "device_type", all: "ALL_DEVICES" },
    { column: "app_version", all: "ALL_VERSIONS" },
    { column: "country", all: "ALL_COUNTRIES" },
  ],
  figures: ["total_events", "total_notification_clicks"],
};

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
const HOUR = "year, month, day, hour";

function hourlyTotals({ by, figures }: CountedColumns): string {
  const where = (sign: "<>" | "="): string => by.map(({ column, all }) => `${writtenName(column)} ${sign} ${text(all)}`).join(" AND ");
  const [first] = figures.map(writtenName);
  const named = figures.map(writtenName);
  return `-- Each ALL_ row of the hourly table must be the sum of the rows below it. An empty answer is the right one.
WITH detail AS (
  SELECT ${HOUR}, ${named.map((name) => `sum(${name}) AS ${name}`).join(", ")}
  FROM hourly_engagement
  WHERE ${where("<>")}
  GROUP BY ALL
), total AS (
  SELECT ${HOUR}, ${named.join(", ")}
  FROM hourly_engagement
  WHERE ${where("=")}
)
SELECT d.year, d.month, d.day, d.hour, d.${first} AS sum_of_rows, t.${first} AS all_row, t.${first} - d.${first} AS difference
FROM detail d JOIN total t USING (${HOUR})
WHERE ${named.map((name) => `d.${name} <> t.${name}`).join(" OR ")}
ORDER BY d.year, d.month, d.day, d.hour;`;
}

function slowest({ by }: CountedColumns): string {
  return `-- Events that took longest from their time to being sent.
SELECT event_id, user_id, event_type, event_time, sent_at,
  round(epoch_ms(sent_at) - epoch_ms(event_time)) AS delay_ms${by.map(({ column }) => `, ${writtenName(column)}`).join("")}
FROM events
ORDER BY delay_ms DESC NULLS LAST
LIMIT 100;`;
}

const perMinute = `-- The load by minute and type: the burst stands out.
SELECT date_trunc('minute', event_time) AS minute, event_type, count(*) AS events, count(DISTINCT user_id) AS users
FROM events
GROUP BY ALL
ORDER BY minute, events DESC;`;

const heavyUsers = `-- How uneven the keys are: the users with most events, and their share of all.
SELECT user_id, count(*) AS events, round(100 * count(*) / sum(count(*)) OVER (), 4) AS percent
FROM events
GROUP BY user_id
ORDER BY events DESC
LIMIT 100;`;

const fates = `-- What became of every event that was produced.
SELECT fate, count(*) AS events, round(100 * count(*) / sum(count(*)) OVER (), 3) AS percent
FROM events
GROUP BY fate
ORDER BY events DESC;`;

const lostWhen = `-- Lost and late events by minute: a crash stands out.
SELECT date_trunc('minute', event_time) AS minute, fate, count(*) AS events, count(DISTINCT user_id) AS users
FROM events
WHERE fate LIKE 'dropped%' OR fate LIKE 'expired%'
GROUP BY ALL
ORDER BY minute, events DESC;`;

const slowSessions = `-- How long after its end each session could be read, the slowest first.
SELECT session_id, user_id, started_at, last_event_at, visible_at,
  round((epoch_ms(visible_at) - epoch_ms(last_event_at)) / 1000, 1) AS wait_s
FROM sessions
ORDER BY wait_s DESC NULLS LAST
LIMIT 200;`;

const worstMoments = `-- The moments at which the dashboard was furthest behind, and the lag then.
SELECT fresh.at, round(fresh.value / 1000, 1) AS p95_s, lag.metric, lag.value AS records
FROM samples fresh
JOIN samples lag ON lag.at = fresh.at AND lag.metric LIKE 'lag.%' AND lag.metric NOT LIKE 'lag.%.%'
WHERE fresh.metric = 'freshness.p95Ms'
ORDER BY p95_s DESC NULLS LAST, records DESC
LIMIT 100;`;

const fileSizes = `-- Files by writer and hour, and their mean size: many small ones make every later read slow.
SELECT writer, stream, hour, count(*) AS files, sum("rows") AS "rows", round(avg(stored_bytes) / 1e6, 2) AS mean_mb
FROM files
GROUP BY ALL
ORDER BY writer, stream, hour;`;

const checks = `-- Checks of data that were missed, in the order of time: what was measured, and what it might be.
SELECT ended_at, task, check_name, on_column, measured, at_least, at_most, unit, outcome, bad_rows, quarantined_rows
FROM quality_checks
WHERE verdict = 'missed'
ORDER BY ended_at, task, check_name
LIMIT 200;`;

const personal = `-- Who was given personal data as it is, as masks, or not at all.
SELECT reader, store, table_name, column_name, sees, queries, refused, clear_cells, masked_cells
FROM personal_reads
ORDER BY clear_cells DESC, reader;`;

const remaining = `-- What is still held of erased users, by part and place.
SELECT user_number, part, place, rows, stored_bytes
FROM remaining_rows
ORDER BY rows DESC, part;`;

const told = `-- Every alarm that rang, when somebody heard of it, and how long it stood.
SELECT told_at, told, alarm, part, value, threshold,
  lead(told_at) OVER (PARTITION BY monitor, alarm, part ORDER BY decided_at) - told_at AS stood
FROM alarms
QUALIFY to_state = 'alarm'
ORDER BY told_at
LIMIT 200;`;

const bill = `-- The bill, most expensive line first.
SELECT part, dimension, quantity, unit, unit_price_usd, usd_per_month,
  round(100 * usd_per_month / sum(usd_per_month) OVER (), 1) AS percent
FROM bill
ORDER BY usd_per_month DESC;`;

const hitRate = `-- How often a choice that was new to its user stood on the list that user was shown last before it.
WITH choice AS (
  SELECT user_id, item_id, min(event_time) AS chosen_at
  FROM events
  WHERE item_id::VARCHAR <> '-1' AND user_id IN (SELECT user_id FROM requests WHERE worked_out)
  GROUP BY user_id, item_id
), shown AS (
  SELECT r.user_id, r.answered_at, l.items[1:10] AS top
  FROM requests r JOIN lists l USING (list_id)
  WHERE r.status = 'answered'
)
SELECT time_bucket(INTERVAL 10 MINUTE, c.chosen_at) AS ten_minutes,
  count(*) AS choices,
  count(*) FILTER (list_contains(s.top, c.item_id)) AS hits,
  round(hits / choices, 4) AS hit_rate
FROM choice c ASOF LEFT JOIN shown s ON c.user_id = s.user_id AND c.chosen_at >= s.answered_at
GROUP BY ten_minutes
ORDER BY ten_minutes;`;

const oneUser = `-- What the user who asked most was shown, and how old the newest event in each list was.
SELECT r.asked_at, r.status, round(r.response_ms, 1) AS response_ms, l.made_at, l.as_of,
  round((epoch_ms(r.asked_at) - epoch_ms(l.as_of)) / 1000, 1) AS newest_known_s,
  l.items, l.scores
FROM requests r LEFT JOIN lists l USING (list_id)
WHERE r.user_id = (SELECT user_id FROM requests WHERE worked_out GROUP BY user_id ORDER BY count(*) DESC, user_id LIMIT 1)
ORDER BY r.asked_at
LIMIT 200;`;

const mostListed = `-- The items that stand on most lists at the end, and how often each was chosen in the run.
WITH listed AS (
  SELECT unnest(items) AS item_id, generate_subscripts(items, 1) AS place FROM recommendations_by_user
), chosen AS (
  SELECT item_id, count(DISTINCT event_id) AS choices FROM events GROUP BY item_id
)
SELECT item_id, count(*) AS on_lists, round(avg(place), 1) AS mean_place, any_value(choices) AS choices
FROM listed LEFT JOIN chosen USING (item_id)
GROUP BY item_id
ORDER BY on_lists DESC, item_id
LIMIT 100;`;

function sessionExamples(gapMinutes: number): readonly ExampleQuery[] {
  return [
    {
      id: "sessions-right",
      title: "Are sessions right?",
      note: "Compares what the run wrote with the batch truth.",
      needs: ["sessions", "sessions_truth"],
      sql: sessionsRight,
    },
    {
      id: "sessions-wrong",
      checks: "sessions",
      title: "Which sessions are wrong?",
      note: "Lists those that differ, with both counts.",
      needs: ["sessions", "sessions_truth"],
      sql: wrongSessions,
    },
    {
      id: "sessions-again",
      title: "Sessions from raw events",
      note: "Derives them with lag() and compares with the run.",
      needs: ["events", "sessions"],
      sql: sessionsAgain(gapMinutes),
    },
  ];
}

function hourlyExamples(columns: CountedColumns): readonly ExampleQuery[] {
  if (columns.by.length === 0 || columns.figures.length === 0) return [];
  return [
    {
      id: "hourly-totals",
      title: "Do ALL_ rows add up?",
      note: "Empty when each total equals the sum of its rows.",
      needs: ["hourly_engagement"],
      sql: hourlyTotals(columns),
    },
  ];
}

const LIST_EXAMPLES: readonly ExampleQuery[] = [
  {
    id: "hit-rate",
    title: "How good are the lists?",
    note: "Choices that stood on the list shown last before.",
    needs: ["requests", "lists", "events"],
    sql: hitRate,
  },
  {
    id: "one-user",
    title: "What was one user shown?",
    note: "Every answer, with the list and how old it was.",
    needs: ["requests", "lists"],
    sql: oneUser,
  },
  {
    id: "most-listed",
    title: "What stands on most lists?",
    note: "Items by lists at the end, beside how often they were chosen.",
    needs: ["recommendations_by_user", "events"],
    sql: mostListed,
  },
];

const runExamples = (columns: CountedColumns): readonly ExampleQuery[] => [
  { id: "fates", title: "What became of each event?", note: "Delivered, deduplicated, lost and where.", needs: ["events"], sql: fates },
  { id: "lost-when", title: "Lost and late by minute", note: "Empty when nothing was lost.", needs: ["events"], sql: lostWhen },
  {
    id: "slow-sessions",
    title: "Slowest sessions",
    note: "From the last event to a readable row.",
    needs: ["sessions"],
    sql: slowSessions,
  },
  { id: "worst-moments", title: "Worst moments", note: "Freshness and lag side by side.", needs: ["samples"], sql: worstMoments },
  { id: "slowest", title: "Slowest events", note: "Longest time before they could be sent.", needs: ["events"], sql: slowest(columns) },
  { id: "per-minute", title: "Load per minute", note: "Events and users by minute and type.", needs: ["events"], sql: perMinute },
  {
    id: "heavy-users",
    title: "Heaviest users",
    note: "Skew of the key everything is partitioned by.",
    needs: ["events"],
    sql: heavyUsers,
  },
  { id: "files", title: "Files and their sizes", note: "By writer, stream and hour.", needs: ["files"], sql: fileSizes },
  {
    id: "checks",
    title: "Missed checks of data",
    note: "What was measured, and what it might be.",
    needs: ["quality_checks"],
    sql: checks,
  },
  {
    id: "personal",
    title: "Who saw personal data?",
    note: "Cells in the answers of stores, as they are and masked.",
    needs: ["personal_reads"],
    sql: personal,
  },
  {
    id: "remaining",
    title: "What is left of erased users?",
    note: "Rows and their share of the stored bytes, by part and place.",
    needs: ["remaining_rows"],
    sql: remaining,
  },
  { id: "told", title: "Who was told when?", note: "Alarms that rang, and how long they stood.", needs: ["alarms"], sql: told },
  { id: "bill", title: "The bill", note: "Every line with its share.", needs: ["bill"], sql: bill },
];

/**
 * The examples, for a session gap given in ms; over tables of the schema where the tables of a run are known, and over the columns
 * its workload counts by (those of an app unless given).
 */
export function exampleQueries(
  sessionGapMs: number,
  tables: readonly WarehouseTable[] = [],
  columns: CountedColumns = OF_AN_APP,
): readonly ExampleQuery[] {
  const gapMinutes = Math.max(1, Math.round(sessionGapMs / 60_000));
  return [
    ...drawnExamples(tables),
    ...requestExamples(tables),
    ...sessionExamples(gapMinutes),
    ...hourlyExamples(columns),
    ...truthExamples({ by: columns.by.map(({ column }) => column), figures: columns.compared ?? columns.figures }),
    ...LIST_EXAMPLES,
    ...runExamples(columns),
  ];
}
