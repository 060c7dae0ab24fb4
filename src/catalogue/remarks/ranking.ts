import { nounFor } from "../../base/counted-noun.ts";
import { durationToSecond } from "../../base/duration.ts";
import type { NoFacts } from "../../engine/part/remark.ts";
import type { EndpointRemarks, ListJobRemarks, TrainingRemarks, VectorIndexRemarks } from "../../engine/ranking/remarks.ts";
import type { RemarkDecl, RemarkTable } from "../remark.ts";

const NOBODY_ASKED: RemarkDecl<NoFacts> = {
  words: (_, { name }) =>
    `Nobody asked ${name}, so no list was made and none can be judged. A file of events has no requests: save lists in a store there.`,
};

export const VECTOR_INDEX_REMARKS: RemarkTable<VectorIndexRemarks> = {
  "other-training": {
    words: ({ maker }, { name, nameOf }) =>
      `${nameOf(maker)} makes vectors with item vectors of another training than the one ${name} searches. Wire both to the same one.`,
  },
  "index-too-big": {
    words: ({ model, wantedBytes, memoryBytes, servingModel }, { name }) =>
      `Model ${model} could not be loaded into ${name}: a replica would need ${Math.ceil(wantedBytes / 1e6)} MB for vectors and has ${Math.floor(memoryBytes / 1e6)} MB. Model ${servingModel} serves on. Take larger machines, fewer dimensions or fewer versions.`,
  },
  "version-skew": {
    words: ({ model, strangeUsers }, { name }) =>
      `${name} searches model ${model} now, and the vectors of ${strangeUsers} users were made in another: their lists are off until they do something, or chance if trainings begin anew. Serve the matching version.`,
  },
  "replica-lost": {
    words: ({ lostReplicas, downMs, loadingMs, brokenSearches, left, replicas }, { name }) => {
      const others = left === 0 ? "No other replica was up: all searches were refused." : `${left} of ${replicas} searched on.`;
      return `${lostReplicas.join(", ")} of ${name} was away for ${durationToSecond(downMs)} and loaded its index for ${durationToSecond(loadingMs)} more; ${brokenOff(brokenSearches, "search", "searches")}. ${others}`;
    },
  },
  "nobody-asked": NOBODY_ASKED,
  "version-gone": {
    words: ({ unmatchedSearches, searches }, { name }) =>
      `${unmatchedSearches} of ${searches} searches found a user known only in a version that ${name} no longer keeps. Keep more versions, or train less often.`,
  },
};

export const ENDPOINT_REMARKS: RemarkTable<EndpointRemarks> = {
  "scaled-out": {
    words: ({ moreInstances, scaleOutMs }, { name }) =>
      `${name} asked for ${moreInstances} more instances and has them ${durationToSecond(scaleOutMs)} later.`,
  },
  "instance-lost": {
    words: ({ lostInstances, downMs, brokenCalls, left }, { name }) => {
      const gone = lostInstances === 1 ? "An instance" : `${lostInstances} instances`;
      const others = left === 0 ? "No other was up: all calls were refused." : `${left} answered on.`;
      return `${gone} of ${name} was away for ${durationToSecond(downMs)}; ${brokenOff(brokenCalls, "call", "calls")}. ${others}`;
    },
  },
  "nobody-asked": NOBODY_ASKED,
};

export const LIST_JOB_REMARKS: RemarkTable<ListJobRemarks> = {
  "job-failed": {
    words: ({ unsentLists }, { name }) =>
      `${name} failed with ${unsentLists} ${nounFor(unsentLists, "list")} not sent; users keep their old ones until its next turn.`,
  },
};

export const TRAINING_REMARKS: RemarkTable<TrainingRemarks> = {
  "training-lost": { words: ({ servingModel }, { name }) => `${name} failed; workers go on with model ${servingModel}.` },
};

function brokenOff(count: number, one: string, many: string): string {
  return `${count === 0 ? `no ${one}` : count === 1 ? `1 ${one}` : `${count} ${many}`} broke off`;
}
