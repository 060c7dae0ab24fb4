import { nounFor } from "../../base/counted-noun.ts";
import { durationToSecond } from "../../base/duration.ts";
import type { NotebookRemarks } from "../../engine/queried/remarks.ts";
import type { RemarkTable } from "../remark.ts";
import { exact, plural } from "../words.ts";
import { READER_REMARKS } from "./queried.ts";

export const NOTEBOOK_REMARKS: RemarkTable<NotebookRemarks> = {
  ...READER_REMARKS,
  "no-room": {
    words: ({ servers, idle }, { name }) =>
      `${name} had ${plural(servers, "server")} up, ${exact(idle)} of them idle, and no room for one more: whoever sat down then was turned away. Stop idle ones sooner, give each less memory, or take a larger machine.`,
  },
  outage: {
    words: ({ downMs, sessions }, { name }) =>
      `${name} was down for ${durationToSecond(downMs)}: ${exact(sessions)} ${nounFor(sessions, "session")} broke off, and nobody could begin.`,
  },
};
