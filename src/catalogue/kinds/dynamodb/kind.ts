import { defineKind, field } from "../../contract.ts";
import { partitionTable } from "../../families/tables/partition-table.ts";
import { AWS_PRICES, assumed, derived, published, recalled } from "../../prices/sources.ts";
import { GB, MILLION, used } from "../../prices/usage.ts";
import { count, plural } from "../../words.ts";
import { zoneNames } from "../../drawing/zones.ts";
import { dynamodbSwap } from "./swap.ts";
import { PARTITION_TABLE_REMARKS } from "../../remarks/tables.ts";
import { shareOf, timesAsLong } from "../../drawing/fault-amounts.ts";

const DYNAMODB_GUIDE = published("Amazon DynamoDB Developer Guide, GitHub awsdocs", "2023-06");

/** What one partition, hence one key, gives at most. */
const PARTITION = { writes: 1000, reads: 3000 } as const;
/** What a new table on demand takes at once. */
const ON_DEMAND = { writes: 4000, reads: 12_000 } as const;

export const dynamodb = defineKind({
  id: "dynamodb",
  version: 1,
  family: "table-store",
  title: "DynamoDB",
  alsoCalled: ["Dynamo"],
  nearestTo: ["MongoDB", "Cosmos DB", "Firestore", "DocumentDB", "Couchbase"],
  summary: "Rows by user in a table that runs itself: capacity by the unit, a hard ceiling per key, errors for what is over.",
  layer: "store",
  ports: [
    {
      id: "write",
      label: "Writes",
      direction: "in",
      carries: ["records"],
      partners: ["worker", "function", "stream-processor", "service", "batch-job", "edge"],
      help: "Rows from a worker: events, vectors or lists, each to the partition of its user.",
    },
    { id: "read", label: "Reads", direction: "in", carries: ["requests"], help: "Requests for a user's newest list." },
    { id: "rows", label: "Rows", direction: "out", carries: ["rows"], help: "For endpoints of the API quadrant." },
  ],
  fields: {
    capacity: field.choice({
      label: "Capacity",
      help: "On demand pays per request and follows the load; provisioned pays per hour and is cheaper when used above 28.9 % of the time.",
      default: "on-demand",
      options: [
        { value: "on-demand", label: "On demand" },
        { value: "provisioned", label: "Provisioned" },
      ],
    }),
    writeUnits: field.integer({
      label: "Write capacity",
      help: "WCU of the table: one write a second of up to 1 KB each.",
      unit: "units/s",
      default: 1000,
      min: 1,
      max: 1_000_000,
      onlyWith: { field: "capacity", values: ["provisioned"] },
      source: DYNAMODB_GUIDE,
    }),
    readUnits: field.integer({
      label: "Read capacity",
      help: "RCU of the table: one strong or two eventual reads a second of up to 4 KB each.",
      unit: "units/s",
      default: 1000,
      min: 1,
      max: 1_000_000,
      onlyWith: { field: "capacity", values: ["provisioned"] },
      source: DYNAMODB_GUIDE,
    }),
    reads: field.choice({
      label: "Reads",
      help: "Eventual reads cost half and may miss the last second; strong ones ask the leader of the partition.",
      default: "eventual",
      options: [
        { value: "eventual", label: "Eventual" },
        { value: "strong", label: "Strong" },
      ],
    }),
    retries: field.integer({
      label: "Retries",
      help: "Times the SDK sends a throttled request again, after 50, 100, 200 ms and so on, before it gives up.",
      unit: "tries",
      default: 3,
      min: 0,
      max: 10,
      source: DYNAMODB_GUIDE,
    }),
  },
  limits: [
    {
      name: "One partition, and so one key",
      value: "1,000 write and 3,000 read units/s",
      unit: "units/s",
      source: DYNAMODB_GUIDE,
      note: "adaptive capacity lends the whole table's capacity to a busy partition, and never lifts this",
    },
    {
      name: "Partitions",
      value: "as many as serve the capacity",
      unit: "partitions",
      source: recalled("WCU / 1,000 + RCU / 3,000, rounded up; 4 for a new table on demand", "2026"),
    },
    {
      name: "Units of an item",
      value: "1 KB per write unit, 4 KB per read unit",
      unit: "rounded up; an eventual read costs half",
      source: DYNAMODB_GUIDE,
    },
    {
      name: "On demand",
      value: "4,000 writes, 12,000 reads/s at once, then twice the peak of the half hours before",
      unit: "units/s",
      source: DYNAMODB_GUIDE,
      note: "assumed: the peak is the busiest second; half hours are those of the run's clock",
    },
    {
      name: "Burst of provisioned capacity",
      value: "300 s of what was not used",
      unit: "per table",
      source: DYNAMODB_GUIDE,
      note: "assumed: all of it is there at the start, as of a table that was idle",
    },
    {
      name: "Write",
      value: "log-normal, median 5, p99 15",
      unit: "ms",
      source: derived("single-digit ms by the guide; Netflix plans 5, 10, 15 ms at the client", "2026-08"),
    },
    {
      name: "Read",
      value: "log-normal, median 3, p99 10",
      unit: "ms",
      source: derived("single-digit ms by the guide; Netflix plans 5, 10, 15 ms at the client", "2026-08"),
    },
    {
      name: "Eventual reads",
      value: "one in three is behind, by up to 1 s",
      unit: "of reads",
      source: derived(
        "a write is acknowledged by 2 of 3 copies; eventual reads are normally less than 1 s behind, here evenly so",
        "2026-08",
      ),
    },
    {
      name: "Leader of a partition lost",
      value: 5,
      unit: "s until there is another",
      source: assumed("recalled as seconds; no figure was found"),
    },
  ],
  prices: [
    {
      dimension: "Writes on demand",
      unit: "million units",
      source: AWS_PRICES,
      quantity: (usage, props) => (props.capacity === "on-demand" ? used(usage, "writeUnits") / MILLION : 0),
      unitPriceUsd: () => 0.625,
    },
    {
      dimension: "Reads on demand",
      unit: "million units",
      source: AWS_PRICES,
      quantity: (usage, props) => (props.capacity === "on-demand" ? used(usage, "readUnits") / MILLION : 0),
      unitPriceUsd: () => 0.125,
    },
    {
      dimension: "Write capacity",
      unit: "unit-hours",
      source: AWS_PRICES,
      quantity: (usage, props) => (props.capacity === "provisioned" ? props.writeUnits * used(usage, "hours") : 0),
      unitPriceUsd: () => 0.00065,
    },
    {
      dimension: "Read capacity",
      unit: "unit-hours",
      source: AWS_PRICES,
      quantity: (usage, props) => (props.capacity === "provisioned" ? props.readUnits * used(usage, "hours") : 0),
      unitPriceUsd: () => 0.00013,
    },
    {
      dimension: "Storage",
      unit: "GB-months",
      source: AWS_PRICES,
      quantity: (usage) => used(usage, "storedBytes") / GB,
      unitPriceUsd: () => 0.25,
    },
  ],
  headline: (props) =>
    `${props.capacity === "on-demand" ? "on demand" : `${count(props.writeUnits)} WCU, ${count(props.readUnits)} RCU`} · ${props.reads} reads · ${plural(props.retries, "retry", "retries")}`,
  behaviour: (props, ctx) => {
    const onDemand = props.capacity === "on-demand";
    return partitionTable(ctx, {
      onDemand,
      writeUnitsPerSecond: onDemand ? ON_DEMAND.writes : props.writeUnits,
      readUnitsPerSecond: onDemand ? ON_DEMAND.reads : props.readUnits,
      burstSeconds: 300,
      partitionWriteUnitsPerSecond: PARTITION.writes,
      partitionReadUnitsPerSecond: PARTITION.reads,
      writeUnitBytes: 1024,
      readUnitBytes: 4096,
      strongReads: props.reads === "strong",
      staleMs: 1000,
      copies: 3,
      writeLatency: { medianMs: 5, p99Ms: 15 },
      readLatency: { medianMs: 3, p99Ms: 10 },
      retries: props.retries,
      firstRetryMs: 50,
      leaderChangeMs: 5000,
    });
  },
  remarks: PARTITION_TABLE_REMARKS,
  faults: [
    {
      id: "throttle",
      label: "Another user",
      help: "Another application uses the table and leaves a tenth of its capacity, and nothing of what was kept.",
      defaultDurationMs: 120_000,
      amount: shareOf("of its capacity that is left", 0.1),
    },
    {
      id: "slow",
      label: "Slow table",
      help: "Every request takes four times as long.",
      defaultDurationMs: 120_000,
      amount: timesAsLong(4),
    },
    {
      id: "zone-loss",
      label: "Zone lost",
      help: "A third of the partitions lose their leader and take no writes or strong reads until there is another, 5 s later.",
      defaultDurationMs: 600_000,
      targets: zoneNames,
    },
  ],
  doc: {
    is: "A table as a service: rows lie in partitions by a hash of their key, in three zones, and every request is paid in units of capacity.",
    whenToUse: "Use it for simple writes and reads by key when nobody shall run machines, and when no single key is asked too often.",
    doesNotPromise:
      "One key never gets more than 1,000 writes and 3,000 reads a second, whatever is paid. What is over is an error after the last retry, and eventual reads may miss the last second.",
    weighAgainst:
      "Cassandra has the same shape without the ceiling in units, and machines, repair and compaction that are yours. A cache in front takes hot reads away from either.",
  },
  examples: [
    {
      title: "Capacity that just suffices",
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 1000, keys: 5000 } },
        { id: "save", kind: "service", settings: { servers: 8, serviceTime: { constant: 0.1 } } },
        { id: "table", kind: "dynamodb", settings: { capacity: "provisioned", writeUnits: 1200, readUnits: 100 } },
      ],
      wires: ["load.out -> save.in", "save.out -> table.write"],
      expect: "Every write goes through; with a tenth of the capacity left most fail after three retries.",
    },
    {
      title: "No capacity helps a hot user",
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 3000, keys: 1000, zipf: 1.6 } },
        { id: "save", kind: "service", settings: { servers: 8, serviceTime: { constant: 0.1 } } },
        { id: "table", kind: "dynamodb" },
      ],
      wires: ["load.out -> save.in", "save.out -> table.write"],
      expect: "The table would take 4,000 writes a second, but the busiest user's partition refuses what is over 1,000.",
    },
  ],
  migrations: [],
  swap: dynamodbSwap,
});
