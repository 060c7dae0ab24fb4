import { defineKind, field } from "../../contract.ts";
import { shareOf, timesAsLong } from "../../drawing/fault-amounts.ts";
import { zoneNames } from "../../drawing/zones.ts";
import { partitionItems } from "../../families/tables/keyed-stores.ts";
import { AWS_PRICES, assumed, derived, published, recalled } from "../../prices/sources.ts";
import { GB, MILLION, used } from "../../prices/usage.ts";
import { PARTITION_TABLE_REMARKS } from "../../remarks/tables.ts";
import { count, plural } from "../../words.ts";

const DYNAMODB_GUIDE = published("Amazon DynamoDB Developer Guide, GitHub awsdocs; facts/storage.md 4.2", "2023-06");
/** What one partition, hence one key, gives at most, and what it holds. */
const PARTITION = { writes: 1000, reads: 3000, bytes: 10 * GB } as const;
/** What a new table on demand takes at once. */
const ON_DEMAND = { writes: 4000, reads: 12_000 } as const;

export const dynamodbItems = defineKind({
  id: "dynamodb-items",
  version: 1,
  family: "table-store",
  title: "DynamoDB, rows by key",
  alsoCalled: ["key-value store on DynamoDB"],
  summary: "Rows that a service reads and changes by key in a table that runs itself: capacity by the unit, a ceiling per key.",
  layer: "store",
  ports: [
    {
      id: "calls",
      label: "Requests",
      direction: "in",
      carries: ["calls"],
      required: true,
      help: "GetItem, PutItem, UpdateItem, DeleteItem by key.",
    },
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
      value: "as many as serve the capacity, or hold what is stored at 10 GB each",
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
      name: "Conditional put",
      value: "decided by the leader of the partition; a refused one costs its write units",
      unit: "writes",
      source: recalled("DynamoDB developer guide, condition expressions", "2026"),
    },
    {
      name: "On demand",
      value: "4,000 writes, 12,000 reads/s at once, then twice the peak of the half hours before",
      unit: "units/s",
      source: DYNAMODB_GUIDE,
    },
    { name: "Burst of provisioned capacity", value: "300 s of what was not used", unit: "per table", source: DYNAMODB_GUIDE },
    {
      name: "Latency",
      value: "log-normal, write 5 / 15, read 3 / 10",
      unit: "ms, median / p99",
      source: derived("single-digit ms by the guide; Netflix plans 5, 10, 15 ms at the client", "2026-08"),
    },
    {
      name: "Third copy",
      value: "has a write up to 1 s after it was acknowledged",
      unit: "s, evenly",
      source: derived("a write is acknowledged by 2 of 3 copies; eventual reads are normally less than 1 s behind", "2026-08"),
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
      quantity: (usage, { capacity }) => (capacity === "on-demand" ? used(usage, "writeUnits") / MILLION : 0),
      unitPriceUsd: () => 0.625,
    },
    {
      dimension: "Reads on demand",
      unit: "million units",
      source: AWS_PRICES,
      quantity: (usage, { capacity }) => (capacity === "on-demand" ? used(usage, "readUnits") / MILLION : 0),
      unitPriceUsd: () => 0.125,
    },
    {
      dimension: "Write capacity",
      unit: "unit-hours",
      source: AWS_PRICES,
      quantity: (usage, { capacity, writeUnits }) => (capacity === "provisioned" ? writeUnits * used(usage, "hours") : 0),
      unitPriceUsd: () => 0.00065,
    },
    {
      dimension: "Read capacity",
      unit: "unit-hours",
      source: AWS_PRICES,
      quantity: (usage, { capacity, readUnits }) => (capacity === "provisioned" ? readUnits * used(usage, "hours") : 0),
      unitPriceUsd: () => 0.00013,
    },
    {
      dimension: "Storage",
      unit: "GB-months",
      source: AWS_PRICES,
      quantity: (usage) => (used(usage, "storedBytes") + used(usage, "stockBytes")) / GB,
      unitPriceUsd: () => 0.25,
    },
  ],
  headline: ({ capacity, writeUnits, readUnits, reads, retries }) =>
    `${capacity === "on-demand" ? "on demand" : `${count(writeUnits)} WCU, ${count(readUnits)} RCU`} · ${reads} reads · ${plural(retries, "retry", "retries")}`,
  behaviour: ({ capacity, writeUnits, readUnits, reads, retries }, ctx) => {
    const onDemand = capacity === "on-demand";
    return partitionItems(ctx, {
      onDemand,
      writeUnitsPerSecond: onDemand ? ON_DEMAND.writes : writeUnits,
      readUnitsPerSecond: onDemand ? ON_DEMAND.reads : readUnits,
      burstSeconds: 300,
      partitionWriteUnitsPerSecond: PARTITION.writes,
      partitionReadUnitsPerSecond: PARTITION.reads,
      partitionBytes: PARTITION.bytes,
      writeUnitBytes: 1024,
      readUnitBytes: 4096,
      strongReads: reads === "strong",
      staleMs: 1000,
      copies: 3,
      writeLatency: { medianMs: 5, p99Ms: 15 },
      readLatency: { medianMs: 3, p99Ms: 10 },
      retries,
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
    whenToUse: "Use it for reads and changes by key when nobody shall run machines, and when no single key is asked too often.",
    doesNotPromise:
      "One key never gets more than 1,000 writes and 3,000 reads a second, whatever is paid. What is over is an error after the last retry, and eventual reads may miss the last second.",
    weighAgainst:
      "Cassandra has the same shape without the ceiling in units, and machines and repair that are yours. A cache in front takes hot reads away from either.",
  },
  examples: [
    {
      title: "A second link for a key is refused",
      parts: [
        { id: "clients", kind: "request-clients" },
        { id: "app", kind: "app-service", settings: { keyLetters: 4 } },
        { id: "db", kind: "dynamodb-items" },
      ],
      wires: ["clients.requests -> app.calls", "app.store -> db.calls"],
      expect:
        "A put with attribute_not_exists fails where the key is taken, and another key is tried; reads may miss a link of the last second.",
    },
    {
      title: "Provisioned too small",
      parts: [
        { id: "clients", kind: "request-clients" },
        { id: "app", kind: "app-service" },
        { id: "db", kind: "dynamodb-items", settings: { capacity: "provisioned", writeUnits: 1, readUnits: 10, reads: "strong" } },
      ],
      wires: ["clients.requests -> app.calls", "app.store -> db.calls"],
      expect: "What was not used lasts for a while; with that gone, what is over the capacity fails after three retries.",
    },
  ],
  migrations: [],
  swap: {
    roles: { calls: "statements" },
    meanings: {
      reads: {
        fields: ["reads"],
        read: ({ reads }) => (reads === "strong" ? "primary" : "replicas"),
        write: (value) => ({ reads: value === "primary" ? "strong" : "eventual" }),
        words: ({ reads }) => `${reads} reads`,
      },
    },
    fixed: ["Three copies in three zones, two of which confirm a write; one key gets 1,000 write and 3,000 read units a second at most."],
  },
});
