import { field } from "../../contract.ts";
import { assumed, published } from "../../prices/sources.ts";

/** Instances of a service and their threads. */
export const serviceFields = {
  instances: field.integer({
    label: "Instances",
    help: "Processes that calls are dealt to by turns.",
    unit: "instances",
    default: 2,
    min: 1,
    max: 1000,
  }),
  threads: field.integer({
    label: "Threads",
    help: "Calls each instance has at once. A thread is held until the reply, also while the store is waited for.",
    unit: "threads",
    default: 100,
    min: 1,
    max: 10_000,
    source: assumed("a thread pool of the usual frameworks has 100 to 200"),
  }),
  lineLimit: field.integer({
    label: "May wait",
    help: "Calls that may wait for a thread of an instance; beyond that the answer is 503.",
    unit: "calls",
    default: 500,
    min: 0,
    max: 1e9,
  }),
  changeThreads: field.optionalNumber({
    label: "Threads for changes",
    help: "Threads of their own for what stores or changes something, so that slow uploads do not take those of reads.",
    unit: "threads",
    default: null,
    whenGiven: 100,
    absent: "reads and changes share the threads",
    min: 1,
    max: 10_000,
    source: published("Grokking the System Design Interview, part 1: Instagram, separate services for uploads and reads", "2019"),
  }),
  uploadKbPerSecond: field.optionalNumber({
    label: "Clients send at",
    help: "A thread waits while the body of a call comes in at this speed.",
    unit: "KB/s",
    default: null,
    whenGiven: 250,
    absent: "at once: a proxy before it waits for the body",
    min: 0.1,
    max: 1e6,
    advanced: true,
  }),
  workTime: field.distribution({
    label: "Own work",
    help: "What a call takes of its thread before others are asked, as a law.",
    unit: "ms",
    default: { lognormal: { medianMs: 1, p99Ms: 5 } },
    source: assumed("Java or Go, 1 ms of CPU; facts/streaming.md 4"),
  }),
};
