import { field } from "../../contract.ts";
import { NETFLIX_MODELS, OMB_RESULTS } from "../../prices/sources.ts";

/**
 * What the law of publish latency leaves out: three records in a thousand waited longer than 9 ms, and how much longer follows
 * Pareto's law with exponent 1.7 (the percentiles of the 200,000/s run from p99 to p99.99, facts/streaming.md 1.1). Pauses that
 * begin at random, with lengths of exponent 2.7, make those who arrive in them wait just so: 0.003 x 1.7 / 9 ms = 0.567 a second.
 */
export const PAUSES = { perSecond: 0.567, leastMs: 9, exponent: 2.7, mostMs: 150 };

/** Machines that are in no price list, and what a byte and a write cost on any machine: what a measurement of your own replaces. */
export const hardwareFields = {
  ownNetworkMibPerSecond: field.number({
    label: "Own hardware: network",
    help: "MiB per second and direction of one broker. Counts when the broker size is other hardware.",
    unit: "MiB/s",
    default: 96,
    min: 1,
    max: 100_000,
    advanced: true,
  }),
  ownDiskMibPerSecond: field.number({
    label: "Own hardware: disk",
    help: "MiB per second all disks of one broker write together. Counts when the broker size is other hardware.",
    unit: "MiB/s",
    default: 81,
    min: 1,
    max: 100_000,
    advanced: true,
  }),
  ownCpuCores: field.integer({
    label: "Own hardware: cores",
    help: "Cores of one broker. Counts when the broker size is other hardware.",
    unit: "cores",
    default: 2,
    min: 1,
    max: 512,
    advanced: true,
  }),
  cpuMsPerMibWritten: field.number({
    label: "CPU per MiB written",
    help: "ms of one core for each MiB a broker writes. A planning value with safety in it: brokers with large batches have been measured at less than a third.",
    unit: "ms of one core",
    default: 30,
    min: 0,
    max: 1000,
    advanced: true,
    source: NETFLIX_MODELS,
  }),
  cpuMsPerMibRead: field.number({
    label: "CPU per MiB read",
    help: "ms of one core for each MiB a consumer group reads. A planning value with safety in it.",
    unit: "ms of one core",
    default: 40,
    min: 0,
    max: 1000,
    advanced: true,
    source: NETFLIX_MODELS,
  }),
  brokerPauses: field.boolean({
    label: "Pauses of brokers",
    help: "Now and then a broker stands still for 9 ms and more, as measured; this is what makes the p99.9. Off shows the log without them.",
    default: true,
    advanced: true,
    source: OMB_RESULTS,
  }),
  publishMedianMs: field.number({
    label: "Publish latency, median",
    help: "Time from a leader's log until every copy in sync has the record, at low load: half are faster.",
    unit: "ms",
    default: 2.15,
    min: 0.01,
    max: 60_000,
    advanced: true,
    source: OMB_RESULTS,
  }),
  publishP99Ms: field.number({
    label: "Publish latency, p99",
    help: "Time from a leader's log until every copy in sync has the record, at low load: one in a hundred is slower.",
    unit: "ms",
    default: 4.35,
    min: 0.01,
    max: 600_000,
    advanced: true,
    source: OMB_RESULTS,
  }),
};
