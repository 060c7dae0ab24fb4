import { field } from "../../contract.ts";
import { KINESIS_GUIDE, KPL_DEFAULTS, assumed, published, recalled } from "../../prices/sources.ts";

/** How many shards there are, and which one a record goes to. */
const capacityFields = {
  mode: field.choice({
    label: "Capacity",
    help: "Provisioned: the shards you ask for, paid by the hour. On demand: room for twice the highest write rate of the last 30 days, paid by the GB.",
    default: "provisioned",
    options: [
      { value: "provisioned", label: "provisioned shards" },
      { value: "on-demand", label: "on demand" },
    ],
    source: KINESIS_GUIDE,
  }),
  shards: field.integer({
    label: "Shards",
    help: "Each takes 1 MB or 1,000 records a second, whichever comes first, and gives 2 MB a second. On demand decides for itself and does not read this.",
    unit: "shards",
    onlyWith: { field: "mode", values: ["provisioned"] },
    default: 4,
    min: 1,
    max: 1000,
  }),
  priorPeakMbPerSecond: field.number({
    label: "Highest rate of the last 30 days",
    help: "On demand holds twice this at once, and 4 MB/s in any case. Beyond it records are refused for about 15 minutes, until busy shards are split.",
    unit: "MB/s",
    onlyWith: { field: "mode", values: ["on-demand"] },
    default: 2,
    min: 0,
    max: 250,
    source: KINESIS_GUIDE,
  }),
  key: field.choice({
    label: "Partition key",
    help: "What decides the shard of a record. By user, a user's records stay in order; one key never gets more than one shard can take, however many there are.",
    default: "user_id",
    options: [
      { value: "user_id", label: "user" },
      { value: "event_type", label: "event type" },
      { value: "none", label: "random" },
    ],
  }),
  reshardAtMs: field.optionalNumber({
    label: "Reshard at",
    help: "At this time of the run, provisioned shards begin to be split or merged, one pair after the other. null means never.",
    unit: "ms",
    onlyWith: { field: "mode", values: ["provisioned"] },
    default: null,
    whenGiven: 1_800_000,
    absent: "never",
    min: 0,
    max: 1e9,
    advanced: true,
  }),
  reshardTo: field.integer({
    label: "Reshard to",
    help: "Shards after resharding: at most twice as many as now, at least half.",
    unit: "shards",
    onlyWith: { field: "mode", values: ["provisioned"] },
    default: 8,
    min: 1,
    max: 1000,
    advanced: true,
    source: KINESIS_GUIDE,
  }),
};

/** What the producers that write into the stream do. */
const producerFields = {
  recordsPerPut: field.integer({
    label: "Records per put",
    help: "Records the producer packs into one (aggregation): they count, and are paid, as one. 1 sends each alone.",
    unit: "records",
    default: 1,
    min: 1,
    max: 500,
  }),
  bufferedMs: field.integer({
    label: "Buffered for",
    help: "With packing, the longest time in ms a record waits for others to share a put with.",
    unit: "ms",
    default: 100,
    min: 1,
    max: 60_000,
    advanced: true,
    source: KPL_DEFAULTS,
  }),
  recordTtlMs: field.integer({
    label: "Time to live",
    help: "A refused record is tried again for this long, with growing random pauses, and then given up. 0 never tries again.",
    unit: "ms",
    default: 30_000,
    min: 0,
    max: 3_600_000,
    source: KPL_DEFAULTS,
  }),
};

/** What the readers do. */
const readerFields = {
  reads: field.choice({
    label: "Read by",
    help: "Polling: all readers share 2 MB/s and five calls a second of each shard. Enhanced fan-out: each reader is pushed to at 2 MB/s of its own, for a fee.",
    default: "poll",
    options: [
      { value: "poll", label: "polling" },
      { value: "push", label: "enhanced fan-out" },
    ],
    source: KINESIS_GUIDE,
  }),
  pollMs: field.integer({
    label: "Polled every",
    help: "Pause in ms between an answer and a reader's next call to a shard. Shorter is fresher, until several readers use up the five calls a second.",
    unit: "ms",
    onlyWith: { field: "reads", values: ["poll"] },
    default: 1000,
    min: 50,
    max: 60_000,
    source: published("Kinesis Client Library, idleTimeBetweenReadsInMillis, GitHub awslabs/amazon-kinesis-client", "2026"),
  }),
  retentionHours: field.number({
    label: "Kept for",
    help: "Hours a record is kept, 24 to 8,760. A reader that lags more than this loses records; beyond 24 h it is paid for.",
    unit: "h",
    default: 24,
    min: 24,
    max: 8760,
    source: KINESIS_GUIDE,
  }),
};

/** Laws and paces nobody sets. */
export const CONTRACT = {
  writeBytesPerSecond: 1024 * 1024,
  writeRecordsPerSecond: 1000,
  readBytesPerSecond: 2 * 1024 * 1024,
  readRecordsPerSecond: 2000,
  readCallsPerSecond: 5,
  callBytes: 10 * 1024 * 1024,
  callRecords: 10_000,
  pushBytesPerSecond: 2 * 1024 * 1024,
};
export const ON_DEMAND = { leastShards: 4, splitBytesPerSecond: 500 * 1024, splitAfterMs: 15 * 60_000 };
export const PUT_UNIT_BYTES = 25 * 1024;
export const PACK_BYTES = 51_200;
export const RESHARD_PAIR = { ms: 30_000, source: recalled("about 30 s for a split or a merge", "2022") };
export const BACK_OFF = {
  baseMs: 100,
  limitMs: 20_000,
  source: recalled("AWS SDKs: exponential back-off with full jitter, 100 ms to 20 s", "2026"),
};
/** Median 15 ms, sigma 0.5. */
export const PUT_LATENCY = { medianMs: 15, p99Ms: 48, source: assumed("not published; facts/streaming.md 1.3") };
/** Mean 70 ms, sigma 0.4: 64.6 ms and 163.9 ms. */
export const PROPAGATION = {
  medianMs: 64.6,
  p99Ms: 163.9,
  source: { ...KINESIS_GUIDE, text: `${KINESIS_GUIDE.text}: 70 ms by enhanced fan-out; the shape is assumed` },
};
/** Mean 20 ms, sigma 0.5. */
export const CALL_LATENCY = {
  medianMs: 17.6,
  p99Ms: 56.4,
  source: assumed("with 70 ms before, polling every 200 ms comes to the published 200 ms"),
};

export const kinesisFields = { ...capacityFields, ...producerFields, ...readerFields };

/** First shards of a stream with these settings. */
export function firstShards(props: { readonly mode: string; readonly shards: number; readonly priorPeakMbPerSecond: number }): number {
  return props.mode === "on-demand" ? Math.max(ON_DEMAND.leastShards, Math.ceil(2 * props.priorPeakMbPerSecond)) : props.shards;
}
