import { defineKind, field } from "../../contract.ts";
import { timesAsLong } from "../../drawing/fault-amounts.ts";
import { blobStore } from "../../families/tables/blob-store.ts";
import { bucketPrefixes, REQUEST_PRICES, WRITES_PER_PREFIX } from "../../fields/bucket-fields.ts";
import { AWS_PRICES, S3_GUIDE, assumed, published, recalled } from "../../prices/sources.ts";
import { GB, used } from "../../prices/usage.ts";
import { BLOB_STORE_REMARKS } from "../../remarks/tables.ts";
import { plural } from "../../words.ts";

const GETS_PER_PREFIX = 5500;
const PUTS_PER_PREFIX = 3500;

export const s3Objects = defineKind({
  id: "s3-objects",
  version: 1,
  family: "object-store",
  title: "S3, objects by key",
  alsoCalled: ["blob store"],
  summary: "Keeps contents by name behind an API: pastes, photos, files of users, while a database keeps a row of metadata for each.",
  layer: "store",
  ports: [{ id: "calls", label: "Objects", direction: "in", carries: ["calls"], required: true, help: "GET, PUT and DELETE of objects." }],
  fields: {
    prefixes: bucketPrefixes,
    getMedianMs: field.number({
      label: "First byte, median",
      help: "Of a GET: half are faster.",
      unit: "ms",
      default: 15,
      min: 0.1,
      max: 60_000,
      source: assumed("log-normal 15 / 100 ms in the region; p90 about 20 ms measured, the guide says 100 to 200 ms. facts/storage.md 2.1"),
    }),
    getP99Ms: field.number({
      label: "First byte, p99",
      help: "Of a GET: one in a hundred is slower.",
      unit: "ms",
      default: 100,
      min: 0.1,
      max: 600_000,
      advanced: true,
      source: assumed("log-normal 15 / 100 ms; facts/storage.md 2.1"),
    }),
    putMedianMs: field.number({
      label: "Write, median",
      help: "Of a small object: half are faster.",
      unit: "ms",
      default: 30,
      min: 0.1,
      max: 60_000,
      source: assumed("log-normal 30 / 200 ms; Netflix plans 1 / 10 / 50 ms. facts/storage.md 2.1"),
    }),
    putP99Ms: field.number({
      label: "Write, p99",
      help: "Of a small object: one in a hundred is slower.",
      unit: "ms",
      default: 200,
      min: 0.1,
      max: 600_000,
      advanced: true,
      source: assumed("log-normal 30 / 200 ms; facts/storage.md 2.1"),
    }),
    mbPerSecond: field.number({
      label: "Speed of a connection",
      help: "At which the bytes of one object come.",
      unit: "MB/s",
      default: 90,
      min: 0.1,
      max: 10_000,
      advanced: true,
      source: S3_GUIDE,
    }),
  },
  limits: [
    WRITES_PER_PREFIX,
    { name: "Reads per prefix", value: GETS_PER_PREFIX, unit: "requests/s", source: S3_GUIDE },
    { name: "Read after write", value: "consistent", unit: "since 2020-12", source: recalled("Amazon S3 strong consistency", "2020-12") },
    {
      name: "Ten years of pastes, 10 KB each",
      value: "36.5; 52.1 at 70 % full",
      unit: "TB",
      source: published("Grokking the System Design Interview, part 1: Pastebin says 36 and 51.4; facts/storage.md 8", "2019"),
    },
  ],
  prices: [
    {
      dimension: "Storage, Standard",
      unit: "GB-months",
      source: AWS_PRICES,
      quantity: (usage) => (used(usage, "storedBytes") + used(usage, "stockBytes")) / GB,
      unitPriceUsd: () => 0.023,
    },
    ...REQUEST_PRICES,
  ],
  headline: ({ prefixes, getMedianMs }) => `${plural(prefixes, "prefix", "prefixes")} · ${getMedianMs} ms`,
  behaviour: ({ prefixes, getMedianMs, getP99Ms, putMedianMs, putP99Ms, mbPerSecond }, ctx) =>
    blobStore(ctx, {
      get: { medianMs: getMedianMs, p99Ms: getP99Ms },
      put: { medianMs: putMedianMs, p99Ms: putP99Ms },
      mbPerSecond,
      getsPerSecond: prefixes * GETS_PER_PREFIX,
      putsPerSecond: prefixes * PUTS_PER_PREFIX,
    }),
  remarks: BLOB_STORE_REMARKS,
  faults: [
    {
      id: "outage",
      label: "Out of reach",
      help: "Every call is refused at once. What was acknowledged is there afterwards.",
      defaultDurationMs: 120_000,
    },
    {
      id: "slow",
      label: "Slow answers",
      help: "First bytes and writes take ten times as long.",
      defaultDurationMs: 300_000,
      amount: timesAsLong(10),
    },
  ],
  doc: {
    is: "A store of whole objects by name. What was stored is there for everybody at once, on several machines; it answers in tens of ms and costs a fifth of a database's disk.",
    whenToUse: "Use it for contents of some KB and more, with a row of metadata in a database that says what they are and where.",
    doesNotPromise:
      "It has no index, no transaction with your database and no expiry by the minute: an upload without a row is an orphan until you delete it.",
    weighAgainst: "Rows of a database answer in a ms and change together with others, and every replica keeps and pays for them once more.",
  },
  examples: [
    {
      title: "Contents beside their metadata",
      parts: [
        { id: "clients", kind: "request-clients" },
        { id: "app", kind: "app-service" },
        { id: "db", kind: "postgres" },
        { id: "contents", kind: "s3-objects" },
      ],
      wires: ["clients.requests -> app.calls", "app.store -> db.calls", "app.blobs -> contents.calls"],
      expect: "A read takes a row of some ms and then an object of some tens; the database stays small.",
    },
    {
      title: "Ended pastes go from both",
      parts: [
        { id: "clients", kind: "request-clients" },
        { id: "app", kind: "app-service", settings: { deletesExpired: true } },
        { id: "db", kind: "postgres" },
        { id: "contents", kind: "s3-objects" },
        { id: "cleanup", kind: "cleanup-service" },
      ],
      wires: [
        "clients.requests -> app.calls",
        "app.store -> db.calls",
        "app.blobs -> contents.calls",
        "cleanup.stores -> db.calls",
        "cleanup.stores -> contents.calls",
      ],
      expect: "Rows and contents that have expired are deleted, each by its own store.",
    },
  ],
  migrations: [],
});
