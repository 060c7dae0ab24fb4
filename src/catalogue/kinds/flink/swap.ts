import { processorSwap } from "../../families/processor-swap.ts";
import { plural } from "../../words.ts";

/** What another stream processor would call these settings. */
export const flinkSwap = processorSwap(
  {
    workers: {
      fields: ["parallelism"],
      read: ({ parallelism }) => Number(parallelism),
      write: (workers) => ({ parallelism: Math.min(512, Number(workers)) }),
      words: ({ parallelism }) => plural(Number(parallelism), "task"),
    },
    latenessField: "allowedLatenessMs",
  },
  [
    "Checkpoints hold state and offsets together; a crash takes the whole job back to the last one.",
    "A window gives its result when the watermark passes its end, and again for late events.",
  ],
);
