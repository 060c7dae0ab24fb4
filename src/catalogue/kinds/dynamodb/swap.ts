import type { SwapDecl } from "../../contract.ts";
import { count, plural } from "../../words.ts";

type Table = {
  readonly capacity: "on-demand" | "provisioned";
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly reads: "eventual" | "strong";
  readonly retries: number;
};

const FIRST_ON_DEMAND = 4000;

/** What another table store would call this one's settings. */
export const dynamodbSwap: SwapDecl<Table> = {
  roles: { write: "write", read: "read", rows: "rows" },
  meanings: {
    "writes a second": {
      fields: ["capacity", "writeUnits", "readUnits"],
      read: ({ capacity, writeUnits }) => (capacity === "on-demand" ? FIRST_ON_DEMAND : writeUnits),
      // What machines could do says little about what is needed: the table follows the load until somebody knows better.
      write: () => ({ capacity: "on-demand" }),
      words: ({ capacity, writeUnits, readUnits }) =>
        capacity === "on-demand" ? "on demand" : `${count(writeUnits)} write and ${count(readUnits)} read units/s`,
    },
    reads: {
      fields: ["reads"],
      read: ({ reads }) => (reads === "strong" ? "newest" : "may be old"),
      write: (value) => ({ reads: value === "newest" ? "strong" : "eventual" }),
      words: ({ reads }) => `${reads} reads`,
    },
    retries: {
      fields: ["retries"],
      read: ({ retries }) => retries,
      write: (retries) => ({ retries: Math.min(10, Number(retries)) }),
      words: ({ retries }) => plural(retries, "retry", "retries"),
    },
  },
  fixed: [
    "Three copies in three zones, two of which confirm a write; nodes and levels of writing are not yours to set.",
    "One key gets 1,000 write and 3,000 read units a second at most.",
  ],
};
