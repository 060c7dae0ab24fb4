import type { MeasuredLoad, SwapDecl } from "../../contract.ts";
import { duration, plural } from "../../words.ts";
import { CONTRACT, firstShards } from "./fields.ts";

type Stream = {
  readonly mode: "provisioned" | "on-demand";
  readonly shards: number;
  readonly priorPeakMbPerSecond: number;
  readonly key: "user_id" | "event_type" | "none";
  readonly retentionHours: number;
  readonly recordTtlMs: number;
};

/** Shards are planned to be this full at the busiest moment. */
const FILLED = 0.8;
const MOST_SHARDS = 1000;

/** The sizing rule of the developer guide, with room to spare. */
function shardsFor({ recordsPerSecond, bytesPerSecond, readers }: MeasuredLoad): number {
  const needed = Math.max(
    bytesPerSecond / CONTRACT.writeBytesPerSecond,
    recordsPerSecond / CONTRACT.writeRecordsPerSecond,
    (bytesPerSecond * readers) / CONTRACT.readBytesPerSecond,
  );
  return Math.max(1, Math.ceil(needed / FILLED));
}

/** What another log would call this one's settings. */
export const kinesisSwap: SwapDecl<Stream> = {
  roles: { produce: "write", consume: "read" },
  meanings: {
    "parts read side by side": {
      fields: ["shards", "mode", "priorPeakMbPerSecond"],
      read: firstShards,
      // A shard is capacity before it is a lane: a measured load decides, and only without one the count stays.
      write: (lanes, load) => ({ mode: "provisioned", shards: Math.min(MOST_SHARDS, load === null ? Number(lanes) : shardsFor(load)) }),
      words: (props) => (props.mode === "on-demand" ? "on demand" : plural(props.shards, "shard")),
    },
    key: {
      fields: ["key"],
      read: ({ key }) => key,
      write: (key) => ({ key }),
      words: ({ key }) => ({ user_id: "by user", event_type: "by event type", none: "random" })[key],
    },
    "kept for": {
      fields: ["retentionHours"],
      read: ({ retentionHours }) => retentionHours,
      write: (hours) => ({ retentionHours: Math.min(8760, Math.max(24, Number(hours))) }),
      words: ({ retentionHours }) => duration(retentionHours * 3_600_000),
    },
    "given up after": {
      fields: ["recordTtlMs"],
      read: ({ recordTtlMs }) => recordTtlMs,
      write: (ms) => ({ recordTtlMs: Math.min(3_600_000, Number(ms)) }),
      words: ({ recordTtlMs }) => duration(recordTtlMs),
    },
  },
  fixed: ["Every record lies in three zones before its put is answered; copies, acknowledgements and brokers are not yours to set."],
};
