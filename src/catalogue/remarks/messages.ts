import { durationToSecond } from "../../base/duration.ts";
import type { QueueRemarks } from "../../engine/messages/remarks.ts";
import type { RemarkTable } from "../remark.ts";
import { duration, exact, percent, plural } from "../words.ts";

export const QUEUE_REMARKS: RemarkTable<QueueRemarks> = {
  "handed-out-again": {
    words: ({ visibilityMs }, { name }) =>
      `${name} handed a message out again while its first receiver was still at work: the work takes longer than the visibility time-out of ${duration(visibilityMs)}, and is done twice. Give it more time than the slowest work takes, receive fewer at once, or let repeats change nothing.`,
    effect: "repeats",
  },
  "dead-letter": {
    words: ({ receives, isRead }, { name }) =>
      `Messages of ${name} were received ${plural(receives, "time")} and never deleted; ${isRead ? "they went to the dead letters" : "they lie in a dead-letter queue that nobody reads, and are lost"}.`,
    explains: ["received too often"],
  },
  "in-flight-limit": {
    words: ({ messages }, { name }) =>
      `${exact(messages)} messages of ${name} were in flight, and receivers were given no more. Delete what is done sooner, or shorten the visibility time-out.`,
  },
  "objects-unread": {
    words: (_, { name }) =>
      `${name} is told of objects that have landed, and whoever receives its messages works on records alone: that word is thrown away. Let Lambda receive it, which reads the objects.`,
  },
  expired: {
    words: ({ keptMs }, { name }) =>
      `Messages of ${name} were not received within ${duration(keptMs)} and are gone. Keep them longer, or give their receivers more capacity.`,
    explains: ["kept for its retention"],
  },
  throttled: {
    words: ({ perSecond }, { name }) =>
      `${name} keeps order and took ${exact(perSecond)} messages a second; senders waited with the rest. Send ten in a call, or do without order.`,
  },
  outage: {
    words: ({ downMs }, { name }) =>
      `${name} answered nobody for ${durationToSecond(downMs)}; senders tried again until it did, and what could not be deleted came again.`,
  },
  "deletes-missed": {
    words: ({ share, forMs, keepsOrder }, { name }) =>
      keepsOrder
        ? `Copies of ${name} missed deletes for ${durationToSecond(forMs)}; a queue that keeps order hands out nothing twice for that.`
        : `${percent(share)} of the deletes at ${name} missed a copy for ${durationToSecond(forMs)}: those messages came again.`,
  },
};
