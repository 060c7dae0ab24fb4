import type { SwapDecl } from "../../contract.ts";
import { duration, plural } from "../../words.ts";

type Topic = {
  readonly topics: "single" | "by-type";
  readonly partitions: number;
  readonly key: "user_id" | "event_type" | "none";
  readonly retentionHours: number;
  readonly deliveryTimeoutMs: number;
};

/** Topics by event type cut the log in three. */
const GROUPS = 3;

/** What another log would call this one's settings. */
export const kafkaSwap: SwapDecl<Topic> = {
  roles: { produce: "write", consume: "read" },
  meanings: {
    "parts read side by side": {
      fields: ["partitions"],
      read: ({ partitions, topics }) => partitions * (topics === "by-type" ? GROUPS : 1),
      write: (lanes) => ({ partitions: Math.min(4000, Number(lanes)) }),
      words: ({ partitions, topics }) => `${plural(partitions, "partition")}${topics === "by-type" ? " per topic" : ""}`,
    },
    key: {
      fields: ["key"],
      read: ({ key }) => key,
      write: (key) => ({ key }),
      words: ({ key }) => ({ user_id: "by user", event_type: "by event type", none: "no key" })[key],
    },
    "kept for": {
      fields: ["retentionHours"],
      read: ({ retentionHours }) => retentionHours,
      write: (hours) => ({ retentionHours: Math.min(8760, Number(hours)) }),
      words: ({ retentionHours }) => duration(retentionHours * 3_600_000),
    },
    "given up after": {
      fields: ["deliveryTimeoutMs"],
      read: ({ deliveryTimeoutMs }) => deliveryTimeoutMs,
      write: (ms) => ({ deliveryTimeoutMs: Math.max(1000, Number(ms)) }),
      words: ({ deliveryTimeoutMs }) => duration(deliveryTimeoutMs),
    },
  },
  fixed: ["Brokers, copies and acknowledgements are yours to choose: the defaults stand."],
};
