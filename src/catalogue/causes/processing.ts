import { nounFor } from "../../base/counted-noun.ts";
import { durationToSecond } from "../../base/duration.ts";
import type { OperatorHost } from "../../engine/processing/operator-host.ts";
import type { Part } from "../../engine/part/part.ts";
import type { CauseDecl } from "../cause.ts";
import { exact } from "../words.ts";

/** Rows that wait for a checkpoint are on average half an interval old when they appear, and the oldest a whole one. */
const LONG_WAIT_MS = 120_000;

type Checkpointing = {
  readonly guarantee: "exactly-once" | "at-least-once";
  readonly checkpointing: boolean;
  readonly checkpointIntervalMs: number;
};

export const CHECKPOINT_WAIT: CauseDecl<Checkpointing, Part> = {
  code: "checkpoint-wait",
  effect: "commit-wait",
  find: ({ props: { guarantee, checkpointing, checkpointIntervalMs }, name }) =>
    guarantee !== "exactly-once" || !checkpointing || checkpointIntervalMs < LONG_WAIT_MS
      ? []
      : [
          {
            setting: "checkpointIntervalMs",
            towards: "less",
            text: `${name} shows its rows exactly once, so they wait for the next checkpoint, up to ${durationToSecond(checkpointIntervalMs)}. Checkpoint more often.`,
          },
        ],
};

/** Tasks trust a log that is not keyed by user: one user's events are spread over tasks. `cure` is what else helps, here. */
export function splitKeys(cure: string): CauseDecl<unknown, OperatorHost> {
  return {
    code: "split-keys",
    effect: "split-keys",
    find: ({ part, name, nameOf, reads, settingOf }) => {
      const log = reads.find(({ group }) => group === part.group)?.log;
      if (!part.splitsKeysAsLog || log === undefined) return [];
      const key = settingOf(log.id, "key");
      if (key === "user_id") return [];
      return [
        {
          part: log.id,
          setting: "key",
          removedBy: [{ part: log.id, setting: "key", to: "user_id" }],
          text: `${nameOf(log.id)} places records by ${key === "none" ? "nothing" : String(key)}, and ${name} trusts that placement: one user's events reached several tasks, and each made sessions of its own. Key the log by user_id${cure}.`,
        },
      ];
    },
  };
}

export const REPEATS_COUNTED: CauseDecl<{ readonly dedup: boolean }, Part> = {
  code: "no-dedup",
  effect: "repeats",
  find: ({ props, name }) =>
    props.dedup
      ? []
      : [
          {
            setting: "dedup",
            text: `${name} does not remove repeats: events that phones sent twice were counted twice. Remove duplicates by event id.`,
          },
        ],
};

/** Sessions that grew backwards or merged left rows behind that nobody takes back. */
export const STALE_SESSIONS: CauseDecl<{ readonly sessionUpdates: "session-id" | "user-and-start" }, Part> = {
  code: "stale-rows",
  effect: "stale-rows",
  find: ({ props, name, extraRows }) => {
    const extra = extraRows("sessions");
    if (extra === 0 || props.sessionUpdates !== "user-and-start") return [];
    return [
      {
        setting: "sessionUpdates",
        counted: true,
        text: `${name} keys its sessions by user and start and takes none back: ${exact(extra)} ${nounFor(extra, "row")} of sessions that later began earlier, or became part of another, stayed in the table. Key them by a session id that outlives merging.`,
      },
    ];
  },
};

export const LATE_BY_WATERMARK: CauseDecl<{ readonly allowedLatenessMs: number }, Part> = {
  code: "late",
  effect: "late",
  find: ({ props, name, lostRecords }) => {
    const late = lostRecords("late");
    if (late === 0) return [];
    return [
      {
        setting: props.allowedLatenessMs > 0 ? "watermarkDelayMs" : "allowedLatenessMs",
        removedBy: [{ setting: "allowedLatenessMs", to: Math.max(4 * props.allowedLatenessMs, 3_600_000) }],
        weight: late,
        counted: true,
        towards: "more",
        text: `${exact(late)} ${nounFor(late, "record")} came to ${name} after event time had passed them, and were turned away as late. Allow more lateness, or hold the watermark back longer.`,
      },
    ];
  },
};

export const LATE_BY_GRACE: CauseDecl<unknown, Part> = {
  code: "late",
  effect: "late",
  find: ({ name, lostRecords }) => {
    const late = lostRecords("late");
    if (late === 0) return [];
    return [
      {
        setting: "graceMs",
        weight: late,
        counted: true,
        towards: "more",
        text: `${exact(late)} ${nounFor(late, "record")} came to ${name} after newer ones had used up the grace period, and were turned away as late. Give a longer grace period.`,
      },
    ];
  },
};
