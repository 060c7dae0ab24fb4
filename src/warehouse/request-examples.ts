import type { ExampleQuery } from "./example-query.ts";
import type { WarehouseTable } from "./warehouse.ts";

const byEndpoint = `-- Every endpoint: how many were answered, how long that took, and how many were answered rightly.
SELECT endpoint, op, count(*) AS requests,
  round(100.0 * count(*) FILTER (status IN ('answered', 'not found')) / count(*), 2) AS answered_percent,
  round(quantile_cont(response_ms, 0.5), 1) AS p50_ms,
  round(quantile_cont(response_ms, 0.99), 1) AS p99_ms,
  round(avg(attempts), 3) AS attempts,
  count(*) FILTER (verdict NOT IN ('right', 'rightly none')) AS wrong
FROM requests
GROUP BY endpoint, op
ORDER BY requests DESC;`;

const byOwner = `-- Every request that failed belongs to one part, for one reason.
SELECT failed_at, reason, endpoint, count(*) AS requests,
  min(sent_at) AS first_sent, max(sent_at) AS last_sent, round(avg(attempts), 2) AS attempts
FROM requests
WHERE status = 'refused'
GROUP BY failed_at, reason, endpoint
ORDER BY requests DESC;`;

const perTenSeconds = `-- Ten seconds a row: requests, failures, and the p99 of what was answered.
SELECT time_bucket(INTERVAL 10 SECONDS, sent_at) AS began, count(*) AS requests,
  count(*) FILTER (status = 'refused') AS failed,
  round(quantile_cont(response_ms, 0.99) FILTER (status <> 'refused'), 1) AS p99_ms
FROM requests
GROUP BY began
ORDER BY began;`;

const hottest = `-- The keys that are asked for most, and where their reads were answered.
SELECT key_text, count(*) AS reads, count(*) FILTER (status = 'refused') AS failed,
  mode(answered_by) AS mostly_answered_by, round(quantile_cont(response_ms, 0.5), 1) AS p50_ms
FROM requests
WHERE op = 'read'
GROUP BY key_text
ORDER BY reads DESC
LIMIT 50;`;

const EXAMPLES: readonly ExampleQuery[] = [
  { id: "by-endpoint", title: "How were endpoints served?", note: "Answered, p50, p99, attempts, wrong answers.", sql: byEndpoint },
  { id: "by-owner", title: "Which part failed requests?", note: "Each failure belongs to one part.", sql: byOwner },
  { id: "requests-when", title: "Requests every ten seconds", note: "Rate, failures and p99 through the incidents.", sql: perTenSeconds },
  { id: "hot-keys", title: "Hottest keys", note: "What is read most, and who answers it.", sql: hottest },
].map((example) => ({ ...example, needs: ["requests"] }));

/** As that table is known before the tables of a run are loaded. */
export function requestsUnread(rows: number): WarehouseTable {
  return { name: "requests", rows, columns: [{ name: "failed_at", type: "VARCHAR" }] };
}

/** Queries over requests of stored things; a run whose requests are for lists has a table of the same name with other columns. */
export function requestExamples(tables: readonly WarehouseTable[]): readonly ExampleQuery[] {
  return tables.some(({ name, columns }) => name === "requests" && columns.some((column) => column.name === "failed_at")) ? EXAMPLES : [];
}
