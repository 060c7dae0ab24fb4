import type { SwapDecl } from "../../contract.ts";
import { bytes, duration } from "../../words.ts";

type Files = { readonly targetFileMb: number; readonly rotateMs: number };

/** What another connector would call these settings. */
export const connectSwap: SwapDecl<Files> = {
  roles: { in: "records", files: "files" },
  meanings: {
    "stored file size": {
      fields: ["targetFileMb"],
      read: ({ targetFileMb }) => targetFileMb,
      write: (mb) => ({ targetFileMb: Math.min(5000, Math.max(0.1, Number(mb))) }),
      words: ({ targetFileMb }) => `${bytes(targetFileMb * 1e6)} as stored`,
    },
    "closes after": {
      fields: ["rotateMs"],
      read: ({ rotateMs }) => rotateMs,
      write: (ms) => ({ rotateMs: Math.max(1000, Number(ms)) }),
      words: ({ rotateMs }) => duration(rotateMs),
    },
  },
  fixed: ["Tasks and capacity units are yours to size: the defaults stand."],
};
