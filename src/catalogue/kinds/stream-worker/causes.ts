import type { Histogram } from "../../../base/histogram.ts";
import type { Part } from "../../../engine/part/part.ts";
import type { CauseDecl } from "../../cause.ts";
import { duration, exact } from "../../words.ts";

/** Lists are made from every so many vectors of a user only. */
export const LISTS_SKIPPED: CauseDecl<{ readonly logic: string; readonly refreshEvery: number }, Part> = {
  code: "lists-seldom",
  effect: "old-lists",
  find: ({ props: { logic, refreshEvery }, name, run }) => {
    if (logic !== "generate-lists" || refreshEvery <= 1) return [];
    const { user, length } = run.rows.lists;
    const users = new Set(Array.from({ length }, (_, row) => user.data[row])).size;
    return [
      {
        setting: "refreshEvery",
        towards: "less",
        heldMs: length === 0 ? run.durationMs : ((run.durationMs * users) / length) * (1 - 1 / refreshEvery),
        text: `${name} makes a new list only with every ${exact(refreshEvery)}th vector of a user: ${exact(length)} lists for ${exact(users)} users in this run. Make one oftener; 1 follows every event.`,
      },
    ];
  },
};

export const FELL_BEHIND: CauseDecl<unknown, Part> = {
  code: "behind",
  effect: "behind",
  find: ({ name, nameOf, reads, run }) =>
    reads.map(({ group, log }) => {
      const left = Math.round(group.measure(run.durationMs).records);
      return {
        setting: "instances",
        towards: "more",
        heldMs: group.lagMaxMs,
        text: `${name} fell behind: up to ${exact(Math.round(group.lagMaxRecords))} records waited in ${nameOf(log.id)}, the oldest for ${duration(roundedMs(group.lagMaxMs))}${left > 0 ? `, and ${exact(left)} still at the end` : ""}. Give it more instances, no more than the log has partitions.`,
      };
    }),
};

type Users = { readonly logic: string; readonly state: string; readonly instances: number };

/** Instances that keep users in memory each know a part of a user whose events are spread over them. */
export const SPLIT_USERS: CauseDecl<Users, Part> = {
  code: "split-users",
  effect: "split-users",
  find: ({ props: { logic, state, instances }, name, nameOf, reads, settingOf }) =>
    logic !== "update-embeddings" || state !== "memory" || instances <= 1
      ? []
      : reads
          .map(({ log }) => ({ log: log.id, key: settingOf(log.id, "key") }))
          .filter(({ key }) => key !== "user_id")
          .map(({ log, key }) => ({
            part: log,
            setting: "key",
            removedBy: [{ part: log, setting: "key", to: "user_id" }],
            text: `${nameOf(log)} places records by ${key === "none" ? "nothing" : String(key)}, and each of the ${exact(instances)} instances of ${name} keeps users in its own memory: each moved them by its part of their events only. Key the log by user_id, or keep user vectors in a shared store.`,
          })),
};

/** Called by an app for every record, it lets the app wait. */
export const CALLS_WAIT: CauseDecl<unknown, Part & { readonly callWaits?: Histogram }> = {
  code: "calls-wait",
  effect: "calls-wait",
  find: ({ part: { callWaits }, name }) => {
    const [p50, p99] = [callWaits?.quantile(0.5) ?? null, callWaits?.quantile(0.99) ?? null];
    if (p50 === null || p99 === null) return [];
    return [
      {
        setting: "instances",
        towards: "more",
        weight: p99,
        text: `Whoever sends to ${name} waits for its answer, as no log stands in between: ${duration(roundedMs(p50))} for half of the calls, ${duration(roundedMs(p99))} or more for one in a hundred. Give it more instances for the peak, or put a log in front, which takes records at once.`,
      },
    ];
  },
};

/** Three figures are enough for a sentence. */
function roundedMs(ms: number): number {
  return Number(ms.toPrecision(3));
}
