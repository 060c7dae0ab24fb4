import type { MessageQueue } from "../../../engine/messages/message-queue.ts";
import type { CauseDecl } from "../../cause.ts";
import { duration } from "../../words.ts";

/** A wait that anybody would notice, ms. */
const LONG_MS = 1000;

/** Messages waited because nobody had a hand free. */
export const MESSAGES_WAIT: CauseDecl<unknown, MessageQueue> = {
  code: "messages-wait",
  effect: "behind",
  find: ({ part: { longestWaitMs }, name }) =>
    longestWaitMs < LONG_MS
      ? []
      : [
          {
            setting: null,
            counted: true,
            heldMs: longestWaitMs,
            text: `A message waited in ${name} for up to ${duration(Number(longestWaitMs.toPrecision(3)))} until somebody received it. Give its receivers more capacity.`,
          },
        ],
};
