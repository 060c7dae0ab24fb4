import { defineKind, field } from "../../contract.ts";
import { timesAsLong } from "../../drawing/fault-amounts.ts";
import { contentDelivery } from "../../families/content-delivery.ts";
import { AWS_PRICES, assumed, derived, published, recalled } from "../../prices/sources.ts";
import { GB, MILLION, used } from "../../prices/usage.ts";
import { CDN_REMARKS } from "./remarks.ts";
import { duration, plural } from "../../words.ts";
import type { Usage } from "../../contract.ts";

const PHOTOS = published(
  "Huang et al., SOSP 2013: 58 % of photos at the edge, 32 % of the rest in the next tier; facts/storage.md 5.1",
  "2013",
);
const PURGED = recalled("an invalidation takes seconds to minutes; facts/storage.md 5.1", "2026");
const WAY = assumed("a miss adds 50 to 150 ms to the origin and back; facts/storage.md 5.1");

/** GB beyond the first `from` and up to `to`. */
const tier = (usage: Usage, from: number, to: number): number => Math.max(0, Math.min(used(usage, "bytesOut") / GB, to) - from);
const FREE_PATHS = 1000;

export const cdnKind = defineKind({
  id: "cdn",
  version: 1,
  family: "edge",
  title: "CDN",
  alsoCalled: ["CloudFront", "content delivery network", "edge cache"],
  nearestTo: ["Fastly", "Akamai", "Cloudflare"],
  summary: "Caches near to clients: answers reads for as long as the origin allows, and passes all else on.",
  layer: "serve",
  ports: [
    { id: "requests", label: "Requests", direction: "in", carries: ["calls"], required: true, help: "Calls of the clients." },
    {
      id: "origin",
      label: "Origin",
      direction: "out",
      carries: ["calls"],
      required: true,
      max: 1,
      partners: ["service", "edge"],
      help: "Asked for what is not here, and for everything that changes something.",
    },
  ],
  fields: {
    edges: field.integer({
      label: "Edge locations",
      help: "Each client goes to one of them. The more there are, the colder each is.",
      unit: "locations",
      default: 4,
      min: 1,
      max: 1000,
    }),
    edgeMib: field.number({
      label: "Cache of an edge",
      help: "Room for contents; what was used longest ago goes.",
      unit: "MiB",
      default: 1024,
      min: 0.001,
      max: 1e9,
      source: assumed("vendors do not say"),
    }),
    regionalMib: field.optionalNumber({
      label: "Regional cache",
      help: "One that all edges ask before the origin (origin shield).",
      unit: "MiB",
      default: 8192,
      absent: "none: every edge asks the origin",
      min: 0.001,
      max: 1e9,
      source: PHOTOS,
    }),
    maxAgeMs: field.integer({
      label: "Age (max-age)",
      help: "What the origin's answers say: so long they may be given out again, whatever has become of the thing.",
      unit: "ms",
      default: 60_000,
      min: 1,
      max: 31_536_000_000,
    }),
    purgeMs: field.optionalNumber({
      label: "Purged after",
      help: "A thing that is changed or deleted through here goes from all caches so long after; until then they give out what they have.",
      unit: "ms",
      default: null,
      absent: "not purged: it goes with its age",
      whenGiven: 5000,
      min: 1,
      max: 3_600_000,
      source: PURGED,
    }),
    staleIfError: field.boolean({
      label: "Old rather than none",
      help: "stale-if-error: where the origin has no answer an old one is given out.",
      default: false,
    }),
    regionalMedianMs: field.number({
      label: "Edge to region, median",
      help: "There and back.",
      unit: "ms",
      default: 20,
      min: 0.1,
      max: 10_000,
      advanced: true,
      source: assumed("a part of the way to the origin"),
    }),
    originMedianMs: field.number({
      label: "To the origin, median",
      help: "There and back, from the last cache before it.",
      unit: "ms",
      default: 60,
      min: 0.1,
      max: 10_000,
      advanced: true,
      source: WAY,
    }),
  },
  limits: [
    { name: "Photos found at the edge", value: 58, unit: "%", source: PHOTOS },
    {
      name: "At the edge",
      value: "log-normal, median 1, p99 5",
      unit: "ms",
      source: assumed("a look into memory or a disk; the client's way is the clients'"),
    },
    {
      name: "An invalidation",
      value: "seconds to minutes",
      unit: "time",
      source: PURGED,
    },
  ],
  prices: [
    {
      dimension: "Out, first 10 TB",
      unit: "GB",
      source: AWS_PRICES,
      quantity: (usage) => tier(usage, 0, 10_240),
      unitPriceUsd: () => 0.085,
    },
    {
      dimension: "Out, next 40 TB",
      unit: "GB",
      source: AWS_PRICES,
      quantity: (usage) => tier(usage, 10_240, 51_200),
      unitPriceUsd: () => 0.08,
    },
    {
      dimension: "Out, next 100 TB",
      unit: "GB",
      source: AWS_PRICES,
      quantity: (usage) => tier(usage, 51_200, 153_600),
      unitPriceUsd: () => 0.06,
    },
    {
      dimension: "Out, beyond 150 TB",
      unit: "GB",
      source: derived("0.040 $/GB for the next 350 TB; cheaper tiers beyond 500 TB are left out", "2026-08"),
      quantity: (usage) => tier(usage, 153_600, Infinity),
      unitPriceUsd: () => 0.04,
    },
    {
      dimension: "HTTPS requests",
      unit: "million requests",
      source: AWS_PRICES,
      quantity: (usage) => used(usage, "requests") / MILLION,
      unitPriceUsd: () => 1,
    },
    {
      dimension: "Purged paths",
      unit: "paths beyond 1,000",
      source: AWS_PRICES,
      quantity: (usage) => Math.max(0, used(usage, "purges") - FREE_PATHS),
      unitPriceUsd: () => 0.005,
    },
  ],
  headline: ({ edges, maxAgeMs }) => `${plural(edges, "edge")} · max-age ${duration(maxAgeMs)}`,
  behaviour: ({ regionalMedianMs, originMedianMs, ...props }, ctx) =>
    contentDelivery(ctx, {
      ...props,
      edge: { medianMs: 1, p99Ms: 5 },
      toRegional: { medianMs: regionalMedianMs, p99Ms: 3 * regionalMedianMs },
      toOrigin: { medianMs: originMedianMs, p99Ms: 2.5 * originMedianMs },
    }),
  remarks: CDN_REMARKS,
  faults: [
    {
      id: "crash",
      label: "Edge lost",
      help: "Its clients go to the next edge, which does not have what they ask for; it comes back empty.",
      defaultDurationMs: 60_000,
      targets: ({ edges }) => Array.from({ length: Math.min(edges, 20) }, (_, n) => `edge-${n}`),
    },
    {
      id: "restart",
      label: "All purged",
      help: "Somebody purges everything: every first read falls on the origin.",
      defaultDurationMs: 1000,
    },
    { id: "slow", label: "Slow", help: "Every edge takes four times as long.", defaultDurationMs: 60_000, amount: timesAsLong(4) },
  ],
  doc: {
    is: "Caches at the edge with one in a region behind them. What the origin answers to a read is kept at each on its way and given out until it is as old as the origin allows.",
    whenToUse: "Use it for what many read and few change: redirects, photos, pages. The origin then sees each thing once an age and edge.",
    doesNotPromise:
      "Nothing fresh: what was changed or deleted is given out until its age or a purge, and a purge takes its time. It counts no clicks for the origin. Two misses at once are two calls to the origin.",
    weighAgainst:
      "A short max-age costs calls to the origin, a long one shows old things. A cache at the origin is purged at once and is far from clients.",
  },
  examples: [
    {
      title: "Deleted, and still there",
      parts: [
        { id: "clients", kind: "request-clients" },
        { id: "cdn", kind: "cdn", settings: { edges: 2, maxAgeMs: 120_000 } },
        { id: "app", kind: "app-service" },
        { id: "db", kind: "postgres" },
      ],
      wires: ["clients.requests -> cdn.requests", "cdn.origin -> app.calls", "app.store -> db.calls"],
      expect: "Most reads end at the edge; links that were changed or deleted go on leading to the old place for two minutes.",
    },
    {
      title: "Purged after five seconds",
      parts: [
        { id: "clients", kind: "request-clients" },
        { id: "cdn", kind: "cdn", settings: { edges: 2, maxAgeMs: 120_000, purgeMs: 5000, staleIfError: true } },
        { id: "app", kind: "app-service" },
        { id: "db", kind: "postgres" },
      ],
      wires: ["clients.requests -> cdn.requests", "cdn.origin -> app.calls", "app.store -> db.calls"],
      expect: "Hardly any answer is old, and while the service is down known links still lead on.",
    },
  ],
  migrations: [],
});
