import { processorSwap } from "../../families/processor-swap.ts";
import { plural } from "../../words.ts";

const MOST_THREADS = 64;

/** What another stream processor would call these settings. */
export const kafkaStreamsSwap = processorSwap(
  {
    workers: {
      fields: ["instances", "threadsPerInstance"],
      read: ({ instances, threadsPerInstance }) => Number(instances) * Number(threadsPerInstance),
      write: (workers) => {
        // Two instances where there is work for two: one alone has nobody to take its tasks.
        const instances = Math.min(2, Number(workers));
        return { instances, threadsPerInstance: Math.min(MOST_THREADS, Math.ceil(Number(workers) / instances)) };
      },
      words: ({ instances, threadsPerInstance }) => plural(Number(instances) * Number(threadsPerInstance), "thread"),
    },
    latenessField: "graceMs",
  },
  [
    "It reads and writes Kafka only: what comes behind it reads a Kafka of results.",
    "Records stay in the task of their partition, so the log must be keyed by user; a window gives its result once, after the grace period.",
    "A crash stops only the tasks of the dead instance, until others have their state.",
  ],
);
