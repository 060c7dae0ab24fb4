import type { SwapDecl } from "../../contract.ts";
import { bytes, duration } from "../../words.ts";

type Buffers = { readonly bufferMb: number; readonly bufferS: number; readonly compressionRatio: number };

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, Math.round(value)));

/** What another connector would call these settings. */
export const firehoseSwap: SwapDecl<Buffers> = {
  roles: { in: "records", files: "files" },
  meanings: {
    "stored file size": {
      fields: ["bufferMb", "compressionRatio"],
      read: ({ bufferMb, compressionRatio }) => bufferMb / compressionRatio,
      // A buffer counts what comes in, a file what is stored: the default compression lies between.
      write: (mb) => ({ bufferMb: clamp(Number(mb) * 5, 1, 128) }),
      words: ({ bufferMb }) => `${bytes(bufferMb * 1e6)} as they come`,
    },
    "closes after": {
      fields: ["bufferS"],
      read: ({ bufferS }) => bufferS * 1000,
      write: (ms) => ({ bufferS: clamp(Number(ms) / 1000, 60, 900) }),
      words: ({ bufferS }) => duration(bufferS * 1000),
    },
  },
  fixed: ["Folders follow the hour of arrival, and delivery is at least once; neither can be changed."],
};
