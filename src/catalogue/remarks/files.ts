import { nounFor } from "../../base/counted-noun.ts";
import { durationToSecond } from "../../base/duration.ts";
import type {
  CatalogueRemarks,
  DeliveryRemarks,
  DiscoveryRemarks,
  FileConnectorRemarks,
  FileDropRemarks,
  ObjectStoreRemarks,
  ScanEngineRemarks,
} from "../../engine/files/remarks.ts";
import type { RemarkTable } from "../remark.ts";
import { every, exact, lasting } from "../words.ts";
import { SLOTS_TAKEN } from "./queried.ts";

export const OBJECT_STORE_REMARKS: RemarkTable<ObjectStoreRemarks> = {
  outage: {
    words: ({ downMs }, { name }) =>
      `${name} was out of reach for ${lasting(downMs)}; writers kept their files and sent them when it was back.`,
  },
  throttled: {
    words: ({ forMs, retryMs }, { name }) => `${name} answered 503 SlowDown for ${lasting(forMs)}; writers tried again ${every(retryMs)}.`,
  },
  restored: {
    words: ({ objects, waitMs }, { name }) =>
      `${exact(objects)} ${nounFor(objects, "object")} of ${name} lay in an archive and had to be restored: whoever read them waited ${durationToSecond(waitMs)}. Keep in Standard what runs still read, or archive later.`,
  },
};

export const FILE_DROP_REMARKS: RemarkTable<FileDropRemarks> = {
  "file-late": {
    words: ({ forMs }, { name }) => `${filesDue(forMs)} were made only afterwards; everything behind ${name} waited.`,
  },
  "file-missing": {
    words: ({ forMs, checked }) =>
      `${filesDue(forMs)} did not come; ${checked ? "the manifest named them and they were sent again" : "nobody noticed, and their rows are lost"}.`,
  },
  "file-truncated": {
    words: ({ forMs, checked }) =>
      `${filesDue(forMs)} were cut off half way; ${checked ? "their sizes gave them away and they were sent again" : "the rest of their rows is lost"}.`,
  },
  "file-duplicate": {
    words: ({ forMs, checked }) =>
      `${filesDue(forMs)} came twice; ${checked ? "the second copy was known by its name and left out" : "their rows were loaded twice"}.`,
  },
  "file-outage": {
    words: ({ forMs }, { name }) => `${name} could not be reached for ${lasting(forMs)}; files waited at the sender.`,
  },
};

export const DELIVERY_REMARKS: RemarkTable<DeliveryRemarks> = {
  refused: {
    words: (facts) =>
      facts.why === "quota"
        ? "Producers put more than the quota takes; batch more records into a request, or read from a stream."
        : `Files were kept for ${Math.round(facts.keptMs / 3_600_000)} h while the destination was away, and no longer.`,
  },
  "destination-away": {
    words: ({ downMs }, { name }) =>
      `The destination of ${name} was away for ${durationToSecond(downMs)}; files waited and came when it was back.`,
  },
  "delivered-twice": {
    words: ({ forMs }, { name }) =>
      `The destination of ${name} answered too late for ${durationToSecond(forMs)}; what was delivered then came twice.`,
  },
};

export const DISCOVERY_REMARKS: RemarkTable<DiscoveryRemarks> = {
  throttled: { words: ({ forMs }, { name }) => `Calls of ${name} were refused for ${durationToSecond(forMs)} and ran afterwards.` },
};

export const CATALOGUE_REMARKS: RemarkTable<CatalogueRemarks> = {
  outage: {
    words: ({ downMs }, { name }) => `${name} did not answer for ${durationToSecond(downMs)}; partitions found meanwhile stayed unknown.`,
  },
};

export const SCAN_ENGINE_REMARKS: RemarkTable<ScanEngineRemarks> = {
  queueing: SLOTS_TAKEN,
  throttled: {
    words: ({ forMs }, { name }) => `${name} was throttled for ${lasting(forMs)}: object reads took four times as long.`,
  },
};

export const FILE_CONNECTOR_REMARKS: RemarkTable<FileConnectorRemarks> = {
  "rolling-restart": {
    words: (_, { name }) => `The tasks of ${name} were restarted one after another; files they had open are written anew.`,
  },
  "worker-lost": {
    words: ({ task, awayMs, overwrites, againRecords }, { name }) => {
      const effect = overwrites
        ? "files that are written again overwrite themselves"
        : `${againRecords} ${nounFor(againRecords, "record is", "records are")} written a second time`;
      return `Task ${task} of ${name} died; its partitions were taken up after ${durationToSecond(awayMs)} and ${effect}.`;
    },
    effect: "restart",
  },
};

function filesDue(forMs: number): string {
  return `Files due within ${lasting(forMs)}`;
}
