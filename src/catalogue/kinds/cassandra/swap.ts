import type { SwapDecl } from "../../contract.ts";
import { plural } from "../../words.ts";

type Level = "one" | "quorum" | "all";
type Ring = {
  readonly nodes: number;
  readonly replicationFactor: number;
  readonly coresPerNode: number;
  readonly writeCoreMs: number;
  readonly writeLevel: Level;
  readonly readLevel: Level;
  readonly retries: number;
};

/** Of nodes as they are by default: 4 cores, three copies, 11,200 replica writes a second each; half of it is for reads and calm. */
const PLANNED_PER_NODE = 11_200 / 3 / 2;
const FEWEST_NODES = 3;
const MOST_NODES = 1000;

function replies(level: Level, copies: number): number {
  return level === "one" ? 1 : level === "all" ? copies : Math.floor(copies / 2) + 1;
}

/** What another table store would call this one's settings. */
export const cassandraSwap: SwapDecl<Ring> = {
  roles: { write: "write", read: "read", rows: "rows" },
  meanings: {
    "writes a second": {
      fields: ["nodes", "coresPerNode", "writeCoreMs", "replicationFactor"],
      read: ({ nodes, coresPerNode, writeCoreMs, replicationFactor }) =>
        Math.round((nodes * coresPerNode * 1000) / writeCoreMs / replicationFactor / 2),
      write: (writes, load) => {
        const needed = Math.ceil((load === null ? Number(writes) : load.recordsPerSecond) / PLANNED_PER_NODE);
        return { nodes: Math.min(MOST_NODES, Math.max(FEWEST_NODES, needed)) };
      },
      words: ({ nodes }) => plural(nodes, "node"),
    },
    reads: {
      fields: ["readLevel", "writeLevel"],
      // A read meets the newest write when the replicas asked and those that confirmed have one in common.
      read: ({ readLevel, writeLevel, replicationFactor }) =>
        replies(readLevel, replicationFactor) + replies(writeLevel, replicationFactor) > replicationFactor ? "newest" : "may be old",
      write: (value) => ({ writeLevel: "quorum", readLevel: value === "newest" ? "quorum" : "one" }),
      words: ({ readLevel, writeLevel }) => `write ${writeLevel.toUpperCase()}, read ${readLevel.toUpperCase()}`,
    },
    retries: {
      fields: ["retries"],
      read: ({ retries }) => retries,
      write: (retries) => ({ retries: Math.min(16, Number(retries)) }),
      words: ({ retries }) => plural(retries, "retry", "retries"),
    },
  },
  fixed: ["Machines, compaction and repair are yours; a key is as fast as its replicas, with no ceiling in units."],
};
