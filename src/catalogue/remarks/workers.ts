import { nounFor, wasOrWere } from "../../base/counted-noun.ts";
import type { WorkerRemarks } from "../../engine/workers/remarks.ts";
import type { RemarkTable } from "../remark.ts";

export const WORKER_REMARKS: RemarkTable<WorkerRemarks> = {
  "transaction-timeout": {
    words: ({ instance, timeoutMs, againRecords }, { name }) =>
      `Instance ${instance} of ${name} took longer than the transaction time-out of ${seconds(timeoutMs)}: its output was taken back, ${againRecords} ${nounFor(againRecords, "record is", "records are")} read again.`,
  },
  "call-given-up": {
    words: ({ timeoutMs }, { name }) =>
      `A caller of ${name} waited ${seconds(timeoutMs)} and gave up; what it sent is lost. Callers wait for every record here, as no log stands in between.`,
    explains: ["caller gave up"],
  },
  "out-of-memory": {
    words: (facts, { name }) => {
      const { instance, isLoop, heldRecords, recordBytes, users, wantedBytes, limitBytes } = facts;
      const vectors = users === 0 ? "" : ` and the vectors of ${count(users)} ${nounFor(users, "user")}`;
      const death = `Instance ${instance} of ${name} ran out of memory and was killed: ${count(heldRecords)} ${nounFor(heldRecords, "record")} in hand at ${megabytes(recordBytes)} each${vectors} want ${megabytes(wantedBytes)} where its machine has ${megabytes(limitBytes)}.`;
      return `${death} ${isLoop ? loopOf(facts) : lossOf(facts)}`;
    },
    explains: ["no instance was up", "lost in crash"],
    effect: "out-of-memory",
  },
  "given-up": {
    words: ({ partition, tries, hasDeadLetters }, { name }) => {
      const where = hasDeadLetters ? "it went to the dead letters" : "it was dropped, as no dead-letter port is wired";
      return `A record of ${partition} failed ${tries} times at ${name}; ${where}, and its partition goes on.`;
    },
    explains: ["given up"],
  },
  poison: {
    words: ({ partition }, { name }) =>
      `A record of ${partition} fails at ${name}; everything behind it in its partition waits while it is tried again.`,
  },
  "member-lost": {
    words: ({ instance, why, silentMs, isAlive, heldRecords, againRecords }, { name }) => {
      const silent = `${why === "session" ? "was not heard of" : "did not poll"} for ${seconds(silentMs)}`;
      const doubled = isAlive
        ? ` It still works on ${heldRecords} ${nounFor(heldRecords, "record")} that others read again (${againRecords} in all).`
        : "";
      return `Instance ${instance} of ${name} ${silent}; its partitions go to the others.${doubled}`;
    },
  },
  crash: {
    words: ({ instance, lostRecords, againRecords }, { name }) =>
      `Instance ${instance} of ${name} died: ${lostRecords} ${nounFor(lostRecords, "record")} ${wasOrWere(lostRecords)} lost with it, ${againRecords} ${nounFor(againRecords, "is", "are")} worked on again.`,
    explains: ["no instance was up", "lost in crash"],
  },
  "new-member": {
    words: ({ instance }, { name }) =>
      `Instance ${instance} of ${name} is back as a new member; the group waits for the session of its predecessor to end. A fixed id (static membership) would spare it that.`,
  },
  "rolling-restart": {
    words: ({ instances, awayMs }, { name }) =>
      `The ${instances} instances of ${name} restart one after the other, ${seconds(awayMs)} each.`,
  },
};

type OutOfMemory = WorkerRemarks["out-of-memory"];

function lossOf({ lostRecords, backRecords, againRecords, startUpMs }: OutOfMemory): string {
  return `${count(lostRecords)} were lost with it, ${count(backRecords + againRecords)} are read again after ${startUpMs / 1000} s.`;
}

function loopOf({ backRecords, fittingRecords }: OutOfMemory): string {
  const why = backRecords > 0 ? "each start reads the same records again" : "each start meets more than it can hold";
  const remedy =
    fittingRecords < 1
      ? "Not one record fits: take a machine with more memory, or hold less of a record at once."
      : `Poll at most ${count(fittingRecords)} records at once, take a machine with more memory, or hold less of each record.`;
  return `It goes round in a crash loop: nothing was done since its last start, and ${why}. ${remedy}`;
}

function seconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(1))} s`;
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

function megabytes(bytes: number): string {
  return `${count(Number((bytes / 1e6).toPrecision(4)))} MB`;
}
