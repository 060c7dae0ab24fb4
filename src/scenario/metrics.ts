/** What a goal or a measure may ask of a run; computed in simulate/judge/measure-goals.ts, one entry there for each of these. */
export const METRICS = {
  "freshness.p50Ms": { unit: "ms", label: "event to dashboard, median" },
  "freshness.p95Ms": { unit: "ms", label: "event to dashboard, 95th percentile" },
  "freshness.p99Ms": { unit: "ms", label: "event to dashboard, 99th percentile" },
  "sessions.exactShare": { unit: "share", label: "sessions equal to the true ones" },
  "sessions.duplicates": { unit: "rows", label: "session rows written more than once" },
  "duplicates.rows": { unit: "rows", label: "rows of any table written more than once" },
  "sessions.extra": { unit: "rows", label: "session rows that stand for no true session" },
  "sessions.count": { unit: "sessions", label: "true sessions of the run" },
  "aggregates.exactShare": { unit: "share", label: "hourly rows equal to the true ones" },
  "windows.exactShare": { unit: "share", label: "window rows equal to the true ones" },
  "joins.exactShare": { unit: "share", label: "joined pairs equal to the true ones" },
  completeness: { unit: "share", label: "events that arrived, of those produced" },
  "lost.records": { unit: "records", label: "records lost" },
  "late.records": { unit: "records", label: "records too late for their session" },
  "lag.peakRecords": { unit: "records", label: "largest consumer lag" },
  "lag.peakMs": { unit: "ms", label: "largest consumer lag, as age" },
  "lag.endRecords": { unit: "records", label: "consumer lag at the end" },
  "cost.monthlyUsd": { unit: "USD/month", label: "monthly cost" },
  "query.p99Ms": { unit: "ms", label: "query answer, 99th percentile" },
  "recommend.recallAt10": { unit: "share", label: "choices that stood on the list shown before" },
  "recommend.ndcgAt10": { unit: "share", label: "the same, weighed by place on the list" },
  "recommend.staleP95Ms": { unit: "ms", label: "age of the first thing a served list did not know, 95th percentile" },
  "recommend.knownShare": { unit: "share", label: "of what a user had chosen, the share a served list was made from" },
  "api.p99Ms": { unit: "ms", label: "request to reply, 99th percentile" },
  "api.errorShare": { unit: "share", label: "requests refused, of those asked" },
  "callers.p99Ms": { unit: "ms", label: "what an app waits for each event it sends, 99th percentile" },
  "archive.completeShare": { unit: "share", label: "events that lie in the warehouse or object store, of those produced" },
  "rate.meanPerSecond": { unit: "events/s", label: "events per second, mean" },
  "rate.peakPerSecond": { unit: "events/s", label: "events per second, peak" },
  "bytes.perDay": { unit: "B/day", label: "raw bytes a day" },
} as const satisfies { readonly [id: string]: { readonly unit: string; readonly label: string } };

export type MetricId = keyof typeof METRICS;

export const METRIC_IDS: readonly string[] = Object.keys(METRICS);

/** The unit a metric is counted in; null for a metric nobody computes. */
export function metricUnit(id: string): string | null {
  return METRIC_IDS.includes(id) ? METRICS[id as MetricId].unit : null;
}
