import { nounFor } from "../../../base/counted-noun.ts";
import { durationToSecond } from "../../../base/duration.ts";
import type { FlowRemarks } from "../../../engine/flowfiles/remarks.ts";
import type { RemarkTable } from "../../remark.ts";
import { bytes as inBytes, exact, percent } from "../../words.ts";

export const FLOW_REMARKS: RemarkTable<FlowRemarks> = {
  "back-pressure": {
    words: ({ before, objects, bytes }, { name }) =>
      `The connection before "${before}" of ${name} was full with ${exact(objects)} flow ${nounFor(objects, "file")} of ${inBytes(bytes)}; what is before it was not scheduled, back to the source. Put more records into a flow file, or add nodes.`,
  },
  "node-lost": {
    words: ({ node, heldRecords, downMs, writtenTwice }, { name }) =>
      `Node ${node} of ${name} was down for ${durationToSecond(downMs)}, and ${exact(heldRecords)} ${nounFor(heldRecords, "record")} in its queues waited on its disk for it to come back${writtenTwice > 0 ? `; ${exact(writtenTwice)} that it had handed on without a commit came twice` : ""}.`,
    effect: "restart",
  },
  "primary-moved": {
    words: ({ node, afterMs }, { name }) =>
      `Nothing was taken in at ${name} for ${durationToSecond(afterMs)}: only its first node reads, and node ${node} became that when nobody had heard of the old one for so long. Let all nodes read.`,
  },
  "answers-lost": {
    words: ({ share, forMs }, { name }) =>
      `${percent(share)} of the answers to what ${name} handed on were lost for ${durationToSecond(forMs)}: those flow files were handed on again half a minute later, and are there twice.`,
    effect: "repeats",
  },
  outage: {
    words: ({ downMs }, { name }) => `All nodes of ${name} were down for ${durationToSecond(downMs)}; their queues lay on their disks.`,
  },
};
