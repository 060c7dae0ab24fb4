/** A number a run is held against: what it is counted in, and what it is called. */
type Metric = {
  readonly unit: string;
  /** Beside a number. */
  readonly label: string;
  /** In a text, where nothing around it says what is meant. */
  readonly longLabel: string;
};

/**
 * What a goal, a measure or an estimate may ask of a run, each said here and nowhere else. `simulate/judge/measure-goals.ts`
 * reads every one of them from a run, and cannot be compiled with one missing.
 */
export const METRICS = {
  "freshness.p50Ms": { unit: "ms", label: "Event to dashboard, p50", longLabel: "event to dashboard, median" },
  "freshness.p95Ms": { unit: "ms", label: "Event to dashboard, p95", longLabel: "event to dashboard, 95th percentile" },
  "freshness.p99Ms": { unit: "ms", label: "Event to dashboard, p99", longLabel: "event to dashboard, 99th percentile" },
  "sessions.exactShare": { unit: "share", label: "Sessions exact", longLabel: "sessions equal to the true ones" },
  "sessions.duplicates": { unit: "rows", label: "Duplicate sessions", longLabel: "session rows written more than once" },
  "duplicates.rows": { unit: "rows", label: "Duplicate rows", longLabel: "rows of any table written more than once" },
  "sessions.extra": { unit: "rows", label: "Sessions that should not be there", longLabel: "session rows that stand for no true session" },
  "sessions.count": { unit: "sessions", label: "Sessions", longLabel: "true sessions of the run" },
  "aggregates.exactShare": { unit: "share", label: "Hourly rows exact", longLabel: "hourly rows equal to the true ones" },
  "windows.exactShare": { unit: "share", label: "Window counts exact", longLabel: "window rows equal to the true ones" },
  "joins.exactShare": { unit: "share", label: "Joined pairs found", longLabel: "joined pairs equal to the true ones" },
  completeness: { unit: "share", label: "Completeness", longLabel: "events that arrived, of those produced" },
  "lost.records": { unit: "records", label: "Lost", longLabel: "records lost" },
  "late.records": { unit: "records", label: "Late", longLabel: "records too late for their session" },
  "lag.peakRecords": { unit: "records", label: "Lag peak", longLabel: "largest consumer lag" },
  "lag.peakMs": { unit: "ms", label: "Lag peak", longLabel: "largest consumer lag, as age" },
  "lag.endRecords": { unit: "records", label: "Lag at the end", longLabel: "consumer lag at the end" },
  "cost.monthlyUsd": { unit: "USD/month", label: "Cost", longLabel: "monthly cost" },
  "query.p99Ms": { unit: "ms", label: "Query p99", longLabel: "query answer, 99th percentile" },
  "recommend.recallAt10": { unit: "share", label: "Recall at 10", longLabel: "choices that stood on the list shown before" },
  "recommend.ndcgAt10": { unit: "share", label: "nDCG at 10", longLabel: "the same, weighed by place on the list" },
  "recommend.staleP95Ms": {
    unit: "ms",
    label: "Served list is stale, p95",
    longLabel: "age of the first thing a served list did not know, 95th percentile",
  },
  "recommend.knownShare": {
    unit: "share",
    label: "History used",
    longLabel: "of what a user had chosen, the share a served list was made from",
  },
  "api.p99Ms": { unit: "ms", label: "API p99", longLabel: "request to reply, 99th percentile" },
  "api.errorShare": { unit: "share", label: "API errors", longLabel: "requests refused, of those asked" },
  "callers.p99Ms": { unit: "ms", label: "Callers wait, p99", longLabel: "what an app waits for each event it sends, 99th percentile" },
  "archive.completeShare": {
    unit: "share",
    label: "Complete in the archive",
    longLabel: "events that lie in the warehouse or object store, of those produced",
  },
  "pipelines.recoveryMs": {
    unit: "ms",
    label: "Failed step to whole again",
    longLabel: "from the first failure of a step until its interval was whole, the longest",
  },
  "pipelines.repeatedTasks": { unit: "tasks", label: "Done twice", longLabel: "steps run again that had succeeded" },
  "alarms.detectionMs": {
    unit: "ms",
    label: "Fault to alarm",
    longLabel: "from the beginning of a fault until somebody was told, the longest",
  },
  "answers.wrong": {
    unit: "answers",
    label: "Wrong answers",
    longLabel: "answers that brought something else than was stored under the key",
  },
  "answers.missing": {
    unit: "answers",
    label: "Missing",
    longLabel: "answers that there is nothing, where something had been acknowledged",
  },
  "answers.expired": { unit: "answers", label: "Expired, served", longLabel: "answers that brought what had expired" },
  "reads.staleShare": { unit: "share", label: "Stale reads", longLabel: "reads that brought an older version than had been acknowledged" },
  "reads.p99Ms": { unit: "ms", label: "Reads p99", longLabel: "from asking for a stored thing until it is there, 99th percentile" },
  "writes.p99Ms": { unit: "ms", label: "Writes p99", longLabel: "from sending something until it is acknowledged, 99th percentile" },
  "writes.lost": {
    unit: "things",
    label: "Acknowledged and lost",
    longLabel: "things that were acknowledged and are in no store at the end",
  },
  "keys.repeated": { unit: "keys", label: "Keys given twice", longLabel: "keys acknowledged to two owners" },
  "requests.goodShare": { unit: "share", label: "Served", longLabel: "requests that were answered rightly, of those asked" },
  "writes.goodShare": {
    unit: "share",
    label: "Writes acknowledged",
    longLabel: "new and changed things that were acknowledged, of those sent",
  },
  "requests.readsPerSecond": { unit: "requests/s", label: "Reads per second", longLabel: "reads a second of the whole service" },
  "requests.writesPerSecond": {
    unit: "requests/s",
    label: "Writes per second",
    longLabel: "new and changed things a second of the whole service",
  },
  "stored.expiredShare": {
    unit: "share",
    label: "Expired, still stored",
    longLabel: "of what has expired, the share that still lies in a store",
  },
  "writes.bytesPerDay": {
    unit: "B/day",
    label: "Sent per day",
    longLabel: "bytes of new things a day that clients of the whole service send, refused or not",
  },
  "stored.bytesPerDay": { unit: "B/day", label: "Stored per day", longLabel: "bytes of new things a day of the whole service" },
  "personal.cellsShown": {
    unit: "cells",
    label: "Personal data shown",
    longLabel: "cells with personal data that stores gave to readers as they are",
  },
  "erasure.remainingRows": {
    unit: "rows",
    label: "Left of erased users",
    longLabel: "rows of erased users that some part still holds at the end",
  },
  "query.refused": { unit: "queries", label: "Queries refused", longLabel: "queries refused, as personal data was not granted" },
  "feeds.p99Ms": { unit: "ms", label: "Feeds p99", longLabel: "from asking for a home feed until it is there, 99th percentile" },
  "feeds.staleP99Ms": {
    unit: "ms",
    label: "Feeds behind, p99",
    longLabel: "how long before a feed was asked for the oldest post that it lacks had been acknowledged, 99th percentile of all feeds",
  },
  "feeds.missingShare": {
    unit: "share",
    label: "Posts missing",
    longLabel: "posts that feeds did not show long after they were acknowledged, of those they had to show",
  },
  "feeds.strangers": { unit: "posts", label: "Posts of strangers", longLabel: "posts in feeds of people who do not follow their authors" },
  "feeds.disordered": { unit: "feeds", label: "Feeds out of order", longLabel: "feeds in which a newer post stands below an older one" },
  "feeds.pushesPerPost": {
    unit: "timelines",
    label: "Pushes a post",
    longLabel: "entries that were pushed to home timelines for each post that was acknowledged",
  },
  "rate.meanPerSecond": { unit: "events/s", label: "Events per second, mean", longLabel: "events per second, mean" },
  "rate.peakPerSecond": { unit: "events/s", label: "Events per second, peak", longLabel: "events per second, peak" },
  "bytes.perDay": { unit: "B/day", label: "Raw bytes per day", longLabel: "raw bytes a day" },
} as const satisfies { readonly [id: string]: Metric };

export type MetricId = keyof typeof METRICS;

export const METRIC_IDS: readonly string[] = Object.keys(METRICS);

export function isMetricId(id: string): id is MetricId {
  return Object.hasOwn(METRICS, id);
}
